import { ifKnown } from '../../fact.ts';
import type { NodeInfo } from '../../facts/cluster.ts';
import { standingOf } from '../../stage/needed-objects.ts';
import type { SeenObject } from '../../stage/surroundings.ts';
import type { Subject } from '../../stage.ts';

/** What the API tells of the node; null: nobody asked it, or it has no such node. */
export const clusterNode = (facts: Subject['facts']): NodeInfo | null => {
  const seen = facts.cluster?.seen;
  return (seen && ifKnown(seen.node)) ?? null;
};

/** The node as the cluster has it now; `why` it is not known: a sentence, null where nobody asked. */
export function askedNode({ find, node }: Subject): { seen: SeenObject | null; why: string | null } {
  const found = find({ kind: 'Node', namespace: null, name: node });
  const seen = found?.object.ok ? found.object.value : null;
  const { holds, told } = standingOf(found);
  return { seen, why: holds === false ? `the cluster has no node ${node}` : told };
}
