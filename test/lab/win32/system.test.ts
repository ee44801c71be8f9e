import { release } from 'node:os';
import { expect, test } from 'vitest';
import { host } from './machine.ts';

test('the version of Windows is the true one, as Node knows it too', async () => {
  const { build, product, installation } = await host.system.version();
  expect(release()).toBe(`10.0.${build}`);
  expect(product).toMatch(/^Windows /);
  expect(installation).not.toBe('');
});

test('a drive has its size', async () => {
  const disk = await host.system.disk('C:\\');
  expect(disk?.sizeBytes).toBeGreaterThan(2 ** 20);
  expect(disk?.freeBytes).toBeLessThanOrEqual(disk?.sizeBytes ?? 0);
});
