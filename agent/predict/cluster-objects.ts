import type { Snapshot } from '../snapshot.ts';
import { keyOf, soughtFor } from '../stage/needed-objects.ts';
import { referencesOf } from '../stage/references.ts';
import type { Sought } from '../stage/surroundings.ts';
import type { Read } from './read.ts';
import { nodeNameOf } from './subject.ts';

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
