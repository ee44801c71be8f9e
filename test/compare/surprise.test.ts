import { expect, test } from 'vitest';
import { formOf } from '../../agent/compare/forms.ts';
import {
  newRoot,
  type Path,
  pathOfPart,
  pathOfThing,
  plainField,
  thingAround,
  wordsOfPath,
} from '../../agent/compare/path.ts';
import { commonOf, poolOf } from '../../agent/compare/pool.ts';
import { surprisesOf } from '../../agent/compare/surprise.ts';
import { mostByChance } from '../../agent/compare/trouble.ts';
import type { NodeView } from '../../agent/compare/view.ts';
import { viewerOf } from '../../agent/compare/view.ts';
import { snapshotWith } from '../snapshot.ts';

const at = Date.parse('2026-11-01T12:00:00Z');
const root = newRoot();
const place = pathOfPart(pathOfPart(root, 'os'), 'value');

/** A node that has these values under these keys. */
function nodeWith(values: Readonly<Record<string, unknown>>): NodeView {
  const seen = new Map<Path, ReturnType<typeof formOf>[]>();
  for (const [key, value] of Object.entries(values)) {
    seen.set(pathOfPart(place, key), [formOf(value, { names: [], at }, key)]);
  }
  return { node: 'x', seen };
}

/** How likely a healthy node differs so; null: it does not differ. */
function chanceOf(here: unknown, peers: readonly unknown[], key = 'setting'): number | null {
  const pool = poolOf(peers.map((value) => nodeWith({ [key]: value })));
  return surprisesOf(nodeWith({ [key]: here }), pool)[0]?.chance ?? null;
}
const isTold = (...given: Parameters<typeof chanceOf>) => (chanceOf(...given) ?? 1) < mostByChance;
const times = (count: number, value: unknown) => Array.from({ length: count }, () => value);

test('what some peer has too is no difference, and what none has is one', () => {
  expect(chanceOf('auto', ['auto', 'demand'])).toBeNull();
  expect(chanceOf(true, [true])).toBeNull();
  expect(chanceOf('disabled', ['auto', 'demand'])).not.toBeNull();
});

test('the more peers share a value, the less a node has another by chance', () => {
  for (const [here, there] of [
    ['disabled', 'auto'],
    ['v1.7.1', 'v1.7.28'],
    [false, true],
    ['D:\\k', 'C:\\k'],
    [3, 8],
    ['.\\admin', 'LocalSystem'],
  ]) {
    const chances = [1, 2, 4, 8].map((count) => chanceOf(here, times(count, there)) ?? 1);
    expect(chances, `${here}`).toEqual(chances.toSorted((a, b) => b - a));
    expect(new Set(chances).size).toBe(4);
  }
});

test('a setting that all of four peers share is told whatever its kind', () => {
  for (const [here, there] of [
    ['disabled', 'auto'],
    ['v1.7.1', 'v1.7.28'],
    [false, true],
    ['D:\\k', 'C:\\k'],
    ['.\\admin', 'LocalSystem'],
    ['10.0.0.1', '10.0.0.7'],
    ['--debug is on the line', '--info is on this line'],
    [0, 1],
    [0, 4096],
    [8192, 4096],
  ]) {
    expect([here, isTold(here, times(4, there))]).toEqual([here, true]);
  }
});

test('what differs from peer to peer is not told, nor a number as far away as theirs are', () => {
  expect(isTold('10.0.0.9', ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'])).toBe(false);
  expect(isTold('one', ['two', 'three', 'four', 'five'])).toBe(false);
  expect(isTold('took 7 of 9', ['took 1 of 3', 'took 2 of 3', 'took 4 of 4'])).toBe(false);
  expect(isTold(5, [1, 2, 3, 4], 'handles')).toBe(false);
  expect(isTold(110, [80, 100, 120], 'memoryBytes')).toBe(false);
});

test('an amount is told by how many times it is that of its peers, above them as below', () => {
  const peers = [900, 1000, 1100, 1000, 950];
  const chances = [1000, 5000, 50_000, 5_000_000, 5_000_000_000].map((one) => chanceOf(one, peers, 'handles') ?? 1);
  expect(chances).toEqual(chances.toSorted((a, b) => b - a));
  expect(isTold(2000, peers, 'handles')).toBe(false);
  expect(isTold(5_000_000, peers, 'handles')).toBe(true);
  expect(
    chanceOf(
      10,
      peers.map((one) => one * 1000),
      'handles',
    ),
  ).toBeLessThan(mostByChance);
});

test('times within minutes of a peer are of the same run, and a program that was started on another day is no difference', () => {
  const before = (minutes: number) => new Date(at - minutes * 60_000).toISOString();
  const peers = [100, 3000, 9000].map(before);
  expect(chanceOf(before(109.9), peers)).toBeNull();
  expect(chanceOf(before(90.1), peers)).toBeNull();
  expect(chanceOf(before(110), peers)).not.toBeNull();
  expect(isTold(before(5000), peers)).toBe(false);
});

test('of what the peers have the commonest is named, the first of equals, and how many have it', () => {
  const spotOf = (values: readonly unknown[]) => {
    const { spots } = poolOf(values.map((value) => nodeWith({ a: value })));
    const spot = spots.get(pathOfPart(place, 'a'));
    if (spot === undefined) throw new Error('the peers have it');
    const { form, sharing } = commonOf(spot);
    return [form?.exact, sharing];
  };
  expect(spotOf(['x', 'y', 'y', 'z'])).toEqual(['y', 2]);
  expect(spotOf(['x', 'y', 'y', 'x'])).toEqual(['x', 2]);
});

test('a place is written from the outside in, with what things are called where people read it', () => {
  const list = pathOfPart(pathOfPart(newRoot(), 'runtime'), 'containers');
  const image = pathOfPart(pathOfThing(list, 'hostprobe'), 'image');
  expect([plainField(image), wordsOfPath(image)]).toEqual([
    'runtime.containers.image',
    'runtime containers [hostprobe] image',
  ]);
  expect(wordsOfPath(pathOfThing(list, ''))).toBe('runtime containers');
  expect([thingAround(image), thingAround(list)]).toEqual(['hostprobe', null]);
  // One place has one path: otherwise no two nodes could be held against each other.
  expect(pathOfPart(pathOfThing(list, 'hostprobe'), 'image')).toBe(image);
  expect(pathOfPart(list, 'hostprobe')).not.toBe(pathOfThing(list, 'hostprobe'));
});

/** What a node is seen to have, in words. */
function seenOf(change: Parameters<typeof snapshotWith>[0], more: object = {}) {
  const snapshot = { ...snapshotWith(change), ...more };
  const { seen } = viewerOf([snapshot])(snapshot);
  return new Map([...seen].map(([path, forms]) => [wordsOfPath(path), forms.map(({ exact }) => exact)]));
}

test('of what could not be read it is seen why, and how long it took to look', () => {
  const seen = seenOf(({ 'runtime-binaries': binaries }) => {
    binaries.bindFilter.present = { ok: false, error: { kind: 'denied', message: 'Access is denied.' } };
  });
  expect(seen.get('runtime-binaries bindFilter present')).toEqual(['not read: denied']);
  expect(seen.get('os ms')).toHaveLength(1);
  const failed = { ok: false, ms: 7, error: { kind: 'timeout', message: 'x' } } as const;
  const snapshot = snapshotWith();
  const late = { ...snapshot, facts: { ...snapshot.facts, os: failed } };
  const view = viewerOf([late])(late);
  const told = [...view.seen].flatMap(([path, forms]) => (plainField(path).startsWith('os') ? forms : []));
  expect(told.map(({ exact }) => exact)).toEqual(['not read: timeout', '7']);
});

test.each([[null], [undefined], ['gone'], [{}], [{ message: 'x' }]])(
  'an error without a kind, %j, is a failure',
  (error) => {
    const snapshot = snapshotWith();
    const broken = {
      ...snapshot,
      facts: { ...snapshot.facts, os: { ok: false, error } },
    } as unknown as typeof snapshot;
    const { seen } = viewerOf([broken])(broken);
    const told = [...seen].flatMap(([path, forms]) => (plainField(path) === 'os' ? forms : []));
    expect(told.map(({ exact }) => exact)).toEqual(['not read: failed']);
  },
);

test('things of a list that are called the same are one place, with how many there are; such as are made anew are not counted', () => {
  const line = { component: 'kubelet' as const, source: 'C:\\k\\kubelet.log', text: 'failed to do it', count: 3 };
  const seen = seenOf(({ logs }) => {
    logs.lines = [line, { ...line, component: 'containerd' }, { ...line, text: 'failed to do that' }];
  });
  const called = (text: string) => [...seen.keys()].filter((words) => words.includes(`[${text}]`));
  expect(seen.get('logs lines [failed to do it] component')).toEqual(['kubelet', 'containerd']);
  expect(seen.get('logs lines [failed to do it] times')).toEqual(['2']);
  expect(called('failed to do that')).toContain('logs lines [failed to do that] count');
  expect(seen.get('logs lines [failed to do that] times')).toBeUndefined();
});

test("what only this node is called is no value of its own: its name, Windows' cut of it, and its addresses, but not those that all have", () => {
  const name = 'ip-192-168-10-10.us-west-2';
  const seen = seenOf(
    ({ os, network }) => {
      os.hostname = 'DESKTOP-77';
      network.nodeAddress = '10.9.8.7';
      if (!network.interfaces.ok) throw new Error('there are interfaces');
      const [one] = network.interfaces.value;
      if (one === undefined) throw new Error('there is one');
      network.interfaces.value = [
        { ...one, name: 'ether', address: '10.4.4.4', internal: false },
        { ...one, name: 'loop', address: '127.0.0.5', internal: true },
      ];
      Object.assign(os, {
        systemRoot: [name, name.slice(0, 15), 'desktop-77', '10.9.8.7', '10.4.4.4', '127.0.0.5'].join(' and '),
      });
    },
    { node: name },
  );
  expect(seen.get('os systemRoot')).toEqual([`${'<node> and '.repeat(5)}127.0.0.5`]);
});
