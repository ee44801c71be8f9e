import { changeText } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import { bindNodes, fallbackNodes, type NodeKind, volumeNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { isDocument, type ProgramFault, programFault, programWords } from '../shim/cmd.ts';

export const programWord: Rule = {
  id: 'program-word',
  title: 'First word of the command',
  why: 'The shim looks for a program of exactly this name. Arguments and quotation marks in the same word become part of the name, a path that begins with a dot is not found, and a script is no program.',
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
      const offence = {
        path: at,
        message: faults[fault](program),
        ...changeText(pod, { path: at, change: split, say: programWords(program, fault).say }),
      };
      const nodes = nodesOf(fault, program);
      return [nodes === null ? offence : { ...offence, holds: nodes }];
    }),
};

/** With the bind filter cmd splits the line, starts in the working directory, and knows some kinds of scripts; null: all nodes. */
function nodesOf(fault: ProgramFault, program: string): NodeKind[] | null {
  if (fault === 'slash') return program.startsWith('.') ? null : [...bindNodes];
  const isForCmd = fault === 'line' || fault === 'dot' || (fault === 'script' && !isDocument(program));
  return isForCmd ? [...volumeNodes, ...fallbackNodes] : null;
}

const faults: Readonly<Record<ProgramFault, (program: string) => string>> = {
  line: (program) => `the shim looks for a program with the name "${program}": its arguments are in the same word`,
  quotes: (program) => `the quotation marks in ${program} become part of the name of the program`,
  separator: (program) => `${program} ends with a separator, so that it is no file`,
  dot: (program) => `${program} belongs to the directory of the shim, which has no programs`,
  slash: (program) => `${program} is cut at its first slash by cmd, which takes what is before it for the program`,
  script: (program) => `${program} is a script, which Windows does not start by itself`,
};

/** The words that were meant. */
function split(program: string): string[] {
  const fault = programFault(program);
  return fault === null ? [program] : programWords(program, fault).words;
}
