import type { Rule } from '../rule.ts';
import { startsCmd } from '../shim/cmd.ts';
import { spoiledIn, startedByCmd } from './command/spoiled.ts';
import { scriptInstead } from './command/start-script.ts';

export const commandLines: Rule = {
  id: 'command-lines',
  title: 'Commands of several lines',
  why: 'cmd reads one line: what follows a line break in command or args is lost. In bind mode every command goes through cmd /c.',
  severity: 'error',
  reference: 'https://github.com/containerd/containerd/issues/9942',
  judge: (pod) =>
    spoiledIn(pod)
      .filter(({ kind }) => kind === 'lines')
      .map(({ index, words, paths, severity }) => ({
        path: paths[index] ?? [],
        message: 'cmd reads only the first line',
        ...scriptInstead(pod, paths),
        ...(severity && { severity }),
        ...(startsCmd(words) ? {} : { holds: startedByCmd(words) }),
      })),
};
