import { wordListsOf } from '../manifest/pod.ts';
import { bindNodes } from '../node/node-kind.ts';
import type { Rule } from '../rule.ts';
import { spoiledByCmd } from '../shim/cmd.ts';
import { startScript } from './command/start-script.ts';

export const cmdCharacters: Rule = {
  id: 'cmd-characters',
  title: 'Characters that cmd reads itself',
  why: 'In bind mode the shim starts every command through cmd /c. Outside quotation marks, & and | begin another command, < and > redirect, ^ disappears, and %NAME% is expanded.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/pull/1467',
  holds: bindNodes,
  judge: (pod) =>
    wordListsOf(pod).flatMap((list) =>
      spoiledByCmd(list.map(({ word }) => word))
        .filter(({ kind }) => kind === 'character' || kind === 'variable')
        .map(({ kind, index, found }) => ({
          path: list[index]?.path ?? [],
          message: `cmd, which starts the command there, reads the ${found} itself`,
          fix: startScript(pod, list),
          ...(kind === 'variable' ? { severity: 'warn' as const } : {}),
        })),
    ),
};
