import { inManifest } from '../fix.ts';
import type { Rule } from '../rule.ts';

export const socketMount: Rule = {
  id: 'socket-mount',
  title: 'Unix sockets as volumes',
  why: 'A Unix socket cannot be mounted into a HostProcess container; its path on the host can be opened directly.',
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
              inManifest(
                `Remove the volume ${name}, or mount the directory of the socket, and open the path of the host.`,
              ),
            ],
          },
        },
      ];
    }),
};
