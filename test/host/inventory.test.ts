import { expect, test } from 'vitest';
import { inventory } from '../../agent/facts/os.ts';
import { takeInventory } from '../../agent/host/inventory.ts';

test('an inventory of this machine is taken on a thread of its own', async () => {
  // The thread keeps no process alive; waiting for it does.
  const waiting = setInterval(() => undefined, 1000);
  const taken = await takeInventory(false).finally(() => clearInterval(waiting));
  expect(inventory.parse(taken)).toEqual(taken);
  expect(taken.cores).toBeGreaterThan(0);
  expect(taken.interfaces.map(({ name }) => name)).toContain('lo');
});
