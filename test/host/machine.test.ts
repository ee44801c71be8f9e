import { statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { expect, test } from 'vitest';
import { createHost, createSystem } from '../../agent/host/machine.ts';

const host = await createHost();
const end = { address: '127.0.0.1', port: 1 };

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
  ['access token', () => host.self.token()],
  ['job object', () => host.self.job()],
  ['job object', () => host.self.silo()],
  ['job object', () => host.self.cpuRate()],
  ['service', () => host.services.query('containerd')],
  ['process', () => host.processes.list()],
  ['registry', () => host.registry.read('SOFTWARE', 'x')],
  ['account', () => host.accounts.groups()],
  ['event log', () => host.eventLogs.read('System', { after: 0, maxBytes: 1 })],
  ['listener', () => host.network.listeners()],
  ['connection', () => host.network.owner({ local: end, remote: end })],
  ['Host Network Service', () => host.hostNetworks.list('networks')],
  ['version', () => host.system.version()],
  ['volume mount point', () => host.files.mountedVolume('/')],
  ['security descriptor', () => host.files.security('/')],
  ['version resource', () => host.files.version('/')],
])('what only Windows has is unsupported elsewhere, with a sentence: %s', async (what, ask) => {
  const error = await Promise.resolve(ask()).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ kind: 'unsupported' });
  expect(String(error)).toMatch(new RegExp(`only Windows has .*${what}.*; this machine runs \\w+$`));
});

test('the clock, the time zone and the own folder are those of this process', () => {
  const [before, now, after] = [Date.now(), host.now().getTime(), Date.now()];
  expect(now >= before && now <= after).toBe(true);
  const at = new Date('2026-07-01T12:00:00Z');
  expect(at.toLocaleString('en', { timeZone: host.system.timeZone() })).toBe(at.toLocaleString('en'));
  expect(host.state({ directory: '/var/own', file: 'history.jsonl' }).file).toBe('/var/own/history.jsonl');
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
