import { inManifest } from '../fix.ts';
import { labelFaults, subdomainFaults } from '../manifest/name-form.ts';
import type { Path } from '../manifest/path.ts';
import { containersOf } from '../manifest/pod.ts';
import { duplicate, invalid, required, validation } from '../manifest/refusal.ts';
import type { Offence, Rule } from '../rule.ts';

export const names: Rule = {
  id: 'names',
  title: 'Names of pods, containers, volumes and nodes',
  why: 'The API server refuses names that no DNS could have, and two containers or two volumes of one name.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    const offence = (path: Path, message: string): Offence => ({ path, message, fix });
    const said = (path: Path, name: string, faults: readonly string[]) =>
      faults.map((fault) => offence(path, invalid(pod, path, name, fault)));
    const seen = new Set<string>();
    const unique = (list: string, path: Path, name: string) => {
      if (name === '') return [offence(path, required(pod, path))];
      const isSecond = seen.has(`${list}/${name}`);
      seen.add(`${list}/${name}`);
      return [...said(path, name, labelFaults(name)), ...(isSecond ? [offence(path, duplicate(pod, path, name))] : [])];
    };
    const { nodeName, volumes } = pod.spec;
    return [
      // The name of a workload is no name of its pods; generateName may end as no name does.
      ...(pod.kind === 'Pod' && pod.name !== '' && !pod.name.endsWith('-')
        ? said(['metadata', 'name'], pod.name, subdomainFaults(pod.name))
        : []),
      ...containersOf(pod).flatMap(({ container, path }) => unique('containers', [...path, 'name'], container.name)),
      ...volumes.flatMap(({ name }, index) => unique('volumes', ['spec', 'volumes', index, 'name'], name)),
      ...(nodeName === undefined || nodeName === ''
        ? []
        : said(['spec', 'nodeName'], nodeName, subdomainFaults(nodeName))),
    ];
  },
};

const fix = { steps: [inManifest('Use lower-case letters, digits and -, and each name once.')] };
