import { inManifest } from '../fix.ts';
import { containersOf } from '../manifest/pod.ts';
import { invalid, validation } from '../manifest/refusal.ts';
import type { Rule } from '../rule.ts';

export const hostProcessContainers: Rule = {
  id: 'host-process-containers',
  title: 'All containers of the pod, or none, are HostProcess',
  why: 'The API server refuses a pod of both kinds, init containers included.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    const all = containersOf(pod);
    const others = all.filter(({ hostProcess }) => !hostProcess);
    if (others.length === 0 || others.length === all.length) return [];
    const path = ['spec'];
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    const names = others.map(({ container }) => container.name).join(', ');
    return [
      {
        path,
        message: invalid(pod, path, '', detail),
        fix: {
          steps: [
            inManifest(
              `Set securityContext.windowsOptions.hostProcess: true for the pod and remove it from its containers (not HostProcess: ${names}).`,
            ),
          ],
        },
      },
    ];
  },
};
