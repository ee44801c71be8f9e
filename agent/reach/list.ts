import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { QueryError } from '../error.ts';
import { plural } from '../fact.ts';
import type { EventInfo } from '../facts/cluster.ts';
import { readPages } from '../host/cluster/caller.ts';
import { apiEvent } from '../host/cluster/objects.ts';
import { readEvent } from '../host/cluster/read-objects.ts';
import { jsonIn } from '../json.ts';
import { type Api, type Query, readAnswer } from './api.ts';

/** As kubectl asks for them. */
export const pageSize = 500;
/** Half a million objects: three times the pods that a cluster may have. A list without end stops there. */
const maxPages = 1000;
/** For all pages of a list together, unless --request-timeout is 0: a page of 500 pods takes about a second. */
const longestMinutes = 10;
/** The same of their size: 150,000 pods have about one. */
const mostGibibytes = 2;

const page = z.object({
  metadata: z.object({ continue: z.string().nullish(), resourceVersion: z.string().nullish() }).nullish(),
  items: z.array(z.unknown()).nullish(),
});

/** All items of a list, and its resource version, from which a watch can start. */
export interface ListedObjects<Item> {
  items: Item[];
  resourceVersion: string;
  /** Only with `onlyFirst`: there is more. */
  truncated: boolean;
}

/** The media type of lists of which only the metadata are wanted. */
export const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

interface Asked {
  path: string;
  query?: Query;
  accept?: string;
  /** Only the first page. */
  onlyFirst?: boolean;
}

/** How to list the events of a namespace, or of all for null, by their fields. */
export const eventsAt = (namespace: string | null, fields: Readonly<Record<string, string>>) => ({
  path: namespace === null ? '/api/v1/events' : `/api/v1/namespaces/${namespace}/events`,
  query: {
    fieldSelector: Object.entries(fields)
      .map(([field, value]) => `${field}=${value}`)
      .join(','),
  },
});

export const readApiEvent = (item: unknown): EventInfo => readEvent(apiEvent.parse(item));

/** Reads a list in pages, and keeps only what `read` returns for each item. */
export async function list<Item>(
  api: Api,
  { path, query = {}, accept, onlyFirst = false }: Asked,
  read: (item: unknown) => Item,
): Promise<ListedObjects<Item>> {
  let resourceVersion = '';
  const endsAt = api.timeoutMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + longestMinutes * 60_000;
  // What is read of a page is returned: nothing keeps the answer while the next one is awaited. 500 nodes take 30 MB.
  const ask = async (asked: Query, onRead: (bytes: number) => void) => {
    if (performance.now() > endsAt) {
      throw new QueryError('timeout', `GET ${path}: the list does not end within ${plural(longestMinutes, 'minute')}`);
    }
    const answer = await api.get(path, { ...query, ...asked }, accept, onRead);
    return readAnswer(`GET ${path}`, () => {
      const { metadata, items } = page.parse(answer);
      resourceVersion = metadata?.resourceVersion ?? '';
      return { items: (items ?? []).map(read), metadata };
    });
  };
  const wayOut = 'ask for fewer objects with -n or -l, or for all with --request-timeout 0';
  const paging = {
    ...{ limit: String(pageSize), first: {}, maxPages: onlyFirst ? 1 : maxPages },
    maxBytes: api.timeoutMs === 0 ? Number.POSITIVE_INFINITY : mostGibibytes * 2 ** 30,
    tooLarge: `GET ${path}: the list is larger than ${mostGibibytes} GiB: ${wayOut}`,
  };
  const { items, truncated } = await readPages(Number.POSITIVE_INFINITY, ask, paging);
  if (!truncated || onlyFirst) return { items, resourceVersion, truncated };
  throw new QueryError('failed', `GET ${path}: the list does not end after ${maxPages} pages`);
}

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
