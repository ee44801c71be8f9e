import { inManifest } from '../fix.ts';
import { removeVolume } from '../manifest/edit.ts';
import type { Rule } from '../rule.ts';

export const socketMount: Rule = {
  id: 'socket-mount',
  title: 'Unix sockets as volumes',
  why: 'A Unix socket cannot be mounted into a HostProcess container. The program can open its path on the host.',
  severity: 'warn',
  reference:
    'https://github.com/kubernetes/enhancements/tree/master/keps/sig-windows/1981-windows-privileged-container-support',
  judge: (pod) =>
    pod.spec.volumes.flatMap(({ name, hostPath }, index) => {
      if (hostPath === undefined || !(hostPath.type === 'Socket' || /\.sock$/i.test(hostPath.path))) return [];
      return [
        {
          path: ['spec', 'volumes', index, 'hostPath'],
          message: `the Unix socket ${hostPath.path} cannot be mounted`,
          fix: {
            steps: [
              ...removeVolume(pod, name),
              inManifest(`Let the program open ${hostPath.path} of the host itself.`),
            ],
          },
        },
      ];
    }),
};
