import { setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { containersOf } from '../manifest/pod.ts';
import { fallbackNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const relativePath: Rule = {
  id: 'relative-path',
  title: 'Relative paths without a workingDir',
  why: 'If neither the image nor the pod sets a working directory, it is the root of the container, a directory below it, or C:\\ of the host. It depends on the release of containerd and on the mode.',
  severity: 'warn',
  reference: 'https://github.com/containerd/containerd/pull/10071',
  holds: [...fallbackNodes, '1.7 with bind filter'],
  judge: (pod) =>
    containersOf(pod)
      .filter(({ container }) => container.workingDir === undefined)
      .flatMap(({ container, path }) => {
        const words: { word: string; path: Path }[] = [
          ...container.command.map((word, index) => ({ word, path: [...path, 'command', index] })),
          ...container.args.map((word, index) => ({ word, path: [...path, 'args', index] })),
        ];
        return words
          .filter(({ word }, index) => dotted.test(word) || script.test(word) || (index === 0 && below.test(word)))
          .map((found) =>
            told(
              found.path,
              `${found.word} is relative, and the working directory depends on the release of containerd`,
              setField(pod, [...path, 'workingDir'], '%CONTAINER_SANDBOX_MOUNT_POINT%\\', 'Set the working directory.'),
            ),
          );
      }),
};

/** `.\x`, `../x`, also as the value of a flag. */
const dotted = /(?:^|=)\.{1,2}[\\/]/;
/** A program in a directory, without a drive, a slash before it or a variable. */
const below = /^[^-%$\\/:"\s][^:%$"]*[\\/][^:%$"]*$/;
const script = /^[^-%$\\/:"\s][^:%$"\s]*[\\/][^:%$"\s]*\.(?:ps1|cmd|bat|exe)$/i;
