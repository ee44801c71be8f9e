import { changeText } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { programFault, programWords } from '../shim/cmd.ts';

export const programWord: Rule = {
  id: 'program-word',
  title: 'First word of the command',
  why: 'The shim looks for a program of exactly this name. Arguments and quotation marks in the same word become part of the name.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/path.go',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container: { command }, path }) => {
      const [program = ''] = command;
      const at = [...path, 'command', 0];
      if (program === '' && command.length > 0) {
        const named = changeText(pod, { path: at, change: () => '<program>', say: 'Name the program.' });
        return [{ path: at, message: 'no program has an empty name', ...named }];
      }
      const fault = programFault(program);
      if (fault === null) return [];
      const message =
        fault === 'line'
          ? `the shim looks for a program with the name "${program}": its arguments are in the same word`
          : `the quotation marks in ${program} become part of the name of the program`;
      const offence = {
        path: at,
        message,
        ...changeText(pod, { path: at, change: split, say }),
      };
      // With the bind filter, cmd splits the line.
      return [fault === 'line' ? { ...offence, holds: [...volumeNodes, ...fallbackNodes] } : offence];
    }),
};

/** The words that were meant. */
function split(program: string): string[] {
  const fault = programFault(program);
  return fault === null ? [program] : programWords(program, fault);
}

const say = 'Make each argument an item of the list, without quotation marks of its own.';
