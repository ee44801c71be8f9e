import { byApi, noAgent } from './fact.ts';
import type { Diagnosis, Report, Summary } from './report/schema.ts';

export type { Diagnosis, Explanation, Outline, Report, Status, Summary, Weight } from './report/schema.ts';

export const summaryOf = (diagnoses: readonly Diagnosis[]): Summary =>
  diagnoses.map(({ signature, seen, causes }) => {
    const first = causes.find(({ weight }) => weight !== 'ruled-out');
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
export function seenBy({ facts: { identity }, findings }: Pick<Report, 'facts' | 'findings'>): string {
  if (identity.error?.code === noAgent) return 'an agent on the node';
  const isByApi = findings.filter(({ status }) => status === 'hidden').map(({ summary }) => summary.startsWith(byApi));
  return isByApi.every((is) => is)
    ? 'access to the API server'
    : isByApi.includes(true)
      ? 'SYSTEM, or access to the API server'
      : 'SYSTEM';
}

/** Findings that say the same of different checks, together: on a weak account many cannot be judged for one reason. */
export function alike(findings: readonly Report['findings'][number][]): Report['findings'][] {
  return [...Map.groupBy(findings, ({ summary, fix, evidence }) => JSON.stringify([summary, fix, evidence])).values()];
}
