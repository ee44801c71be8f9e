import type { FastifyInstance } from 'fastify';
import { decodeText } from '../../windows/encoding.ts';
import { Problem } from '../answer/problem.ts';
import { newestOf } from '../answer.ts';
import { sendJudged } from '../judge.ts';
import { costly } from '../limits/rate.ts';
import type { Shared } from '../shared.ts';

/** Enough for a copied text, the events of a namespace, or the end of a log. */
const maxTextBytes = 2 ** 20;

/** Takes a text as it is, or as `{ "text": "..." }` of type JSON, and explains it with the facts of the newest run. */
export function addExplainRoute(app: FastifyInstance, { watch, bodies, judging }: Shared): void {
  app.post<{ Body?: Buffer }>(
    '/explain',
    { bodyLimit: maxTextBytes, onRequest: judging.enter, preHandler: judging.wait, config: { rateLimit: costly } },
    async (request, reply) => {
      const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
      const body = { text: readText(request.body), isJson };
      return await sendJudged(reply, { judge: 'explain', body, facts: bodies.facts(newestOf(watch)).bytes });
    },
  );
}

/** @throws Problem 400 when nothing was sent */
function readText(body: Uint8Array | undefined): string {
  const sent = decodeText(body ?? new Uint8Array());
  if (sent.trim() !== '') return sent;
  throw new Problem(400, 'send the error text as the body, for example with curl --data-binary @containerd.log');
}
