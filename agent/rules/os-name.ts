import { setField } from '../manifest/edit.ts';
import type { Rule } from '../rule.ts';

export const osName: Rule = {
  id: 'os-name',
  title: 'Presence of os.name',
  why: 'With os.name: windows the API server applies the rules for Windows, and kubelets on other systems refuse the pod.',
  severity: 'info',
  reference: 'https://kubernetes.io/docs/concepts/workloads/pods/#pod-os',
  judge(pod) {
    if (pod.spec.os?.name !== undefined) return [];
    return [
      {
        path: ['spec', 'os'],
        message: 'the pod does not say that it is for Windows',
        fix: {
          steps: [
            setField(pod, ['spec', 'os', 'name'], 'windows', 'Set the operating system (Kubernetes 1.24 and up).'),
          ],
        },
      },
    ];
  },
};
