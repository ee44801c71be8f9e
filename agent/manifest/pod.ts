import type { ObjectFault } from './object-fault.ts';
import type { Path, Position } from './path.ts';
import type { Container, Handler, PodSpec } from './spec.ts';

/** A pod, or the template of one, as a manifest has it. */
export interface Pod {
  /** The file as the user named it. */
  file: string;
  /** The object it stands in: Pod, DaemonSet, ... */
  kind: string;
  /** Its own, or the prefix that generateName gives; "" when the object has none. */
  name: string;
  isNamed: boolean;
  /** null when the manifest leaves it to kubectl. */
  namespace: string | null;
  /** The way from the object to the pod: [] for a Pod, ['spec', 'template'] for a DaemonSet. */
  base: Path;
  /** Its text is a template that is not rendered yet: it is not judged. */
  isTemplate: boolean;
  annotations: Readonly<Record<string, string>>;
  spec: PodSpec;
  /** The fields, from the object, that the API server cannot read: they are missing from the two above. */
  unread: readonly Path[];
  /** What an API server of this minor version refuses of the object around the pod, and what it cannot read. */
  faultsFor(kubernetes: number): readonly (ObjectFault & Position)[];
  /** Where a field of the pod stands, such as ['spec', 'hostNetwork']; where it is missing, the nearest that holds it. */
  at(path: Path): Position;
}

export const showPod = ({ kind, namespace, name }: Pick<Pod, 'kind' | 'namespace' | 'name'>): string =>
  `${kind} ${namespace === null ? '' : `${namespace}/`}${name === '' ? '(without a name)' : name}`;

/** A container with its place in the pod. */
export interface PlacedContainer {
  container: Container;
  path: Path;
  /** What counts for it: its own setting, else the pod's. */
  hostProcess: boolean;
}

/** All containers in the order in which the API server visits them. */
export function containersOf({ spec }: Pick<Pod, 'spec'>): readonly PlacedContainer[] {
  const known = placed.get(spec);
  if (known !== undefined) return known;
  const containers = placeContainers(spec);
  placed.set(spec, containers);
  return containers;
}

/** Each rule asks for them. */
const placed = new WeakMap<PodSpec, readonly PlacedContainer[]>();

function placeContainers(spec: PodSpec): PlacedContainer[] {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) =>
    spec[list].map((container, index) => ({
      container,
      path: ['spec', list, index],
      hostProcess: container.securityContext?.windowsOptions?.hostProcess ?? ofPod ?? false,
    })),
  );
}

/** Where a container of the pod is in it. */
export const pathOf = (pod: Pick<Pod, 'spec'>, container: Container): Path =>
  containersOf(pod).find((placed) => placed.container === container)?.path ?? ['spec', 'containers'];

/** Whether the pod has a HostProcess container, by the API server's rules. */
export const isHostProcess = (pod: Pick<Pod, 'spec'>): boolean =>
  containersOf(pod).some(({ hostProcess }) => hostProcess);

/** The securityContext of the pod and those of its containers, with the place of what they belong to. */
export const securityContextsOf = (pod: Pick<Pod, 'spec'>) => [
  { path: ['spec'] as Path, context: pod.spec.securityContext },
  ...containersOf(pod).map(({ container, path }) => ({ path, context: container.securityContext })),
];

/** The runAsUserName that counts for a container, and where it stands; null when neither it nor the pod has one. */
export function runAsOf(
  { spec }: Pick<Pod, 'spec'>,
  { container, path }: Pick<PlacedContainer, 'container' | 'path'>,
): { text: string; path: Path } | null {
  const own = container.securityContext?.windowsOptions?.runAsUserName;
  if (own !== undefined) return { text: own, path: [...path, ...runAsPath] };
  const ofPod = spec.securityContext?.windowsOptions?.runAsUserName;
  return ofPod === undefined ? null : { text: ofPod, path: ['spec', ...runAsPath] };
}

const runAsPath = ['securityContext', 'windowsOptions', 'runAsUserName'];

/** Every runAsUserName that counts for a container, each once. */
export function runAsNamesOf(pod: Pick<Pod, 'spec'>): { text: string; path: Path }[] {
  const names = containersOf(pod).flatMap((placed) => runAsOf(pod, placed) ?? []);
  return [...new Map(names.map((name) => [name.path.join(), name])).values()];
}

/** A text of a container that the kubelet, the shim or a shell may expand or take for a path. */
export interface PlacedText {
  text: string;
  path: Path;
  in: 'command' | 'workingDir' | 'env';
}

/** Command, arguments, commands of probes and hooks, working directory, and values of variables. */
export function textsOf({ container, path }: PlacedContainer): PlacedText[] {
  const texts: PlacedText[] = [];
  const commands = (words: readonly string[], at: Path) => {
    for (const [index, text] of words.entries()) texts.push({ text, path: [...path, ...at, index], in: 'command' });
  };
  commands(container.command, ['command']);
  commands(container.args, ['args']);
  for (const { at, command } of execsOf(container)) commands(command, at);
  if (container.workingDir !== undefined) {
    texts.push({ text: container.workingDir, path: [...path, 'workingDir'], in: 'workingDir' });
  }
  for (const [index, { value }] of container.env.entries()) {
    if (value !== undefined) texts.push({ text: value, path: [...path, 'env', index, 'value'], in: 'env' });
  }
  return texts;
}

/** The probes and hooks of a container. */
export function handlersOf(container: Container): { at: Path; handler: Handler }[] {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  const all = [
    { at: ['livenessProbe'], handler: livenessProbe },
    { at: ['readinessProbe'], handler: readinessProbe },
    { at: ['startupProbe'], handler: startupProbe },
    { at: ['lifecycle', 'preStop'], handler: lifecycle?.preStop },
    { at: ['lifecycle', 'postStart'], handler: lifecycle?.postStart },
  ];
  return all.flatMap(({ at, handler }) => (handler === undefined ? [] : [{ at, handler }]));
}

/** Commands that the kubelet starts beside the container's own: probes and hooks. */
export const execsOf = (container: Container): { at: Path; command: readonly string[] }[] =>
  handlersOf(container).flatMap(({ at, handler: { exec } }) =>
    exec === undefined ? [] : [{ at: [...at, 'exec', 'command'], command: exec.command }],
  );

/** A word of a command line, and where it stands. */
export interface PlacedWord {
  word: string;
  path: Path;
}

/** The command lines of a pod, word by word: those of its containers that have a command, and those of probes and hooks. */
export const wordListsOf = (pod: Pick<Pod, 'spec'>): PlacedWord[][] =>
  containersOf(pod).flatMap(({ container, path }) => {
    const values = new Map(container.env.map(({ name, value }) => [name, value]));
    const expanded = (word: string) =>
      word.replaceAll(/\$\(([^)]*)\)/g, (found, name: string) => values.get(name) ?? found);
    const placed = (words: readonly string[], at: Path) =>
      words.map((word, index) => ({ word, path: [...path, ...at, index] }));
    const own = [...placed(container.command, ['command']), ...placed(container.args, ['args'])].map(
      ({ word, path: at }) => ({ word: expanded(word), path: at }),
    );
    const execs = execsOf(container).map(({ at, command }) => placed(command, at));
    return container.command.length === 0 ? execs : [own, ...execs];
  });
