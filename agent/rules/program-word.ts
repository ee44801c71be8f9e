import { inManifest } from '../fix.ts';
import { containersOf } from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/kind.ts';
import type { Rule } from '../rule.ts';
import { programFault } from '../shim/cmd.ts';

export const programWord: Rule = {
  id: 'program-word',
  title: 'First word of the command',
  why: 'The shim looks for a program of exactly this name: a whole command line in one word, and quotation marks in it, are part of the name.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/path.go',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container: { command }, path }) => {
      const [program = ''] = command;
      const fault = programFault(program);
      if (fault === null) return [];
      const words = (program.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
      const run = `command: [${(fault === 'line' ? words : [program.replaceAll('"', '')]).map(quote).join(', ')}]`;
      const message =
        fault === 'line'
          ? `the shim looks for a program of the name "${program}": arguments stand in its word`
          : `the quotation marks in ${program} become a part of the program's name`;
      const offence = {
        path: [...path, 'command', 0],
        message,
        fix: { steps: [inManifest('Write each word by itself, without quotation marks of its own.', run)] },
      };
      // Where the bind filter is, cmd takes a line apart.
      return [fault === 'line' ? { ...offence, holds: [...volumeNodes, ...fallbackNodes] } : offence];
    }),
};

const quote = (word: string) => `'${word.replaceAll("'", "''")}'`;
