import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { QueryError } from '../error.ts';
import { jsonIn } from '../json.ts';
import type { Api, Query } from './api.ts';

const event = z.object({
  type: z.string(),
  object: z.looseObject({
    code: z.number().nullish(),
    metadata: z.looseObject({ resourceVersion: z.string().nullish() }).nullish(),
  }),
});

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: unknown;
}

/**
 * Yields changes of a list after a resource version, until the signal is aborted. A watch that ends is resumed from the newest
 * version that was seen. When the version has expired (410), it yields `expired` and ends; then the list must be read again.
 * Source: kubernetes.io/docs/reference/using-api/api-concepts, "Efficient detection of changes".
 */
export async function* watch(
  api: Api,
  { path, query, from }: { path: string; query: Query; from: string },
  signal: AbortSignal,
): AsyncGenerator<WatchEvent | 'expired'> {
  let version = from;
  for (let failures = 0; !signal.aborted; ) {
    // Random, so that clients that start together do not reconnect together.
    const timeoutSeconds = String(300 + Math.floor(300 * Math.random()));
    try {
      const asked = { ...query, watch: 'true', allowWatchBookmarks: 'true', resourceVersion: version, timeoutSeconds };
      for await (const line of api.lines(path, asked, signal)) {
        const read = event.safeParse(jsonIn(line));
        if (!read.success) throw new QueryError('failed', `watch ${path}: a line is not an event`);
        const { type, object } = read.data;
        if (type === 'ERROR') {
          if (object.code === 410) return yield 'expired';
          throw new QueryError('failed', `watch ${path}: ${JSON.stringify(object).slice(0, 400)}`);
        }
        failures = 0;
        version = object.metadata?.resourceVersion ?? version;
        if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') yield { type, object };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof QueryError) || error.kind === 'denied') throw error;
      if (error.code === '410') return yield 'expired';
      failures += 1;
      if (failures > maxFailures) throw error;
      await sleep(Math.min(30_000, 500 * 2 ** failures) * (0.5 + Math.random()), undefined, { signal }).catch(
        () => undefined,
      );
    }
  }
}

const maxFailures = 8;
