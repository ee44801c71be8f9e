import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../agent/config.ts';
import { savedMonitor } from '../../agent/monitor.ts';
import { type NodeFlags, namedNodes, namedPast, namedSnapshot, oneFile } from '../../agent/source/node-flags.ts';
import { bundleOf } from '../bundle/bundles.ts';
import { historyOf, modeChangedAt } from '../history/told.ts';
import { saved } from '../run.ts';
import { originFor } from '../server/client.ts';
import { snapshotWith } from '../snapshot.ts';

const flags = (given: Partial<NodeFlags>): NodeFlags => ({
  ...readConfig({ id: 'report', flags: ['facts', 'node'], outputs: [], operands: null }, [], {}).config,
  ...given,
});
const named = (node: string) => ({ ...snapshotWith(), node });
const serving = (node: string) => originFor(savedMonitor(named(node)));

describe('the node that a command line names', () => {
  test('is none where it names none', async () => {
    expect(await namedSnapshot(flags({}))).toBeNull();
    expect(await namedNodes(flags({}))).toBeNull();
  });

  test('comes from a file, or from its agent', async () => {
    expect((await namedSnapshot(flags({ facts: saved(named('a')) })))?.node).toBe('a');
    expect((await namedSnapshot(flags({ node: [await serving('b')] })))?.node).toBe('b');
  });

  test('keeps the order in which the user gave several', async () => {
    const files = [saved(named('a')), saved(named('b'))];
    const ofFiles = await namedNodes(flags({ facts: files.join(',') }));
    expect(ofFiles?.map(({ name, snapshot }) => [name, snapshot.node])).toEqual([
      [files[0], 'a'],
      [files[1], 'b'],
    ]);
    const node = [await serving('c'), await serving('d')];
    const ofAgents = await namedNodes(flags({ node }));
    expect(ofAgents?.map(({ name, snapshot }) => [name, snapshot.node])).toEqual([
      [node[0], 'c'],
      [node[1], 'd'],
    ]);
  });

  test('is one', async () => {
    const two = flags({ node: ['http://a', 'http://b'] });
    await expect(namedSnapshot(two)).rejects.toThrow('--node must name one node here, but names http://a, http://b');
  });
});

describe('what changed on the node that a command line names', () => {
  const history = historyOf(['2026-11-01T09:59:59.000Z', '2026-11-01T10:00:00.000Z'].map(modeChangedAt));

  test('comes from a bundle, where a duration counts back from when it was made', async () => {
    const facts = saved(await bundleOf({ history }));
    expect(await namedPast(flags({ facts }), { agoMs: 2 * 3_600_000 })).toEqual({
      snapshot: snapshotWith(),
      history: { ...history, since: '2026-11-01T10:00:00.000Z', changes: history.changes.slice(1) },
    });
    const past = await namedPast(flags({ facts }), { at: new Date('2026-11-01T09:00:00Z') });
    expect(past?.history.changes).toEqual(history.changes);
  });

  test('is not in a snapshot, nor in every bundle', async () => {
    const since = { agoMs: 1000 };
    await expect(namedPast(flags({ facts: saved(named('a')) }), since)).rejects.toThrow(
      '--since needs the history of a node, which a snapshot does not contain: pass a bundle to --facts, or leave out --since',
    );
    await expect(namedPast(flags({ facts: saved(await bundleOf()) }), since)).rejects.toThrow('has no history.jsonl');
  });

  test('is that of this node where none is named', async () => {
    const since = { agoMs: 1000 };
    expect(await namedPast(flags({}), since)).toBeNull();
  });
});

test('one name of a file may have a comma, and several names are told', () => {
  const file = `${saved(named('a'))},b`;
  expect(() => oneFile(file)).toThrow(
    /^--facts must name one snapshot here, but names 2: .*, b; hostprobe predict compares several$/,
  );
  writeFileSync(file, '{}');
  expect([oneFile(file), oneFile('a')]).toEqual([file, 'a']);
});
