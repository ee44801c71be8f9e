import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import { momentOf, readSize, sinceForms, sizeForms } from '../../config/values.ts';
import { freshKey } from '../../decode/bytes.ts';
import { HttpProblem } from '../answer/problem.ts';
import { placeholders, readQuery, readSinceParameter, single } from '../answer/query.ts';
import { newestOf } from '../answer.ts';
import { costly } from '../limits/rate.ts';
import type { Shared } from '../shared-state.ts';

export const bundleQuerySchema = z.strictObject({
  since: single().optional().describe(`only logs that were written since then: ${sinceForms}`),
  placeholders: placeholders(),
  'max-size': single().optional().describe(`maximum size of all files, before compression: ${sizeForms}`),
});

/**
 * Streams the bundle of the newest run while it is made; one at a time, over all listeners. No HEAD: its size is not
 * known before.
 */
export function addBundleRoute(app: FastifyInstance, { monitor, node, bundling }: Shared): void {
  const options = { exposeHeadRoute: false, onRequest: bundling, config: { rateLimit: costly } };
  app.get('/bundle', options, async (request, reply) => {
    const run = newestOf(monitor);
    const [{ contentsOf }, { bundleName, headOf }, { bundleDeadlineMs, usualLimits, writeBundleInThread }] =
      await Promise.all([
        import('../../bundle/contents.ts'),
        import('../../bundle/file.ts'),
        import('../../bundle/writer.ts'),
      ]);
    const { since, maxBytes, key } = readBundleQuery(request.query, new Date(run.snapshot.at));
    const history = monitor.history?.changesSince(since) ?? null;
    const setup = node?.readSetup?.(key);
    const source = {
      ...{ ...run, history, ownLog: node?.ownLog.text() ?? null, host: node?.host ?? null },
      ...(setup === undefined ? {} : { setup }),
    };
    const { archive, done } = writeBundleInThread({
      contents: contentsOf(source, since),
      head: headOf(run.snapshot, since),
      limits: maxBytes === null ? usualLimits : { ...usualLimits, maxBytes },
      deadline: AbortSignal.timeout(bundleDeadlineMs),
      key,
    });
    done.catch((error: unknown) => node?.log.error({ err: error }, 'a bundle could not be made'));
    // A client that reads more slowly would keep all others out.
    closeAfter(2 * bundleDeadlineMs, reply);
    return reply
      .header('content-disposition', attachment(bundleName(run.snapshot)))
      .type('application/zip')
      .send(archive);
  });
}

/** A header may contain only Latin-1; browsers and curl read the name after UTF-8'' (RFC 6266). */
function attachment(name: string): string {
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  const exact = plain === name ? '' : `; filename*=UTF-8''${encodeURIComponent(name)}`;
  return `attachment; filename="${plain}"${exact}`;
}

/** Closes the connection, so that the client notices that the rest is missing. */
function closeAfter(ms: number, { raw }: FastifyReply): void {
  const patience = AbortSignal.timeout(ms);
  const close = () => raw.destroy();
  patience.addEventListener('abort', close, { once: true });
  raw.once('close', () => patience.removeEventListener('abort', close));
}

/** @returns `maxBytes`: null for the usual limit. @throws Problem 400 that names the parameter and what it may be */
function readBundleQuery(query: unknown, now: Date): { since: Date | null; maxBytes: number | null; key: Uint8Array } {
  const { since = '', 'max-size': size = '', placeholders: given } = readQuery(bundleQuerySchema, query);
  const from = since === '' ? null : readSinceParameter(since);
  const maxBytes = size === '' ? null : readSize(size);
  if (size !== '' && maxBytes === null)
    throw new HttpProblem(400, `max-size must be ${sizeForms}, but is ${JSON.stringify(size)}`);
  const key = given === undefined ? freshKey() : Buffer.from(given, 'hex');
  return { since: from && momentOf(from, now), maxBytes, key };
}
