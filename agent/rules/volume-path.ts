import { changeText } from '../manifest/edit.ts';
import { containersOf, textsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const volumePath: Rule = {
  id: 'volume-path',
  title: 'Literal paths below C:\\C',
  why: 'containerd 1.6 puts the files of a container in C:\\C\\<container id>. The id is new for each container, and containerd 1.7 and up have no C:\\C.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.9.12/internal/jobcontainers/storage.go',
  judge: (pod) =>
    containersOf(pod)
      .flatMap(textsOf)
      .filter(({ text }) => below.test(text))
      .map(({ path }) => ({
        path,
        message: 'a path below C:\\C works on no node: it contains the id of the container, or there is no C:\\C',
        ...changeText(pod, { path, change: (text) => text.replace(new RegExp(below, 'gi'), mountPoint), say }),
      })),
};

/** Also with the container's id, or a placeholder for it. */
const below = /(?<![A-Za-z])C:[\\/]+C[\\/]+(?:(?:[0-9a-f]{6,64}|<[^<>]*>|\*)[\\/]*)?/i;
const mountPoint = '%CONTAINER_SANDBOX_MOUNT_POINT%\\';
const say = 'Write the mount point, which the shim replaces with the right directory on every node.';
