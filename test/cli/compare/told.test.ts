import { expect, test } from 'vitest';
import { comparisonPage } from '../../../agent/cli/compare/html.ts';
import { showComparison } from '../../../agent/cli/compare.ts';
import type { Comparison, ComparisonOfAll, NodeDifference } from '../../../agent/compare/schema.ts';
import { explained, onNode } from '../../../agent/fix.ts';
import { plainView } from '../../../agent/renderer.ts';
import { schemaVersion } from '../../../agent/snapshot.ts';

const pair = (what: string, here: string | null, there: string | null) => ({
  ...{ what, field: what, here, there, sharing: 2, of: 2 },
});
const difference = (name: string, more: Partial<NodeDifference> = {}): NodeDifference => ({
  ...{
    ...pair(`what-${name}`, 'a', 'b'),
    sentence: `Sentence ${name}.`,
    also: [],
    chance: 0.01,
    explains: [],
    look: null,
  },
  ...more,
});
const whole: Comparison = {
  ...{ schemaVersion, node: 'sick', at: '2026-11-01T12:00:00.000Z', peers: ['p-1', 'p-2'] },
  leftOut: [
    { node: 'q-1', why: 'being drained' },
    { node: 'q-2', why: 'being drained' },
    { node: 'q-3', why: 'unhealthy itself' },
  ],
  care: ['First of care.', 'Second of care.'],
  trouble: { at: '2026-11-01T11:00:00.000Z', by: 'a line of a log' },
  differences: [
    difference('one', {
      also: [pair('also-1', null, 'there-1'), ...[2, 3, 4, 5].map((at) => pair(`also-${at}`, `here-${at}`, null))],
      explains: ['finding disk-space', 'diagnosis logon-denied'],
      look: explained({ steps: [onNode('Look at it.', 'dir C:\\')] }).steps[0] ?? null,
    }),
    ...['two', 'three', 'four', 'five', 'six', 'seven'].map((name) => difference(name)),
  ],
};
const plain: Comparison = {
  ...whole,
  leftOut: [],
  care: [],
  trouble: null,
  differences: whole.differences.slice(1, 2),
};
const all: ComparisonOfAll = {
  ...{ schemaVersion, nodes: ['sick', 'p-1', 'p-2', 'r'], unlike: [plain] },
  notJudged: [{ node: 'r', why: 'it is alone' }],
};
const show = (compared: Comparison | ComparisonOfAll, verbose = false) =>
  showComparison(compared, { ...plainView, width: 1000, verbose })
    .trimEnd()
    .split('\n');

test('on a terminal a comparison has what to keep in mind, five differences in full and the others in a line', () => {
  expect(show(whole)).toEqual([
    'sick differs from its 2 peers in 7 things, the most telling first',
    '  First of care.',
    '  Second of care.',
    '  The trouble began at 2026-11-01T11:00:00.000Z: a line of a log.',
    '  Left out: q-1, q-2 (being drained); q-3 (unhealthy itself).',
    '',
    '1. Sentence one.',
    '   With it: also-1: none, peers there-1; also-2: here-2, peers none; also-3: here-3, peers none; also-4: here-4, peers none and 1 more.',
    '   It can explain: finding disk-space, diagnosis logon-denied.',
    '   Look at it.',
    '       dir C:\\',
    ...['two', 'three', 'four', 'five'].flatMap((name, at) => ['', `${at + 2}. Sentence ${name}.`]),
    '',
    'And 2 differences less telling (--verbose): what-six; what-seven.',
  ]);
  expect(show(whole, true).at(-1)).toBe('7. Sentence seven.');
  expect(show(plain)).toEqual(['sick differs from its 2 peers in 1 thing', '', '1. Sentence two.']);
  expect(show(all)).toEqual([
    ...['1 of 4 nodes stands out from its pool', ''],
    ...['sick differs from its 2 peers in 1 thing', '', '1. Sentence two.', ''],
    'Not judged: r (it is alone).',
  ]);
});

/** The texts of a page, one a line. */
const textsOf = (page: string) =>
  page
    .replace(/^[\s\S]*<main[^>]*>/, '')
    .split(/<[^>]+>/)
    .filter((text) => text.trim() !== '');

test('the page has all of it, each value that differs with it, and no number', () => {
  expect(textsOf(comparisonPage(whole))).toEqual([
    'sick beside its pool',
    'sick differs from its 2 peers in 7 things, the most telling first',
    'As seen at 2026-11-01 12:00:00 UTC. Peers: p-1, p-2.',
    'First of care.',
    'Second of care.',
    'The trouble began at 2026-11-01 11:00:00 UTC: a line of a log.',
    ...['q-1, being drained', 'q-2, being drained', 'q-3, unhealthy itself'].map((one) => `Left out: ${one}.`),
    'Sentence one.',
    'also-1: none; peers: there-1',
    ...[2, 3, 4, 5].map((at) => `also-${at}: here-${at}; peers: none`),
    'It can explain: finding disk-space, diagnosis logon-denied.',
    'Look at it.',
    'dir C:\\',
    ...['two', 'three', 'four', 'five', 'six', 'seven'].map((name) => `Sentence ${name}.`),
  ]);
  expect(textsOf(comparisonPage({ ...plain, peers: [] }))[2]).toMatch(/ Peers: none\.$/);
  expect(textsOf(comparisonPage(all))).toEqual([
    'Nodes beside their pools',
    '1 of 4 nodes stands out from its pool',
    'sick differs from its 2 peers in 1 thing',
    'As seen at 2026-11-01 12:00:00 UTC. Peers: p-1, p-2.',
    'Sentence two.',
    'Not judged: r, it is alone.',
  ]);
});

test('the icon of the page, which a tab shows, tells whether something differs', () => {
  const iconOf = (compared: Comparison | ComparisonOfAll) =>
    /<link rel="icon"[^>]*>/.exec(comparisonPage(compared))?.[0];
  const alike = { ...plain, differences: [] };
  expect(iconOf(alike)).toBe(iconOf({ ...all, unlike: [] }));
  expect(iconOf(plain)).toBe(iconOf(all));
  expect(iconOf(plain)).not.toBe(iconOf(alike));
  expect(comparisonPage(plain)).toContain('<title>sick beside its pool - hostprobe</title>');
});
