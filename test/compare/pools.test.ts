import { expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { drawOf } from './draw.ts';
import { breakNode } from './faults.ts';
import { asSnapshots, models, poolOf } from './pools.ts';
import { naturalFields, placesIn } from './recorded.ts';

test('what differs by nature is what every recording of a lab node has another value of', () => {
  const fields = [...naturalFields].map((field) => field.replace('/facts/', ''));
  expect(fields).toContain('services/value/containerd/value/pid');
  expect(fields).toContain('os/value/bootedAt');
  expect(fields).toContain('token/value/paths/*/token/value/fingerprint');
  // Versions, accounts and states of recorded nodes of one make are the same, or few.
  expect(fields.filter((field) => /version|account$|state$|startType/.test(field))).toEqual([]);
});

test.each(models.map((model, index) => [index, model] as const))(
  'the nodes of a pool are as healthy as model %i that they are made of, and no two are the same',
  (index, model) => {
    const nodes = poolOf(drawOf(1, `model ${index}`), { model, size: 3, rolling: false });
    const snapshots = asSnapshots(nodes);
    const failed = (one: typeof model) =>
      assess(one).findings.flatMap(({ check, status }) => (status === 'fail' ? [check] : []));
    for (const one of snapshots) expect(failed(one)).toEqual(failed(model));
    expect(new Set(snapshots.map(({ node }) => node)).size).toBe(3);
  },
);

test('a fault changes one place of a node, into another node that hostprobe reads', () => {
  const kinds = new Set<string>();
  for (let seed = 0; seed < 60; seed++) {
    const draw = drawOf(seed, 'one place');
    const [node] = poolOf(draw, { model: draw.pick(models), size: 1, rolling: false });
    if (node === undefined) throw new Error('a pool has a node');
    const before = JSON.stringify(node);
    const count = placesIn(node).length;
    const fault = breakNode(draw, node);
    kinds.add(fault.kind);
    expect(JSON.stringify(node), fault.field).not.toBe(before);
    expect(() => asSnapshots([node])).not.toThrow();
    if (fault.kind === 'value' || fault.kind === 'number') expect(placesIn(node)).toHaveLength(count);
  }
  expect(kinds.size).toBeGreaterThan(5);
});
