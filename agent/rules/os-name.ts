import { inManifest } from '../fix.ts';
import type { Rule } from '../rule.ts';

export const osName: Rule = {
  id: 'os-name',
  title: 'Presence of os.name',
  why: 'With os.name: windows the API server checks the pod by the rules for Windows, and kubelets of other systems refuse it.',
  severity: 'info',
  reference: 'https://kubernetes.io/docs/concepts/workloads/pods/#pod-os',
  judge({ spec }) {
    if (spec.os?.name !== undefined) return [];
    return [
      {
        path: ['spec', 'os'],
        message: 'the pod does not say that it is for Windows',
        fix: { steps: [inManifest('Set os: { name: windows } (Kubernetes 1.24 and up).')] },
      },
    ];
  },
};
