import type { Cluster } from '../host.ts';
import type { Log } from '../log.ts';

/**
 * Whether the policy own-node is in force, which restricts the token of this agent to its own node. `unknown` before the
 * API server was asked, and if it did not answer.
 */
export const ownNodePolicies = ['in-force', 'absent', 'unknown'] as const;
export type OwnNodePolicy = (typeof ownNodePolicies)[number];

export interface PolicyCheck {
  state(): OwnNodePolicy;
  /** Asks unless it is known already. Never rejects: an error is logged, and the next call asks again. */
  check(): Promise<void>;
}

/**
 * The API server silently skips a policy that names a user who does not exist, so the agent tries in a dry run what must be
 * refused.
 * @param options.open a client, signed in with the token as it is on disk now
 */
export function createPolicyCheck(options: {
  open: () => Promise<{ cluster: Pick<Cluster, 'isHeldToNode' | 'close'>; nodeName: string }>;
  now: () => Date;
  log: Log;
}): PolicyCheck {
  const { open, now, log } = options;
  let state: OwnNodePolicy = 'unknown';
  let failed = false;
  return {
    state: () => state,
    async check() {
      if (state !== 'unknown') return;
      try {
        const { cluster, nodeName } = await open();
        try {
          state = (await cluster.isHeldToNode(nodeName, now())) ? 'in-force' : 'absent';
        } finally {
          cluster.close();
        }
        log.info({ ownNodePolicy: state }, 'asked the API server whether this token may act for other nodes');
      } catch (error) {
        // Once for each outage.
        if (!failed) log.warn({ err: error }, 'could not find out whether the policy own-node is in force');
        failed = true;
      }
    },
  };
}
