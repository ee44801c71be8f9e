import { nearest } from '../config/nearest.ts';
import { structNamed } from '../manifest/admission/fields.ts';
import { forbidden, invalid, required, unsupported, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import type { Offence, Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const volumeSource: Rule = {
  id: 'volume-source',
  title: 'Sources of volumes',
  why: 'The API server refuses a volume of two kinds, and a hostPath that is empty, contains .., or has a type that it does not know.',
  severity: 'error',
  reference: validation,
  judge: (pod) =>
    pod.spec.volumes.flatMap((volume, index): Offence[] => {
      const at = (...steps: string[]) => ['spec', 'volumes', index, ...steps];
      const kinds = [...(structNamed('Volume')?.keys() ?? [])].filter(
        (kind) => kind !== 'name' && volume[kind] !== undefined,
      );
      const [, ...others] = kinds;
      const offences = others.map((kind) => {
        const step = removeField(pod, at(kind), ', or make it a volume of its own');
        return refused(pod, at(kind), forbidden('may not specify more than 1 volume type'), step);
      });
      const { hostPath } = volume;
      // The API server does not look into the second kind.
      if (hostPath === undefined || others.includes('hostPath')) return offences;
      const say = (field: string, words: string, value: string, what: string) =>
        offences.push(refused(pod, at('hostPath', field), words, setField(pod, at('hostPath', field), value, what)));
      const { path, type = '' } = hostPath;
      if (path === '') say('path', required(), '<folder>', 'Name the path; <folder> is that of the node.');
      else if (path.split('/').includes('..'))
        say('path', invalid(path, "must not contain '..'"), withoutUp(path), 'Write the path that it leads to.');
      if (!types.includes(type))
        say(
          'type',
          unsupported(type, types),
          nearest(type, types.slice(1)) ?? 'Directory',
          'Say what the path leads to.',
        );
      return offences;
    }),
};

/** The path that remains when its .. steps are resolved. */
function withoutUp(path: string): string {
  const kept: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') kept.pop();
    else kept.push(step);
  }
  return kept.join('/');
}

const types = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
