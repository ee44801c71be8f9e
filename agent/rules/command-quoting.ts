import { inManifest } from '../fix.ts';
import { containersOf } from '../manifest/pod.ts';
import { bindNodes } from '../node/kind.ts';
import type { Rule } from '../rule.ts';

export const commandQuoting: Rule = {
  id: 'command-quoting',
  title: 'Program path with spaces beside an argument with spaces',
  why: 'cmd /c, through which bind mode starts commands, takes the first and the last quotation mark away where there are more than two.',
  severity: 'warn',
  reference: 'https://learn.microsoft.com/windows-server/administration/windows-commands/cmd',
  holds: bindNodes,
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) => {
      const [program, ...rest] = [...container.command, ...container.args];
      if (program === undefined || container.command.length === 0) return [];
      if (!/[ \t]/.test(program) || !rest.some((word) => word === '' || /[ \t"]/.test(word))) return [];
      return [
        {
          path: [...path, 'command', 0],
          message: `cmd takes the quotation marks around ${program} away, because an argument has some too`,
          fix: {
            steps: [
              inManifest('Use a path without spaces for the program, such as a bare name at the root of the image.'),
            ],
          },
        },
      ];
    }),
};
