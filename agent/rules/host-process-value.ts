import { removeField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import { invalidIn, validation } from '../manifest/refusal/field-error.ts';
import type { Rule } from '../rule.ts';

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
      const path = [...at, 'securityContext', 'windowsOptions', 'hostProcess'];
      const detail = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      return [
        {
          path,
          message: invalidIn(pod, path, own, detail),
          fix: { steps: [removeField(pod, path, ': containers use the value of the pod')] },
        },
      ];
    });
  },
};
