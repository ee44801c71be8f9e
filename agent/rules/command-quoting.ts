import { bindNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { spoiledIn } from './command/spoiled.ts';
import { scriptInstead } from './command/start-script.ts';

export const commandQuoting: Rule = {
  id: 'command-quoting',
  title: 'Program path with spaces',
  why: 'Bind mode starts commands through cmd /c. cmd removes the first and the last quotation mark of a line that has more than two, or one of &<>()@^| between them.',
  severity: 'error',
  reference: 'https://learn.microsoft.com/windows-server/administration/windows-commands/cmd',
  holds: bindNodes,
  judge: (pod) =>
    spoiledIn(pod)
      .filter(({ kind }) => kind === 'quotes')
      .map(({ found, paths }) => ({
        path: paths[0] ?? [],
        message: /[&<>()@^|]/.test(found)
          ? `cmd removes the quotation marks around ${found}, because of a character in it`
          : `cmd removes the quotation marks around ${found}, because an argument has quotation marks too`,
        ...scriptInstead(pod, paths),
      })),
};
