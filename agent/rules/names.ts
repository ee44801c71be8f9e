import { setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { containersOf, type PlacedContainer } from '../manifest/pod.ts';
import { duplicateIn, invalidIn, requiredIn, validation } from '../manifest/refusal/field-error.ts';
import { labelFaults, subdomainFaults } from '../manifest/refusal/name-form.ts';
import type { Offence, Rule } from '../rule.ts';

export const names: Rule = {
  id: 'names',
  title: 'Names of pods, containers, volumes and nodes',
  why: 'The API server refuses names that DNS could not have, and two containers or two volumes with the same name.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    const offence = (path: Path, message: string, name: string): Offence => ({
      path,
      message,
      fix: { steps: [name === '' ? setField(pod, path, '<name>', ofOwn) : setField(pod, path, name, inForm)] },
    });
    const said = (path: Path, name: string, faults: readonly string[]) =>
      faults.map((fault) => offence(path, invalidIn(pod, path, name, fault), wellFormed(name)));
    const seen = new Set<string>();
    const unique = (list: string, path: Path, name: string) => {
      if (name === '') return [offence(path, requiredIn(pod, path), '')];
      const isSecond = seen.has(`${list}/${name}`);
      seen.add(`${list}/${name}`);
      return [
        ...said(path, name, labelFaults(name)),
        ...(isSecond ? [offence(path, duplicateIn(pod, path, name), '')] : []),
      ];
    };
    const { nodeName, volumes } = pod.spec;
    return [
      // Pods of a workload get their own names.
      ...(pod.kind === 'Pod' && pod.isNamed ? said(['metadata', 'name'], pod.name, subdomainFaults(pod.name)) : []),
      ...inOrder(containersOf(pod)).flatMap(({ container, path }) =>
        unique('containers', [...path, 'name'], container.name),
      ),
      ...volumes.flatMap(({ name }, index) => unique('volumes', ['spec', 'volumes', index, 'name'], name)),
      ...(nodeName === undefined || nodeName === ''
        ? []
        : said(['spec', 'nodeName'], nodeName, subdomainFaults(nodeName))),
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
