import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { assess } from '../agent/assess.ts';
import { fewAtOnce, firstOf, notKnown, plural } from '../agent/fact.ts';
import { forms } from './golden.ts';
import { snapshotOf, storyNames } from './stories.ts';

const agent = fileURLToPath(new URL('../agent/', import.meta.url));
const sources = readdirSync(agent, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(`${agent}${file}`, 'utf8') }));

/** What hostprobe counts, and the times that it tells. */
const nouns =
  'account|bundle|cause|certificate|change|check|day|document|error|fact|file|hour|minute|node|object|pod|problem|restart|secret|shim|warning';

test.each([
  [0, '0 nodes'],
  [1, '1 node'],
  [2, '2 nodes'],
])('%i is %s', (count, words) => {
  expect(plural(count, 'node')).toBe(words);
});

test.each([
  [['a', 'b', 'c'], 'a, b, c'],
  [['a', 'b', 'c', 'd'], 'a, b, c and 1 more'],
  [[], ''],
])('of many names three are shown: %j', (names, words) => {
  expect(firstOf(names)).toBe(words);
});

test('a noun may have a plural of its own', () => {
  expect([1, 2].map((count) => plural(count, 'file was', 'files were'))).toEqual(['1 file was', '2 files were']);
});

test('no sentence of the program puts a number before a plural by itself', () => {
  // A limit is more than one: its name says that it is one.
  const byHand = new RegExp(
    String.raw`\$\{(?!max|most|many|plural\()([^{}]+)\} (?:[a-z-]+ )?(?:${nouns})s\b|=== 1 \? '' : 's'`,
    'g',
  );
  const found = sources.flatMap(({ file, text }) =>
    [...text.matchAll(byHand)].map(([words]) => `${file}: ${words.replaceAll(/[${}]/g, '')}`),
  );
  expect(found.toSorted()).toEqual(exceptions);
});

/** No numbers, a number that is never 1, a script that runs in a browser, and the words of the API server. */
const exceptions: readonly string[] = ["renderers/html/script.ts: === 1 ? '' : 's'", 'rules/nodes.ts: system nodes'];

test('no report, table or answer that is printed of a node has one of something as many', () => {
  const printed = storyNames().flatMap((story) => {
    const report = assess(snapshotOf(story));
    return Object.entries(forms).map(([form, render]) => ({ file: `${story} as ${form}`, text: render(report) }));
  });
  expect(printed.length).toBeGreaterThan(100);
  const wrong = new RegExp(String.raw`(?<![\d.,:/-])1 (?:[a-z-]+ )?(?:${nouns})s\b[^\n]{0,20}`, 'g');
  const found = printed.flatMap(({ file, text }) => [...text.matchAll(wrong)].map(([words]) => `${file}: ${words}`));
  expect(found).toEqual([]);
});

test('why something is missing names its place where one is known, and each kind of an error in words of its own', () => {
  const kinds = ['denied', 'timeout', 'unsupported', 'failed'] as const;
  const placed = kinds.map((kind) => notKnown('services.kubelet', { kind, message: 'OpenService' }));
  const others = kinds.map((kind) => notKnown(null, { kind, message: 'OpenService' }));
  expect(new Set(placed).size).toBe(kinds.length);
  for (const text of placed) expect(text).toMatch(/services\.kubelet, .*OpenService$/);
  for (const text of others) expect(text).not.toMatch(/null|services/);
});

test.each([1, 3, 10])(
  'with %i at once each is asked about once, in order, and the answers are in that order',
  async (most) => {
    const asked: number[] = [];
    let running = 0;
    let together = 0;
    const answers = await fewAtOnce([5, 1, 4, 2, 3], most, async (item) => {
      asked.push(item);
      running += 1;
      together = Math.max(together, running);
      for (let turn = 0; turn < item; turn++) await Promise.resolve();
      running -= 1;
      return item * 2;
    });
    expect(asked).toEqual([5, 1, 4, 2, 3]);
    expect(answers).toEqual([10, 2, 8, 4, 6]);
    expect(together).toBe(Math.min(most, 5));
  },
);
