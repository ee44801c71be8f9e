import { changeText } from '../manifest/edit.ts';
import { commandsOf, hostPathsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { startedFiles } from '../shim/cmd.ts';
import { mountedFile } from '../shim/mounts.ts';
import { windowsPath } from '../shim/paths.ts';

export const hostProgram: Rule = {
  id: 'host-program',
  title: 'Programs and scripts by an absolute path',
  why: 'An absolute path is one of the host on every node: /app/agent.exe and C:\\app\\agent.exe of the image are below the mount point of the container.',
  severity: 'warn',
  reference: 'https://github.com/dotnet/sdk-container-builds/issues/640',
  judge: (pod) => {
    const onHost = hostPathsOf(pod).map(({ hostPath }) => windowsPath(hostPath.path).toLowerCase());
    return commandsOf(pod).flatMap(({ container, words, paths }) =>
      [...startedFiles(words), ...argumentsOfHosts(words)].flatMap((index) => {
        const [word, path] = [words[index], paths[index]];
        if (word === undefined || path === undefined || !absolute.test(word) || ofHost.test(word)) return [];
        if (onHost.some((folder) => windowsPath(word).toLowerCase().startsWith(`${folder}\\`))) return [];
        if (mountedFile(word, container, pod.spec) !== null) return [];
        return [
          {
            path,
            message: `${word} is a file of the host; that of the image is below the mount point of the container`,
            // With a drive it may well be meant: only the image knows.
            severity: /^[A-Za-z]:/.test(word) ? ('info' as const) : ('warn' as const),
            ...changeText(pod, {
              path,
              change: (text) =>
                `%CONTAINER_SANDBOX_MOUNT_POINT%\\${text.replace(/^(?:[A-Za-z]:)?[\\/]+/, '').replaceAll('/', '\\')}`,
              say: 'For a file of the image begin with the mount point; for one of the host write its drive, and silence the rule.',
            }),
          },
        ];
      }),
    );
  },
};

/** Hosts of programs take the file to start as their first argument. */
const argumentsOfHosts = (words: readonly string[]): number[] =>
  /(?:^|[\\/])(?:dotnet|node|java|python3?)(?:\.exe)?$/i.test(words[0] ?? '') &&
  /\.(?:dll|m?js|jar|py)$/i.test(words[1] ?? '')
    ? [1]
    : [];

const absolute = /^(?:[A-Za-z]:[\\/]|[\\/](?![\\/]))/;
/** Folders that hosts have, and those of the container, which other rules judge. */
const ofHost = /^(?:[A-Za-z]:)?[\\/]+(?:Windows|Program Files|ProgramData|k|hpc|C)(?:[\\/ ]|$)/i;
