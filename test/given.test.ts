import { describe, expect, test } from 'vitest';
import { givenSnapshot, givenSnapshots, type NodeFlags } from '../agent/given.ts';
import { recordedWatch } from '../agent/watch.ts';
import { saved } from './run.ts';
import { originFor } from './server/client.ts';
import { snapshotWith } from './snapshot.ts';

const flags = (given: Partial<NodeFlags>): NodeFlags => ({
  facts: null,
  node: [],
  'token-file': null,
  'ca-file': null,
  ...given,
});
const named = (node: string) => ({ ...snapshotWith(), node });
const serving = (node: string) => originFor(recordedWatch(named(node)));

describe('the node that a command line names', () => {
  test('is none where it names none', async () => {
    expect(await givenSnapshot(flags({}))).toBeNull();
    expect(await givenSnapshots(flags({}))).toBeNull();
  });

  test('comes from a file, or from its agent', async () => {
    expect((await givenSnapshot(flags({ facts: saved(named('a')) })))?.node).toBe('a');
    expect((await givenSnapshot(flags({ node: [await serving('b')] })))?.node).toBe('b');
  });

  test('comes with how the user has it, where there may be several, in their order', async () => {
    const files = [saved(named('a')), saved(named('b'))];
    const ofFiles = await givenSnapshots(flags({ facts: files.join(',') }));
    expect(ofFiles?.map(({ name, snapshot }) => [name, snapshot.node])).toEqual([
      [files[0], 'a'],
      [files[1], 'b'],
    ]);
    const node = [await serving('c'), await serving('d')];
    const ofAgents = await givenSnapshots(flags({ node }));
    expect(ofAgents?.map(({ name, snapshot }) => [name, snapshot.node])).toEqual([
      [node[0], 'c'],
      [node[1], 'd'],
    ]);
  });

  test('is one, and comes from one place', async () => {
    const two = flags({ node: ['http://a', 'http://b'] });
    await expect(givenSnapshot(two)).rejects.toThrow('--node must name one node here, but names http://a, http://b');
    const both = flags({ facts: 'node.json', node: ['http://a'] });
    for (const read of [givenSnapshot, givenSnapshots]) {
      await expect(read(both)).rejects.toThrow('the node must come from --facts or from --node, but both are given');
    }
  });
});
