import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { listItems } from '../bundle/items.ts';
import { bundleName, headOf } from '../bundle/source.ts';
import { writeBundle } from '../bundle/writer.ts';
import { momentOf, readSince, sinceForms } from '../since.ts';
import { readSize, sizeForms } from '../size.ts';
import { newestOf } from './answer.ts';
import { Problem } from './problem.ts';
import { costly } from './rate.ts';
import type { Shared } from './shared.ts';

/** For all of it together; what there is by then is sent. */
const deadlineMs = 5 * 60_000;
const maxItemBytes = 10_000_000;
const usualBytes = 100_000_000;

export const bundleQuerySchema = z.strictObject({
  since: z.string().optional().describe(`only logs that were written to since then: ${sinceForms}`),
  'max-size': z.string().optional().describe(`of all files together, before they are packed: ${sizeForms}`),
});

/** The bundle of the newest look, as it is made; one at a time. No HEAD: nobody knows its size before it is made. */
export function addBundleRoute(app: FastifyInstance, { watch, node }: Shared): void {
  let isMaking = false;
  app.get('/bundle', { exposeHeadRoute: false, config: { rateLimit: costly } }, async (request, reply) => {
    const look = newestOf(watch);
    const { since, maxBytes } = readQuery(request.query, new Date(look.snapshot.at));
    if (isMaking) {
      throw new Problem(429, 'hostprobe makes a bundle for somebody else; ask again in 10 seconds', {
        'retry-after': '10',
      });
    }
    isMaking = true;
    reply.raw.once('close', () => {
      isMaking = false;
    });
    const history = watch.history?.changesSince(null) ?? null;
    const source = { ...look, history, ownLog: node?.ownLog.text() ?? null, host: node?.host ?? null };
    const { items, errors } = await listItems(source, since);
    const { archive, done } = writeBundle({
      items,
      errors,
      head: headOf(look.snapshot, since),
      limits: { maxBytes, maxItemBytes },
      deadline: AbortSignal.timeout(deadlineMs),
      more: [],
    });
    done.catch((error: unknown) => {
      node?.log.error({ err: error }, 'a bundle could not be made');
      archive.destroy();
    });
    return reply
      .headers({
        'cache-control': 'no-store',
        'content-disposition': `attachment; filename="${bundleName(look.snapshot)}"`,
      })
      .type('application/zip')
      .send(archive);
  });
}

/** @throws Problem 400 that names the parameter and what it may be */
function readQuery(query: unknown, now: Date): { since: Date | null; maxBytes: number } {
  const parsed = bundleQuerySchema.safeParse(query);
  if (!parsed.success) throw new Problem(400, 'GET /bundle takes since and max-size, each once');
  const { since = '', 'max-size': size = '' } = parsed.data;
  const from = since === '' ? null : readSince(since);
  if (since !== '' && from === null) {
    throw new Problem(400, `since must be ${sinceForms}, but is ${JSON.stringify(since)}`);
  }
  const maxBytes = size === '' ? usualBytes : readSize(size);
  if (maxBytes === null) throw new Problem(400, `max-size must be ${sizeForms}, but is ${JSON.stringify(size)}`);
  return { since: from && momentOf(from, now), maxBytes };
}
