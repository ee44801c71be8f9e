import { invalid, validation } from '../manifest/admission/words.ts';
import { setField } from '../manifest/edit.ts';
import { hasHostProcess } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const hostNetwork: Rule = {
  id: 'host-network',
  title: 'Host network of the pod',
  why: 'The API server refuses HostProcess pods without hostNetwork, because they share the network of the host.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    if (!hasHostProcess(pod) || pod.spec.hostNetwork === true) return [];
    const path = ['spec', 'hostNetwork'];
    const words = invalid(false, 'hostNetwork must be true if pod contains any hostProcess containers');
    return [refused(pod, path, words, setField(pod, path, true, 'Use the host network.'))];
  },
};
