import type { ClusterFact } from '../../facts/cluster.ts';
import type { ApiAccess } from '../../host.ts';

/** The Kubernetes API that was found, and how to sign in; `told` is without the credential, `login` null: none was found. */
export interface FoundAccess {
  told: ClusterFact['access'];
  login: ApiAccess | null;
  /** The node's name, if the credential has it. */
  node: string | null;
}

export const none = (reason: string): FoundAccess => ({ told: { kind: 'none', reason }, login: null, node: null });
