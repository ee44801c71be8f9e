import { changeText } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { containersOf, textsOf } from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';

export const hpcPath: Rule = {
  id: 'hpc-path',
  title: 'Literal paths below C:\\hpc',
  why: 'C:\\hpc holds the files of the container only in bind mode. On other nodes they are in C:\\hpc\\<container id> or C:\\C\\<container id>.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/storage.go',
  holds: [...volumeNodes, ...fallbackNodes],
  judge: (pod) =>
    containersOf(pod)
      .flatMap(textsOf)
      .filter(({ text, path }) => below.test(text) || (isProgram(path) && rooted.test(text)))
      .map(({ path }) => ({
        path,
        message: 'C:\\hpc does not hold the files of the container there',
        ...changeText(pod, {
          path,
          change: (text) => text.replace(rooted, mountPoint).replace(new RegExp(below, 'gi'), mountPoint),
          say,
        }),
      })),
};

const below = /(?<![A-Za-z])C:[\\/]+hpc(?![A-Za-z0-9_-])/i;
/** Without a drive it may be some other word, unless it is the program. */
const rooted = /^[\\/]+hpc(?=[\\/])/i;
const isProgram = (path: Path) => path.at(-1) === 0 && path.at(-2) === 'command';
const mountPoint = '%CONTAINER_SANDBOX_MOUNT_POINT%';
const say = 'Write the mount point, which the shim replaces with the right directory on every node.';
