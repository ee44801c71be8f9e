import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * Compares the cases that fail with a list of those that are known to, both ways: a new failure fails the test, and so
 * does a case that passes and still stands in the list.
 * @param failed by the id of a case, what is wrong
 * @param list a text file: one id a line; after " | " the reason why it stays
 */
export function compareGaps(failed: ReadonlyMap<string, string>, list: URL): void {
  const known = readFileSync(list, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' | ')[0] ?? '');
  expect(
    known.filter((id, index) => known.indexOf(id) !== index),
    'stands twice in the list',
  ).toEqual([]);
  const added = [...failed].filter(([id]) => !known.includes(id)).map(([id, why]) => `${id}: ${why}`);
  expect(added, 'fails, and is no known gap').toEqual([]);
  expect(
    known.filter((id) => !failed.has(id)),
    'passes, or is no case: remove it from the list',
  ).toEqual([]);
}
