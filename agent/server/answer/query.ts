import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import * as z from 'zod';
import { judgedAnew } from '../../assess.ts';
import { suggest } from '../../config/nearest.ts';
import { readSince, type Since, sinceForms } from '../../config/values.ts';
import { rendererNamed, renderers } from '../../renderers/index.ts';
import type { Report } from '../../report.ts';
import { decodeText } from '../../windows/encoding.ts';
import { vary } from './headers.ts';
import { HttpProblem } from './problem.ts';

/** JSON first, for clients that accept anything; of formats with the same media type, the one for people first. */
const first = ['json', 'text', 'html'];
const reportForms = [...first, ...renderers.map(({ id }) => id).filter((id) => !first.includes(id))];
const contentTypes = reportForms.map((form) => rendererNamed(form).contentType);

/** Ten times what a browser sends. Parsing a longer header would take milliseconds, and any client could send one. */
const maxAcceptLength = 1000;

/**
 * The media type that the request prefers; undefined: it accepts none of them. Without a preference it is the first;
 * an Accept header that is too long is ignored (RFC 9110, section 12.5.1, allows that).
 */
export function preferredType(request: FastifyRequest, types: readonly string[]): string | undefined {
  const { accept = '' } = request.headers;
  if (accept === '' || accept.length > maxAcceptLength) return types[0];
  return new Negotiator(request).mediaType(types);
}

/**
 * The format that the Accept header prefers; of formats with the same media type the first.
 * @throws Problem 406 if it accepts none of them
 */
export function acceptedForm(request: FastifyRequest): string {
  const type = preferredType(request, contentTypes);
  const form = reportForms[contentTypes.indexOf(type ?? '')];
  if (form !== undefined) return form;
  const offered = [...new Set(contentTypes.map((contentType) => contentType.split(';', 1)[0]))].join(', ');
  throw new HttpProblem(
    406,
    `the report is available as ${offered}, and Accept allows none of them; or use ?format= with ${reportForms.join(', ')}`,
    vary,
  );
}

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

/**
 * The format, null as Accept says, and the ids of the checks that are asked for, null for all.
 * @throws Problem 400 that names the parameter and what it may be
 */
export function readReportQuery(query: unknown) {
  const { format = null, status, check } = readQuery(reportQuerySchema, query);
  const checks = check === undefined ? null : [check].flat().flatMap((ids) => ids.split(','));
  return { format, always200: status === '200', checks };
}

/** A parameter with one value. */
export const single = (): z.ZodString => z.string('must be given once');

/** The key of placeholders. */
export const placeholders = () =>
  single()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits')
    .optional()
    .describe('32 random bytes in hex: answers with the same have the same placeholder for the same secret');

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
    const known = Object.keys(schema.shape);
    throw new HttpProblem(
      400,
      `unknown parameter ${key}; ${known.length === 0 ? 'this route has none' : suggest(key, known)}`,
    );
  }
  throw new HttpProblem(400, `the parameter ${String(issue?.path[0])} ${issue?.message}`);
}

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

/**
 * The text of a request's body.
 * @param wanted.file a file that a client may send, for the error
 * @throws Problem 400 when nothing was sent
 */
export function sentText(body: Uint8Array | undefined, wanted: { what: string; file: string }): string {
  const text = decodeText(body ?? new Uint8Array());
  if (text.trim() !== '') return text;
  throw new HttpProblem(400, `send ${wanted.what} as the body, for example with curl --data-binary @${wanted.file}`);
}
