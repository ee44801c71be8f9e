import { fieldName, removeField } from '../manifest/edit.ts';
import { linuxFieldsOf } from '../manifest/refusal/linux-fields.ts';
import type { Rule } from '../rule.ts';

export const linuxFields: Rule = {
  id: 'linux-fields',
  title: 'Fields that only Linux has',
  why: 'Without os.name the API server accepts them, and Windows nodes ignore them. runAsUser can even keep a pod with projected volumes in ContainerCreating.',
  severity: 'warn',
  reference: 'https://kubernetes.io/docs/concepts/windows/intro/#compatibility-v1-pod-spec',
  judge(pod) {
    if (pod.spec.os?.name === 'windows') return [];
    return linuxFieldsOf(pod).map((path) => ({
      path,
      message: `Windows nodes ignore ${fieldName(pod, path)}${
        path.at(-1) === 'runAsUser' ? ', and it can keep a pod with projected volumes from starting' : ''
      }`,
      fix: { steps: [removeField(pod, path)] },
    }));
  },
};
