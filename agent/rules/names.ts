import { labelFaults, subdomainFaults } from '../manifest/admission/names.ts';
import { duplicate, invalid, required, validation } from '../manifest/admission/words.ts';
import { setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { containersOf, type PlacedContainer } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

export const names: Rule = {
  id: 'names',
  title: 'Names of pods, containers, volumes and nodes',
  why: 'The API server refuses names that DNS could not have, and two containers or two volumes with the same name.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    const said = (path: Path, name: string, faults: readonly string[]) =>
      faults.map((fault) => {
        const right = wellFormed(name);
        const step = right === '' ? setField(pod, path, '<name>', ofOwn) : setField(pod, path, right, inForm);
        return refused(pod, path, invalid(name, fault), step);
      });
    const seen = new Set<string>();
    const unique = (list: string, path: Path, name: string) => {
      const own = setField(pod, path, '<name>', ofOwn);
      if (name === '') return [refused(pod, path, required(), own)];
      const isSecond = seen.has(`${list}/${name}`);
      seen.add(`${list}/${name}`);
      return [...said(path, name, labelFaults(name)), ...(isSecond ? [refused(pod, path, duplicate(name), own)] : [])];
    };
    const { nodeName = '', volumes } = pod.spec;
    return [
      // Pods of a workload get their own names.
      ...(pod.kind === 'Pod' && pod.isNamed ? said(['metadata', 'name'], pod.name, subdomainFaults(pod.name)) : []),
      ...inOrder(containersOf(pod)).flatMap(({ container, path }) =>
        unique('containers', [...path, 'name'], container.name),
      ),
      ...volumes.flatMap(({ name }, index) => unique('volumes', ['spec', 'volumes', index, 'name'], name)),
      ...(nodeName === '' ? [] : said(['spec', 'nodeName'], nodeName, subdomainFaults(nodeName))),
    ];
  },
};

/** Of two equal names the API server refuses the init container's. */
const inOrder = (containers: readonly PlacedContainer[]) =>
  containers.toSorted((a, b) => Number(a.path[1] !== 'containers') - Number(b.path[1] !== 'containers'));

const ofOwn =
  'Give it a name that nothing else of its kind has in this pod; <name> is lower-case letters, digits and -.';
const inForm = 'Use only lower-case letters, digits and - in the name.';

/** A name that DNS can have, as near to the given one as it gets. */
const wellFormed = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
