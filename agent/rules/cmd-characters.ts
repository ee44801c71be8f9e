import { bindNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { spoiledIn, startedByCmd } from './command/spoiled.ts';
import { scriptInstead } from './command/start-script.ts';

export const cmdCharacters: Rule = {
  id: 'cmd-characters',
  title: 'Characters that cmd reads itself',
  why: 'In bind mode the shim starts every command through cmd /c, and Windows starts a batch file so everywhere. Outside quotation marks, & and | begin another command, < and > redirect, ^ disappears, and %NAME% is expanded; in the name of the program , ; and = end it.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/pull/1467',
  holds: bindNodes,
  judge: (pod) =>
    spoiledIn(pod)
      .filter(({ kind }) => kind === 'character' || kind === 'variable')
      .map(({ kind, index, found, words, paths, severity }) => ({
        path: paths[index] ?? [],
        message: `cmd, which starts the command there, reads the ${found} itself`,
        ...scriptInstead(pod, paths),
        holds: startedByCmd(words),
        ...(kind === 'variable' ? { severity: 'warn' as const } : severity && { severity }),
      })),
};
