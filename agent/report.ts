import type { Diagnosis, Report, Summary, Weight } from './report/schema.ts';

export type { Diagnosis, Explanation, Outline, Report, Status, Summary, Weight } from './report/schema.ts';

/** The statuses of a finding. */
export const findingStatuses = ['pass', 'skip', 'hidden', 'warn', 'fail', 'unknown'] as const;
/** What could see what a finding calls hidden. */
export const seers = ['agent', 'api-server', 'system'] as const;
/** The statuses of a report. */
export const reportStatuses = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const;

type Cause = Diagnosis['causes'][number];
type CauseLeft = Cause & { weight: Exclude<Weight, 'ruled-out'> };

/** The causes that are not ruled out, the first one first. */
export const causesLeft = ({ causes }: Pick<Diagnosis, 'causes'>): CauseLeft[] =>
  causes.filter((cause): cause is CauseLeft => cause.weight !== 'ruled-out');

/**
 * How sure the first cause is, as a sentence begins with it: the word of its weight, which stands beside the cause too, and
 * of how many that are as sure it is the first.
 */
export function certaintyOf(left: readonly Pick<Cause, 'weight'>[]): string {
  const weight = left[0]?.weight ?? '';
  const alike = left.filter((one) => one.weight === weight).length;
  return `${weight.charAt(0).toUpperCase()}${weight.slice(1)}${alike > 1 ? `, first of ${alike}` : ''}`;
}

/** Whether something failed, and is not only mentioned. */
export const isRecognised = (diagnoses: readonly Diagnosis[]): boolean => diagnoses.some(({ hint }) => hint !== true);

export const summaryOf = (diagnoses: readonly Diagnosis[]): Summary =>
  diagnoses.flatMap(({ hint, signature, seen, causes }) => {
    if (hint === true) return [];
    const [first] = causesLeft({ causes });
    return {
      signature,
      pods: [...new Set(seen.flatMap(({ pod }) => pod ?? []))],
      count: seen.reduce((sum, { count }) => sum + count, 0),
      cause: first?.id ?? null,
      weight: first?.weight ?? null,
    };
  });

/** The pods of a failure in a table. */
export const showPods = (pods: readonly string[]): string =>
  pods.length > 1 ? `${pods[0]} and ${pods.length - 1} more` : (pods[0] ?? '-');

/** How many causes of a failure are shown in full unless the caller asks for all. */
export const causesInFull = 3;

/** What a diagnosis says if nothing shows that a HostProcess container failed. */
export const notOurs = 'This is not a HostProcess failure.';

/** What could see what is hidden. */
export function seenBy({ findings }: Pick<Report, 'findings'>): string {
  const isBy = (who: (typeof seers)[number]) => findings.some((finding) => finding.seenBy === who);
  if (isBy('agent')) return 'an agent on the node';
  if (!isBy('api-server')) return 'SYSTEM';
  return isBy('system') ? 'SYSTEM, or access to the API server' : 'access to the API server';
}

/** Findings that say the same of different checks, together: on a weak account many cannot be judged for one reason. */
export function alike(findings: readonly Report['findings'][number][]): Report['findings'][] {
  return [...Map.groupBy(findings, ({ summary, fix, evidence }) => JSON.stringify([summary, fix, evidence])).values()];
}
