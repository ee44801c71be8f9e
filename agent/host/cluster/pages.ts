import { QueryError } from '../../error.ts';
import type { Listed } from '../../facts/cluster.ts';

const pageSize = 100;
/**
 * Any version will do, so the API server answers from its memory without asking etcd, if necessary with all items in
 * one page.
 */
const firstPage = { limit: pageSize, resourceVersion: '0' };
/** A server may send short or empty pages that always name a next one. */
const maxPages = 20;

/** Go writes an empty list as null. */
interface Page<Item> {
  items: Item[] | null;
  metadata?: { continue?: string | null | undefined } | null | undefined;
}
type AskPage<Item> = (page: Record<string, string | number>) => Promise<Page<Item>>;

/**
 * Reads a list in pages, up to a number of items. If the list expires while it is read (410), reads it again, once.
 * Source: kubernetes.io/docs/reference/using-api/api-concepts, "Retrieving large results sets in chunks".
 */
export async function readPages<Item>(maxItems: number, ask: AskPage<Item>): Promise<Listed<Item>> {
  let items: Item[] = [];
  let next = '';
  let expired = false;
  for (let pages = 0; pages < maxPages && items.length < maxItems; pages++) {
    try {
      const page = await ask(next === '' ? firstPage : { limit: pageSize, continue: next });
      items.push(...(page.items ?? []));
      next = page.metadata?.continue ?? '';
      if (next === '') break;
    } catch (error) {
      if (expired || next === '' || !isExpired(error)) throw error;
      expired = true;
      items = [];
      next = '';
    }
  }
  return { items: items.slice(0, maxItems), truncated: next !== '' || items.length > maxItems };
}

const isExpired = (error: unknown) => error instanceof QueryError && error.code === '410';
