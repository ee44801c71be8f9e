import type { Cluster } from './host.ts';
import type { Log } from './log.ts';
import { conditionType, describeCondition, type NodeVerdict } from './publish/condition.ts';
import type { PolicyCheck } from './publish/own-node-policy.ts';
import type { PodEvents } from './publish/pod-events.ts';
import type { Report } from './report.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * A node condition is sent again after this time, give or take a fifth, so that an abandoned one is visibly old, and nodes
 * that started together do not send together.
 */
const heartbeatMs = 300_000;

const eventOf = ({ status, message }: NodeVerdict) => ({
  warns: status === 'False',
  reason: status === 'True' ? conditionType : status === 'False' ? 'HostProcessNotReady' : 'HostProcessUnknown',
  message,
});

/** Publishes the newest report to the cluster. Never rejects: errors are logged, and the next report tries again. */
export type Publisher = (report: Report, snapshot: Snapshot) => Promise<void>;

/**
 * Keeps the condition HostProcessReady of this node, and emits an event when its status changes.
 * @param options.open a client, signed in with the token as it is on disk now; rejects if the API server cannot be reached
 */
export function createPublisher(options: {
  open: () => Promise<OpenNode>;
  now: () => Date;
  log: Log;
  /** From 0 to 1. */
  chance: () => number;
  /** Absent: failing pods get no events. */
  pods?: PodEvents;
  policy?: PolicyCheck;
}): Publisher {
  const { open, now, log, chance, pods, policy } = options;
  let dueMs = heartbeatMs;
  let sent: (NodeVerdict & { since: Date; at: Date }) | null = null;
  let failing = false;
  let isSending = false;

  async function send(verdict: NodeVerdict): Promise<void> {
    const { cluster, nodeName } = await open();
    try {
      const at = now();
      const before = sent ?? (await read(cluster, nodeName));
      const since = (before?.status === verdict.status ? before.since : null) ?? at;
      await cluster.setCondition(nodeName, { type: conditionType, ...verdict, since, at });
      if (before?.status !== verdict.status) await cluster.emitNodeEvent(nodeName, { ...eventOf(verdict), at });
      sent = { ...verdict, since, at };
      dueMs = heartbeatMs * (0.8 + 0.4 * chance());
    } finally {
      cluster.close();
    }
  }

  return async (report, snapshot) => {
    await policy?.check();
    await pods?.emit(snapshot);
    const verdict = describeCondition(report);
    // A concurrent call would not know what this one sends; the next run publishes newer results.
    if (isSending) return;
    const isSame = sent?.status === verdict.status && sent.message === verdict.message;
    if (sent !== null && isSame && now().getTime() - sent.at.getTime() < dueMs) return;
    isSending = true;
    try {
      await send(verdict);
      if (failing) log.info('publishing to the cluster works again');
      failing = false;
    } catch (error) {
      // Once for each outage, not for each run.
      if (!failing) log.warn({ err: error }, 'publishing to the cluster failed; it will be retried after the next run');
      failing = true;
    } finally {
      isSending = false;
    }
  };
}

interface OpenNode {
  cluster: Pick<Cluster, 'node' | 'setCondition' | 'emitNodeEvent' | 'close'>;
  nodeName: string;
}

/** The condition that an earlier hostprobe left; a restart of the pod is not a transition. */
async function read(cluster: OpenNode['cluster'], nodeName: string) {
  const node = await cluster.node(nodeName);
  const found = node?.conditions.find(({ type }) => type === conditionType);
  return found && { status: found.status, since: found.since === null ? null : new Date(found.since) };
}
