import { expect, test } from 'vitest';
import { compareGaps } from '../known-gaps.ts';
import { errorsIn, falseIn, read, refused } from './claims.ts';

/** Steps of theirs may be missing in ours or the other way round: the server leaves out indexes, and names lists for their items. */
const isWithin = (theirs: string, ours: string) => {
  const steps = theirs.replace(/\[[^\]]*\]/g, '').split('.');
  for (const step of ours.replace(/\[[^\]]*\]/g, '').split('.')) if (step === steps[0]) steps.shift();
  return steps.length === 0;
};

/** The bounds that the server tells. */
const boundsIn = (asked: string) =>
  [
    ...asked.matchAll(
      /between (\d+) and (\d+)|(?:no more|more|greater) than (?:or equal to )?(\d+)(?! (?:volume|handler))|\b1-100\b/g,
    ),
  ]
    .filter(([all]) => !/^greater than \d/.test(all))
    .flatMap(([all, ...numbers]) => (all === '1-100' ? ['1', '100'] : numbers.filter((one) => one !== undefined)));

test('an error is of the kind that the API server calls it, of its field, and has its bounds', () => {
  const failed = new Map<string, string>();
  for (const { id, words, errors } of refused) {
    for (const { path, kind, asked } of read(words)) {
      const same = errors.find((one) => one.kind === kind && isWithin(path, one.path));
      const ours: readonly string[] = same?.asked.match(/\d+/g) ?? [];
      if (same !== undefined && boundsIn(asked).every((one) => ours.includes(one))) continue;
      failed.set(id, `${path} ${kind}, not ${errors.map((one) => `${one.path} ${one.kind}`).join(', ')}`);
    }
  }
  compareGaps(failed, new URL('claims-kinds.gaps.txt', import.meta.url));
});

test('what an error says is true: its bounds and its values are those that are judged', () => {
  const seen = new Set<string>();
  const failed = new Map<string, string>();
  for (const { manifest, kubernetes, errors, id } of refused) {
    for (const said of errors) {
      const key = `${said.path.replace(/\[[^\]]*\]/g, '')} ${said.asked}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const wrong = falseIn(manifest, said, (changed) => errorsIn(changed, kubernetes));
      if (wrong.length > 0) failed.set(id, wrong.join('; '));
    }
  }
  compareGaps(failed, new URL('claims-false.gaps.txt', import.meta.url));
  expect(seen.size).toBeGreaterThan(200);
});
