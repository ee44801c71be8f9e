import { removeField } from '../manifest/edit.ts';
import { forbiddenIn, validation } from '../manifest/refusal/field-error.ts';
import type { Offence, Rule } from '../rule.ts';

export const hostUsers: Rule = {
  id: 'host-users',
  title: 'Fields that exclude the host network',
  why: 'The API server refuses hostUsers: false together with host namespaces since Kubernetes 1.33, and hostnameOverride together with hostNetwork since 1.35.',
  severity: 'error',
  reference: validation,
  judge(pod, { kubernetes }) {
    const { spec } = pod;
    const offences: Offence[] = [];
    if (kubernetes >= 33 && spec.hostUsers === false) {
      for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
        if (spec[field] !== true) continue;
        const message = forbiddenIn(pod, ['spec', field], 'when `hostUsers` is false');
        offences.push({
          path: ['spec', 'hostUsers'],
          message,
          fix: { steps: [removeField(pod, ['spec', 'hostUsers'])] },
        });
      }
    }
    if (kubernetes >= 35 && spec.hostNetwork === true && spec.hostnameOverride !== undefined) {
      const path = ['spec', 'hostnameOverride'];
      const message = forbiddenIn(pod, path, 'the host network has the name of the host');
      offences.push({ path, message, fix: { steps: [removeField(pod, path)] } });
    }
    return offences;
  },
};
