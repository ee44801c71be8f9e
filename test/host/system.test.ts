import { expect, test } from 'vitest';
import { createSystem } from '../../agent/host/system.ts';

const system = createSystem(false, () => Promise.reject(new Error('not asked here')));

test('memory and disk have sizes, and not more free than that', async () => {
  const { totalBytes, freeBytes } = system.memory();
  expect(freeBytes).toBeGreaterThan(0);
  expect(freeBytes).toBeLessThanOrEqual(totalBytes);
  const disk = await system.disk('/');
  expect(disk?.sizeBytes).toBeGreaterThan(2 ** 20);
  expect(disk?.freeBytes).toBeLessThanOrEqual(disk?.sizeBytes ?? 0);
});

test('the disk of a folder that is not there is null', async () => {
  expect(await system.disk('/nosuch/folder')).toBeNull();
});

test('there is no inventory before a caller asked to keep one', () => {
  expect(system.inventory()).toBeNull();
});
