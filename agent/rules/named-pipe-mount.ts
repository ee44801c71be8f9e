import { inManifest } from '../fix.ts';
import { removeVolume } from '../manifest/edit.ts';
import type { Rule } from '../rule.ts';

export const namedPipeMount: Rule = {
  id: 'named-pipe-mount',
  title: 'Named pipes as volumes',
  why: 'The shim refuses to mount named pipes into HostProcess containers, which can open the named pipes of the host.',
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
              ...removeVolume(pod, name),
              inManifest(`Let the program open ${hostPath.path.replaceAll('/', '\\')} of the host itself.`),
            ],
          },
        },
      ];
    }),
};
