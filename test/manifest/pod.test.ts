import { expect, test } from 'vitest';
import type { Path } from '../../agent/manifest/path.ts';
import {
  commandsOf,
  containersOf,
  hostPathsOf,
  mountsOf,
  type Pod,
  placeOfContainer,
  runAsNamesOf,
  runAsOf,
  showPod,
  textsOf,
} from '../../agent/manifest/pod.ts';
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

test('an object is shown by its kind, its namespace and its name, as far as it has them', () => {
  expect(showPod({ kind: 'Pod', namespace: 'a', name: 'b' })).toBe('Pod a/b');
  expect(showPod({ kind: 'Pod', namespace: null, name: 'b' })).toBe('Pod b');
  expect(showPod({ kind: 'Job', namespace: 'a', name: '' })).toBe('Job a/(without a name)');
});

// Source: hcsshim internal/jobcontainers/env.go: the shim sets the variable of the mount point after those of the pod.
test('a variable that the shim sets is no text of the pod, in whatever case it is written', () => {
  const env = ['CONTAINER_SANDBOX_MOUNT_POINT', 'container_sandbox_mount_point', 'OTHER'].map((name) => ({
    name,
    value: name,
  }));
  const found = containersOf(podOf('containers', { env })).flatMap(textsOf);
  expect(found.map(({ text }) => text)).toEqual(['OTHER']);
});

// Source: k8s.io/kubernetes pkg/securitycontext: what a container has comes before what its pod has, also where it is empty.
test('the account of a container is its own, else that of its pod', () => {
  const own = (name?: string) => ({ securityContext: { windowsOptions: { runAsUserName: name } } });
  const pod = podOf('containers', own('a'));
  const spec = { ...pod.spec, ...own('b'), initContainers: [{ ...pod.spec.containers[0], ...own('') }] } as Pod['spec'];
  const names = containersOf({ spec }).map((placed) => runAsOf({ spec }, placed));
  const inPod = ['spec', 'securityContext', 'windowsOptions', 'runAsUserName'];
  expect(names.map((found) => found?.text)).toEqual(['', 'a']);
  const bare = {
    spec: {
      ...pod.spec,
      ...own('b'),
      containers: [podOf('containers', {}).spec.containers[0], podOf('containers', {}).spec.containers[0]],
    } as Pod['spec'],
  };
  expect(runAsNamesOf(bare)).toEqual([{ text: 'b', path: inPod }]);
  const same = { spec: { ...pod.spec, containers: [pod.spec.containers[0], pod.spec.containers[0]] } as Pod['spec'] };
  expect(runAsNamesOf(same).map(({ text, path }) => [text, path[2]])).toEqual([
    ['a', 0],
    ['a', 1],
  ]);
  const none = podOf('containers', {});
  expect(containersOf(none).map((placed) => runAsOf(none, placed))).toEqual([null]);
});

test('a mount leads to the volume of its name, and a folder of the host to its place', () => {
  const pod = podOf('containers', {
    volumeMounts: [
      { name: 'v', mountPath: 'w' },
      { name: 'none', mountPath: 'v' },
    ],
  });
  const spec = {
    ...pod.spec,
    volumes: [
      { name: 'w', emptyDir: {} },
      { name: 'v', hostPath: { path: 'C:\\x' } },
    ],
  } as Pod['spec'];
  expect(mountsOf({ spec }).map(({ volume, path }) => [volume?.name, path.at(-1)])).toEqual([
    ['v', 0],
    [undefined, 1],
  ]);
  expect(hostPathsOf({ spec })).toEqual([
    { name: 'v', hostPath: { path: 'C:\\x' }, path: ['spec', 'volumes', 1, 'hostPath'] },
  ]);
});

test('a container is found at its place', () => {
  const pod = podOf('initContainers', {});
  for (const { container, path } of containersOf(pod)) expect(placeOfContainer(pod, container)).toEqual(path);
  expect(placeOfContainer(pod, { ...pod.spec.containers[0] } as never)).toEqual(['spec', 'containers']);
});

// Source: pkg/apis/core/validation, validateWindowsHostProcessPod: a container's own setting counts before the pod's.
test.each<[ofPod: boolean | undefined, own: boolean | undefined, counts: boolean]>([
  [true, undefined, true],
  [true, false, false],
  [false, true, true],
  [undefined, true, true],
  [undefined, undefined, false],
])('with hostProcess %s of the pod and %s of a container, %s counts', (ofPod, own, counts) => {
  const options = (hostProcess: boolean | undefined) => ({ windowsOptions: { hostProcess } });
  const spec = {
    securityContext: options(ofPod),
    containers: [{ name: 'a', image: 'r/a:1', securityContext: options(own) }],
  };
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec });
  const [item] = readManifests({ file: 'a.json', text });
  expect(item?.is === 'pod' && containersOf(item.pod).map(({ hostProcess }) => hostProcess)).toEqual([counts]);
});
