import { inManifest } from '../fix.ts';
import type { Rule } from '../rule.ts';

export const namedPipeMount: Rule = {
  id: 'named-pipe-mount',
  title: 'Named pipes as volumes',
  why: 'The shim refuses to mount named pipes into HostProcess containers: they see those of the host anyway.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/mounts.go',
  judge: (pod) =>
    pod.spec.volumes.flatMap(({ name, hostPath }, index) => {
      if (hostPath === undefined || !/^[\\/]{2}\.[\\/]pipe[\\/]/i.test(hostPath.path)) return [];
      return [
        {
          path: ['spec', 'volumes', index, 'hostPath', 'path'],
          message: 'named pipe mounts not supported for job containers - interact with the pipe directly',
          fix: {
            steps: [
              inManifest(
                `Remove the volume ${name} and its mounts, and open ${hostPath.path.replaceAll('/', '\\')} in the program.`,
              ),
            ],
          },
        },
      ];
    }),
};
