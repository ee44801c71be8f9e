import { removeField, setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { duplicateIn, invalidIn, validation } from '../manifest/refusal/field-error.ts';
import type { Offence, Rule } from '../rule.ts';

export const hostPorts: Rule = {
  id: 'host-ports',
  title: 'Ports on the host network',
  why: 'On the host network a containerPort is a port of the node. The API server sets hostPort to it, and refuses another value and the same port twice.',
  severity: 'error',
  reference: validation,
  judge(pod, { kubernetes }) {
    if (pod.spec.hostNetwork !== true) return [];
    const offences: Offence[] = [];
    const taken = new Set<string>();
    for (const [index, { ports }] of pod.spec.containers.entries()) {
      for (const [at, { containerPort, hostPort, hostIP = '', protocol = 'TCP' }] of ports.entries()) {
        const path: Path = ['spec', 'containers', index, 'ports', at];
        const given = hostPort === 0 ? undefined : hostPort;
        const asked = given ?? containerPort ?? 0;
        if (given !== undefined && given !== (containerPort ?? 0)) {
          // Kubernetes 1.28 swapped the two fields in its message.
          const [name, other, value] =
            kubernetes < 28 ? ['containerPort', 'hostPort', containerPort ?? 0] : ['hostPort', 'containerPort', given];
          const field = [...path, name];
          const message = invalidIn(pod, field, value, `must match \`${other}\` when \`hostNetwork\` is true`);
          offences.push({
            path: field,
            message,
            fix: {
              steps: [removeField(pod, [...path, 'hostPort'], ': the API server sets it to containerPort')],
            },
          });
        }
        const key = `${protocol}/${hostIP}/${asked}`;
        if (asked !== 0 && taken.has(key)) {
          const field = [...path, 'hostPort'];
          offences.push({
            path: field,
            message: duplicateIn(pod, field, key),
            fix: { steps: [setField(pod, path, { containerPort: '<port>' }, say)] },
          });
        }
        taken.add(key);
      }
    }
    return offences;
  },
};

const say = 'Give each container its own port; <port> is one that no other container has.';
