import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { text } from '../../renderers/text.ts';
import { preferredType } from '../answer/accept.ts';
import { jsonType } from '../answer/body.ts';
import { readQuery } from '../answer/query.ts';
import { sentText } from '../answer/sent-text.ts';
import { newestOf } from '../answer.ts';
import { type JudgeTask, sendJudged } from '../judge.ts';
import { costly } from '../limits/rate.ts';
import type { Shared } from '../shared.ts';

/** Enough for a copied text, the events of a namespace, or the end of a log. */
const maxTextBytes = 2 ** 20;

export const explainQuerySchema = z.strictObject({
  format: z
    .enum(['json', 'text'], 'must be json or text')
    .optional()
    .describe('the format of the answer; takes precedence over Accept'),
  all: z
    .enum(['', 'true'], 'has no value')
    .optional()
    .describe('print every cause in full, not only the first three; JSON always contains all'),
});

/** Takes a text as it is, or as `{ "text": "..." }` of type JSON, and explains it with the facts of the newest run. */
export function addExplainRoute(app: FastifyInstance, { monitor, bodies, judging }: Shared): void {
  app.post<{ Body?: Buffer }>(
    '/explain',
    { bodyLimit: maxTextBytes, onRequest: judging.enter, preHandler: judging.wait, config: { rateLimit: costly } },
    async (request, reply) => {
      const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
      const body = { text: sentText(request.body, { what: 'the error text', file: 'containerd.log' }), isJson };
      const facts = bodies.facts(newestOf(monitor)).bytes;
      return await sendJudged(reply, { judge: 'explain', body, facts, form: readForm(request) });
    },
  );
}

/**
 * The form of the answer: as the query says, else as Accept says, else JSON.
 * @throws Problem 400 that names the parameter and what it may be
 */
function readForm(request: FastifyRequest): JudgeTask['form'] {
  const { format, all } = readQuery(explainQuerySchema, request.query);
  const accepted = preferredType(request, [jsonType, text.contentType]) === text.contentType ? 'text' : 'json';
  return (format ?? accepted) === 'json' ? { as: 'json' } : { as: 'text', all: all !== undefined };
}
