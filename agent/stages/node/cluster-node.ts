import { given } from '../../fact.ts';
import type { NodeInfo } from '../../facts/cluster.ts';
import type { Subject } from '../../stage.ts';

/** What the API tells of the node; null: nobody asked it, or it has no such node. */
export const clusterNode = (facts: Subject['facts']): NodeInfo | null => {
  const seen = facts.cluster?.seen;
  return (seen && given(seen.node)) ?? null;
};
