import * as z from 'zod';
import { judgedAnew } from '../../assess.ts';
import { suggest } from '../../config/nearest.ts';
import { readSince, type Since, sinceForms } from '../../config/values.ts';
import type { Report } from '../../report.ts';
import { reportForms } from './accept.ts';
import { HttpProblem } from './problem.ts';

const formComplaint = ({ input }: { input?: unknown }) =>
  `cannot be ${JSON.stringify(input)}; ${suggest(String(input), reportForms)}`;

export const reportQuerySchema = z.strictObject({
  format: z
    .enum(reportForms, { error: formComplaint })
    .optional()
    .describe('the format of the report; takes precedence over Accept'),
  status: z
    .literal('200', 'can only be 200: respond with 200 whatever the report says')
    .optional()
    .describe('respond with 200 even if something failed on the node'),
  check: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('only these checks, by id; repeatable or comma-separated'),
});

interface ReportQuery {
  /** null: as Accept says. */
  format: string | null;
  always200: boolean;
  /** Ids as asked for; null: all. */
  checks: readonly string[] | null;
}

/** @throws Problem 400 that names the parameter and what it may be */
export function readReportQuery(query: unknown): ReportQuery {
  const { format = null, status, check } = readQuery(reportQuerySchema, query);
  const checks = check === undefined ? null : [check].flat().flatMap((ids) => ids.split(','));
  return { format, always200: status === '200', checks };
}

/** A parameter with one value. */
export const single = (): z.ZodString => z.string('must be given once');

/** The parameters of a query. @throws Problem 400 that names the parameter and what it may be */
export function readQuery<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  query: unknown,
): z.output<z.ZodObject<Shape>> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    throw new HttpProblem(400, `unknown parameter ${key}; ${suggest(key, Object.keys(schema.shape))}`);
  }
  throw new HttpProblem(400, `the parameter ${String(issue?.path[0])} ${issue?.message}`);
}

/** The defaults of the parameters. */
export const noQuery: ReportQuery = { format: null, always200: false, checks: null };

/** The report of these checks alone: status and counts are theirs. */
export function selectChecks(report: Report, ids: readonly string[]): Report {
  const known = report.findings.map((finding) => finding.check);
  const stranger = ids.find((id) => !known.includes(id));
  if (stranger !== undefined)
    throw new HttpProblem(400, `there is no check "${stranger}"; ${suggest(stranger, known)}`);
  const findings = report.findings.filter((finding) => ids.includes(finding.check));
  const diagnoses = report.diagnoses.filter((diagnosis) => diagnosis.checks.some((id) => ids.includes(id)));
  return judgedAnew(report, { findings, diagnoses, healthy: 'the checks that were asked for pass' });
}

/** The parameter since, as `--since` has it. @throws Problem 400 that says what it may be */
export function readSinceParameter(text: string): Since {
  const read = readSince(text);
  if (read === null) throw new HttpProblem(400, `since must be ${sinceForms}, but is ${JSON.stringify(text)}`);
  return read;
}
