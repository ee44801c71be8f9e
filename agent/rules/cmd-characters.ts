import { inManifest } from '../fix.ts';
import { wordListsOf } from '../manifest/pod.ts';
import { bindNodes } from '../node/kind.ts';
import type { Rule } from '../rule.ts';
import { spoiledByCmd } from '../shim/cmd.ts';

export const cmdCharacters: Rule = {
  id: 'cmd-characters',
  title: 'Characters that cmd reads',
  why: 'In bind mode the shim starts every command through cmd /c: there & and | begin another command, < and > redirect, ^ disappears and %NAME% is expanded.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/pull/1467',
  holds: bindNodes,
  judge: (pod) =>
    wordListsOf(pod).flatMap((list) =>
      spoiledByCmd(list.map(({ word }) => word))
        .filter(({ kind }) => kind === 'character' || kind === 'variable')
        .map(({ kind, index, found }) => ({
          path: list[index]?.path ?? [],
          message: `cmd, through which the command is started there, reads the ${found} in it`,
          fix: {
            steps: [
              inManifest(
                'Put the value into a variable or a file that the program reads, or start a script that holds it.',
              ),
            ],
          },
          ...(kind === 'variable' ? { severity: 'warn' as const } : {}),
        })),
    ),
};
