import { hasHostProcess, type Pod, showPod } from '../manifest/pod.ts';
import { type Input, type Item, readManifests, type Trouble } from '../manifest.ts';
import { predict } from '../predict.ts';
import { type Snapshot, schemaVersion } from '../snapshot.ts';
import { keyOf, soughtFor } from '../stage/needed-objects.ts';
import type { Predictions } from '../stage/prediction.ts';
import {
  isSoughtKind,
  referencesOf,
  type SeenObject,
  type Sought,
  type Surroundings,
  unknownSurroundings,
} from '../stage/references.ts';
import { nodeNameOf } from './subject.ts';

/**
 * Every HostProcess pod of the manifests on every node: pod by pod, and for each the nodes in their order.
 * @param files where the nodes were read from, in the same order ('': assumed); without them the nodes can be asked again
 */
export const predictManifests = (
  inputs: readonly Input[],
  nodes: readonly Snapshot[],
  files: readonly string[] = [],
): Predictions =>
  predictRead(
    readInputs(inputs),
    nodes.map((snapshot, index) => ({ snapshot, savedAs: files[index] ?? null })),
    unknownSurroundings,
  );

/** The same of manifests that have been read, with what is known of the cluster. */
export function predictRead(
  read: Read,
  nodes: readonly { snapshot: Snapshot; savedAs: string | null }[],
  around: Surroundings,
): Predictions {
  const { pods, passedOver, troubles } = read;
  const known = withInput(read, around);
  const predictions = pods.flatMap((pod) =>
    nodes.map(({ snapshot, savedAs }) => predict(pod, snapshot, known, savedAs)),
  );
  return { schemaVersion, predictions, passedOver, troubles };
}

/** Objects of the same input take precedence over objects in the cluster. */
function withInput({ objects }: Read, around: Surroundings): Surroundings {
  const own = new Map(
    objects.map(({ sought, seen }) => [keyOf(soughtFor(sought, sought.namespace ?? around.namespace)), seen]),
  );
  return {
    ...around,
    find(sought) {
      const value = own.get(keyOf(sought));
      return value === undefined ? around.find(sought) : { from: 'input', object: { ok: true, value } };
    },
  };
}

/**
 * Why no prediction is possible, in a sentence; null: it is possible.
 * @param where what the manifests came from
 */
export function whyNothing({ predictions, troubles, passedOver }: Predictions, where: string): string | null {
  if (predictions.length > 0) return null;
  const [first = 'holds no pod'] = [...troubles, ...passedOver];
  const seen = first.startsWith(`${where}: `) ? `it holds none: ${first.slice(where.length + 2)}` : first;
  return `${where} must hold a HostProcess pod (hostProcess: true in securityContext.windowsOptions), or an object with one, but ${seen}`;
}

/**
 * What to ask the cluster for: these nodes, and all that the pods name, each once.
 * @param namespace of pods that name none
 */
export function soughtBy({ pods }: Read, nodes: readonly Snapshot[], namespace: string): Sought[] {
  const all = [
    ...nodes.map((node) => soughtFor({ kind: 'Node', name: nodeNameOf(node) }, null)),
    ...pods.flatMap((pod) => {
      const own = pod.namespace ?? namespace;
      const named = referencesOf(pod).map((reference) => soughtFor(reference, own));
      return [soughtFor({ kind: 'Namespace', name: own }, null), ...named];
    }),
  ];
  return [...new Map(all.map((sought) => [keyOf(sought), sought])).values()];
}

/** The content of manifests, for predictions. */
export interface Read {
  /** The HostProcess pods. */
  pods: Pod[];
  /** Objects that pods may name, each with the namespace that the manifest gives it; null: none. */
  objects: { sought: Sought; seen: SeenObject }[];
  /** Pods that are no HostProcess pods. */
  passedOver: string[];
  /** What cannot be read, with its place. */
  troubles: string[];
}

export function readInputs(inputs: readonly Input[]): Read {
  const read: Read = { pods: [], objects: [], passedOver: [], troubles: [] };
  for (const input of inputs) for (const item of readManifests(input)) take(item, read);
  return read;
}

function take(item: Item, read: Read): void {
  switch (item.is) {
    case 'trouble':
      if (item.trouble.severity === undefined) read.troubles.push(showTrouble(item.trouble));
      return;
    case 'other': {
      if (item.namespace !== undefined) {
        const { name, labels } = item.namespace;
        const sought: Sought = { kind: 'Namespace', namespace: null, name };
        read.objects.push({ sought, seen: { labels, keys: null, taints: null } });
      }
      const { kind } = item;
      if (!isSoughtKind(kind) || item.object === null) return;
      const { name, namespace, keys } = item.object;
      read.objects.push({ sought: { kind, namespace, name }, seen: { labels: {}, keys, taints: null } });
      return;
    }
    case 'pod':
      if (hasHostProcess(item.pod)) read.pods.push(item.pod);
      else read.passedOver.push(`${item.pod.file}: ${showPod(item.pod)} is not a HostProcess pod`);
  }
}

const showTrouble = ({ file, line, column, message }: Trouble): string => `${file}:${line}:${column}: ${message}`;
