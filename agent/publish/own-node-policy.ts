import type { Cluster } from '../host.ts';
import type { Log } from '../log.ts';

/**
 * Whether the policy own-node is in force: that the token of this agent may speak for its own node only. `unknown` before the
 * API server was asked, and where it gave no answer.
 */
export const ownNodePolicies = ['in-force', 'absent', 'unknown'] as const;
export type OwnNodePolicy = (typeof ownNodePolicies)[number];

export interface PolicyCheck {
  state(): OwnNodePolicy;
  /** Asks unless it is known already. Never rejects: an error is logged, and the next call asks again. */
  check(): Promise<void>;
}

/**
 * A policy for a name that is nobody's is skipped without a word, so the agent tries what must be refused, as a dry run.
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
        log.info({ ownNodePolicy: state }, 'the API server was asked whether this token may speak for other nodes');
      } catch (error) {
        // Once for each outage.
        if (!failed) log.warn({ err: error }, 'whether the policy own-node is in force could not be found out');
        failed = true;
      }
    },
  };
}
