import { setField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/node-kind.ts';
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
      if (program === '' && command.length > 0) {
        const step = setField(pod, [...path, 'command'], ['<program>', ...command.slice(1)], 'Name the program.');
        return [{ path: [...path, 'command', 0], message: 'no program has an empty name', fix: { steps: [step] } }];
      }
      const fault = programFault(program);
      if (fault === null) return [];
      const own = programWords(program, fault);
      const step = setField(pod, [...path, 'command'], [...own, ...command.slice(1)], say);
      const message =
        fault === 'line'
          ? `the shim looks for a program with the name "${program}": its arguments are in the same word`
          : `the quotation marks in ${program} become part of the name of the program`;
      const offence = {
        path: [...path, 'command', 0],
        message,
        fix: { steps: [step] },
      };
      // With the bind filter, cmd splits the line.
      return [fault === 'line' ? { ...offence, holds: [...volumeNodes, ...fallbackNodes] } : offence];
    }),
};

const say = 'Make each argument an item of the list, without quotation marks of its own.';
