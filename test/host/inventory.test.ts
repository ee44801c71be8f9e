import { expect, onTestFinished, test, vi } from 'vitest';
import { inventory } from '../../agent/facts/os.ts';
import { createInventories, takeInventory } from '../../agent/host/inventory.ts';

test('an inventory of this machine is taken on a thread of its own', async () => {
  // The thread keeps no process alive; waiting for it does.
  const waiting = setInterval(() => undefined, 1000);
  const taken = await takeInventory(false).finally(() => clearInterval(waiting));
  expect(inventory.parse(taken)).toEqual(taken);
  expect(taken.cores).toBeGreaterThan(0);
  expect(taken.interfaces.map(({ name }) => name)).toContain('lo');
});

test('the first is taken after the first report, the next ones in their turn also after a failure, and none at the end', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const empty = { manufacturer: '', model: '', virtual: false, cpu: '', cores: 1, disks: [], interfaces: [] };
  const failed = new Error('the second time');
  const onError: unknown[] = [];
  let times = 0;
  const { newest, keep } = createInventories(async () => {
    times += 1;
    if (times === 2) throw failed;
    return { ...empty, takenAt: `${times}` };
  });
  const stop = keep({ everyMs: 60_000, onError: (error) => onError.push(error) });
  await vi.advanceTimersByTimeAsync(9_999);
  expect(newest()).toBeNull();
  await vi.advanceTimersByTimeAsync(1);
  expect(newest()?.takenAt).toBe('1');
  await vi.advanceTimersByTimeAsync(60_000);
  expect([newest()?.takenAt, onError]).toEqual(['1', [failed]]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(newest()?.takenAt).toBe('3');
  stop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(times).toBe(3);
});
