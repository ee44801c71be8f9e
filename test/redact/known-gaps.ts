import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

const file = new URL('known-gaps.txt', import.meta.url);
const linesOf = () => readFileSync(file, 'utf8').split('\n');
const idOf = (line: string) => line.replace(/\s*#.*$/, '');
const gaps: readonly string[] = linesOf().map(idOf).filter(Boolean);

/** Ids of cases that fail today. A reason for one that stays stands behind a `#`, and in .github/SECURITY.md. */
export const knownGaps: ReadonlySet<string> = new Set(gaps);

/**
 * A case that fails and is not known is a fault; one that is known and passes is taken off the list, which
 * EXAM_PRUNE=1 does.
 * @param part the first part of the ids
 */
export function expectKnown(part: string, failed: Iterable<string>): void {
  const found = new Set(failed);
  const closed = new Set(gaps.filter((id) => id.startsWith(`${part}/`) && !found.has(id)));
  if (process.env.EXAM_PRUNE === '1') {
    writeFileSync(
      file,
      linesOf()
        .filter((line) => !closed.has(idOf(line)))
        .join('\n'),
    );
    closed.clear();
  }
  const open = [...found].filter((id) => !knownGaps.has(id));
  expect(open.toSorted(), 'these fail and are not in known-gaps.txt').toEqual([]);
  expect([...closed], 'these pass now: remove them from known-gaps.txt').toEqual([]);
}
