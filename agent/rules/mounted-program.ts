import { changeText } from '../manifest/edit.ts';
import { commandsOf } from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { startedFiles } from '../shim/cmd.ts';
import { mountedFile } from '../shim/mounts.ts';

export const mountedProgram: Rule = {
  id: 'mounted-program',
  title: 'Programs and scripts in volumes',
  why: 'With the bind filter a volume is at its mountPath. Without it the volume, and a program or a PowerShell script in it, is below the mount point of the container: its path leads nowhere.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/mounts.go',
  holds: [...volumeNodes, ...fallbackNodes],
  judge: (pod) =>
    commandsOf(pod).flatMap(({ container, words, paths }) =>
      startedFiles(words).flatMap((index) => {
        const [word, path] = [words[index], paths[index]];
        if (word === undefined || path === undefined) return [];
        const mounted = mountedFile(word, container, pod.spec);
        if (mounted === null) return [];
        return [
          {
            path,
            message: `${word} is in the volume ${mounted.volume}, which is below the mount point of the container`,
            ...changeText(pod, { path, change: () => mounted.everywhere, say }),
          },
        ];
      }),
    ),
};

const say = 'Begin with the mount point: there the volume is on every node.';
