import { expect, test } from 'vitest';
import { ownTexts, systemPropertiesOf } from '../../agent/win32/event-logs.ts';
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

test('events have their source, number, level, time in UTC, and values, one a line', async () => {
  const Application = [
    event(12, 'kubelet', 'E1101 12:00:00.1 1 pod_workers.go:1] "Error – syncing pod"'),
    { ...event(11, 'Service Control Manager', 'containerd', 1n), id: 7031, level: 2 },
    event(10, 'kubelet'),
  ];
  const { eventLogs } = await nativeOn({ events: { Application } });
  const at = new Date('2026-11-01T12:00:00Z');
  expect(await eventLogs.read('Application', all)).toEqual([
    {
      record: 12,
      source: 'kubelet',
      id: 0,
      level: 4,
      at,
      text: 'E1101 12:00:00.1 1 pod_workers.go:1] "Error – syncing pod"',
    },
    { record: 11, source: 'Service Control Manager', id: 7031, level: 2, at, text: 'containerd\n1' },
    { record: 10, source: 'kubelet', id: 0, level: 4, at, text: '' },
  ]);
});

test('Windows selects the failures', async () => {
  const System = [4, 3, 2, 1, 5].map((level, index) => ({ ...event(9 - index, 'hns', `level ${level}`), level }));
  const { eventLogs } = await nativeOn({ events: { System } });
  const read = await eventLogs.read('System', { ...all, failuresOnly: true });
  expect(read?.map(({ text }) => text)).toEqual(['level 3', 'level 2', 'level 1']);
});

test('of a number only its own bits count, with their sign', () => {
  const values = [
    [0xabcd_00fen, 3],
    [0xabcd_01fen, 4],
    [0xabcd_0000_fffdn, 5],
    [0xabcd_fffen, 6],
    [-4n, 7],
    [0x1_7fff_ffffn, 7],
    [0xabcd_ffff_fffen, 8],
    [-5n, 9],
    [0xabcd_8000_4005n, 20],
    [2n ** 64n - 1n, 21],
  ] as const;
  const buffer = Buffer.alloc(16 * values.length);
  for (const [index, [value, type]] of values.entries()) {
    buffer.writeBigUInt64LE(BigInt.asUintN(64, value), 16 * index);
    buffer.writeUInt32LE(type, 16 * index + 12);
  }
  const shown = [
    '-2',
    '254',
    '-3',
    '65534',
    '-4',
    '2147483647',
    '4294967294',
    '-5',
    '2147500037',
    '18446744073709551615',
  ];
  expect(ownTexts({ buffer, count: values.length })).toEqual(shown);
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

test.each([
  [[9, 2, 1], [9]],
  [
    [9, 8, 2, 1],
    [9, 8],
  ],
])(
  'reading ends below the event that was read before where that is not among the selected ones: %j',
  async (there, read) => {
    const EKS = there.map((record) => event(record, 'kubelet', `line ${record}`));
    const { eventLogs } = await nativeOn({ events: { EKS } });
    const found = await eventLogs.read('EKS', { ...all, after: 5 });
    expect(found?.map(({ record }) => record)).toEqual(read);
  },
);

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

test('a bound that is just reached ends the reading', async () => {
  // Two events of ten variants each for what all events have, and one for their text: EVT_VARIANT has 16 bytes.
  const bytes = 2 * (16 * 11 + 2 * 'kubelet\0'.length + 2 * 'x\0'.length);
  const EKS = [4, 3, 2, 1].map((record) => event(record, 'kubelet', 'x'));
  const { eventLogs } = await nativeOn({ events: { EKS } });
  expect(await eventLogs.read('EKS', { after: 0, maxBytes: bytes })).toHaveLength(2);
  expect(await eventLogs.read('EKS', { after: 0, maxBytes: bytes + 1 })).toHaveLength(4);
});

test('a log is asked for once, and again only when it was cleared while it was read', async () => {
  let asked = 0;
  const events = {
    get EKS() {
      asked += 1;
      return [event(1, 'kubelet', 'x')];
    },
  };
  const { eventLogs } = await nativeOn({ events });
  await eventLogs.read('EKS', all);
  expect(asked).toBe(1);
});

test('an event without values, and an empty log', async () => {
  const { eventLogs } = await nativeOn({ events: { System: [], Application: [event(1, 'x')] } });
  expect(await eventLogs.read('System', all)).toEqual([]);
  expect(await eventLogs.read('Application', { after: 0, maxBytes: 1 })).toHaveLength(1);
});

test('a log that is not there is null, a refusal is a refusal', async () => {
  const { eventLogs } = await nativeOn({ events: { Security: 5 } });
  expect(await eventLogs.read('Microsoft-Windows-Hyper-V-Compute-Admin', all)).toBeNull();
  await expect(eventLogs.read('Security', all)).rejects.toMatchObject({ kind: 'denied', code: '5' });
});

test('a log that is cleared while it is read is read again', async () => {
  const machine = { events: { System: [event(1, 'kubelet', 'x')] }, first: { EvtNext: [15_011] } };
  const { eventLogs } = await nativeOn(machine);
  expect(await eventLogs.read('System', all)).toHaveLength(1);
  const cleared = await nativeOn({ ...machine, first: { EvtNext: [15_011, 15_011] } });
  await expect(cleared.eventLogs.read('System', all)).rejects.toMatchObject({ code: '15011' });
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

test('a property that an answer lacks is empty', () => {
  const { source, record, id, level } = systemPropertiesOf({ buffer: Buffer.alloc(0), count: 0 });
  expect({ source, record, id, level }).toEqual({ source: '', record: 0, id: 0, level: 0 });
});
