import { expect, test } from 'vitest';
import { ownTexts } from '../../agent/win32/event-values.ts';
import { addressOf } from '../../agent/win32/library.ts';
import { wide } from './memory.ts';
import { nativeOn } from './on-windows.ts';

/** 2026-11-01T12:00:00Z as a FILETIME. */
const noon = (1_793_534_400_000n + 11_644_473_600_000n) * 10_000n;
const event = (record: number, source: string, ...values: (string | bigint)[]) => ({
  record,
  source,
  at: noon,
  values,
});
const all = { after: 0, maxBytes: 2 ** 20 };

test('events have their source, their time in UTC and their values, one a line', async () => {
  const Application = [
    event(12, 'kubelet', 'E1101 12:00:00.1 1 pod_workers.go:1] "Error – syncing pod"'),
    event(11, 'Service Control Manager', 'containerd', 7031n),
    event(10, 'kubelet'),
  ];
  const { eventLogs } = await nativeOn({ events: { Application } });
  const at = new Date('2026-11-01T12:00:00Z');
  expect(await eventLogs.read('Application', all)).toEqual([
    { record: 12, source: 'kubelet', at, text: 'E1101 12:00:00.1 1 pod_workers.go:1] "Error – syncing pod"' },
    { record: 11, source: 'Service Control Manager', at, text: 'containerd\n7031' },
    { record: 10, source: 'kubelet', at, text: '' },
  ]);
});

test('reading goes back to the event that was read before, and no further', async () => {
  const EKS = [5, 4, 3, 2, 1].map((record) => event(record, 'kubelet', `line ${record}`));
  const { eventLogs } = await nativeOn({ events: { EKS } });
  const read = async (after: number) => (await eventLogs.read('EKS', { ...all, after }))?.map(({ record }) => record);
  expect(await read(3)).toEqual([5, 4]);
  expect(await read(5)).toEqual([]);
  // The log was cleared: its numbers begin anew.
  expect(await read(900)).toEqual([5, 4, 3, 2, 1]);
});

test('reading ends at the bound, and an event larger than the first buffer is read whole', async () => {
  const long = 'x'.repeat(10_000);
  const System = [3, 2, 1].map((record) => event(record, 'kubelet', long));
  const { eventLogs } = await nativeOn({ events: { System } });
  const read = await eventLogs.read('System', { after: 0, maxBytes: 1000 });
  expect(read?.map(({ record, text }) => [record, text.length])).toEqual([
    [3, 10_000],
    [2, 10_000],
  ]);
});

test('a log that is not there is null, a refusal is a refusal', async () => {
  const { eventLogs } = await nativeOn({ events: { Security: 5 } });
  expect(await eventLogs.read('Microsoft-Windows-Hyper-V-Compute-Admin', all)).toBeNull();
  await expect(eventLogs.read('Security', all)).rejects.toMatchObject({ kind: 'denied', code: '5' });
});

test('a log that is cleared while it is read is read anew', async () => {
  const machine = { events: { System: [event(1, 'kubelet', 'x')] }, first: { EvtNext: [15_011] } };
  const { eventLogs } = await nativeOn(machine);
  expect(await eventLogs.read('System', all)).toHaveLength(1);
});

test('a value may be a list of texts, and one of them NULL', () => {
  const texts = wide('containerd');
  const buffer = Buffer.alloc(32 + 16 + texts.length);
  buffer.writeBigUInt64LE(addressOf(buffer) + 32n, 0);
  buffer.writeUInt32LE(2, 8);
  buffer.writeUInt32LE(0x81, 12);
  buffer.writeUInt32LE(15, 28); // a GUID, which says nothing
  buffer.writeBigUInt64LE(addressOf(buffer) + 48n, 32);
  texts.copy(buffer, 48);
  expect(ownTexts({ buffer, count: 2 })).toEqual(['containerd', '']);
});
