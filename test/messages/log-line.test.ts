import { describe, expect, test } from 'vitest';
import { readText } from '../../agent/messages/text.ts';

const failure =
  'failed to start containerd task "main": failed to create user process token: failed to logon user: Access is denied.: unknown';
const event = {
  kind: 'Event',
  involvedObject: { kind: 'Pod', namespace: 'ops', name: 'agent-x', fieldPath: 'spec.containers{main}' },
  message: `Error: ${failure}`,
  count: 3,
  lastTimestamp: '2026-11-01T11:00:00Z',
};
const { kind, ...withoutKind } = event;
const at = '2026-11-01T11:00:00.000Z';
const place = { pod: 'ops/agent-x', container: 'main' };

/** What is read of a file of these lines, among others that say nothing. */
const read = (...lines: object[]) => {
  const quiet = JSON.stringify({ level: 'info', msg: 'all is well' });
  return readText([quiet, ...lines.map((line) => JSON.stringify(line)), quiet, ''].join('\n'), 'a.log', null);
};

describe('a line of JSON', () => {
  test.each([
    [
      'containerd',
      { error: failure, level: 'error', msg: 'StartContainer failed', time: '2026-11-01T11:00:00Z' },
      { at },
    ],
    [
      'klog',
      { ts: 1793530800000.4, msg: 'Error syncing pod', pod: { name: 'agent-x', namespace: 'ops' }, err: failure },
      { at, pod: 'ops/agent-x' },
    ],
    ['zap, which counts seconds', { ts: 1793530800.0001, msg: 'bad', error: failure }, { at }],
    [
      'an event log in a bundle',
      { record: 7, at: '2026-11-01T11:00:00Z', source: 'containerd', text: failure },
      { at },
    ],
    ['Docker', { log: `${failure}\n`, stream: 'stderr', time: '2026-11-01T11:00:00Z' }, { at }],
    [
      'fluent-bit, around what containerd wrote',
      {
        log: `time="2026-11-01T11:00:00Z" level=error msg=x error=${JSON.stringify(failure)}`,
        kubernetes: { pod_name: 'agent-x', namespace_name: 'ops', container_name: 'main' },
      },
      { at, ...place },
    ],
    [
      'Elastic',
      {
        '@timestamp': '2026-11-01T11:00:00Z',
        message: failure,
        kubernetes: { pod: { name: 'agent-x' }, namespace: 'ops', container: { name: 'main' } },
      },
      { at, ...place },
    ],
    [
      'pino, with plain names',
      { time: 1793530800000, msg: failure, pod: 'agent-x', containerName: 'main' },
      { at, pod: 'agent-x', container: 'main' },
    ],
    ['Serilog', { '@t': '2026-11-01T11:00:00Z', '@m': failure }, { at }],
    ['Loki', { timestamp: '2026-11-01T11:00:00Z', line: failure }, { at }],
    [
      'klog, about a thing without a namespace',
      { ts: 1793530800000, msg: failure, pod: { name: 'agent-x' } },
      { at, pod: 'agent-x' },
    ],
    [
      'fluent-bit, which adds what a program wrote of another pod (Merge_Log, Keep_Log), and knows itself whose it is',
      {
        ...{
          log: `{"msg":${JSON.stringify(failure)},"pod":"other"}`,
          msg: failure,
          pod: 'other',
          containerName: 'other',
        },
        ...{
          time: '2026-11-01T11:00:00Z',
          kubernetes: { pod_name: 'agent-x', namespace_name: 'ops', container_name: 'main' },
        },
      },
      { at, ...place, text: failure },
    ],
    ['an event', event, { at, ...place, count: 3 }],
    ['an event of a watch', { type: 'MODIFIED', object: event }, { at, ...place, count: 3 }],
    ['an event of an exporter, which leaves its kind out', withoutKind, { at, ...place, count: 3 }],
  ])('is read as written by %s', (_who, line, expected) => {
    expect(read(line)).toMatchObject([{ text: expect.stringContaining('failed to logon user'), ...expected }]);
  });

  test('with an impossible time has none', () => {
    expect(read({ ts: 1e20, msg: failure })[0]).not.toHaveProperty('at');
    expect(read({ ts: {}, msg: failure })[0]).not.toHaveProperty('at');
  });
});

test('several objects of kubectl in a row are read, and also a last one that is cut off', () => {
  const watched = [event, { ...event, count: 5 }].map((one) => JSON.stringify(one, null, 4));
  for (const end of ['', '\n', '\n{\n    "kind": "Ev']) {
    const found = readText(watched.join('\n') + end, 'a.json', null);
    expect(found.map(({ count, pod }) => [count, pod])).toEqual([
      [3, 'ops/agent-x'],
      [5, 'ops/agent-x'],
    ]);
  }
});

test.each([
  [
    'an event of a pod names it',
    `ops   5m (x3 over 9m)   Warning   Failed   pod/agent-x   Error: ${failure}`,
    { count: 3, pod: 'agent-x' },
  ],
  ['one of another object does not', `5m   Warning   Failed   daemonset/agent   Error: ${failure}`, { count: 1 }],
  [
    'a line in a line in a line',
    `2026-11-01T11:00:00Z stderr F ${JSON.stringify({ log: `time="2026-10-01T10:00:00Z" level=error msg=${JSON.stringify(failure)}` })}`,
    { count: 1, at: '2026-10-01T10:00:00.000Z' },
  ],
  ['the row of Loki', JSON.stringify({ line: failure }), { count: 1 }],
])('what kubectl and collectors write around a message is read: %s', (_, line, told) => {
  const [said, ...others] = readText(`${line}\n`, 'a.log', null);
  const { source, text, ...rest } = said ?? { source: '', text: '' };
  expect([rest, others]).toEqual([told, []]);
  expect(text).toMatch(/failed to logon user: Access is denied\.: unknown$/);
});

test('kubectl describe names an exit code by its key, and the text of another key is no envelope of its own', () => {
  const described = [
    'Name:         agent-x',
    'Namespace:    ops',
    'Containers:',
    '  main:',
    '      Exit Code:    3221225477',
    '',
  ];
  expect(readText(described.join('\n'), 'a.txt', null)).toMatchObject([
    { text: 'Exit Code: 3221225477', pod: 'ops/agent-x', container: 'main' },
  ]);
  const quoted = `      Message:      time="2026-11-01T11:00:00Z" level=error msg=${JSON.stringify(failure)}`;
  const [said] = readText(`${quoted}\n`, 'a.txt', null);
  expect(said?.at).toBeUndefined();
});

describe('the time that klog leaves the year out of', () => {
  const on = (day: string, writtenAt: string) =>
    readText(`E${day} 12:00:00.000000    2412 a.go:1] "${failure.replaceAll('"', '\\"')}"\n`, 'a.log', {
      at: new Date(writtenAt),
      zone: null,
    })[0]?.at;
  test.each([
    [
      'the latest that the clocks of two machines allow',
      '1102',
      '2026-11-01T12:00:00.000Z',
      '2026-11-02T12:00:00.000Z',
    ],
    ['a year before, where it is later than that', '1102', '2026-11-01T11:59:59.999Z', '2025-11-02T12:00:00.000Z'],
    [
      'that of the last leap year only if it is the year before',
      '0229',
      '2029-01-01T00:00:00.000Z',
      '2028-02-29T12:00:00.000Z',
    ],
    ['the same half a year later', '0229', '2029-06-01T00:00:00.000Z', '2028-02-29T12:00:00.000Z'],
    ['none, where no such day was', '0229', '2027-03-02T00:00:00.000Z', undefined],
  ])('is %s', (_what, day, writtenAt, expected) => {
    expect(on(day, writtenAt)).toBe(expected);
  });
});

test('klog names the pod and the container beside the message', () => {
  const line = `E1101 11:00:00.000000    2412 a.go:1] "Unhandled" err="${failure.replaceAll('"', '\\"')}" pod="ops/agent-x" containerName="main"`;
  expect(readText(`${line}\n`, 'a.log', null)).toMatchObject([{ pod: 'ops/agent-x', container: 'main' }]);
  const written = `I1101 11:00:00.000000    2412 a.go:1] ${failure}`;
  expect(readText(`${written}\n`, 'a.log', null)).toEqual([{ source: 'a.log', text: failure, count: 1 }]);
});

test('what Go quoted is a blank where it ended a line or jumped a column', () => {
  for (const escaped of ['\\n', '\\r', '\\t', ' ']) {
    const line = `time="2026-11-01T11:00:00Z" level=error msg="${failure.replaceAll('"', '\\"').replace('token: failed', `token:${escaped}failed`)}"`;
    expect(readText(`${line}\n`, 'a.log', null)).toMatchObject([{ text: failure, at }]);
  }
});

test('a line that is cut off says what stands before the cut', () => {
  const said = failure.replaceAll('"', '\\"');
  // From the word that shows which failure it is.
  for (const line of [
    `time="2026-11-01T11:00:00Z" level=error msg="${said}"`,
    `E1101 11:00:00.000000    2412 a.go:1] "Unhandled" err="${said}"`,
  ])
    for (let end = line.indexOf('Access is denied') + 'Access is denied'.length; end < line.length; end++) {
      const [message] = readText(line.slice(0, end), 'a.log', null);
      const whole = failure.slice(0, failure.length - (line.length - 1 - end)).trimEnd();
      expect(message?.text.endsWith(whole), line.slice(0, end)).toBe(true);
    }
});
