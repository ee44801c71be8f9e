import { invalid, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { containersOf, hostProcessPath } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

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
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    const names = others.map(({ container }) => container.name).join(', ');
    const say = `Set hostProcess for the pod; it is not set for ${names}.`;
    const own = all
      .filter(({ container }) => container.securityContext?.windowsOptions?.hostProcess !== undefined)
      .map(({ path }) => removeField(pod, [...path, ...hostProcessPath]));
    const set = setField(pod, ['spec', ...hostProcessPath], true, say);
    return [refused(pod, ['spec'], invalid('', detail), set, ...own)];
  },
};
