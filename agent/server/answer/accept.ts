import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { rendererNamed, renderers } from '../../renderers/index.ts';
import { vary } from './headers.ts';
import { HttpProblem } from './problem.ts';

/** JSON first, for clients that accept anything; of formats with the same media type, the one for people first. */
const first = ['json', 'text', 'html'];
export const reportForms = [...first, ...renderers.map(({ id }) => id).filter((id) => !first.includes(id))];
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
