import { forbidden, required, unsupported, validation } from '../manifest/admission/words.ts';
import { setField } from '../manifest/edit.ts';
import { securityContextsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

const systems = ['linux', 'windows'];

export const podOs: Rule = {
  id: 'pod-os',
  title: 'Value of os.name',
  why: 'The API server refuses windowsOptions in a pod whose os.name is linux, an operating system that it does not know, and os without a name.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    const name = pod.spec.os === undefined ? 'windows' : (pod.spec.os.name ?? '');
    if (name === 'windows') return [];
    const at = ['spec', 'os', 'name'];
    const step = setField(pod, at, 'windows', 'Set the operating system.');
    if (name === '') return [refused(pod, at, required(), step)];
    if (!systems.includes(name)) return [refused(pod, ['spec', 'os'], unsupported(name, systems), step)];
    const words = forbidden('windows options cannot be set for a linux pod');
    return securityContextsOf(pod)
      .filter(({ context }) => context?.windowsOptions !== undefined)
      .map(({ path }) => refused(pod, [...path, 'securityContext', 'windowsOptions'], words, step));
  },
};
