import { linuxFieldsOf } from '../manifest/admission/linux-fields.ts';
import { fieldName, removeField } from '../manifest/edit.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const linuxFields: Rule = {
  id: 'linux-fields',
  title: 'Fields that only Linux has',
  why: 'Without os.name the API server accepts them, and Windows nodes ignore them. runAsUser can even keep a pod with projected volumes in ContainerCreating.',
  severity: 'warn',
  reference: 'https://kubernetes.io/docs/concepts/windows/intro/#compatibility-v1-pod-spec',
  judge(pod) {
    if (pod.spec.os?.name === 'windows') return [];
    return linuxFieldsOf(pod).map((path) => {
      const more = path.at(-1) === 'runAsUser' ? ', and it can keep a pod with projected volumes from starting' : '';
      return told(path, `Windows nodes ignore ${fieldName(pod, path)}${more}`, removeField(pod, path));
    });
  },
};
