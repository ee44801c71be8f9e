import type { FindingStatus } from '../check.ts';
import type { Report, Status } from '../report.ts';
import { toolVersion } from '../version.ts';
import type { Watch } from '../watch.ts';

/** What anybody may know: ids, statuses and numbers, no text from the node. */
export interface PublicStatus {
  /** null before the first report. */
  status: Status | null;
  at: string | null;
  ageSeconds: number | null;
  stale: boolean;
  counts: Report['counts'] | null;
  checks: Record<string, FindingStatus>;
}

export function describeStatus(watch: Watch): PublicStatus {
  const report = watch.newest()?.report;
  return {
    status: report?.status ?? null,
    at: report?.at ?? null,
    ageSeconds: watch.ageSeconds(),
    stale: watch.stale(),
    counts: report?.counts ?? null,
    checks: Object.fromEntries(report?.findings.map(({ check, status }) => [check, status]) ?? []),
  };
}

/** The same for a person with curl, and where to go from here. */
export function showStatus({ status, ageSeconds, stale, checks }: PublicStatus): string {
  const age = ageSeconds === null ? '' : `, ${ageSeconds} s old`;
  const bad = (['fail', 'warn', 'unknown'] as const).flatMap((found) => {
    const ids = Object.keys(checks).filter((id) => checks[id] === found);
    return ids.length === 0 ? [] : [`${found.toUpperCase().padEnd(7)} ${ids.join(' ')}`];
  });
  return [
    `hostprobe ${toolVersion}: ${status ?? 'no report yet'}${age}${stale ? ', STALE' : ''}`,
    ...bad,
    '',
    'GET  /report?format=text  the report for people; /report alone is JSON',
    'POST /report              look again now',
    'POST /explain             what the words of a failure mean here; the text is the body',
    'GET  /facts /status /metrics /version /livez /readyz',
    '',
  ].join('\n');
}
