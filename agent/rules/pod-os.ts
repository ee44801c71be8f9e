import { setField } from '../manifest/edit.ts';
import { securityContextsOf } from '../manifest/pod.ts';
import { forbiddenIn, requiredIn, unsupportedIn, validation } from '../manifest/refusal/field-error.ts';
import type { Rule } from '../rule.ts';

const systems = ['linux', 'windows'];

export const podOs: Rule = {
  id: 'pod-os',
  title: 'Value of os.name',
  why: 'The API server refuses windowsOptions in a pod whose os.name is linux, an operating system that it does not know, and os without a name.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    if (pod.spec.os === undefined) return [];
    const { name = '' } = pod.spec.os;
    if (name === 'windows') return [];
    const fix = { steps: [setField(pod, ['spec', 'os', 'name'], 'windows', 'Set the operating system.')] };
    if (name === '') {
      const at = ['spec', 'os', 'name'];
      return [{ path: at, message: requiredIn(pod, at), fix }];
    }
    const path = ['spec', 'os'];
    if (!systems.includes(name)) return [{ path, message: unsupportedIn(pod, path, name, systems), fix }];
    return securityContextsOf(pod)
      .filter(({ context }) => context?.windowsOptions !== undefined)
      .map((place) => [...place.path, 'securityContext', 'windowsOptions'])
      .map((options) => ({
        path: options,
        message: forbiddenIn(pod, options, 'windows options cannot be set for a linux pod'),
        fix,
      }));
  },
};
