import { podVariables } from '../config/pod-variables.ts';
import type { Fix } from '../fix.ts';
import type { ObjectFault } from './admission/words.ts';
import type { Path, Position } from './path.ts';
import type { Container, Handler, PodSpec } from './spec.ts';

/** A pod, or the template of one, as a manifest has it. */
export interface Pod {
  /** The file as the user named it. */
  file: string;
  /** The object it is in: Pod, DaemonSet, ... */
  kind: string;
  /** Its own, or the prefix that generateName gives; "" when the object has none. */
  name: string;
  isNamed: boolean;
  /** null when the manifest leaves it to kubectl. */
  namespace: string | null;
  /** The path from the object to the pod: [] for a Pod, ['spec', 'template'] for a DaemonSet. */
  base: Path;
  /** Its text is a template that is not rendered yet: it is not judged. */
  isTemplate: boolean;
  annotations: Readonly<Record<string, string>>;
  /** Those of the pods, not of the object around them. */
  labels: Readonly<Record<string, string>>;
  spec: PodSpec;
  /** Whether a field of this name has a value that the API server cannot read: it is missing from the two above. */
  isUnread(field: string): boolean;
  /** What an API server of this minor version refuses of the object around the pod, and what it cannot read. */
  faultsFor(kubernetes: number): readonly (ObjectFault & Position & { wayOut(): Fix | null })[];
  /** The position of a field of the pod, such as ['spec', 'hostNetwork']; if it is missing, the nearest that would contain it. */
  at(path: Path): Position;
}

export const showPod = ({ kind, namespace, name }: Pick<Pod, 'kind' | 'namespace' | 'name'>): string =>
  `${kind} ${namespace === null ? '' : `${namespace}/`}${name === '' ? '(without a name)' : name}`;

/** A container with its place in the pod. */
export type PlacedContainer = ReturnType<typeof containersOf>[number];

/** Many rules ask the same of a pod, one after the other: it is worked out once. */
export function oncePerPod<Part>(work: (pod: Pick<Pod, 'spec'>) => readonly Part[]) {
  let of: PodSpec | null = null;
  let found: readonly Part[] = [];
  return (pod: Pick<Pod, 'spec'>): readonly Part[] => {
    if (pod.spec !== of) found = work(pod);
    of = pod.spec;
    return found;
  };
}

/** All containers in the order in which the API server visits them. */
export const containersOf = oncePerPod(({ spec }) => {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) =>
    spec[list].map((container, index) => ({
      container,
      path: ['spec', list, index],
      /** What counts for it: its own setting, else the pod's. */
      hostProcess: container.securityContext?.windowsOptions?.hostProcess ?? ofPod ?? false,
    })),
  );
});

/** Where a container of the pod is in it. */
export const placeOfContainer = (pod: Pick<Pod, 'spec'>, container: Container): Path =>
  containersOf(pod).find((placed) => placed.container === container)?.path ?? ['spec', 'containers'];

/** Whether the pod has a HostProcess container, by the API server's rules. */
export const hasHostProcess = (pod: Pick<Pod, 'spec'>): boolean =>
  containersOf(pod).some(({ hostProcess }) => hostProcess);

/** Where hostProcess is, in a pod's spec or in a container. */
export const hostProcessPath: Path = ['securityContext', 'windowsOptions', 'hostProcess'];

/** Whether the shim sets the variable after the pod's, so that what the pod gives is lost. */
export const isSetByShim = ({ name }: { name: string }): boolean =>
  name.toUpperCase() === podVariables.sandboxMountPoint;

/** The variables of all containers. */
export const variablesOf = oncePerPod((pod) =>
  containersOf(pod).flatMap(({ container, path }) =>
    container.env.map((variable, index) => ({ variable, path: [...path, 'env', index] as Path })),
  ),
);

/** The volumes that are folders, files, sockets or pipes of the host. */
export const hostPathsOf = oncePerPod(({ spec }) =>
  spec.volumes.flatMap(({ name, hostPath }, index) =>
    hostPath === undefined ? [] : [{ name, hostPath, path: ['spec', 'volumes', index, 'hostPath'] as Path }],
  ),
);

/** The securityContext of the pod and of each of its containers, with the place of the pod or container. */
export const securityContextsOf = oncePerPod((pod) => [
  { path: ['spec'] as Path, context: pod.spec.securityContext },
  ...containersOf(pod).map(({ container, path }) => ({ path, context: container.securityContext })),
]);

/** The runAsUserName that counts for a container, and its position; null when neither it nor the pod has one. */
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
export const runAsNamesOf = oncePerPod((pod) => {
  const names = containersOf(pod).flatMap((placed) => runAsOf(pod, placed) ?? []);
  return [...new Map(names.map((name) => [name.path.join(), name])).values()];
});

/** A text of a container that the kubelet, the shim or a shell may expand or treat as a path. */
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
  for (const [index, variable] of container.env.entries()) {
    const { value } = variable;
    if (value !== undefined && !isSetByShim(variable))
      texts.push({ text: value, path: [...path, 'env', index, 'value'], in: 'env' });
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

/** Commands that the kubelet starts in addition to the container's own: probes and hooks. */
export const execsOf = (container: Container): { at: Path; command: readonly string[] }[] =>
  handlersOf(container).flatMap(({ at, handler: { exec } }) =>
    exec === undefined ? [] : [{ at: [...at, 'exec', 'command'], command: exec.command }],
  );

/** A command line of a pod, and the position of each of its words. */
export type PlacedCommand = ReturnType<typeof commandsOf>[number];

/** The command lines of a pod: of its containers that have a command, and of probes and hooks. */
export const commandsOf = oncePerPod((pod) =>
  containersOf(pod).flatMap(({ container, path }) => {
    const pathsIn = (at: Path, words: readonly string[]) => words.map((_, index) => [...path, ...at, index]);
    const execs = execsOf(container).map(({ at, command }) => ({
      container,
      words: command,
      paths: pathsIn(at, command),
    }));
    const { command, args, env } = container;
    if (command.length === 0) return execs;
    const values = new Map(env.map(({ name, value }) => [name, value]));
    const words = [...command, ...args].map((word) =>
      word.replaceAll(/\$\(([^)]*)\)/g, (found, name: string) => values.get(name) ?? found),
    );
    return [{ container, words, paths: [...pathsIn(['command'], command), ...pathsIn(['args'], args)] }, ...execs];
  }),
);

/** A mount of a container with its volume. */
export type PlacedMount = ReturnType<typeof mountsOf>[number];

export const mountsOf = oncePerPod((pod) => {
  const volumes = new Map(pod.spec.volumes.map((volume) => [volume.name, volume]));
  return containersOf(pod).flatMap(({ container, path }) =>
    container.volumeMounts.map((mount, index) => ({
      container,
      mount,
      /** null: the pod has no volume of that name. */
      volume: volumes.get(mount.name) ?? null,
      path: [...path, 'volumeMounts', index],
    })),
  );
});
