import { headlineOf } from '../../agent/assess/headline.ts';
import { assess } from '../../agent/assess.ts';
import type { Finding } from '../../agent/check.ts';
import type { Report } from '../../agent/report.ts';
import { snapshotWith } from '../snapshot.ts';

export const finding = (check: string, given: Partial<Finding> = {}): Finding => ({
  check,
  title: `Title of ${check}`,
  status: 'pass',
  summary: `summary of ${check}`,
  evidence: [],
  fix: null,
  reference: null,
  causes: [],
  ...given,
});

/** A report with these findings, counted and otherwise as given; the rest is a healthy node's. */
export function reportOf(findings: Finding[], given: Partial<Report> = {}): Report {
  const counts = { pass: 0, skip: 0, warn: 0, fail: 0, unknown: 0, hidden: 0 };
  for (const { status } of findings) counts[status] += 1;
  const report = { ...assess(snapshotWith()), findings, counts, diagnoses: [], ...given };
  return { ...report, headline: headlineOf(report, report.headline).full, ...given };
}
