import { inManifest } from '../fix.ts';
import { containersOf, textsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const volumePath: Rule = {
  id: 'volume-path',
  title: 'Literal paths below C:\\C',
  why: 'C:\\C\\<container id> is where containerd 1.6 puts the files of a container: nobody knows the id beforehand, and 1.7 and up have no C:\\C.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.9.12/internal/jobcontainers/storage.go',
  judge: (pod) =>
    containersOf(pod)
      .flatMap(textsOf)
      .filter(({ text }) => /(?<![A-Za-z])C:[\\/]+C[\\/]/i.test(text))
      .map(({ path }) => ({
        path,
        message: 'a path below C:\\C holds on no node: there is an id of the container in it, or no C:\\C at all',
        fix: {
          steps: [
            inManifest(
              'Write %CONTAINER_SANDBOX_MOUNT_POINT%\\ instead; the shim puts the right directory there on every node.',
            ),
          ],
        },
      })),
};
