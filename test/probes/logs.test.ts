import { appendFile, mkdir, rename, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { createFiles } from '../../agent/host/files.ts';
import { createElsewhere } from '../../agent/host/machine.ts';
import type { Files, LogEvent, ServiceAnswer } from '../../agent/host.ts';
import { createLogs } from '../../agent/probes/logs.ts';
import { newFolder } from '../host/folder.ts';
import { hostWith } from '../host.ts';

const real = createFiles(createElsewhere('linux').files);
const containerd = 'C:\\Program Files\\containerd\\containerd.exe';

const service = (name: string, commandLine: string, pid: number | null = null): ServiceAnswer => ({
  name,
  displayName: name,
  state: 'running',
  startType: 'auto',
  account: 'LocalSystem',
  commandLine,
  dependsOn: [],
  pid,
  exitCode: 0,
  failureActions: null,
});

interface Given {
  services?: ServiceAnswer[];
  /** `<service> <value>` of nssm's parameters, and `<log> <source>` of registered event sources. */
  registry?: Record<string, string>;
  processes?: { pid: number; parentPid: number; name: string; commandLine: string }[];
  events?: Record<string, LogEvent[]>;
  files?: Partial<Files>;
  zone?: string;
  /** The clock of the node; it stands still if left out. */
  now?: () => Date;
}

/** A node whose drive C: is a folder of this machine. */
async function newNode(given: Given = {}) {
  const drive = await newFolder();
  const at = (path: string) => join(drive, ...path.replace(/^C:\\/i, '').split('\\'));
  const { services = [], registry = {}, processes = [], events = {}, zone = 'UTC' } = given;
  const host = hostWith({
    now: given.now ?? (() => new Date('2026-11-01T12:00:00Z')),
    files: {
      stat: (path) => real.stat(at(path)),
      list: (path) => real.list(at(path)),
      read: (path, range) => real.read(at(path), range),
      ...given.files,
    },
    services: {
      query: async (name) => services.find((one) => one.name === name) ?? null,
      list: async () => services,
    },
    registry: {
      read: async (key, value) => {
        const [, , , kind, first, second] = key.split('\\');
        return registry[kind === 'EventLog' ? `${first} ${second}` : `${kind} ${value}`] ?? null;
      },
    },
    processes: {
      list: async () => processes,
      commandLine: async (pid) => processes.find((one) => one.pid === pid)?.commandLine ?? null,
    },
    system: { timeZone: () => zone },
    eventLogs: { read: async (log, { after }) => (events[log] ?? []).filter(({ record }) => record > after) },
  });
  const logs = createLogs();
  const read = () => logs.read(host, { listen: [{ address: '127.0.0.1', port: 20258 }] });
  const path = async (windows: string) => {
    await mkdir(dirname(at(windows)), { recursive: true });
    return at(windows);
  };
  const write = async (windows: string, content: string | Buffer) => writeFile(await path(windows), content);
  const append = async (windows: string, content: string | Buffer) => appendFile(await path(windows), content);
  return { read, path, write, append };
}

const hex = (digit: string) => digit.repeat(64);
const failure = (time: string, id = '4', account = 'failed to logon user: Access is denied.') =>
  `time="2026-11-01T${time}Z" level=error msg="StartContainer for \\"${hex(id)}\\" failed" error="failed to start containerd task \\"${hex(id)}\\": failed to create user process token: ${account}: unknown"\n`;
const ordinary = (time: string) =>
  `time="2026-11-01T${time}Z" level=info msg="RemoveContainer for \\"${hex('a')}\\" returns successfully"\n`;
const log = 'C:\\logs\\containerd.log';
const logging = { services: [service('containerd', `"${containerd}" --run-service --log-file ${log}`)] };

const summary = ({ lines }: Awaited<ReturnType<ReturnType<typeof createLogs>['read']>>) =>
  lines.map(({ at, count }) => [at, count]);
const time = (clock: string) => `2026-11-01T${clock}.000Z`;

describe('what a log says', () => {
  test('is read, counted where only ids differ, with its first and last time', async () => {
    const node = await newNode(logging);
    await node.write(
      log,
      ordinary('11:00:00') + failure('11:01:00', '4') + ordinary('11:02:00') + failure('11:03:00', '5'),
    );
    const { lines, leftOut } = await node.read();
    expect(lines).toEqual([
      {
        component: 'containerd',
        source: log,
        text: expect.stringMatching(`containerd task "${hex('5')}": .*failed to logon user: Access is denied`),
        count: 2,
        firstAt: time('11:01:00'),
        at: time('11:03:00'),
      },
    ]);
    expect(leftOut).toBe(0);
  });

  test('is as late as the clock of the node says, whose zone klog leaves out', async () => {
    const said = failure('11:00:00').replace(/^time="[^"]*" level=error /, '');
    const node = await newNode({ ...logging, zone: 'Asia/Tokyo' });
    await node.write(log, `E1101 20:00:00.000000    1300 pod_workers.go:1301] ${said}`);
    await utimes(await node.path(log), new Date(time('11:00:00')), new Date(time('11:00:00')));
    expect(summary(await node.read())).toEqual([[time('11:00:00'), 1]]);
  });

  test('is left out when it is a day old, or no failure of a HostProcess container', async () => {
    const node = await newNode(logging);
    const old = failure('11:00:00').replace('2026-11-01', '2026-10-30');
    const other = `time="2026-11-01T11:00:00Z" level=error msg="hcs::CreateComputeSystem web: Access is denied.: unknown"\n`;
    await node.write(log, old + other + failure('11:01:00'));
    expect(summary(await node.read())).toEqual([[time('11:01:00'), 1]]);
  });

  test('is a day old at most, to the second, by the clock of each run', async () => {
    let now = new Date('2026-11-02T11:00:00Z');
    const node = await newNode({ ...logging, now: () => now });
    const older = failure('10:59:59', '4', 'failed to logon user: The user name or password is incorrect.');
    await node.write(log, older + failure('11:00:00'));
    expect(summary(await node.read())).toEqual([[time('11:00:00'), 1]]);
    now = new Date('2026-11-02T11:00:01Z');
    expect(summary(await node.read())).toEqual([]);
  });

  test('is kept where no line has a time', async () => {
    const node = await newNode(logging);
    await node.write(log, 'failed to create user process token: failed to logon user: Access is denied.: unknown\n');
    for (const _ of ['read', 'remembered']) expect(summary(await node.read())).toEqual([[undefined, 1]]);
  });

  test('holds no secret, and is cut when it is very long', async () => {
    const node = await newNode(logging);
    const secret = `--bootstrap-token=abcdef.0123456789abcdef ${'x'.repeat(3000)}`;
    await node.write(log, failure('11:01:00', '4', `failed to logon user: Access is denied. ${secret}`));
    const [line] = (await node.read()).lines;
    expect(line?.text).toContain('[redacted:');
    expect(line?.text).not.toContain('0123456789abcdef ');
    expect(line?.text.length).toBe(2000);
  });

  test('is the newest of too much, and says how much more there was', async () => {
    const node = await newNode(logging);
    const many = Array.from({ length: 250 }, (_, index) => {
      const clock = `10:${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`;
      return failure(clock, '4', `invalid user string \`A\\B\\user${index}\``);
    });
    await node.write(log, many.join(''));
    const { lines, leftOut } = await node.read();
    expect(lines.length).toBe(200);
    expect(leftOut).toBe(50);
    expect(lines.at(-1)?.text).toContain('user249');
    expect(lines[0]?.text).toContain('user50');
  });

  // The second and third byte of the two letters look like a line feed, which they are not.
  test.each([
    ['little', (text: string) => Buffer.from(text, 'utf16le'), '\u0a05\u0100'],
    ['big', (text: string) => Buffer.from(text, 'utf16le').swap16(), '\u0100\u0a05'],
  ])('is read from UTF-16 too, as PowerShell writes it: %s-endian', async (_, encode, letters) => {
    const node = await newNode(logging);
    await node.write(log, encode(`\uFEFF${ordinary('11:00:00')}${failure('11:01:00')}${letters}`));
    expect(summary(await node.read())).toEqual([[time('11:01:00'), 1]]);
    await node.append(log, encode(`\n${failure('11:02:00')}`));
    expect(summary(await node.read())).toEqual([[time('11:02:00'), 2]]);
  });
});

describe('a later run', () => {
  test('reads only what was added, and still knows what was said before', async () => {
    const read: [offset: number, maxBytes: number][] = [];
    const node: Awaited<ReturnType<typeof newNode>> = await newNode({
      ...logging,
      files: {
        read: async (_path, range) => {
          read.push([range.offset ?? 0, range.maxBytes]);
          return real.read(await node.path(log), range);
        },
      },
    });
    const first = ordinary('10:00:00').repeat(10_000) + failure('11:01:00');
    await node.write(log, first);
    await node.read();
    read.length = 0;
    await node.append(log, failure('11:02:00'));
    const { sources, lines } = await node.read();
    expect(lines).toMatchObject([{ count: 2, firstAt: time('11:01:00'), at: time('11:02:00') }]);
    expect(Math.min(...read.map(([offset]) => offset))).toBeGreaterThan(first.length - 1000);
    const to = first.length + failure('11:02:00').length;
    expect(sources).toMatchObject([{ searched: { value: { size: to, from: 0, to } } }]);
    expect(summary(await node.read())).toEqual([[time('11:02:00'), 2]]);
  });

  test('counts a line once that was only half written before', async () => {
    const node = await newNode(logging);
    const line = failure('11:01:00');
    await node.write(log, ordinary('11:00:00') + line.slice(0, 250));
    await node.read();
    await node.append(log, line.slice(250, -1));
    expect(summary(await node.read())).toEqual([[time('11:01:00'), 1]]);
    await node.append(log, `\n${ordinary('11:02:00')}`);
    expect(summary(await node.read())).toEqual([[time('11:01:00'), 1]]);
  });

  test('continues in the older file when the log was rotated by renaming, however often', async () => {
    const node = await newNode(logging);
    await node.write(log, ordinary('11:00:00') + failure('11:01:00'));
    await node.read();
    const older = 'C:\\logs\\containerd-20261101T110300.000.log';
    const middle = 'C:\\logs\\containerd-20261101T110500.000.log';
    await node.append(log, failure('11:02:00'));
    await rename(await node.path(log), await node.path(older));
    await node.write(middle, failure('11:04:00'));
    await node.write(log, failure('11:06:00') + ordinary('11:07:00').repeat(100));
    await utimes(await node.path(older), 0, new Date('2026-11-01T11:03:00Z'));
    await utimes(await node.path(middle), 0, new Date('2026-11-01T11:05:00Z'));
    const { sources, lines } = await node.read();
    expect(lines).toMatchObject([{ count: 4, firstAt: time('11:01:00'), at: time('11:06:00') }]);
    expect(sources).toMatchObject([
      { searched: { value: { from: 0, rotated: [middle, older].map((path) => path.slice('C:\\logs\\'.length)) } } },
    ]);
    expect(summary(await node.read())).toEqual([[time('11:06:00'), 4]]);
  });

  test('starts again in a file that was emptied in place', async () => {
    const node = await newNode(logging);
    await node.write(log, ordinary('11:00:00').repeat(10) + failure('11:01:00'));
    await node.read();
    await truncate(await node.path(log));
    await node.append(log, failure('11:02:00'));
    expect(summary(await node.read())).toEqual([[time('11:02:00'), 2]]);
    await node.write(log, ordinary('11:03:00').repeat(50) + failure('11:04:00'));
    expect(summary(await node.read())).toEqual([[time('11:04:00'), 3]]);
  });

  test('keeps what is known when the log may no longer be read', async () => {
    let refused = false;
    const node: Awaited<ReturnType<typeof newNode>> = await newNode({
      ...logging,
      files: {
        read: async (_path, range) => {
          if (refused) throw new QueryError('denied', `open ${log}: EACCES`, 'EACCES');
          return real.read(await node.path(log), range);
        },
      },
    });
    await node.write(log, failure('11:01:00'));
    await node.read();
    refused = true;
    await node.append(log, failure('11:02:00'));
    const found = await node.read();
    expect(found.sources).toMatchObject([{ searched: { ok: false, error: { kind: 'denied' } } }]);
    expect(summary(found)).toEqual([[time('11:01:00'), 1]]);
  });

  test('reads nothing of a log to which nothing was added, and says again what its last line says', async () => {
    let reads = 0;
    const node: Awaited<ReturnType<typeof newNode>> = await newNode({
      ...logging,
      files: {
        read: async (_path, range) => {
          reads += 1;
          return real.read(await node.path(log), range);
        },
      },
    });
    await node.write(log, `${failure('11:01:00')}${failure('11:02:00', '5').trimEnd()}`);
    const first = await node.read();
    expect(summary(first)).toEqual([[time('11:02:00'), 2]]);
    reads = 0;
    expect(await node.read()).toEqual(first);
    expect(reads).toBe(0);
  });
});

describe('a first run', () => {
  test('reads the end of a large log, and says where it began', async () => {
    const node = await newNode(logging);
    const filler = ordinary('10:00:00').repeat(200_000);
    await node.write(log, failure('09:00:00') + filler + failure('11:01:00'));
    const { sources, lines } = await node.read();
    expect(lines).toMatchObject([{ count: 1, at: time('11:01:00') }]);
    const size = failure('09:00:00').length + filler.length + failure('11:01:00').length;
    expect(sources).toMatchObject([{ searched: { value: { size, from: size - 16 * 2 ** 20, to: size } } }]);
  });

  test('reads older files of the log too, but none of yesterday', async () => {
    const node = await newNode(logging);
    const recent = 'C:\\logs\\containerd-20261101T100000.000.log';
    const old = 'C:\\logs\\containerd-20261030T100000.000.log';
    await node.write(log, failure('11:01:00'));
    await node.write(recent, failure('09:59:00').slice(0, -1));
    await node.write(old, failure('09:00:00'));
    await utimes(await node.path(recent), 0, new Date('2026-11-01T10:00:00Z'));
    await utimes(await node.path(old), 0, new Date('2026-10-30T10:00:00Z'));
    expect((await node.read()).lines).toMatchObject([{ count: 2, firstAt: time('09:59:00'), at: time('11:01:00') }]);
  });

  test('reads no older file where the newest is larger than a run reads, and of several only so much', async () => {
    const [first, second] = [
      'C:\\logs\\containerd-20261101T100000.000.log',
      'C:\\logs\\containerd-20261101T090000.000.log',
    ];
    const rotated = async (sizes: readonly [current: number, first: number]) => {
      const node = await newNode(logging);
      const filled = (size: number) => ordinary('10:30:00').repeat(Math.ceil(size / ordinary('10:30:00').length));
      await node.write(log, filled(sizes[0]) + failure('11:01:00'));
      await node.write(first, failure('09:59:00') + filled(sizes[1]));
      await node.write(second, failure('08:59:00'));
      await utimes(await node.path(first), 0, new Date('2026-11-01T10:00:00Z'));
      await utimes(await node.path(second), 0, new Date('2026-11-01T09:00:00Z'));
      const { sources, lines } = await node.read();
      const [source] = sources;
      const searched = source?.kind === 'file' && source.searched.ok ? source.searched.value : null;
      return [searched?.rotated, lines.map(({ count }) => count)];
    };
    const [a, b] = [first, second].map((path) => path.slice('C:\\logs\\'.length));
    expect(await rotated([16 * 2 ** 20, 0])).toEqual([[], [1]]);
    expect(await rotated([2 ** 20, 16 * 2 ** 20])).toEqual([[a], [1]]);
    expect(await rotated([2 ** 20, 2 ** 20])).toEqual([[a, b], [3]]);
  });

  test('leaves alone an older file that was written to before the day, to the second', async () => {
    const day = 'C:\\logs\\containerd-20261031T120000.000.log';
    const found = async (modifiedAt: string) => {
      const node = await newNode(logging);
      await node.write(log, failure('11:01:00'));
      await node.write(day, failure('11:00:00'));
      await utimes(await node.path(day), 0, new Date(modifiedAt));
      return (await node.read()).lines.map(({ count }) => count);
    };
    expect(await found('2026-10-31T12:00:00Z')).toEqual([2]);
    expect(await found('2026-10-31T11:59:59Z')).toEqual([1]);
  });

  test('reads an older file that is full of short failures', async () => {
    const node = await newNode(logging);
    const recent = 'C:\\logs\\containerd-20261101T100000.000.log';
    await node.write(log, failure('11:01:00'));
    const short = 'time="2026-11-01T09:59:00Z" level=error msg="failed to logon user: Access is denied."\n';
    await node.write(recent, short.repeat(140_000));
    await utimes(await node.path(recent), 0, new Date('2026-11-01T10:00:00Z'));
    expect((await node.read()).lines).toMatchObject([{ count: 140_000, at: time('09:59:00') }, { count: 1 }]);
  });
});

describe('logs are found', () => {
  const found = async (given: Given, ...files: string[]) => {
    const node = await newNode(given);
    for (const file of files) await node.write(file, failure('11:01:00'));
    const { sources } = await node.read();
    return sources.map((source) => [
      source.component,
      source.kind === 'file' ? source.path : `${source.log} ${source.eventSource}`,
      source.kind === 'file' ? source.foundBy : 'event-log',
    ]);
  };

  test('by the flags of what runs, there or not, written with or without a drive', async () => {
    const processes = [
      { pid: 1, parentPid: 0, name: 'kubelet.exe', commandLine: 'kubelet.exe --log-dir=/var/log/kubelet' },
      { pid: 2, parentPid: 0, name: 'kube-proxy.exe', commandLine: 'kube-proxy.exe --log-file C:/k/proxy.log' },
      { pid: 3, parentPid: 0, name: 'containerd.exe', commandLine: 'containerd.exe -log-file=C:\\k\\c.log' },
    ];
    const klog = 'C:\\var\\log\\kubelet\\kubelet.exe.WIN.SYSTEM.log.INFO';
    expect(await found({ processes }, `${klog}.20261031-120000.1`, `${klog}.20261101-120000.2`)).toEqual([
      ['containerd', 'C:\\k\\c.log', 'command-line'],
      ['kubelet', `${klog}.20261101-120000.2`, 'command-line'],
      ['kube-proxy', 'C:\\k\\proxy.log', 'command-line'],
    ]);
  });

  test('by where a service wrapper writes the output, once if that is one file', async () => {
    const given = {
      services: [service('kubelet', 'C:\\k\\nssm.exe'), service('kube-proxy', 'C:\\k\\nssm.exe')],
      registry: {
        'kubelet Application': 'powershell.exe',
        'kubelet AppStdout': 'C:\\k\\kubelet.log',
        'kubelet AppStderr': 'C:\\k\\kubelet.err.log',
        'kube-proxy Application': 'C:\\k\\kube-proxy.exe',
        'kube-proxy AppParameters': '--log-file=C:\\K\\kubeproxy.LOG',
        'kube-proxy AppStdout': 'C:\\k\\kubeproxy.log',
      },
    };
    expect(await found(given, 'C:\\k\\kubelet.log')).toEqual([
      ['kubelet', 'C:\\k\\kubelet.err.log', 'service-wrapper'],
      ['kubelet', 'C:\\k\\kubelet.log', 'service-wrapper'],
      ['kube-proxy', 'C:\\K\\kubeproxy.LOG', 'command-line'],
    ]);
  });

  test('where the distribution puts them, only those that are there', async () => {
    const places = ['C:\\etc\\kubernetes\\logs\\containerd.log', 'C:\\etc\\kubernetes\\logs\\kubelet.log'];
    expect(await found({}, ...places)).toEqual([
      ['containerd', places[0], 'usual-place'],
      ['kubelet', places[1], 'usual-place'],
    ]);
    const k0s = ['C:\\var\\lib\\k0s\\k0s_1793530000_1.log', 'C:\\var\\lib\\k0s\\k0s_1793540000_2.log'];
    expect(await found({}, ...k0s)).toEqual([['k0s', k0s[1], 'usual-place']]);
    expect(await found({})).toEqual([]);
  });

  test('in event logs, by the sources that are registered', async () => {
    expect(await found({ registry: { 'EKS kubelet': 'C:\\x.dll', 'EKS kube-proxy': 'C:\\x.dll' } })).toEqual([
      ['kubelet', 'EKS kubelet', 'event-log'],
      ['kube-proxy', 'EKS kube-proxy', 'event-log'],
    ]);
  });

  test('and named as missing or refused, never as the other', async () => {
    const node = await newNode({
      ...logging,
      files: {
        stat: async (path) => {
          if (path === 'C:\\k\\kubelet.log') throw new QueryError('denied', `stat ${path}: EACCES`, 'EACCES');
          return null;
        },
      },
    });
    expect((await node.read()).sources).toMatchObject([
      { path: log, searched: { ok: true, value: null } },
      { path: 'C:\\k\\kubelet.log', searched: { ok: false, error: { kind: 'denied' } } },
    ]);
  });

  test('on Windows only', async () => {
    const host = hostWith({ files: { stat: async () => null, list: async () => null } });
    const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
    await expect(createLogs().read(host, settings)).rejects.toMatchObject({ kind: 'unsupported' });
  });
});

test('an event log is read on from the newest event that was seen, by the clock of Windows', async () => {
  const event = (record: number, source: string, clock: string): LogEvent => ({
    record,
    source,
    id: 1,
    level: 2,
    at: new Date(`2026-11-01T${clock}Z`),
    text: `E1101 ${clock.replace(/^\d\d/, '03')}.000000    4242 pod_workers.go:1294] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"agent\\" with RunContainerError: \\"failed to start containerd task \\\\\\"agent\\\\\\": failed to create user process token: failed to logon user: Access is denied.: unknown\\"" pod="default/agent-x7k2p"`,
  });
  const events = [event(7, 'kubelet', '11:01:00'), event(6, 'kube-proxy', '11:00:30'), event(5, 'kubelet', '11:00:00')];
  const node = await newNode({ registry: { 'EKS kubelet': 'C:\\x.dll' }, events: { EKS: events } });
  const first = await node.read();
  expect(first.sources).toMatchObject([{ kind: 'event-log', searched: { value: { events: 2, newest: 7 } } }]);
  expect(first.lines).toMatchObject([
    {
      component: 'kubelet',
      source: 'event log EKS',
      count: 2,
      firstAt: time('11:00:00'),
      at: time('11:01:00'),
      pod: 'default/agent-x7k2p',
    },
  ]);
  events.unshift(event(8, 'kubelet', '11:02:00'));
  const second = await node.read();
  expect(second.sources).toMatchObject([{ searched: { value: { events: 1, newest: 8 } } }]);
  expect(summary(second)).toEqual([[time('11:02:00'), 3]]);
});

test('a log of Windows that is registered and not there is none, which is no refusal', async () => {
  const node = await newNode({ registry: { 'EKS kubelet': 'C:\\x.dll' } });
  expect((await node.read()).sources).toMatchObject([{ kind: 'event-log', searched: { value: { newest: null } } }]);
  const read = async () => null;
  const host = hostWith({
    services: { query: async () => null, list: async () => [] },
    processes: { list: async () => [] },
    registry: { read: async (key) => (key.endsWith('EKS\\kubelet') ? 'C:\\x.dll' : null) },
    files: { stat: async () => null, list: async () => null, read },
    eventLogs: { read },
  });
  const { sources } = await createLogs().read(host, { listen: [] });
  expect(sources).toMatchObject([{ kind: 'event-log', log: 'EKS', searched: { ok: true, value: null } }]);
});

test('a file that ends earlier than its size said is read as far as it goes', async () => {
  const node: Awaited<ReturnType<typeof newNode>> = await newNode({
    ...logging,
    files: {
      read: async (_path, range) => {
        const file = await real.read(await node.path(log), range);
        return (range.offset ?? 0) > 0 ? null : file && { ...file, bytes: file.bytes.subarray(0, 2 ** 18) };
      },
    },
  });
  await node.write(log, failure('11:01:00') + ordinary('11:02:00').repeat(10_000));
  expect(summary(await node.read())).toEqual([[time('11:01:00'), 1]]);
});
