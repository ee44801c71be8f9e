import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, onTestFinished, test } from 'vitest';
import { QueryError } from '../../../agent/error.ts';
import { createRuntimeCaller } from '../../../agent/host/runtime/caller.ts';
import { openRuntime } from '../../../agent/host/runtime/client.ts';
import {
  ListPodSandboxResponseSchema,
  RuntimeService,
  VersionResponseSchema,
} from '../../../agent/host/runtime/cri.pb.ts';
import { maxAnswerBytes } from '../../../agent/host/runtime/grpc-call.ts';
import type { Runtime } from '../../../agent/host.ts';
import type { CriNode } from '../../../scripts/lab/cri-answers.ts';
import { serveCri } from '../../../scripts/lab/cri-server.ts';
import { answer, framed, grpcHead, serveBytes, serveStreams } from './endpoint.ts';

const hostProcessPod = {
  id: 'a'.repeat(64),
  name: 'hostprobe-x7k2p',
  namespace: 'hostprobe',
  uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10',
  ready: true,
  createdAt: '2026-10-31T12:05:00.000Z',
  hostProcess: true,
};
const container = {
  id: 'c'.repeat(64),
  sandboxId: hostProcessPod.id,
  name: 'hostprobe',
  image: 'hostprobe:0.1.0',
  state: 'running' as const,
  createdAt: '2026-10-31T12:05:10.000Z',
  user: 'NT AUTHORITY\\SYSTEM',
};

/**
 * How the client behaves at one kind of endpoint.
 * @param newPath a path at which nothing listens yet, another one each time
 */
export function describeRuntime(kind: string, newPath: () => string): void {
  async function openAt(node: CriNode & { silent?: boolean }): Promise<Runtime> {
    const path = newPath();
    const server = await serveCri({ path, ...node });
    const runtime = openRuntime(path);
    onTestFinished(async () => {
      runtime.close();
      await server.close();
    });
    return runtime;
  }

  /** Version with a short deadline, and what became of it. */
  async function askVersion(path: string, timeoutMs = 2000): Promise<unknown> {
    const caller = createRuntimeCaller(path);
    onTestFinished(() => caller.close());
    return await caller.call(RuntimeService.method.version, {}, timeoutMs).catch((error: unknown) => error);
  }

  const failure = (kind: string, message: RegExp, code: string | null = null) =>
    expect.objectContaining({ name: 'QueryError', kind, message: expect.stringMatching(message), code });

  describe(`the runtime client at ${kind}`, () => {
    test.each(['1.6.36', '1.7.28', '2.1.4'])('reads the version of containerd %s', async (version) => {
      const runtime = await openAt({ version });
      expect(await runtime.connection({ timeoutMs: 2000 })).toBe('answers');
      expect(await runtime.version()).toEqual({ name: 'containerd', version: `v${version}`, apiVersion: 'v1' });
    });

    test('reads the version of a containerd that is too old to speak v1, whichever call comes first', async () => {
      const runtime = await openAt({ version: '1.5.18', sandboxes: [hostProcessPod] });
      const [version, sandboxes] = await Promise.all([runtime.version(), runtime.sandboxes()]);
      expect(version).toEqual({ name: 'containerd', version: 'v1.5.18', apiVersion: 'v1alpha2' });
      expect(sandboxes).toHaveLength(1);
      expect(await runtime.containers()).toEqual([]);
    });

    test.each([
      {
        version: '1.6.36',
        images: { snapshotter: 'windows', sandboxImage: 'registry.k8s.io/pause:3.6' },
        handlers: { 'runhcs-wcow-process': [] },
      },
      {
        version: '1.7.28',
        images: { snapshotter: 'windows', sandboxImage: 'registry.k8s.io/pause:3.8' },
        handlers: {
          'runhcs-wcow-process': ['io.microsoft.container.*'],
          'runhcs-wcow-hypervisor': ['io.microsoft.container.*'],
        },
      },
      {
        version: '2.1.4',
        images: { snapshotter: null, sandboxImage: null },
        handlers: {
          'runhcs-wcow-process': ['io.microsoft.container.*'],
          'runhcs-wcow-hypervisor': ['io.microsoft.container.*'],
        },
      },
    ])('reads the configuration that containerd $version prints', async ({ version, images, handlers }) => {
      const { config } = await (await openAt({ version })).status();
      expect(config).toMatchObject({
        defaultHandler: 'runhcs-wcow-process',
        cniConfDir: 'C:\\Program Files\\containerd\\cni\\conf',
        cniBinDirs: ['C:\\Program Files\\containerd\\cni\\bin'],
        ...images,
      });
      const annotations = config?.handlers.map(({ name, containerAnnotations }) => [name, containerAnnotations]);
      expect(Object.fromEntries(annotations ?? [])).toEqual(handlers);
    });

    test('reads why the network is not ready', async () => {
      const runtime = await openAt({ version: '1.7.28', status: { networkError: 'cni plugin not initialized' } });
      const { conditions, lastCniLoadStatus } = await runtime.status();
      expect(conditions).toContainEqual({
        type: 'NetworkReady',
        status: false,
        reason: 'NetworkPluginNotReady',
        message: 'Network plugin returns error: cni plugin not initialized',
      });
      expect(lastCniLoadStatus).toBe('cni config load failed: cni plugin not initialized');
    });

    test('tells HostProcess sandboxes from others, the newest first', async () => {
      const other = {
        ...hostProcessPod,
        id: 'b'.repeat(64),
        hostProcess: false,
        createdAt: '2026-11-01T00:00:00.000Z',
      };
      const runtime = await openAt({ version: '1.7.28', sandboxes: [hostProcessPod, other] });
      expect(await runtime.sandboxes()).toMatchObject([
        { id: other.id, hostProcess: false },
        { id: hostProcessPod.id, hostProcess: true, ready: true, uid: hostProcessPod.uid, handler: '' },
      ]);
    });

    test('reads the user of a container, and how one ended', async () => {
      const exit = { code: -1073741515, reason: 'Error', message: 'gone', finishedAt: '2026-10-31T12:05:12.000Z' };
      const ended = { ...container, id: 'd'.repeat(64), state: 'exited' as const, exit };
      const containers = [{ ...container, createdAt: '2026-11-01T00:00:00.000Z' }, ended];
      const runtime = await openAt({ version: '2.1.4', sandboxes: [hostProcessPod], containers });
      expect(await runtime.containers()).toMatchObject([
        { id: container.id, state: 'running', user: 'NT AUTHORITY\\SYSTEM', podName: 'hostprobe-x7k2p', exit: null },
        { id: ended.id, state: 'exited', podUid: hostProcessPod.uid, exit },
      ]);
    });

    test('asks how they ended of the 20 newest ended containers alone, and lists all', async () => {
      const exit = { code: 0, reason: 'Completed', message: '', finishedAt: '2026-11-01T00:00:00.000Z' };
      const containers = Array.from({ length: 30 }, (_, day) => ({
        ...container,
        id: String(day),
        state: 'exited' as const,
        createdAt: new Date(Date.UTC(2026, 9, day + 1)).toISOString(),
        exit,
      }));
      // Those that have not ended are newer, and take no place.
      const others = Array.from({ length: 30 }, (_, index) => {
        const state = (['created', 'running', 'unknown'] as const)[index % 3] ?? 'unknown';
        return { ...container, id: `x${index}`, state, createdAt: '2026-12-01T00:00:00.000Z' };
      });
      const listed = await (await openAt({ version: '1.7.28', containers: [...containers, ...others] })).containers();
      expect(listed).toHaveLength(60);
      const asked = listed.filter((each) => each.exit !== null).map(({ id }) => Number(id));
      expect(asked).toEqual(Array.from({ length: 20 }, (_, back) => 29 - back));
    });

    test('calls an endpoint absent where nobody listens', async () => {
      const path = newPath();
      expect(await openRuntime(path).connection({ timeoutMs: 2000 })).toBe('absent');
      expect(await askVersion(path)).toEqual(failure('failed', /is absent$/));
    });

    test('calls an endpoint silent that takes the connection and sends nothing, and waits no longer than told', async () => {
      const path = newPath();
      await serveBytes(path, () => undefined);
      expect(await openRuntime(path).connection({ timeoutMs: 200 })).toBe('silent');
      expect(await askVersion(path, 200)).toEqual(failure('timeout', /is silent$/));
    });

    test('gives up a call at its deadline when the server speaks HTTP/2 and never answers', async () => {
      const path = newPath();
      await serveStreams(path, () => undefined);
      expect(await openRuntimeOnce(path)).toBe('answers');
      expect(await askVersion(path, 200)).toEqual(failure('timeout', /Version: no answer within/));
    });

    test('gives up a call at its deadline when the answer stops half-way', async () => {
      const path = newPath();
      await serveStreams(path, (stream) => {
        stream.respond(grpcHead);
        stream.write(framed(Buffer.from('half'), { length: 1000 }));
      });
      expect(await askVersion(path, 200)).toEqual(failure('timeout', /no answer within/));
    });

    test('says that the connection was cut in the middle of an answer, and connects anew for the next call', async () => {
      const path = newPath();
      let calls = 0;
      await serveStreams(path, (stream) => {
        calls += 1;
        if (calls === 2) return answer(stream, framed(version('v1.7.28')), { 'grpc-status': '0' });
        stream.respond(grpcHead);
        stream.write(framed(Buffer.from('half'), { length: 1000 }), () => stream.session?.destroy());
      });
      const caller = createRuntimeCaller(path);
      onTestFinished(() => caller.close());
      const call = () => caller.call(RuntimeService.method.version, {}, 2000).catch((error: unknown) => error);
      expect(await call()).toMatchObject({ name: 'QueryError', kind: 'failed' });
      expect(await call()).toMatchObject({ runtimeVersion: 'v1.7.28' });
    });

    test('says that the server closed the connection before it spoke', async () => {
      const path = newPath();
      await serveBytes(path, (socket) => socket.end());
      const cut = await openRuntime(path)
        .connection({ timeoutMs: 2000 })
        .catch((error: unknown) => error);
      expect(cut).toBeInstanceOf(QueryError);
      expect(cut).toMatchObject({ kind: 'failed' });
    });

    test('says that the server speaks no HTTP/2', async () => {
      const path = newPath();
      await serveBytes(path, (socket) => socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'));
      const cut = await openRuntime(path)
        .connection({ timeoutMs: 2000 })
        .catch((error: unknown) => error);
      expect(cut).toMatchObject({ name: 'QueryError', kind: 'failed', message: expect.stringMatching(/no HTTP\/2/) });
    });

    test('takes an error without an answer, its message decoded', async () => {
      const path = newPath();
      await serveStreams(path, (stream) => {
        const tail = { 'grpc-status': '14', 'grpc-message': 'server is not ready: 100%25 %E2%9C%97' };
        stream.respond({ ...grpcHead, ...tail }, { endStream: true });
      });
      expect(await askVersion(path)).toEqual(
        failure('failed', /Version: UNAVAILABLE: server is not ready: 100% ✗$/, 'UNAVAILABLE'),
      );
    });

    test.each([
      ['4', 'timeout', 'DEADLINE_EXCEEDED'],
      ['7', 'denied', 'PERMISSION_DENIED'],
      ['5', 'failed', 'NOT_FOUND'],
      ['99', 'failed', 'status 99'],
    ])('takes gRPC status %s in the trailers as %s', async (status, kind, code) => {
      const path = newPath();
      await serveStreams(path, (stream) =>
        answer(stream, Buffer.alloc(0), { 'grpc-status': status, 'grpc-message': 'it%20said%20%C3%A9' }),
      );
      expect(await askVersion(path)).toEqual(failure(kind, /it said é$/, code));
    });

    test('says that a server without CRI has none', async () => {
      const path = newPath();
      await serveStreams(path, (stream, asked) => {
        const service = asked.split('/')[1];
        const tail = { 'grpc-status': '12', 'grpc-message': `unknown service ${service}` };
        stream.respond({ ...grpcHead, ...tail }, { endStream: true });
      });
      const words = /serves no CRI: its cri plugin .*\(.*unknown service runtime\.v1alpha2\.RuntimeService\)$/;
      expect(await askVersion(path)).toEqual(failure('failed', words, 'UNIMPLEMENTED'));
    });

    test('asks an old server once for the new version, and a server that lacks a method not for the old one', async () => {
      const asked: string[] = [];
      const old = newPath();
      await serveStreams(old, (stream, path) => {
        asked.push(path);
        if (path.includes('.v1alpha2.')) return answer(stream, framed(version('v1.5.18')), { 'grpc-status': '0' });
        const tail = { 'grpc-status': '12', 'grpc-message': 'unknown service runtime.v1.RuntimeService' };
        stream.respond({ ...grpcHead, ...tail }, { endStream: true });
      });
      const caller = createRuntimeCaller(old);
      onTestFinished(() => caller.close());
      for (let time = 0; time < 3; time += 1) await caller.call(RuntimeService.method.version, {}, 2000);
      expect(asked.filter((path) => path.includes('.v1.'))).toHaveLength(1);
      expect(asked).toHaveLength(4);

      asked.length = 0;
      const without = newPath();
      await serveStreams(without, (stream, path) => {
        asked.push(path);
        const tail = { 'grpc-status': '12', 'grpc-message': 'unknown method Version' };
        stream.respond({ ...grpcHead, ...tail }, { endStream: true });
      });
      expect(await askVersion(without)).toEqual(failure('failed', /unknown method Version$/, 'UNIMPLEMENTED'));
      expect(asked).toHaveLength(1);
    });

    test('of a server whose CRI went away or came back, each version is asked for once', async () => {
      const path = newPath();
      let serves: string | null = '.v1alpha2.';
      const asked: string[] = [];
      await serveStreams(path, (stream, of) => {
        asked.push(of.split('.').at(-2) ?? '');
        if (serves !== null && of.includes(serves))
          return answer(stream, framed(version('v1')), { 'grpc-status': '0' });
        const tail = { 'grpc-status': '12', 'grpc-message': 'unknown service' };
        stream.respond({ ...grpcHead, ...tail }, { endStream: true });
      });
      const caller = createRuntimeCaller(path);
      onTestFinished(() => caller.close());
      const ask = async () => {
        asked.length = 0;
        await caller.call(RuntimeService.method.version, {}, 2000).catch(() => undefined);
        return [...asked];
      };
      expect(await ask()).toEqual(['v1', 'v1alpha2']);
      expect(await ask()).toEqual(['v1alpha2']);
      serves = null;
      expect(await ask()).toEqual(['v1alpha2', 'v1']);
      serves = '.v1.';
      expect(await ask()).toEqual(['v1alpha2', 'v1']);
      expect(await ask()).toEqual(['v1']);
    });

    test('of a server that once spoke the old version, the words of its failure are kept', async () => {
      const path = newPath();
      let isDown = false;
      await serveStreams(path, (stream, asked) => {
        const tail = { 'grpc-status': '12', 'grpc-message': 'unknown service runtime' };
        if (asked.includes('.v1.') || isDown) return stream.respond({ ...grpcHead, ...tail }, { endStream: true });
        const failed = { 'grpc-status': '13', 'grpc-message': 'a bug' };
        stream.respond({ ...grpcHead, ...failed }, { endStream: true });
      });
      expect(await askVersion(path)).toEqual(failure('failed', /INTERNAL: a bug$/, 'INTERNAL'));
      isDown = true;
      expect(await askVersion(path)).toEqual(failure('failed', /serves no CRI/, 'UNIMPLEMENTED'));
    });

    test.each([
      ['an HTTP error', { ':status': 503 }, /HTTP status 503/],
      ['another content type', { ':status': 200, 'content-type': 'text/html' }, /content-type text\/html/],
    ])('refuses %s', async (_, headers, message) => {
      const path = newPath();
      await serveStreams(path, (stream) => {
        stream.respond(headers);
        stream.end('<html>');
      });
      expect(await askVersion(path)).toEqual(failure('failed', message));
    });

    test.each([
      ['no message', Buffer.alloc(0)],
      ['two messages', Buffer.concat([framed(version('v1')), framed(version('v2'))])],
      ['a message that is shorter than it says', framed(Buffer.from('half'), { length: 1000 })],
      ['a compressed message, which nobody asked for', framed(version('v1'), { compressed: true })],
    ])('refuses an answer with %s', async (_, body) => {
      const path = newPath();
      await serveStreams(path, (stream) => answer(stream, body, { 'grpc-status': '0' }));
      expect(await askVersion(path)).toEqual(failure('failed', /not exactly one uncompressed message/));
    });

    test('refuses a message that is not what was asked for', async () => {
      const path = newPath();
      await serveStreams(path, (stream) => answer(stream, framed(Buffer.from([0x0a, 0xff])), { 'grpc-status': '0' }));
      expect(await askVersion(path)).toEqual(failure('failed', /is no runtime\.v1\.VersionResponse/));
    });

    test('reads an answer of many frames', async () => {
      const path = newPath();
      const items = Array.from({ length: 20_000 }, (_, at) => ({
        id: `${at}`.padStart(64, '0'),
        createdAt: BigInt(at),
      }));
      const body = toBinary(ListPodSandboxResponseSchema, create(ListPodSandboxResponseSchema, { items }));
      await serveStreams(path, (stream) => answer(stream, framed(body), { 'grpc-status': '0' }));
      const caller = createRuntimeCaller(path);
      onTestFinished(() => caller.close());
      const read = await caller.call(RuntimeService.method.listPodSandbox, {}, 10_000);
      expect(read.items).toHaveLength(20_000);
      expect(read.items.at(-1)?.id).toBe(items.at(-1)?.id);
    });

    test('refuses an answer that is larger than it will hold', async () => {
      const path = newPath();
      await serveStreams(path, (stream) => answer(stream, Buffer.alloc(maxAnswerBytes + 64), { 'grpc-status': '0' }));
      expect(await askVersion(path, 20_000)).toEqual(failure('failed', /larger than 16777216 bytes/));
    });

    test('lists sandboxes whose details do not come', async () => {
      const path = newPath();
      const items = [{ id: 'a' }];
      const body = toBinary(ListPodSandboxResponseSchema, create(ListPodSandboxResponseSchema, { items }));
      await serveStreams(path, (stream, asked) => {
        if (asked.endsWith('/ListPodSandbox')) answer(stream, framed(body), { 'grpc-status': '0' });
      });
      const runtime = openRuntime(path);
      onTestFinished(() => runtime.close());
      expect(await runtime.sandboxes()).toMatchObject([{ id: 'a', hostProcess: null }]);
    });

    test('leaves nothing open when it is closed while it connects', async () => {
      const path = newPath();
      const gone = Promise.withResolvers<void>();
      await serveStreams(
        path,
        () => undefined,
        (socket) => socket.on('close', () => gone.resolve()),
      );
      const runtime = openRuntime(path);
      const connection = runtime.connection({ timeoutMs: 2000 }).catch((error: unknown) => error);
      runtime.close();
      expect(await connection).toMatchObject({ name: 'QueryError', message: `the client for ${path} has been closed` });
      await gone.promise;
    });

    test('ends its connection when it is closed, the calls in flight with it', async () => {
      const path = newPath();
      const ended = Promise.withResolvers<void>();
      const asked = Promise.withResolvers<void>();
      await serveStreams(path, (stream) => {
        stream.session?.on('close', () => ended.resolve());
        asked.resolve();
      });
      const runtime = openRuntime(path);
      const version = runtime.version().catch((error: unknown) => error);
      await asked.promise;
      runtime.close();
      expect(await version).toMatchObject({ name: 'QueryError', kind: 'failed' });
      await ended.promise;
      await expect(runtime.version()).rejects.toThrow(/has been closed/);
    });
  });
}

const version = (runtimeVersion: string) =>
  toBinary(VersionResponseSchema, create(VersionResponseSchema, { runtimeVersion }));

async function openRuntimeOnce(path: string) {
  const runtime = openRuntime(path);
  onTestFinished(() => runtime.close());
  return await runtime.connection({ timeoutMs: 2000 });
}
