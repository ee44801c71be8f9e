import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * Compares the cases that fail with a list of those that are known to, both ways: a new failure fails the test, and so
 * does a case that passes and still stands in the list.
 * PRUNE_GAPS=1 takes what passes off the list.
 * @param failed by the id of a case, what is wrong
 * @param list a text file: one id a line; after " | " the reason why it stays. Where no case fails, there is no file.
 */
export function compareGaps(failed: ReadonlyMap<string, string>, list: URL): void {
  if (process.env.PRUNE_GAPS === '1') {
    const left = linesOf(list).filter((line) => isRemark(line) || failed.has(idOf(line)));
    if (left.every(isRemark)) rmSync(list, { force: true });
    else writeFileSync(list, left.join('\n'));
  }
  const known = knownGaps(list);
  expect(existsSync(list) && known.length === 0, `no gap is left: remove ${list.pathname}`).toBe(false);
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

/** The ids in such a list. */
export const knownGaps = (list: URL): string[] =>
  linesOf(list)
    .filter((line) => !isRemark(line))
    .map(idOf);

const linesOf = (list: URL) => (existsSync(list) ? readFileSync(list, 'utf8').split('\n') : []);
const isRemark = (line: string) => line === '' || line.startsWith('#');
const idOf = (line: string) => line.split(' | ')[0] ?? '';
