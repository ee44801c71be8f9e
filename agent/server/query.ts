import * as z from 'zod';
import { countFindings, statusOf } from '../assess.ts';
import { suggest } from '../nearest.ts';
import { renderers } from '../renderers/index.ts';
import type { Report } from '../report.ts';
import { Problem } from './problem.ts';

const forms = renderers.map((renderer) => renderer.id);

const querySchema = z.strictObject({
  format: z.string().default('json'),
  status: z.literal('200', 'can only be 200: answer 200 whatever the report says').optional(),
  check: z.union([z.string(), z.array(z.string())]).optional(),
});

export interface ReportQuery {
  format: string;
  always200: boolean;
  /** Ids as asked for; null: all. */
  checks: readonly string[] | null;
}

/** @throws Problem 400 that names the parameter and what it may be */
export function readReportQuery(query: unknown): ReportQuery {
  const parsed = querySchema.safeParse(query);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    if (issue?.code === 'unrecognized_keys') {
      const key = issue.keys[0] ?? '';
      throw new Problem(400, `unknown parameter ${key}; ${suggest(key, Object.keys(querySchema.shape))}`);
    }
    throw new Problem(400, `the parameter ${String(issue?.path[0])} ${issue?.message}`);
  }
  const { format, status, check } = parsed.data;
  if (!forms.includes(format)) throw new Problem(400, `format cannot be "${format}"; ${suggest(format, forms)}`);
  const checks = check === undefined ? null : [check].flat().flatMap((ids) => ids.split(','));
  return { format, always200: status === '200', checks };
}

/** The report as if only these checks had been made: its status and counts are theirs. */
export function selectChecks(report: Report, ids: readonly string[]): Report {
  const known = report.findings.map((finding) => finding.check);
  const stranger = ids.find((id) => !known.includes(id));
  if (stranger !== undefined) throw new Problem(400, `there is no check "${stranger}"; ${suggest(stranger, known)}`);
  const findings = report.findings.filter((finding) => ids.includes(finding.check));
  const diagnoses = report.diagnoses.filter((diagnosis) => diagnosis.checks.some((id) => ids.includes(id)));
  return { ...report, findings, diagnoses, counts: countFindings(findings), status: statusOf(findings, diagnoses) };
}
