import type { Cluster, NodeCondition } from './host.ts';
import type { Log } from './log.ts';
import type { PodTeller } from './publish/pod-events.ts';
import type { Report, Status } from './report.ts';
import type { Snapshot } from './snapshot.ts';

/** The type of the node condition that hostprobe keeps. */
export const conditionType = 'HostProcessReady';

/**
 * A node condition is told again after this time, give or take a fifth, so that one that nobody keeps any more is seen to be
 * old, and a fleet that began at once does not tell at once.
 */
const heartbeatMs = 300_000;

type Verdict = Pick<NodeCondition, 'status' | 'reason' | 'message'>;

const verdictOf: Readonly<Record<Status, Pick<Verdict, 'status' | 'reason'>>> = {
  healthy: { status: 'True', reason: 'ChecksPassed' },
  degraded: { status: 'True', reason: 'ChecksWarn' },
  unhealthy: { status: 'False', reason: 'ChecksFailed' },
  unknown: { status: 'Unknown', reason: 'NotAllJudged' },
};

/** What a report says of its node in a condition: ids only, since whoever may read nodes reads it, and all nodes' at once. */
export function describeCondition({ status, counts, findings, diagnoses }: Report): Verdict {
  const named = (['fail', 'warn', 'unknown'] as const).flatMap((found) => {
    const ids = findings.filter((finding) => finding.status === found).map(({ check }) => check);
    return ids.length === 0 ? [] : [`${found}: ${ids.join(', ')}`];
  });
  const causes = diagnoses.flatMap((diagnosis) => diagnosis.causes.filter(({ weight }) => weight === 'confirmed'));
  const confirmed = [...new Set(causes.map(({ id }) => id))];
  if (confirmed.length > 0) named.push(`causes: ${confirmed.join(', ')}`);
  const judged = Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.skip - counts.hidden;
  const message = [`${counts.pass} of ${judged} checks passed`, ...named].join('; ');
  return { ...verdictOf[status], message: message.slice(0, 1024) };
}

const eventOf = ({ status, message }: Verdict) => ({
  warns: status === 'False',
  reason: status === 'True' ? conditionType : status === 'False' ? 'HostProcessNotReady' : 'HostProcessUnknown',
  message,
});

/** Tells the cluster of the newest report. Never rejects: what fails is logged, and told with the next report. */
export type Publisher = (report: Report, snapshot: Snapshot) => Promise<void>;

/**
 * Keeps the condition HostProcessReady of this node, and tells an event when its status changes.
 * @param options.open a client, signed in with the token as it is on disk now; rejects where there is no way to the API
 */
export function createPublisher(options: {
  open: () => Promise<OpenNode>;
  now: () => Date;
  log: Log;
  /** From 0 to 1. */
  chance: () => number;
  /** Who tells failing pods, too; absent: nobody. */
  pods?: PodTeller;
}): Publisher {
  const { open, now, log, chance, pods } = options;
  let dueMs = heartbeatMs;
  let told: (Verdict & { since: Date; at: Date }) | null = null;
  let failing = false;
  let isTelling = false;

  async function tell(verdict: Verdict): Promise<void> {
    const { cluster, nodeName } = await open();
    try {
      const at = now();
      const before = told ?? (await read(cluster, nodeName));
      const since = (before?.status === verdict.status ? before.since : null) ?? at;
      await cluster.setCondition(nodeName, { type: conditionType, ...verdict, since, at });
      if (before?.status !== verdict.status) await cluster.tellEvent(nodeName, { ...eventOf(verdict), at });
      told = { ...verdict, since, at };
      dueMs = heartbeatMs * (0.8 + 0.4 * chance());
    } finally {
      cluster.close();
    }
  }

  return async (report, snapshot) => {
    await pods?.tell(snapshot);
    const verdict = describeCondition(report);
    // A second one beside it would not know what the first has told; the next look tells what is newer.
    if (isTelling) return;
    const isSame = told?.status === verdict.status && told.message === verdict.message;
    if (told !== null && isSame && now().getTime() - told.at.getTime() < dueMs) return;
    isTelling = true;
    try {
      await tell(verdict);
      if (failing) log.info('the cluster is told of this node again');
      failing = false;
    } catch (error) {
      // Once for an outage, not with every look.
      if (!failing)
        log.warn({ err: error }, 'the cluster could not be told of this node; tried again after the next look');
      failing = true;
    } finally {
      isTelling = false;
    }
  };
}

export interface OpenNode {
  cluster: Pick<Cluster, 'node' | 'setCondition' | 'tellEvent' | 'close'>;
  nodeName: string;
}

/** What an earlier hostprobe left: the condition began then, and nothing changed by a restart of the pod. */
async function read(cluster: OpenNode['cluster'], nodeName: string) {
  const node = await cluster.node(nodeName);
  const found = node?.conditions.find(({ type }) => type === conditionType);
  return found && { status: found.status, since: found.since === null ? null : new Date(found.since) };
}
