import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { diagnose, explanationOf } from '../../diagnose.ts';
import { createTally, withoutIds } from '../../messages/tally.ts';
import { readTextInSteps } from '../../messages/text.ts';
import type { Explanation } from '../../report.ts';
import { recognise } from '../../signatures/index.ts';
import { knownFacts } from '../../snapshot.ts';
import type { Look } from '../../watch.ts';
import { decodeText } from '../../windows/encoding.ts';
import { Problem } from '../answer/problem.ts';
import { newestOf, sendJson } from '../answer.ts';
import { costly } from '../limits/rate.ts';
import type { Shared } from '../shared.ts';

/** Enough for a copied text, the events of a namespace, or the end of a log. */
const maxTextBytes = 2 ** 20;
/** Different ones; what repeats with other ids is one. More than that nobody reads. */
const maxFailures = 200;

export function addExplainRoute(app: FastifyInstance, { watch, judging }: Shared): void {
  app.post<{ Body?: Buffer }>(
    '/explain',
    { bodyLimit: maxTextBytes, onRequest: judging, config: { rateLimit: costly } },
    async (request, reply) => {
      const text = readAskedText(request.body, request.headers['content-type']);
      const explanation = await explainText(text, newestOf(watch));
      return sendJson(reply, explanation);
    },
  );
}

const asked = z.object({ text: z.string() });

/**
 * The text in the body of a request: as it is, or as `{ "text": "..." }` in JSON. JSON that kubectl prints is a text.
 * @throws Problem 400 when there is none
 */
function readAskedText(body: Uint8Array | undefined, contentType: string | undefined): string {
  const sent = decodeText(body ?? new Uint8Array());
  if (sent.trim() === '') {
    throw new Problem(400, 'send the error text as the body, for example with curl --data-binary @containerd.log');
  }
  if (!/^application\/json\b/i.test(contentType ?? '')) return sent;
  let json: unknown;
  try {
    json = JSON.parse(sent);
  } catch (error) {
    throw new Problem(400, `the Content-Type says JSON, but the body is not JSON: ${(error as SyntaxError).message}`);
  }
  return asked.safeParse(json).data?.text ?? sent;
}

/**
 * Explains a text with the facts of the newest run. Other requests are answered in between.
 * @throws Problem 413 if it has too many failures
 */
async function explainText(text: string, { snapshot }: Look): Promise<Explanation> {
  const tally = createTally(withoutIds);
  for (const messages of readTextInSteps(text, 'text', new Date(snapshot.at))) {
    for (const message of messages) if (recognise(message.text) !== null) tally.add(message);
    if (tally.messages().length > maxFailures) {
      throw new Problem(
        413,
        `the text has more than ${maxFailures} different failures; send a part of it, or pass the file to hostprobe explain`,
      );
    }
    await turn();
  }
  return explanationOf(diagnose(tally.messages(), knownFacts(snapshot)));
}
