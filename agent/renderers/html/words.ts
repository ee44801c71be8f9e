import { printable } from '../../print/text.ts';

/**
 * The same value with every text in it made safe to read: control characters, and those that turn the direction of
 * text around, are written out. Markup needs nothing here; it is escaped where the tree is written.
 */
export function readable<T>(value: T): T {
  // Each branch gives back the kind of value that it was given.
  if (typeof value === 'string') return printable(value, false) as T;
  if (Array.isArray(value)) return value.map(readable) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printable(key, false), readable(inner)])) as T;
}

/** "2026-11-01T12:00:00.000Z" as "2026-11-01 12:00:00 UTC". */
export const showTime = (at: string): string => at.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Where a check stands within the page. */
export const anchorOf = (check: string): string => `check-${check.replace(/[^\w-]/g, '-')}`;
