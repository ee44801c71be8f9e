import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { askMany, createFleetProgress, gatherAll } from '../../agent/fleet/many-nodes.ts';

function standardError(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) };
}

test('on a terminal one line shows how many nodes have answered, and which have not', () => {
  const stderr = standardError(true);
  const progress = createFleetProgress(stderr, 40);
  progress.show(37, ['win-3', 'win-7', 'win-9']);
  progress.show(38, ['win-1', 'win-2', 'win-3', 'win-4', 'win-5']);
  progress.end();
  expect(stderr.written).toEqual([
    '\r\u001b[K37 of 40 nodes; waiting for win-3, win-7, win-9',
    '\r\u001b[K38 of 40 nodes; waiting for win-1, win-2, win-3 and 2 more',
    '\r\u001b[K',
  ]);
});

test('elsewhere a line is printed from time to time, and none after the end', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const stderr = standardError(false);
  const progress = createFleetProgress(stderr, 40, 20);
  progress.show(1, ['win-3']);
  progress.show(2, []);
  expect(stderr.written).toEqual([]);
  vi.advanceTimersByTime(45);
  progress.end();
  vi.advanceTimersByTime(200);
  expect(stderr.written).toEqual(['2 of 40 nodes\n', '2 of 40 nodes\n']);
});

test('so many nodes are asked at once, each once, and every step says which are still waited for', async () => {
  const names = Array.from({ length: 7 }, (_, index) => `win-${index}`);
  const steps: [done: number, running: string[]][] = [];
  let [atOnce, most] = [0, 0];
  const answers = await gatherAll(
    names,
    { atOnce: 3, onStep: (done, running) => steps.push([done, [...running]]) },
    async (name) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await sleep(1);
      atOnce -= 1;
      return name;
    },
  );
  expect([answers, most]).toEqual([names, 3]);
  expect(steps.filter(([, running]) => running.length > 3)).toEqual([]);
  // Each is waited for until it has answered, and is one of those that have not.
  expect(new Set(steps.flatMap(([, running]) => running))).toEqual(new Set(names));
  for (const [done, running] of steps) expect(done + running.length).toBeLessThanOrEqual(names.length);
  expect(Math.max(...steps.map(([, running]) => running.length))).toBe(3);
  expect(steps.at(-1)).toEqual([7, []]);
});

test('more than 50 nodes are asked only with --yes, and what that transfers is said before', async () => {
  const ask = async () => 'asked';
  expect(await askMany(50, { yes: false }, ask)).toBe('asked');
  expect(await askMany(51, { yes: true }, ask)).toBe('asked');
  await expect(askMany(51, { yes: false }, ask)).rejects.toThrow('the facts of 51 nodes, some 100 kB each,');
  await expect(askMany(51, { yes: false, what: '51 bundles' }, ask)).rejects.toThrow('this transfers 51 bundles');
});

test('nodes that stand beside each other, as those of one rack do, are not asked one after another', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `win-${index}`);
  const orders = new Set<string>();
  for (let times = 0; times < 20; times++) {
    const asked: string[] = [];
    await gatherAll(names, { atOnce: 1 }, async (name) => asked.push(name));
    expect(asked.toSorted()).toEqual(names.toSorted());
    orders.add(asked.join());
  }
  expect(orders.size).toBeGreaterThan(10);
});
