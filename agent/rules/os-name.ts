import { setField } from '../manifest/edit.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const osName: Rule = {
  id: 'os-name',
  title: 'Presence of os.name',
  why: 'With os.name: windows the API server applies the rules for Windows, and kubelets on other systems refuse the pod.',
  severity: 'info',
  reference: 'https://kubernetes.io/docs/concepts/workloads/pods/#pod-os',
  judge(pod) {
    if (pod.spec.os?.name !== undefined) return [];
    const say = 'Set the operating system (Kubernetes 1.24 and up).';
    const step = setField(pod, ['spec', 'os', 'name'], 'windows', say);
    return [told(['spec', 'os'], 'the pod does not say that it is for Windows', step)];
  },
};
