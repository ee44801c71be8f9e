import type { ClusterFact } from '../../facts/cluster.ts';
import type { ApiAccess } from '../../host.ts';

/** The way to the Kubernetes API, with what of it may be told; `login` null: there is none. */
export interface Way {
  told: ClusterFact['access'];
  login: ApiAccess | null;
  /** The node's name where the credential has it. */
  node: string | null;
}

export const none = (reason: string): Way => ({ told: { kind: 'none', reason }, login: null, node: null });
