import { ifKnown } from '../../fact.ts';
import type { NodeInfo } from '../../facts/cluster.ts';
import { standingOf } from '../../stage/needed-objects.ts';
import type { SeenObject } from '../../stage/references.ts';
import type { Subject } from '../../stage.ts';

/** The node as the API reported it; null: it was not asked, or has no such node. */
export const clusterNode = (facts: Subject['facts']): NodeInfo | null => {
  const seen = facts.cluster?.seen;
  return (seen && ifKnown(seen.node)) ?? null;
};

/** The node in the cluster now; `why`: why it is not known, as a sentence; null if it was not asked. */
export function askedNode({ find, node }: Subject): { seen: SeenObject | null; why: string | null } {
  const found = find({ kind: 'Node', namespace: null, name: node });
  const seen = found?.object.ok ? found.object.value : null;
  const { holds, told } = standingOf(found);
  return { seen, why: holds === false ? `the cluster has no node ${node}` : told };
}
