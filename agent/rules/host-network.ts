import { setField } from '../manifest/edit.ts';
import { hasHostProcess } from '../manifest/pod.ts';
import { invalidIn, validation } from '../manifest/refusal/field-error.ts';
import type { Rule } from '../rule.ts';

export const hostNetwork: Rule = {
  id: 'host-network',
  title: 'Host network of the pod',
  why: 'The API server refuses HostProcess pods without hostNetwork, because they share the network of the host.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    if (!hasHostProcess(pod) || pod.spec.hostNetwork === true) return [];
    const path = ['spec', 'hostNetwork'];
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    return [
      {
        path,
        message: invalidIn(pod, path, false, detail),
        fix: { steps: [setField(pod, path, true, 'Use the host network.')] },
      },
    ];
  },
};
