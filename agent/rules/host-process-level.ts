import { inManifest } from '../fix.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const hostProcessLevel: Rule = {
  id: 'host-process-level',
  title: 'hostProcess stands at the level of the pod',
  why: 'Kubelets of 1.23 and 1.24 made the sandbox by the setting of the pod alone: with hostProcess in the containers only, the pod ran as an ordinary container, without an error.',
  severity: 'warn',
  reference: 'https://github.com/kubernetes/kubernetes/pull/110140',
  judge(pod) {
    if (pod.spec.securityContext?.windowsOptions?.hostProcess !== undefined) return [];
    const first = containersOf(pod).find(({ hostProcess }) => hostProcess);
    if (first === undefined) return [];
    return [
      {
        path: [...first.path, 'securityContext', 'windowsOptions', 'hostProcess'],
        message:
          'hostProcess is set for containers only; kubelets of Kubernetes 1.23 and 1.24 then start an ordinary container',
        fix: { steps: [inManifest('Set it once, in spec.securityContext.windowsOptions of the pod.')] },
      },
    ];
  },
};
