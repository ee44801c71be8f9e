import { describe, expect, test } from 'vitest';
import { formOf, isMadeUp, isPlaced, type Kind } from '../../agent/compare/forms.ts';

const at = Date.parse('2026-11-01T12:00:00Z');
const own = { names: ['win-node-1', '10.1.2.3'], at };
const form = (value: unknown, key?: string) => formOf(value, own, key);

test.each<[kind: Kind, ...values: unknown[]]>([
  ['time', '2026-11-01T11:00:00Z', '2026-11-01 11:00:00', '2026-11-01T11:00:00.123456789+01:00', '2026_11_01_11_00_00'],
  [
    'id',
    '8c3f0c1a-52b7-4d0e-9a57-0d2f7f3b1c55',
    '8C3F0C1A-52B7-4D0E-9A57-0D2F7F3B1C55',
    // A container of containerd, and a short one as Docker shows it.
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'e3b0c44298fc',
    'abc123def0',
    '1234567890123456',
  ],
  ['address', '10.0.0.7', 'fe80::1c2d:3e4f:5a6b:7c8d', 'fd12:3456:789a::1', 'WIN-NODE-1'],
  [
    'account',
    'NT AUTHORITY\\SYSTEM',
    'NT SERVICE\\containerd',
    '.\\k8s-admin',
    'CORP\\svc',
    'CORP\\gmsa$',
    'S-1-5-18',
    'S-1-5-21-1-2-3-500',
    'LocalSystem',
    'LocalService',
  ],
  [
    'version',
    'v1.34.2',
    '1.7.28',
    'containerd://1.7.28',
    '10.0.20348.2700',
    'v1.34.2+k3s1',
    '2.0.0-rc.1',
    'v1.30.4-eks-a737599',
    'go1.24.1',
  ],
  // Nine digits of a hash, and fifteen of a number, are none yet.
  ['word', 'Running', 'kube-proxy', 'a.b.c', 'x', 'abc123def', '123456789012345', 'w'.repeat(60)],
  [
    'path',
    'C:\\Program Files\\containerd\\containerd.exe',
    '\\\\.\\pipe\\containerd-containerd',
    '/var/log/pods',
    'd:/k',
  ],
  ['text', 'The service did not start.', 'containerd.exe --run-service --log-level debug', 'a <b>', 'w'.repeat(61)],
  ['number', 0, 42, -1, 1.5],
  ['yes-no', true, false],
  ['shape', null, undefined, ''],
])('a value is a %s by its own looks', (kind, ...values) => {
  expect(values.map((value) => [value, form(value).kind])).toEqual(values.map((value) => [value, kind]));
});

test('a number of the moment is told by its key, and what took long is counted in seconds', () => {
  const kinds = (keys: string[]) => new Set(keys.map((key) => form(7, key).kind));
  expect(kinds(['memoryBytes', 'peakMemoryBytes', 'freeBytes', 'handles', 'processes', 'activeProcesses'])).toEqual(
    new Set(['used']),
  );
  expect(kinds(['cpuSeconds'])).toEqual(new Set(['spent']));
  expect(kinds(['ms'])).toEqual(new Set(['took']));
  // A setting is none of them, whatever an object has by birth.
  expect(kinds(['totalBytes', 'cpus', 'constructor', 'toString', ''])).toEqual(new Set(['number']));
  expect([form(1500, 'ms').amount, form(1500).amount, form(1500, 'ms').exact]).toEqual([1.5, 1500, '1500']);
});

test('a time has an amount: how many minutes it was before the snapshot, also after it; no time that does not exist', () => {
  expect(form('2026-11-01T11:30:00Z').amount).toBe(30);
  expect(form('2026-11-01T12:00:30Z').amount).toBe(-0.5);
  expect(form('2026-13-41T11:30:00Z')).toMatchObject({ kind: 'time', amount: null });
  expect(form('seen at 2026-11-01T11:30:00Z').amount).toBeNull();
  // The same text on another node, which was asked later.
  expect(formOf('2026-11-01T11:30:00Z', { names: [], at: at + 60_000 }).amount).toBe(31);
});

describe('the forms of a text, from the finest', () => {
  test('its own name and addresses are no difference, however they are written, and as often as they are there', () => {
    const other = { names: ['win-node-2', '10.1.2.4'], at };
    for (const text of [
      'win-node-1',
      'CN=WIN-NODE-1 and win-node-1',
      'https://10.1.2.3:10250',
      'system:node:Win-Node-1.',
    ]) {
      const there = text.replaceAll(/node-1/gi, 'node-2').replaceAll('10.1.2.3', '10.1.2.4');
      expect(formOf(there, other).exact, text).toBe(form(text).exact);
      expect(form(text).exact).not.toMatch(/node-1|10\.1\.2\.3/i);
    }
    expect(form('a win-node-1 b WIN-NODE-1 c').exact).toBe('a <node> b <node> c');
    expect(form('nothing of it').exact).toBe('nothing of it');
  });

  // Each pair differs only in what a program made up, or in where it is.
  test.each([
    ['a time', 'started 2026-11-01T11:00:00Z now', 'started 2026-10-02T09:08:07.5+02:00 now'],
    ['an id', 'sandbox 8c3f0c1a-52b7-4d0e-9a57-0d2f7f3b1c55', 'sandbox 11111111-2222-3333-4444-555555555555'],
    ['a hash', 'task e3b0c44298fc1c149afb ended', 'task 00b0c44298fc1c149aff ended'],
    ['a secret', 'key [redacted:key:0123456789ab]', 'key [redacted:aws-key]'],
    ['an address', 'dial 10.0.0.9: refused', 'dial 192.168.4.11: refused'],
    ['a link-local address', 'on fe80::1:2 up', 'on fe80::9:8:7 up'],
    ["the machine's part of a SID", 'S-1-5-21-111-222-333-500', 'S-1-5-21-444-555-666-500'],
    ['the end of the name of a pod', 'agent-x7k2p', 'agent-bcd45'],
    ['both ends of the name of a pod', 'web-6d4b75cb6d-hwktt', 'web-7f9c4c8b55-zzz22'],
  ])('%s is no difference in the form without names', (_what, one, other) => {
    expect(form(one).exact).not.toBe(form(other).exact);
    expect(form(one).named).toBe(form(other).named);
  });

  test.each([
    ['this machine', 'listens on 127.0.0.1', 'listens on 127.0.0.2'],
    ['an account of the machine', 'S-1-5-21-1-2-3-500', 'S-1-5-21-1-2-3-501'],
    ['a word', 'agent-proxy', 'agent-plugin'],
    ['a version', 'at 1.2.3', 'at 1.2.4'],
  ])('%s is one', (_what, one, other) => {
    expect(form(one).named).not.toBe(form(other).named);
  });

  test('numbers are no difference in the roughest form, and codes of Windows are', () => {
    expect(form('failed 3 times in 17 s').rough).toBe(form('failed 12 times in 9 s').rough);
    expect(form('failed 3 times').named).not.toBe(form('failed 12 times').named);
    for (const [one, other] of [
      ['error 0x52e here', 'error 0x52f here'],
      ['error 0xC0370106 here', 'error 0xC0370107 here'],
    ] as const) {
      expect(form(one).rough).not.toBe(form(other).rough);
    }
  });

  test('the name of a pod tells whether a program made it, and whether a scheduler places it anywhere', () => {
    const told = (name: string) => [isMadeUp(form(name).named), isPlaced(form(name).named)];
    expect(told('web-6d4b75cb6d-hwktt')).toEqual([true, true]);
    expect(told('agent-x7k2p')).toEqual([true, false]);
    expect(told('kube-proxy-windows')).toEqual([false, false]);
    expect(told('8c3f0c1a-52b7-4d0e-9a57-0d2f7f3b1c55')).toEqual([true, false]);
    expect(told('2026-11-01T11:00:00Z')).toEqual([true, false]);
    expect(told('10.0.0.9')).toEqual([false, false]);
  });
});
