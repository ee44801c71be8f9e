import type { Finding } from '../check.ts';

/** Findings that say the same of different checks, together: on a weak account many cannot be judged for one reason. */
export function alike(findings: readonly Finding[]): Finding[][] {
  return [...Map.groupBy(findings, ({ summary, fix, evidence }) => JSON.stringify([summary, fix, evidence])).values()];
}
