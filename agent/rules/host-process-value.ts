import { invalid, validation } from '../manifest/admission/words.ts';
import { removeField } from '../manifest/edit.ts';
import { containersOf, hostProcessPath } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const hostProcessValue: Rule = {
  id: 'host-process-value',
  title: 'hostProcess of the pod and of its containers',
  why: 'The API server refuses a pod whose containers set a different value than the pod.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    const ofPod = pod.spec.securityContext?.windowsOptions?.hostProcess;
    if (ofPod === undefined) return [];
    return containersOf(pod).flatMap(({ container, path: at }) => {
      const own = container.securityContext?.windowsOptions?.hostProcess;
      if (own === undefined || own === ofPod) return [];
      const path = [...at, ...hostProcessPath];
      const words = invalid(own, `pod hostProcess value must be identical if both are specified, was ${ofPod}`);
      return [refused(pod, path, words, removeField(pod, path, ': containers use the value of the pod'))];
    });
  },
};
