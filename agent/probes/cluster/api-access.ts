import type { ClusterFact } from '../../facts/cluster.ts';
import type { ApiAccess } from '../../host.ts';

/** The Kubernetes API that was found, and how to sign in; `reported` is without the credential, `login` null: none was found. */
export interface FoundAccess {
  reported: ClusterFact['access'];
  login: ApiAccess | null;
  /** The node's name, if the credential has it. */
  node: string | null;
}

export const none = (reason: string): FoundAccess => ({ reported: { kind: 'none', reason }, login: null, node: null });
