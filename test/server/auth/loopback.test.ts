import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { QueryError } from '../../../agent/error.ts';
import { savedMonitor } from '../../../agent/monitor.ts';
import { createApp } from '../../../agent/server/app.ts';
import {
  type CallerAccount,
  callerAccountOf,
  createCallerGuard,
  createLoopbackCallers,
  isAdministrator,
  isLoopbackAuthority,
  mayRead,
  openLoopbackCallers,
} from '../../../agent/server/auth/loopback.ts';
import { createShared } from '../../../agent/server/shared-state.ts';
import { hostWith } from '../../host.ts';
import { snapshotWith } from '../../snapshot.ts';

test.each([
  ['localhost', true],
  ['localhost.:20258', true],
  ['127.0.0.1', true],
  ['127.9.9.9:1', true],
  ['[::1]:20258', true],
  ['::1', false],
  ['', false],
  ['localhost.evil.example', false],
  ['evil.example#127.0.0.1', false],
  ['127.0.0.1@evil.example', false],
  ['128.0.0.1', false],
  ['localhost:port', false],
])('the authority %j is this machine: %s', (authority, expected) => {
  expect(isLoopbackAuthority(authority)).toBe(expected);
});

const log = pino({ enabled: false });
const group = (sid: string, enabled = true) => ({ sid, enabled });
const administrators = 'S-1-5-32-544';
const users = group('S-1-5-32-545');
const system: CallerAccount = { sid: 'S-1-5-18', groups: [] };
const administrator: CallerAccount = { sid: 'S-1-5-21-1-2-3-500', groups: [group(administrators), users] };
/** Of an administrator whose prompt is not elevated: the group is only there to deny. */
const filtered: CallerAccount = { sid: 'S-1-5-21-1-2-3-500', groups: [group(administrators, false), users] };
const user: CallerAccount = { sid: 'S-1-5-21-1-2-3-1001', groups: [users] };
const service: CallerAccount = { sid: 'S-1-5-19', groups: [users] };

/** A real server; every client is this account. */
async function serverFor(
  processes: { account: () => Promise<string | null>; groups?: () => Promise<CallerAccount['groups']> },
  { seesArrivals = true } = {},
) {
  const asked: { local: number; remote: number }[] = [];
  const host = hostWith({
    now: () => new Date(),
    network: {
      owner: async ({ local, remote }) => {
        asked.push({ local: local.port, remote: remote.port });
        return 700;
      },
    },
    processes: { startedAt: async () => new Date(0), groups: async () => [], ...processes },
  });
  const callers = createLoopbackCallers(host, system);
  const app = createApp({
    shared: createShared(savedMonitor(snapshotWith())),
    guard: createCallerGuard(callers),
    onConnection: seesArrivals ? callers.arrived : () => undefined,
    log,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  // A TCP listener's address is an AddressInfo.
  const { port } = app.server.address() as AddressInfo;
  const ask = async (path: string, agent: Agent | false = false) => {
    const sent = request({ host: '127.0.0.1', port, path, agent }).end();
    const [answer] = await once(sent, 'response');
    const from = answer.socket.localPort;
    return { status: answer.statusCode, body: await text(answer), from };
  };
  return { ask, asked, port };
}

test('a local account that is not an administrator gets only the open routes', async () => {
  const { ask } = await serverFor({ account: async () => user.sid });
  for (const path of ['/livez', '/healthz', '/readyz', '/version', '/status', '/metrics']) {
    expect((await ask(path)).status, path).not.toBe(403);
  }
  for (const path of ['/facts', '/bundle', '/report', '/history', '/nothing']) {
    const { status, body } = await ask(path);
    expect(status, path).toBe(403);
    expect(body).toContain(user.sid);
  }
});

test.each([
  ['SYSTEM, as containerd for kubectl port-forward', 'S-1-5-18', []],
  ['an administrator', user.sid, [group(administrators)]],
])('%s gets everything', async (_, sid, groups) => {
  const { ask } = await serverFor({ account: async () => sid, groups: async () => groups });
  expect((await ask('/facts')).status).toBe(200);
  expect((await ask('/report')).status).toBe(200);
});

test('the end of the client is asked about, and not for open routes', async () => {
  const { ask, asked, port } = await serverFor({ account: async () => 'S-1-5-18' });
  await ask('/livez');
  expect(asked).toEqual([]);
  await ask('/facts');
  expect(asked).toHaveLength(1);
  expect(asked[0]?.remote).toBe(port);
});

test('is asked about once, however many requests come over its connection', async () => {
  const { ask, asked } = await serverFor({ account: async () => 'S-1-5-18' });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  expect((await ask('/facts', agent)).from).toBe((await ask('/report', agent)).from);
  expect(asked).toHaveLength(1);
});

test('no account gets anything by a name of another machine, as after DNS rebinding', async () => {
  const { port } = await serverFor({ account: async () => 'S-1-5-18' });
  const sent = request({ host: '127.0.0.1', port, path: '/facts', headers: { host: 'evil.example' } }).end();
  const [answer] = await once(sent, 'response');
  answer.resume();
  expect(answer.statusCode).toBe(421);
});

test('a connection that nobody saw arrive is refused', async () => {
  const { ask } = await serverFor({ account: async () => 'S-1-5-18' }, { seesArrivals: false });
  const { status, body } = await ask('/facts');
  expect(status).toBe(403);
  expect(body).toContain('no process on this machine is at the other end');
});

test('a fault of hostprobe is no refusal', async () => {
  const { ask } = await serverFor({ account: () => Promise.reject(new TypeError('x is not a function')) });
  expect((await ask('/facts')).status).toBe(500);
});

test('a client that has gone is refused, also when its address was read before', async () => {
  const processes = { startedAt: async () => new Date(0), account: async () => system.sid, groups: async () => [] };
  const host = hostWith({ now: () => new Date(), network: { owner: async () => 700 }, processes });
  const callers = createLoopbackCallers(host, system);
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const client = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const [socket] = (await once(server, 'connection')) as [Socket];
  callers.arrived(socket);
  expect(socket.remoteAddress).toBe('127.0.0.1');
  client.destroy();
  socket.destroy();
  await once(socket, 'close');
  await expect(callers.require(socket)).rejects.toMatchObject({ statusCode: 403 });
});

test('an account that is not known is refused, and the answer says why', async () => {
  const { ask } = await serverFor({
    account: () => Promise.reject(new QueryError('denied', 'OpenProcess(700): denied')),
  });
  const { status, body } = await ask('/facts');
  expect(status).toBe(403);
  expect(body).toContain('OpenProcess(700)');
});

test.each([
  ['nobody on a machine without tokens', () => Promise.reject(new QueryError('unsupported', 'Linux')), false, []],
  ['nobody as a service without rights', async () => ({ sid: 'S-1-5-19', groups: [] }), false, []],
  ['who connects as SYSTEM', async () => system, true, []],
  [
    'who connects where the own token cannot be read, and logs that',
    () => Promise.reject(new QueryError('failed', 'no')),
    true,
    ["hostprobe's own account is not known; loopback answers administrators only"],
  ],
])('hostprobe asks %s', async (_, token, asks, said) => {
  const logged: string[] = [];
  const keeping = pino({}, { write: (line: string) => void logged.push(JSON.parse(line).msg) });
  // Only the account counts here.
  const callers = await openLoopbackCallers(hostWith({ self: { token: token as never } }), keeping);
  expect(callers !== null).toBe(asks);
  expect(logged).toEqual(said);
});

test.each([
  ['SYSTEM', system, true],
  ['an administrator', administrator, true],
  ['an administrator who is not elevated', filtered, false],
  ['LocalService', service, false],
  ['a user', user, false],
])('hostprobe as %s asks who connects: %3$s', (_, own, expected) => {
  expect(isAdministrator(own)).toBe(expected);
});

test.each([
  ['SYSTEM, as containerd for a port-forward', system, true],
  ['an administrator', administrator, true],
  ['an administrator who is not elevated', filtered, false],
  ['LocalService', service, false],
  ['a user', user, false],
])('where hostprobe is SYSTEM it answers %s: %3$s', (_, caller, expected) => {
  expect(mayRead(caller, system)).toBe(expected);
});

test('its own account may always read', () => {
  expect(mayRead(user, { ...user, groups: [group(administrators)] })).toBe(true);
});

describe('the account at the other end', () => {
  const from = { address: '127.0.0.1', port: 50_001 };
  const to = { address: '127.0.0.1', port: 20_258 };
  const at = new Date('2026-11-01T12:00:00Z');
  const before = new Date('2026-11-01T11:00:00Z');
  /** Other processes than the one that owns the connection are an administrator's. */
  const processes = {
    startedAt: async (pid: number) => (pid === 700 ? before : at),
    account: async (pid: number) => (pid === 700 ? user.sid : administrator.sid),
    groups: async (pid: number) => (pid === 700 ? user.groups : administrator.groups),
  };
  const network = {
    owner: async ({ local, remote }: { local: typeof from; remote: typeof to }) =>
      local.port === from.port && remote.port === to.port ? 700 : null,
  };

  test('is that of the process that owns it', async () => {
    expect(await callerAccountOf({ from, to, at }, hostWith({ network, processes }))).toEqual(user);
  });

  test('is null when no process owns it', async () => {
    const other = { ...from, port: 50_002 };
    expect(await callerAccountOf({ from: other, to, at }, hostWith({ network, processes }))).toBeNull();
  });

  test('is null when the process started later: its id was reused', async () => {
    const later = { ...processes, startedAt: async () => new Date('2026-11-01T12:00:01Z') };
    expect(await callerAccountOf({ from, to, at }, hostWith({ network, processes: later }))).toBeNull();
  });

  test('is that of a process that connected in the millisecond of its start', async () => {
    const quick = { ...processes, startedAt: async () => at };
    expect(await callerAccountOf({ from, to, at }, hostWith({ network, processes: quick }))).toEqual(user);
  });

  test.each(['startedAt', 'account', 'groups'] as const)(
    'is null when the process has ended before its %s',
    async (of) => {
      const gone = { ...processes, [of]: async () => null };
      expect(await callerAccountOf({ from, to, at }, hostWith({ network, processes: gone }))).toBeNull();
    },
  );

  test('is an error, not null, when this account is not allowed to ask', async () => {
    const closed = { ...processes, groups: () => Promise.reject(new QueryError('denied', 'OpenProcess(700)')) };
    await expect(callerAccountOf({ from, to, at }, hostWith({ network, processes: closed }))).rejects.toThrow(
      'OpenProcess',
    );
  });
});
