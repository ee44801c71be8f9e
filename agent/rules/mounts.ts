import type { Step } from '../fix.ts';
import { setField } from '../manifest/edit.ts';
import { mountsOf } from '../manifest/pod.ts';
import { invalidIn, notFoundIn, requiredIn, validation } from '../manifest/refusal/field-error.ts';
import type { Offence, Rule } from '../rule.ts';

export const mounts: Rule = {
  id: 'mounts',
  title: 'Mounts and their volumes',
  why: 'The API server refuses a mount of a volume that the pod does not have, one without a mountPath, two at the same path, and a subPath that leaves the volume.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    const seen = new Set<string>();
    return mountsOf(pod).flatMap(({ mount, volume, path }): Offence[] => {
      const { name, mountPath, subPath = '', subPathExpr = '' } = mount;
      const offences: Offence[] = [];
      const say = (field: string, message: string, step: Step) =>
        offences.push({ path: [...path, field], message, fix: { steps: [step] } });
      if (volume === null) {
        const at = [...path, 'name'];
        const message = name === '' ? requiredIn(pod, at) : notFoundIn(pod, at, name);
        const volumes = [{ name: name || '<volume>', hostPath: { path: '<folder>' } }];
        say('name', message, setField(pod, ['spec', 'volumes'], volumes, name === '' ? named : missing));
      }
      const at = [...path, 'mountPath'];
      const free = `C:\\mnt\\${name}`;
      // Each container has its own paths.
      const key = JSON.stringify([...path.slice(0, -1), mountPath]);
      if (mountPath === '')
        say('mountPath', requiredIn(pod, at), setField(pod, at, free, 'Say where the volume is to be.'));
      else if (seen.has(key)) {
        say(
          'mountPath',
          invalidIn(pod, at, mountPath, 'must be unique'),
          setField(pod, at, free, 'Give each mount its own path.'),
        );
      }
      seen.add(key);
      for (const [field, value] of Object.entries({ subPath, subPathExpr })) {
        const fault = faultOf(value);
        // The API server leaves out the index of the mount here.
        const shown = [...path.slice(0, -1), field];
        if (fault === null) continue;
        const step = setField(pod, [...path, field], inside(value), 'Name a path inside the volume.');
        say(field, invalidIn(pod, shown, value, fault), step);
      }
      return offences;
    });
  },
};

/** Source: validateLocalDescendingPath. */
function faultOf(path: string): string | null {
  if (path.startsWith('/')) return 'must be a relative path';
  return path.split('/').includes('..') ? "must not contain '..'" : null;
}

/** What is left of a path without the steps that lead out of the volume. */
const inside = (path: string) =>
  path
    .split('/')
    .filter((step) => step !== '..' && step !== '')
    .join('/') || '<path>';

const missing = 'Add the volume to the pod, or remove the mount; <folder> is the path on the node.';
const named = 'Name a volume of the pod; <volume> is its name, and <folder> the path on the node.';
