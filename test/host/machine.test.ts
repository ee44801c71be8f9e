import { statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { expect, test } from 'vitest';
import { createHost, createSystem } from '../../agent/host/machine.ts';

const host = await createHost();

test('the machine itself answers, without stand-ins', () => {
  expect(host.standIns).toEqual([]);
  expect(host.self.pid).toBe(process.pid);
  expect(host.self.executable).toBe(process.execPath);
  expect(host.self.workingDirectory()).toBe(process.cwd());
});

test('a variable that is not set is null, an empty one is not', () => {
  process.env.HOSTPROBE_TEST_EMPTY = '';
  expect(host.self.variable('HOSTPROBE_TEST_EMPTY')).toBe('');
  delete process.env.HOSTPROBE_TEST_EMPTY;
  expect(host.self.variable('HOSTPROBE_TEST_EMPTY')).toBeNull();
});

test.skipIf(process.platform === 'win32').each([
  ['token', () => host.self.token()],
  ['job', () => host.self.job()],
  ['services', () => host.services.query('containerd')],
  ['processes', () => host.processes.list()],
  ['registry', () => host.registry.read('SOFTWARE', 'x')],
  ['accounts', () => host.accounts.groups()],
  ['listeners', () => host.network.listeners()],
  ['version', () => host.system.version()],
  ['security', () => host.files.security('/')],
])('what only Windows has is unsupported elsewhere, with a sentence: %s', async (_, ask) => {
  await expect(ask()).rejects.toMatchObject({
    kind: 'unsupported',
    message: expect.stringMatching(/^only Windows has .*; this machine runs \w+$/),
  });
});

const system = createSystem(false, () => Promise.reject(new Error('not asked here')));

test('memory and disk have sizes, and not more free than that', async () => {
  const { totalBytes, freeBytes } = system.memory();
  expect(freeBytes).toBeGreaterThan(0);
  expect(freeBytes).toBeLessThanOrEqual(totalBytes);
  const disk = await system.disk('/');
  expect(disk?.sizeBytes).toBeGreaterThan(2 ** 20);
  expect(disk?.freeBytes).toBeLessThanOrEqual(disk?.sizeBytes ?? 0);
});

test('free is what programs may use now', async () => {
  // Others use the machine too, so roughly.
  const { totalBytes, freeBytes } = system.memory();
  expect(Math.abs(freeBytes - freemem())).toBeLessThan(totalBytes / 4);
  const { bavail, blocks, bsize } = statfsSync('/');
  const { freeBytes: free = 0 } = (await system.disk('/')) ?? {};
  expect(Math.abs(free - bavail * bsize)).toBeLessThan((blocks * bsize) / 50);
});

test('the disk of a folder that is not there is null', async () => {
  expect(await system.disk('/nosuch/folder')).toBeNull();
});

test('there is no inventory before a caller asked to keep one', () => {
  expect(system.inventory()).toBeNull();
});
