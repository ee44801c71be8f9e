import { expect, test } from 'vitest';
import type { Path } from '../../agent/manifest/path.ts';
import { commandsOf, containersOf, type Pod, textsOf } from '../../agent/manifest/pod.ts';
import { type Item, readManifests } from '../../agent/manifest.ts';

/** A pod whose only container, in this list, has these fields. */
function podOf(list: string, container: object): Pod {
  const other = { name: 'other', image: 'r/o:1' };
  const spec = { containers: [other], [list]: [{ name: 'a', image: 'r/a:1', ...container }] };
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec });
  const [item]: Item[] = [...readManifests({ file: 'a.json', text })];
  if (item?.is !== 'pod') throw new Error('it is a pod');
  return item.pod;
}

/** A value at the end of a path, in the maps and lists around it. */
const at = (path: Path, value: unknown): object =>
  path.reduceRight<unknown>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value) as object;

// Source: k8s.io/api core/v1 types.go, PodSpec, Container, Lifecycle.
const lists = ['initContainers', 'containers', 'ephemeralContainers'];
const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => [probe, 'exec', 'command', 0]);
const hooks = ['preStop', 'postStart'].map((hook) => ['lifecycle', hook, 'exec', 'command', 0]);
const commands: readonly Path[] = [['command', 0], ...probes, ...hooks];
const texts: readonly Path[] = [...commands, ['args', 0], ['workingDir'], ['env', 0, 'value']];

test.each(lists.flatMap((list) => texts.map((path) => [list, path] as const)))(
  'a text in %s at %j is found at its place',
  (list, path) => {
    const pod = podOf(list, at(path, 'C:\\x'));
    const found = containersOf(pod).flatMap(textsOf);
    expect(found.map((one) => ({ text: one.text, path: one.path }))).toEqual([
      { text: 'C:\\x', path: ['spec', list, 0, ...path] },
    ]);
  },
);

test.each(lists.flatMap((list) => commands.map((path) => [list, path] as const)))(
  'a command in %s at %j is a command line of the pod',
  (list, path) => {
    const found = commandsOf(podOf(list, at(path, 'C:\\x.exe')));
    expect(found.map(({ words, paths }) => ({ words, paths }))).toEqual([
      { words: ['C:\\x.exe'], paths: [['spec', list, 0, ...path]] },
    ]);
  },
);

test('the words of a command have the values of the variables that they name, and arguments follow', () => {
  const env = [{ name: 'HOME', value: 'C:\\h' }];
  const [one] = commandsOf(podOf('containers', { command: ['$(HOME)\\a.exe', '$(NONE)'], args: ['$(HOME)'], env }));
  expect(one?.words).toEqual(['C:\\h\\a.exe', '$(NONE)', 'C:\\h']);
  expect(one?.paths.map((path) => path.slice(3))).toEqual([
    ['command', 0],
    ['command', 1],
    ['args', 0],
  ]);
});
