import { printable } from '../../print/printable.ts';

/**
 * The same value with every string safe to read: control characters, and characters that reverse the direction of text,
 * become escapes. Markup is escaped later, when the tree is rendered.
 */
export function readable<T>(value: T): T {
  // Each branch returns the type of value that it gets.
  if (typeof value === 'string') return printable(value, false) as T;
  if (Array.isArray(value)) return value.map(readable) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printable(key, false), readable(inner)])) as T;
}

/** "2026-11-01T12:00:00.000Z" as "2026-11-01 12:00:00 UTC". */
export const showTime = (at: string): string => at.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');

/** The id of a check's element on the page. */
export const anchorOf = (check: string): string => `check-${check.replace(/[^\w-]/g, '-')}`;
