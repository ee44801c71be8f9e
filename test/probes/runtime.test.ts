import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { runtime as runtimeSchema } from '../../agent/facts/runtime.ts';
import { openRuntime } from '../../agent/host/runtime/client.ts';
import type { Runtime } from '../../agent/host.ts';
import { runtime } from '../../agent/probes/runtime.ts';
import { grpcHead, serveStreams } from '../host/runtime/endpoint.ts';
import { fileStat, hostWith } from '../host.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };

const version = { name: 'containerd', version: 'v1.7.28', apiVersion: 'v1' };
const status = { conditions: [], config: null, goVersion: null, lastCniLoadStatus: null };
const refuse = (kind: 'denied' | 'failed', message: string) => () => Promise.reject(new QueryError(kind, message, 'X'));

/** A runtime of which everything is fine, save what a test gives. */
const runtimeWith = (given: Partial<Runtime>): Runtime => ({
  connection: () => Promise.resolve('answers'),
  version: () => Promise.resolve(version),
  status: () => Promise.resolve(status),
  sandboxes: () => Promise.resolve([]),
  containers: () => Promise.resolve([]),
  images: () => Promise.resolve([]),
  close: () => undefined,
  ...given,
});

const readFact = (given: Partial<Runtime>) => runtime.read(hostWith({ runtime: () => runtimeWith(given) }), settings);

test.each([
  ['the one of the kubelet, where that pipe is there', true, '\\\\.\\pipe\\of-kubelet', 'kubelet configuration'],
  ['its own, where that of the kubelet is not', false, '\\\\.\\pipe\\own', 'containerd configuration'],
])('of two settings that disagree is %s', async (_, isThere, endpoint, endpointFrom) => {
  const texts: Record<string, string> = {
    'C:\\Program Files\\containerd\\config.toml': "version = 2\n[grpc]\naddress = '\\\\.\\pipe\\own'",
    'C:\\var\\lib\\kubelet\\config.yaml': 'containerRuntimeEndpoint: npipe:////./pipe/of-kubelet',
  };
  const host = hostWith({
    files: {
      stat: async (path) => (texts[path] === undefined ? null : fileStat(path, 9, new Date(0))),
      read: async (path) => (texts[path] === undefined ? null : { bytes: Buffer.from(texts[path]), size: 9 }),
    },
    runtime: (path) =>
      runtimeWith(path.endsWith('of-kubelet') && !isThere ? { connection: () => Promise.resolve('absent') } : {}),
  });
  expect(await runtime.read(host, settings)).toMatchObject({ endpoint, endpointFrom, connection: 'answers' });
});

test('holds what the endpoint says', async () => {
  const fact = await readFact({});
  expect(fact).toEqual({
    endpoint: '\\\\.\\pipe\\containerd-containerd',
    endpointFrom: 'default',
    connection: 'answers',
    version: { ok: true, value: version },
    status: { ok: true, value: status },
    sandboxes: { ok: true, value: [] },
    containers: { ok: true, value: [] },
  });
  expect(runtimeSchema.parse(fact)).toEqual(fact);
});

test('one call that fails does not cost the others', async () => {
  const fact = await readFact({ status: refuse('failed', 'CRI Status: UNKNOWN: no') });
  expect(fact.status).toEqual({ ok: false, error: { kind: 'failed', message: 'CRI Status: UNKNOWN: no', code: 'X' } });
  expect(fact.version).toEqual({ ok: true, value: version });
});

test.each([
  ['absent', 'failed', /nothing listens/],
  ['silent', 'timeout', /sends nothing/],
  ['read-only', 'denied', /for reading only/],
] as const)('an endpoint that is %s gives nothing more', async (connection, kind, message) => {
  const fact = await readFact({ connection: () => Promise.resolve(connection) });
  expect(fact.connection).toBe(connection);
  for (const part of [fact.version, fact.status, fact.sandboxes, fact.containers]) {
    expect(part).toEqual({ ok: false, error: { kind, message: expect.stringMatching(message) } });
  }
});

test('an endpoint that this account cannot open is denied, not absent', async () => {
  const fact = await readFact({ connection: refuse('denied', 'connect EPERM') });
  expect(fact.connection).toBe('denied');
  expect(fact.containers).toEqual({ ok: false, error: { kind: 'denied', message: 'connect EPERM', code: 'X' } });
  expect(runtimeSchema.parse(fact)).toEqual(fact);
});

test('an endpoint of another protocol fails the run', async () => {
  await expect(readFact({ connection: refuse('failed', 'no HTTP/2') })).rejects.toThrow('no HTTP/2');
});

// Its server listens on a Unix socket.
test.skipIf(process.platform === 'win32')('leaves no connection behind', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hostprobe-runtime-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'containerd.sock');
  const ended: Promise<unknown>[] = [];
  await serveStreams(path, (stream) => {
    const { session } = stream;
    if (session !== undefined && ended.length === 0) ended.push(once(session, 'close'));
    stream.respond({ ...grpcHead, 'grpc-status': '14', 'grpc-message': 'starting' }, { endStream: true });
  });
  const host = hostWith({ runtime: () => openRuntime(path) });
  const fact = await runtime.read(host, settings);
  expect(fact.version).toMatchObject({ ok: false, error: { code: 'UNAVAILABLE' } });
  expect(ended).toHaveLength(1);
  await Promise.all(ended);
});

test.each(['absent', 'silent', 'read-only'] as const)(
  'why nothing was asked where it is %s names the pipe',
  async (state) => {
    const { version } = await readFact({ connection: () => Promise.resolve(state) });
    expect(version).toMatchObject({
      error: { message: expect.stringContaining('\\\\.\\pipe\\containerd-containerd') },
    });
  },
);
