import { openHeadline } from '../assess.ts';
import { plural } from '../fact.ts';
import type { NodeCondition } from '../host.ts';
import type { Report, Status } from '../report.ts';

/** The type of the node condition that hostprobe keeps. */
export const conditionType = 'HostProcessReady';

/** What a report says of its node, as a condition. */
export type NodeVerdict = Pick<NodeCondition, 'status' | 'reason' | 'message'>;

const verdictOf: Readonly<Record<Status, Pick<NodeVerdict, 'status' | 'reason'>>> = {
  healthy: { status: 'True', reason: 'ChecksPassed' },
  degraded: { status: 'True', reason: 'ChecksWarn' },
  unhealthy: { status: 'False', reason: 'ChecksFailed' },
  unknown: { status: 'Unknown', reason: 'NotAllJudged' },
};

/** The condition for a report: words and ids of hostprobe only, because everyone who may read nodes can read it. */
export function describeCondition(report: Report): NodeVerdict {
  const { status, counts, findings, diagnoses, outline } = report;
  const named = (['fail', 'warn', 'unknown'] as const).flatMap((found) => {
    const ids = findings.filter((finding) => finding.status === found).map(({ check }) => check);
    return ids.length === 0 ? [] : [`${found}: ${ids.join(', ')}`];
  });
  const causes = diagnoses.flatMap((diagnosis) => diagnosis.causes.filter(({ weight }) => weight === 'confirmed'));
  const confirmed = [...new Set(causes.map(({ id }) => id))];
  if (confirmed.length > 0) named.push(`causes: ${confirmed.join(', ')}`);
  const { mode, shim } = outline.newPods;
  const { account } = outline.containerd;
  if (mode !== null) named.push(`mode: ${mode}`);
  if (shim !== null) named.push(`shim: ${shim}`);
  if (account !== null) named.push(`account: ${account.kind}`);
  const judged = Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.skip - counts.hidden;
  const message = [openHeadline(report), `${counts.pass} of ${plural(judged, 'check')} passed`, ...named].join('; ');
  return { ...verdictOf[status], message: message.slice(0, 1024) };
}
