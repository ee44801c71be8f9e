import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { text } from '../../renderers/text.ts';
import { type Body, bodyOf, jsonType } from '../answer/body.ts';
import { HttpProblem } from '../answer/problem.ts';
import { preferredType, readQuery, sentText } from '../answer/query.ts';
import { newestOf, sendBody } from '../answer.ts';
import { type JudgeTask, sendJudged } from '../judge-body.ts';
import { costly } from '../limits/rate.ts';
import type { Shared } from '../shared-state.ts';

/** Enough for a copied text, the end of a log, or the manifests of a chart: the API server stores objects of 1.5 MiB at most. */
const maxBytes = 2 ** 20;

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

/**
 * The routes that judge a body in a separate thread, with the facts of the newest run: a text, as it is or as `{ "text": "..." }`
 * of type JSON, and manifests.
 */
export function addJudgingRoutes(app: FastifyInstance, { monitor, bodies, judging, judgingMs, clock }: Shared): void {
  const options = { bodyLimit: maxBytes, onRequest: judging.enter, preHandler: judging.wait };
  for (const judge of ['explain', 'lint', 'predict'] as const) {
    const isText = judge === 'explain';
    const wanted = isText
      ? { what: 'the error text', file: 'containerd.log' }
      : { what: 'a manifest', file: 'agent.yaml' };
    app.post<{ Body?: Buffer }>(`/${judge}`, { ...options, config: { rateLimit: costly } }, async (request, reply) => {
      const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
      const body = { text: sentText(request.body, wanted), isJson };
      const facts = bodies.facts(newestOf(monitor)).bytes;
      const form = isText ? readForm(request) : readNoForm(request);
      return await sendJudged(reply, { judge, body, facts, form }, { longestMs: judgingMs, clock });
    });
  }
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

/** Of manifests there is JSON alone. @throws Problem 400 for any parameter */
function readNoForm(request: FastifyRequest): JudgeTask['form'] {
  readQuery(z.strictObject({}), request.query);
  return { as: 'json' };
}

/** The page that explains in a browser. It contains nothing about the node, so that anyone may load it. */
export function addPageRoute(app: FastifyInstance, { page }: Shared): void {
  let body: Body | undefined;
  app.get('/explain', { config: { open: true } }, async (request, reply) => {
    body ??= await makeBody(page);
    return sendBody(request, reply, { body, ageSeconds: null });
  });
}

async function makeBody(page: Shared['page']): Promise<Body> {
  const html = await page();
  if (html === null) {
    throw new HttpProblem(
      404,
      'this hostprobe was built without the page; npm run page makes it. POST /explain explains a text',
    );
  }
  // The page has its policy in itself, for when it is a file.
  const [, policy = "default-src 'none'"] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  return bodyOf(html, 'text/html; charset=utf-8', `${policy}; frame-ancestors 'none'`);
}
