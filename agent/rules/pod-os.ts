import { inManifest } from '../fix.ts';
import { securityContextsOf } from '../manifest/pod.ts';
import { forbidden, notSupported, validation } from '../manifest/refusal.ts';
import type { Rule } from '../rule.ts';

const systems = ['linux', 'windows'];

export const podOs: Rule = {
  id: 'pod-os',
  title: 'Value of os.name',
  why: 'The API server refuses windowsOptions in a pod that says it is for Linux, and systems that it does not know.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    const name = pod.spec.os?.name;
    if (name === undefined || name === 'windows') return [];
    const fix = { steps: [inManifest('Set os.name: windows.')] };
    const path = ['spec', 'os', 'name'];
    if (!systems.includes(name)) return [{ path, message: notSupported(pod, path, name, systems), fix }];
    return securityContextsOf(pod)
      .filter(({ context }) => context?.windowsOptions !== undefined)
      .map((place) => [...place.path, 'securityContext', 'windowsOptions'])
      .map((options) => ({
        path: options,
        message: forbidden(pod, options, 'windows options cannot be set for a linux pod'),
        fix,
      }));
  },
};
