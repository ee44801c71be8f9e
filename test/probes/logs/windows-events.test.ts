import { expect, test } from 'vitest';
import { QueryError } from '../../../agent/error.ts';
import type { LogEvent } from '../../../agent/host.ts';
import { type ChannelMemory, readWindowsEvents } from '../../../agent/probes/logs/windows-events.ts';
import { hostWith } from '../../host.ts';

const compute = 'Microsoft-Windows-Hyper-V-Compute-Admin';
const since = new Date('2026-11-01T00:00:00Z');
const event = (record: number, text: string, more: Partial<LogEvent> = {}): LogEvent => ({
  ...{ record, source: 'Service Control Manager', id: 7031, level: 2, text },
  ...{ at: new Date(`2026-11-01T10:00:0${record}Z`), ...more },
});

/** Logs by name, the newest event first; null: no such log. */
type EventsByLog = Record<string, LogEvent[] | null | QueryError>;

/** Looks again and again at the same logs. */
function looker(logs: EventsByLog) {
  const memories = new Map<string, ChannelMemory>();
  const host = hostWith({
    eventLogs: {
      read: async (log, { after, failuresOnly }) => {
        const events = logs[log] ?? null;
        if (events instanceof QueryError) throw events;
        return events?.filter(({ record, level }) => record > after && (!failuresOnly || level <= 3)) ?? null;
      },
    },
  });
  return () => readWindowsEvents(host, memories, since);
}

test('of the logs that all programs share, what names a part of the node; of the others all failures', async () => {
  const readFact = looker({
    System: [event(3, 'Print Spooler\n1'), event(2, 'containerd\n1'), event(1, 'kubelet', { level: 4 })],
    [compute]: [
      event(1, 'f2b1\nCreate\n0xC0370103', { source: 'Microsoft-Windows-Hyper-V-Compute', id: 1000, level: 1 }),
    ],
  });
  const { channels, events } = await readFact();
  expect(events).toEqual([
    {
      ...{ log: compute, source: 'Microsoft-Windows-Hyper-V-Compute', id: 1000, level: 'critical' },
      ...{ text: 'f2b1\nCreate\n0xC0370103', count: 1, at: '2026-11-01T10:00:01.000Z' },
    },
    {
      ...{ log: 'System', source: 'Service Control Manager', id: 7031, level: 'error' },
      ...{ text: 'containerd\n1', count: 1, at: '2026-11-01T10:00:02.000Z' },
    },
  ]);
  expect(channels.slice(0, 3)).toEqual([
    { log: 'System', searched: { ok: true, value: { events: 1, newest: 3 } } },
    { log: 'Application', searched: { ok: true, value: null } },
    { log: compute, searched: { ok: true, value: { events: 1, newest: 1 } } },
  ]);
});

test('Windows is asked for the failures of its logs and channels below Kubernetes, in a limited size', async () => {
  const asked: unknown[] = [];
  const host = hostWith({
    eventLogs: {
      read: async (log, range) => {
        asked.push([log, range]);
        return null;
      },
    },
  });
  await readWindowsEvents(host, new Map(), since);
  const logs = [
    ...['System', 'Application'],
    ...['Microsoft-Windows-Hyper-V-Compute-Admin', 'Microsoft-Windows-Hyper-V-Compute-Operational'],
    ...['Microsoft-Windows-Host-Network-Service-Admin', 'Microsoft-Windows-Host-Network-Service-Operational'],
  ];
  expect(asked).toEqual(logs.map((log) => [log, { after: 0, maxBytes: 2 ** 19, failuresOnly: true }]));
});

test('of a channel that says very much, the newest 50 are remembered', async () => {
  const many = Array.from({ length: 60 }, (_, index) => {
    const at = new Date(since.getTime() + 60_000 - 1000 * index);
    return event(60 - index, `failure ${60 - index}`, { at });
  });
  const memories = new Map<string, ChannelMemory>();
  const host = hostWith({ eventLogs: { read: async (log) => (log === compute ? many : null) } });
  const { events } = await readWindowsEvents(host, memories, since);
  const newest = Array.from({ length: 50 }, (_, index) => `failure ${11 + index}`);
  expect(events.map(({ text }) => text)).toEqual(newest);
  expect(memories.get(compute)?.events).toEqual(events);
});

test('a log that cannot be read says so, and costs none of the others', async () => {
  const readFact = looker({ System: [event(1, 'hns\n1')], [compute]: new QueryError('denied', 'EvtQuery', '5') });
  const { channels, events } = await readFact();
  expect(events).toHaveLength(1);
  expect(channels.find(({ log }) => log === compute)?.searched).toMatchObject({ ok: false, error: { kind: 'denied' } });
});

test('a channel that has no event yet has no newest one', async () => {
  const { channels } = await looker({ System: [] })();
  expect(channels[0]?.searched).toEqual({ ok: true, value: { events: 0, newest: null } });
});

test('the next run reads on, and counts repeated messages', async () => {
  const System = [event(1, 'containerd\n1')];
  const readFact = looker({ System });
  await readFact();
  System.unshift(event(2, 'containerd\n1'), event(2, 'containerd\n2'));
  const { events, channels } = await readFact();
  expect(channels[0]?.searched).toMatchObject({ value: { events: 2, newest: 2 } });
  expect(events.map(({ text, count, at }) => [text, count, at])).toEqual([
    ['containerd\n2', 1, '2026-11-01T10:00:02.000Z'],
    ['containerd\n1', 2, '2026-11-01T10:00:02.000Z'],
  ]);
});

test('old events are left out, and so are secrets', async () => {
  const readFact = looker({
    System: [
      event(3, 'kubelet --token=abcdefghijklmnop0123456789'),
      event(2, 'kubelet at that time', { at: since }),
      event(1, 'kubelet', { at: new Date(since.getTime() - 1) }),
    ],
  });
  for (const _ of ['first', 'from memory']) {
    const { events } = await readFact();
    expect(events).toHaveLength(2);
    expect(events[0]?.text).toBe('kubelet at that time');
    expect(events[1]?.text).not.toContain('abcdefghijklmnop');
  }
});

test('what is remembered grows old too: each run has a day of its own', async () => {
  const System = [event(2, 'hns\n2'), event(1, 'containerd\n1')];
  const host = hostWith({
    eventLogs: {
      read: async (log, { after }) => (log === 'System' ? System.filter(({ record }) => record > after) : null),
    },
  });
  const memories = new Map<string, ChannelMemory>();
  const told = async (from: Date) => (await readWindowsEvents(host, memories, from)).events.map(({ text }) => text);
  expect(await told(since)).toEqual(['containerd\n1', 'hns\n2']);
  expect(await told(new Date('2026-11-01T10:00:02Z'))).toEqual(['hns\n2']);
  expect(await told(new Date('2026-11-01T10:00:02.001Z'))).toEqual([]);
});

// winmeta.xml: 0 is LogAlways, 1 to 3 are Critical, Error, Warning.
test('a level has its word, and another one none', async () => {
  const System = [0, 1, 2, 3].map((level) => event(9 - level, `hns ${level}`, { level }));
  const { events } = await looker({ System })();
  expect(Object.fromEntries(events.map(({ text, level }) => [text, level]))).toEqual({
    ...{ 'hns 0': 'unknown', 'hns 1': 'critical', 'hns 2': 'error', 'hns 3': 'warning' },
  });
  const verbose = [event(1, 'hns', { level: 17 })];
  const host = hostWith({ eventLogs: { read: async () => verbose } });
  expect((await readWindowsEvents(host, new Map(), since)).events[0]?.level).toBe('unknown');
});

test('a service is known by its display name too, which is what the Service Control Manager writes', async () => {
  const System = [
    event(1, 'Hyper-V Host Compute Service\n1'),
    event(2, 'Host Network Service\n1'),
    event(3, 'Spooler\n1'),
  ];
  const { events } = await looker({ System })();
  expect(events.map(({ text }) => text)).toEqual(['Hyper-V Host Compute Service\n1', 'Host Network Service\n1']);
});

test('at most 50 are kept, the newest', async () => {
  const events = Array.from({ length: 80 }, (_, index) =>
    event(80 - index, `hns ${80 - index}`, { at: new Date(since.getTime() + 1000 * (80 - index)) }),
  );
  const found = await looker({ System: events })();
  expect([found.events.length, found.events[0]?.text, found.events.at(-1)?.text]).toEqual([50, 'hns 31', 'hns 80']);
});

test('of two sources that say the same, each is told', async () => {
  const System = [event(2, 'hns\n1', { source: 'HostNetSvc' }), event(1, 'hns\n1')];
  const { events } = await looker({ System })();
  expect(events.map(({ source, count }) => [source, count])).toEqual([
    ['Service Control Manager', 1],
    ['HostNetSvc', 1],
  ]);
});

test('a long event is cut, and of all channels together the newest 50 are told', async () => {
  const many = (from: number) =>
    Array.from({ length: 40 }, (_, index) =>
      event(from - index, `hns ${from - index} ${'x'.repeat(600)}`, {
        at: new Date(since.getTime() + 1000 * (from - index)),
      }),
    );
  const { events } = await looker({ System: many(80), [compute]: many(40) })();
  expect([events.length, events[0]?.text.slice(0, 6), events.at(-1)?.text.slice(0, 6)]).toEqual([
    50,
    'hns 31',
    'hns 80',
  ]);
  expect(new Set(events.map(({ text }) => text.length))).toEqual(new Set([500]));
});
