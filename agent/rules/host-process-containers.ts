import { removeField, setField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import { invalidIn, validation } from '../manifest/refusal/field-error.ts';
import type { Rule } from '../rule.ts';

export const hostProcessContainers: Rule = {
  id: 'host-process-containers',
  title: 'All containers of the pod, or none, are HostProcess',
  why: 'The API server refuses a pod that mixes HostProcess and other containers; init containers count too.',
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
        message: invalidIn(pod, path, '', detail),
        fix: {
          steps: [
            setField(pod, ofPod, true, `Set hostProcess for the pod; it is not set for ${names}.`),
            ...all
              .filter(({ container }) => container.securityContext?.windowsOptions?.hostProcess !== undefined)
              .map((placed) => removeField(pod, [...placed.path, ...ofPod.slice(1)])),
          ],
        },
      },
    ];
  },
};

const ofPod = ['spec', 'securityContext', 'windowsOptions', 'hostProcess'];
