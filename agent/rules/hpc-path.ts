import { inManifest } from '../fix.ts';
import { containersOf, textsOf } from '../manifest/pod.ts';
import { fallbackNodes, volumeNodes } from '../node/kind.ts';
import type { Rule } from '../rule.ts';

export const hpcPath: Rule = {
  id: 'hpc-path',
  title: 'Literal paths below C:\\hpc',
  why: 'C:\\hpc holds the files of the container in bind mode only; elsewhere they are in C:\\hpc\\<container id> or C:\\C\\<container id>.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/storage.go',
  holds: [...volumeNodes, ...fallbackNodes],
  judge: (pod) =>
    containersOf(pod)
      .flatMap(textsOf)
      .filter(({ text }) => /(?<![A-Za-z])C:[\\/]+hpc(?![A-Za-z0-9_-])/i.test(text))
      .map(({ path }) => ({
        path,
        message: 'C:\\hpc does not hold the files of the container there',
        fix: {
          steps: [
            inManifest(
              'Write %CONTAINER_SANDBOX_MOUNT_POINT% instead; the shim puts the right directory there on every node.',
            ),
          ],
        },
      })),
};
