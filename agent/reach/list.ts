import * as z from 'zod';
import { QueryError } from '../error.ts';
import type { Api, Query } from './api.ts';
import { readAnswer } from './api-error.ts';

/** As kubectl asks for them. */
const pageSize = 500;
/** Half a million objects: three times the pods that a cluster may have. A list without end stops there. */
const maxPages = 1000;

const page = z.object({
  metadata: z.object({ continue: z.string().nullish(), resourceVersion: z.string().nullish() }).nullish(),
  items: z.array(z.unknown()).nullish(),
});

/** All items of a list, and its resource version, from which a watch can start. */
interface ListedObjects<Item> {
  items: Item[];
  resourceVersion: string;
}

/**
 * Reads a list in pages, and keeps only what `read` returns for each item. If the list expires while it is read (410), it
 * starts again, once. Source: kubernetes.io/docs/reference/using-api/api-concepts, "Retrieving large results sets in chunks".
 */
export async function list<Item>(
  api: Api,
  { path, query = {}, accept }: { path: string; query?: Query; accept?: string },
  read: (item: unknown) => Item,
): Promise<ListedObjects<Item>> {
  let items: Item[] = [];
  let next = '';
  let expired = false;
  for (let pages = 0; pages < maxPages; pages++) {
    try {
      const asked = { ...query, limit: String(pageSize), ...(next === '' ? {} : { continue: next }) };
      const got = await pageOf(api, { path, query: asked, accept }, read);
      items.push(...got.items);
      next = got.next;
      if (next === '') return { items, resourceVersion: got.resourceVersion };
    } catch (error) {
      if (expired || next === '' || !(error instanceof QueryError && error.code === '410')) throw error;
      expired = true;
      items = [];
      next = '';
    }
  }
  throw new QueryError('failed', `GET ${path}: the list does not end after ${maxPages} pages`);
}

/** A separate function, so that nothing keeps the answer while the next one is awaited: 500 nodes take 30 MB. */
async function pageOf<Item>(
  api: Api,
  { path, query, accept }: { path: string; query: Query; accept: string | undefined },
  read: (item: unknown) => Item,
): Promise<ListedObjects<Item> & { next: string }> {
  const answer = page.safeParse(await api.get(path, query, accept));
  if (!answer.success) throw new QueryError('failed', `GET ${path}: the answer is not a list`);
  const { metadata, items } = answer.data;
  return {
    items: (items ?? []).map((item) => readAnswer(`GET ${path}`, () => read(item))),
    next: metadata?.continue ?? '',
    resourceVersion: metadata?.resourceVersion ?? '',
  };
}
