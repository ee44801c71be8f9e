import { describe, expect, test } from 'vitest';
import { readAsWritten } from '../../agent/snapshot/as-written.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import { composed } from '../composed.ts';
import { snapshotWith } from '../snapshot.ts';

test.each(Object.entries(composed))('the node %s is read as the schema reads it', (_, snapshot) => {
  const text = JSON.stringify(snapshot);
  expect(readAsWritten(text)).toEqual(readSnapshot(text, 'node.json'));
});

describe('is left to the schema', () => {
  const changed = (change: (snapshot: Record<string, unknown>) => void) => {
    const snapshot = JSON.parse(JSON.stringify(snapshotWith()));
    change(snapshot);
    return JSON.stringify(snapshot);
  };
  test('unless it is as hostprobe writes it', () =>
    expect(readAsWritten(JSON.stringify(snapshotWith()))).not.toBeNull());

  test.each<[string, string]>([
    ['what is not JSON', '{'],
    ['what is no object', '[]'],
    ['a field too many', changed((snapshot) => Object.assign(snapshot, { more: 1 }))],
    ['a field too few', changed((snapshot) => Reflect.deleteProperty(snapshot, 'node'))],
    ['another type', changed((snapshot) => Object.assign(snapshot, { node: 1 }))],
    ['a number that is too large', JSON.stringify(snapshotWith()).replace(/"ms":\d+/, '"ms":1e999')],
    ['null for a text', changed((snapshot) => Object.assign(snapshot, { node: null }))],
    ['another item', changed((snapshot) => Object.assign(snapshot, { standIns: [1] }))],
    ['a map for a list', changed((snapshot) => Object.assign(snapshot, { standIns: {} }))],
    ['another constant', changed((snapshot) => Object.assign(snapshot, { schemaVersion: 2 }))],
    ['another form of time', changed((snapshot) => Object.assign(snapshot, { at: '2026-11-01' }))],
    ['a fact too few', changed(({ facts }) => Reflect.deleteProperty(facts as object, 'os'))],
    [
      'neither a fact nor an error',
      changed(({ facts }) => Object.assign(facts as object, { os: { ok: true, ms: 1 } })),
    ],
    ['a name that JavaScript reserves', JSON.stringify(snapshotWith()).replace('{', '{"__proto__":{},')],
  ])('%s', (_, text) => expect(readAsWritten(text)).toBeNull());
});
