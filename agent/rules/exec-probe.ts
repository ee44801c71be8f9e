import { inManifest } from '../fix.ts';
import { containersOf, execsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const execProbe: Rule = {
  id: 'exec-probe',
  title: 'Probes that start a program',
  why: 'A probe whose program cannot be started is an error to the kubelet and does not count as failed: the container is never restarted for it.',
  severity: 'info',
  reference: 'https://github.com/kubernetes/kubernetes/issues/117086',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) =>
      execsOf(container)
        .filter(({ at }) => at[0] !== 'lifecycle')
        .map(({ at, command }) => ({
          path: [...path, ...at],
          message: `should ${command[0] ?? 'its program'} not be found, the probe never fails`,
          fix: { steps: [inManifest('Prefer httpGet or tcpSocket: they go to the address of the node.')] },
        })),
    ),
};
