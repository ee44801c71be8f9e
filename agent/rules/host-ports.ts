import { duplicate, invalid, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Offence, Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const hostPorts: Rule = {
  id: 'host-ports',
  title: 'Ports on the host network',
  why: 'On the host network a containerPort is a port of the node. The API server sets hostPort to it, and refuses another value and the same port twice.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    if (pod.spec.hostNetwork !== true) return [];
    const taken = new Set<string>();
    return containersOf(pod).flatMap(({ container, path: owner }): Offence[] => {
      // Each init container has the ports for itself.
      const of = owner[1] === 'containers' ? '' : owner.join('.');
      return container.ports.flatMap(({ containerPort = 0, hostPort = 0, hostIP = '', protocol = 'TCP' }, index) => {
        const path = [...owner, 'ports', index];
        const at = [...path, 'hostPort'];
        const key = `${protocol}/${hostIP}/${hostPort || containerPort}`;
        const isSecond = (hostPort || containerPort) !== 0 && taken.has(of + key);
        taken.add(of + key);
        const differs = invalid(hostPort, 'must match `containerPort` when `hostNetwork` is true');
        return [
          ...(of === '' && hostPort !== 0 && hostPort !== containerPort
            ? [refused(pod, at, differs, removeField(pod, at, ': the API server sets it to containerPort'))]
            : []),
          ...(isSecond
            ? [refused(pod, at, duplicate(key), setField(pod, path, { containerPort: '<port>' }, say))]
            : []),
        ];
      });
    });
  },
};

const say = 'Give each container its own port; <port> is one that no other container has.';
