import { wordListsOf } from '../manifest/pod.ts';
import { bindNodes } from '../node/node-kind.ts';
import type { Rule } from '../rule.ts';
import { spoiledByCmd } from '../shim/cmd.ts';
import { startScript } from './command/start-script.ts';

export const commandQuoting: Rule = {
  id: 'command-quoting',
  title: 'Program path with spaces',
  why: 'Bind mode starts commands through cmd /c. cmd removes the first and the last quotation mark of a line that has more than two, or one of &<>()@^| between them.',
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
            ? `cmd removes the quotation marks around ${found}, because of a character in it`
            : `cmd removes the quotation marks around ${found}, because an argument has quotation marks too`,
          fix: startScript(pod, list),
        })),
    ),
};
