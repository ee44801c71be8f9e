import { inManifest } from '../fix.ts';
import { wordListsOf } from '../manifest/pod.ts';
import { bindNodes } from '../node/kind.ts';
import type { Rule } from '../rule.ts';
import { spoiledByCmd } from '../shim/cmd.ts';

export const commandQuoting: Rule = {
  id: 'command-quoting',
  title: 'Program path with spaces',
  why: 'cmd /c, through which bind mode starts commands, takes the first and the last quotation mark away where there are more than two, or one of &<>()@^| between them.',
  severity: 'error',
  reference: 'https://learn.microsoft.com/windows-server/administration/windows-commands/cmd',
  holds: bindNodes,
  judge: (pod) =>
    wordListsOf(pod).flatMap((list) =>
      spoiledByCmd(list.map(({ word }) => word))
        .filter(({ kind }) => kind === 'quotes')
        .map(({ found }) => ({
          path: list[0]?.path ?? [],
          message: /[&<>()@^|]/.test(found)
            ? `cmd takes the quotation marks around ${found} away, because of a character in it`
            : `cmd takes the quotation marks around ${found} away, because an argument has some too`,
          fix: {
            steps: [
              inManifest('Use a path without spaces for the program, such as a bare name at the root of the image.'),
            ],
          },
        })),
    ),
};
