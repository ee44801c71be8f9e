import { descendingFaults } from '../manifest/admission/form.ts';
import { invalid, notFound, required, validation } from '../manifest/admission/words.ts';
import { setField } from '../manifest/edit.ts';
import { mountsOf } from '../manifest/pod.ts';
import type { Offence, Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const mounts: Rule = {
  id: 'mounts',
  title: 'Mounts and their volumes',
  why: 'The API server refuses a mount of a volume that the pod does not have, one without a mountPath, two at the same path, and a subPath that leaves the volume.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    const seen = new Set<string>();
    return mountsOf(pod).flatMap(({ mount, volume, path }): Offence[] => {
      const { name, mountPath } = mount;
      const offences: Offence[] = [];
      const say = (field: string, words: string, value: unknown, what: string) =>
        offences.push(refused(pod, [...path, field], words, setField(pod, [...path, field], value, what)));
      if (volume === null) {
        const [words, what] = name === '' ? [required(), named] : [notFound(name), missing];
        const volumes = [{ name: name || '<volume>', hostPath: { path: '<folder>' } }];
        offences.push(refused(pod, [...path, 'name'], words, setField(pod, ['spec', 'volumes'], volumes, what)));
      }
      const free = `C:\\mnt\\${name}`;
      // Each container has its own paths.
      const key = JSON.stringify([...path.slice(0, -1), mountPath]);
      if (mountPath === '') say('mountPath', required(), free, 'Say where the volume is to be.');
      else if (seen.has(key))
        say('mountPath', invalid(mountPath, 'must be unique'), free, 'Give each mount its own path.');
      seen.add(key);
      for (const field of ['subPath', 'subPathExpr'] as const) {
        const value = mount[field] ?? '';
        for (const words of descendingFaults(value))
          say(field, invalid(value, words), inside(value), 'Name a path inside the volume.');
      }
      return offences;
    });
  },
};

/** What is left of a path without the steps that lead out of the volume. */
const inside = (path: string) =>
  path
    .split('/')
    .filter((step) => step !== '..' && step !== '')
    .join('/') || '<path>';

const missing = 'Add the volume to the pod, or remove the mount; <folder> is the path on the node.';
const named = 'Name a volume of the pod; <volume> is its name, and <folder> the path on the node.';
