import { type Fix, inImage } from '../fix.ts';
import { setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { commandsOf, containersOf, oncePerPod, type PlacedCommand, type Pod } from '../manifest/pod.ts';
import { bindNodes, type NodeKind, withoutFilter } from '../node/new-pod.ts';
import type { Rules } from '../rule.ts';
import { isBatch, type Spoiled, spoiledByCmd, startsCmd } from '../shim/cmd.ts';

/** How a command is written for cmd.exe. */
export const commandRules = {
  'command-lines': {
    title: 'Commands of several lines',
    why: 'cmd reads one line: what follows a line break in command or args is lost. In bind mode every command goes through cmd /c.',
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
  },
  'cmd-characters': {
    title: 'Characters that cmd reads itself',
    why: 'In bind mode the shim starts every command through cmd /c, and Windows starts a batch file so everywhere. Outside quotation marks, & and | begin another command, < and > redirect, ^ disappears, and %NAME% is expanded; in the name of the program , ; and = end it.',
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
  },
  'command-quoting': {
    title: 'Program path with spaces',
    why: 'Bind mode starts commands through cmd /c. cmd removes the first and the last quotation mark of a line that has more than two, or one of &<>()@^| between them.',
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
  },
} satisfies Rules;

type SpoiledCommand = Pick<PlacedCommand, 'words' | 'paths'> & Spoiled & { severity?: 'warn' };

/** Where cmd starts such a command: without the bind filter only a batch file. */
const startedByCmd = ([program = '']: readonly string[]): readonly NodeKind[] =>
  isBatch(program) ? [...withoutFilter, ...bindNodes] : bindNodes;

/** How cmd, which starts commands on nodes with the bind filter, changes the commands of a pod. */
const spoiledIn = oncePerPod((pod): SpoiledCommand[] => [
  ...commandsOf(pod).flatMap(({ words, paths }) =>
    spoiledByCmd(words).map((spoiled) => ({ words, paths, ...spoiled })),
  ),
  ...containersOf(pod).flatMap(({ container: { command, args }, path }) => {
    if (command.length > 0) return [];
    // The program is the image's, and may be cmd itself, which they are meant for.
    const words = ['', ...args];
    const paths = words.map((_, index) => [...path, 'args', index - 1]);
    return spoiledByCmd(words).map((spoiled) => ({ words, paths, ...spoiled, severity: 'warn' as const }));
  }),
]);

const words = ['powershell.exe', '-ExecutionPolicy', 'Bypass', '-File', '%CONTAINER_SANDBOX_MOUNT_POINT%\\start.ps1'];

/**
 * A script in the place of a command that cmd spoils.
 * @param paths the positions of the words of the command: in a container, or in a probe or hook
 */
export function startScript(pod: Pick<Pod, 'base' | 'spec'>, paths: readonly Path[]): Fix {
  const path = paths[0]?.slice(0, -1) ?? [];
  const isExec = path.at(-2) === 'exec';
  const hasArgs = paths.some((word) => word.at(-2) === 'args');
  const say = 'Start the script.';
  return {
    steps: [
      inImage('Write the command into a file start.ps1, and copy it into the image.', 'COPY start.ps1 .'),
      isExec
        ? setField(pod, path, words, say)
        : setField(pod, path.slice(0, -1), { command: words, ...(hasArgs ? { args: [] } : {}) }, say),
    ],
  };
}

/** As `startScript`, of an offence: what else is wrong in the command is put right in the script. */
const scriptInstead = (pod: Pick<Pod, 'base' | 'spec'>, paths: readonly Path[]) => ({
  fix: startScript(pod, paths),
  replaces: [...new Map(paths.map((path) => [path.slice(0, -1).join(), path.slice(0, -1)])).values()],
});
