import { expect, test } from 'vitest';
import { compareNode } from '../../agent/compare/comparison.ts';
import type { Json } from '../difference.ts';
import { drawOf } from './draw.ts';
import { asSnapshots, models, poolOf } from './pools.ts';
import { set, valueAt } from './recorded.ts';

/** Five nodes of a pool, of which the first has a failure so many minutes before its snapshot. */
function troubled(minutes: number): { node: Json; peers: Json[]; before(more: number): string } {
  const [model] = models;
  if (model === undefined) throw new Error('there are models');
  const [node = null, ...peers] = poolOf(drawOf(5, 'trouble'), { model, size: 5, rolling: false });
  const at = Date.parse(String(valueAt(node, ['at'])));
  const before = (more: number) => new Date(at - (minutes + more) * 60_000).toISOString();
  const lines = valueAt(node, ['facts', 'logs', 'value', 'lines']);
  if (!Array.isArray(lines)) throw new Error('the model has lines');
  const text = 'failed to create user process token: failed to logon user: Access is denied.';
  lines.push({ component: 'containerd', source: 'C:\\var\\log\\containerd.log', text, count: 3, at: before(0) });
  return { node, peers, before };
}

const compared = (node: Json, peers: readonly Json[]) => {
  const [first, ...others] = asSnapshots([node, ...peers]);
  if (first === undefined) throw new Error('a node is a snapshot');
  return compareNode(first, others);
};

test('a start just before the trouble began is told, and when; one long before it is not', () => {
  for (const [minutes, isTold] of [
    [7, true],
    [600, false],
  ] as const) {
    const { node, peers, before } = troubled(30);
    set(node, ['facts', 'os', 'value', 'bootedAt'], before(minutes));
    const { trouble, differences } = compared(node, peers);
    expect(trouble?.at.slice(0, 19)).toBe(before(0).slice(0, 19));
    const sentences = differences.map(({ sentence }) => sentence).join('\n');
    expect(/os booted at .* That was 7 minutes before the trouble began\./.test(sentences), sentences).toBe(isTold);
    expect(differences[0]?.field).toBe('logs.lines');
  }
});

test('what differs and was changed just before weighs more than what differs alike; without trouble nothing has a begin', () => {
  const { node, peers, before } = troubled(30);
  const service = ['facts', 'services', 'value', 'containerd', 'value'];
  set(node, [...service, 'startType'], 'demand');
  const chanceOf = () =>
    compared(node, peers).differences.find(({ field, also }) =>
      [field, ...also.map((one) => one.field)].includes('services.containerd.startType'),
    )?.chance ?? 1;
  const long = chanceOf();
  Object.assign(valueAt(node, service) ?? {}, { configuredAt: { ok: true, value: before(10) } });
  expect(chanceOf()).toBeLessThan(long);
  const [healthy = null, ...others] = peers;
  expect(compared(healthy, others)).toMatchObject({ trouble: null, differences: [] });
});
