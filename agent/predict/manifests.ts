import type { Input } from '../manifest.ts';
import { predict } from '../predict.ts';
import { type Snapshot, schemaVersion } from '../snapshot.ts';
import { keyOf, soughtFor } from '../stage/needed-objects.ts';
import type { Predictions } from '../stage/prediction.ts';
import { type Surroundings, unknownSurroundings } from '../stage/surroundings.ts';
import { type Read, readInputs } from './read.ts';

/**
 * Every HostProcess pod of the manifests on every node: pod by pod, and for each the nodes in their order.
 * @param files where the nodes were read from, in the same order; without them the nodes can be asked again
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
