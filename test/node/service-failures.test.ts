import { expect, test } from 'vitest';
import type { WindowsEvent } from '../../agent/facts/logs.ts';
import { loggedFailures } from '../../agent/node/service-failures.ts';
import { serviceWith } from '../distributions.ts';

const service = serviceWith({ name: 'containerd', displayName: 'Container runtime' });
const event = (text: string, more: Partial<WindowsEvent> = {}): WindowsEvent => ({
  ...{ log: 'System', source: 'Service Control Manager', id: 7031, level: 'error', text, count: 1 },
  ...{ at: '2026-11-01T10:00:00.000Z', ...more },
});
const logged = (...events: WindowsEvent[]) =>
  loggedFailures({ sources: [], lines: [], leftOut: 0, windows: { channels: [], events } }, service);

test('failures of a service are found by its name or its display name, the newest first', () => {
  expect(logged(event('CONTAINERD\n1'), event('Container runtime\n2\n60000', { id: 7034, count: 4 }))).toEqual([
    { label: 'System log, event 7034', value: '2026-11-01T10:00:00.000Z, 4 times: Container runtime, 2, 60000' },
    { label: 'System log, event 7031', value: '2026-11-01T10:00:00.000Z: CONTAINERD, 1' },
  ]);
});

test('at most three, and none of others: another service, another source, another log', () => {
  const four = ['1', '2', '3', '4'].map((number) => event(`containerd\n${number}`));
  expect(logged(...four).map(({ value }) => value.at(-1))).toEqual(['4', '3', '2']);
  expect(logged(event('containerd-old\n1'), event('hns\ncontainerd'))).toEqual([]);
  expect(
    logged(event('containerd', { source: 'Application Error' }), event('containerd', { log: 'Application' })),
  ).toEqual([]);
});

test('a snapshot without these logs gives none', () => {
  expect(loggedFailures(undefined, service)).toEqual([]);
  expect(loggedFailures({ sources: [], lines: [], leftOut: 0 }, service)).toEqual([]);
});
