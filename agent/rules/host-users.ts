import { inManifest } from '../fix.ts';
import { forbidden, validation } from '../manifest/refusal.ts';
import type { Offence, Rule } from '../rule.ts';

export const hostUsers: Rule = {
  id: 'host-users',
  title: 'What goes with the host network',
  why: 'The API server refuses hostUsers: false beside host namespaces from Kubernetes 1.33 on, and hostnameOverride beside hostNetwork from 1.35 on.',
  severity: 'error',
  reference: validation,
  judge(pod, { kubernetes }) {
    const { spec } = pod;
    const offences: Offence[] = [];
    if (kubernetes >= 33 && spec.hostUsers === false) {
      for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
        if (spec[field] !== true) continue;
        const message = forbidden(pod, ['spec', field], 'when `hostUsers` is false');
        offences.push({ path: ['spec', 'hostUsers'], message, fix: { steps: [inManifest('Remove hostUsers.')] } });
      }
    }
    if (kubernetes >= 35 && spec.hostNetwork === true && spec.hostnameOverride !== undefined) {
      const path = ['spec', 'hostnameOverride'];
      const message = forbidden(pod, path, 'the host network has the name of the host');
      offences.push({ path, message, fix: { steps: [inManifest('Remove hostnameOverride.')] } });
    }
    return offences;
  },
};
