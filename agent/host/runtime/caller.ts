import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { QueryError } from '../../error.ts';
import { codeOf, failureOf } from '../error.ts';
import { ask } from './grpc-call.ts';

/** The result of connecting to an endpoint; see Runtime.connection for the words. */
type Reached = { state: 'answers'; session: ClientHttp2Session } | { state: 'absent' | 'silent' | 'read-only' };

/** Nothing listens: there is no such pipe or socket, or only a socket file left by a server that has ended. */
const absentCodes: ReadonlySet<unknown> = new Set(['ENOENT', 'ECONNREFUSED']);

/**
 * Connects to a named pipe or unix socket and waits for the SETTINGS frame, which a gRPC server sends first. Only this
 * proves that the server answers: a pipe accepts connections and bytes even if no program reads them.
 * The caller must destroy the session; in all other cases nothing stays open.
 * @throws QueryError `denied` if this account may not open the endpoint, `failed` if it does not support HTTP/2
 */
export function reach(path: string, timeoutMs: number): Promise<Reached> {
  const { promise, resolve, reject } = Promise.withResolvers<Reached>();
  const socket = connectSocket({ path });
  let session: ClientHttp2Session | undefined;

  const leave = () => {
    clearTimeout(timer);
    session?.destroy();
    socket.destroy();
  };
  const end = (state: 'absent' | 'silent' | 'read-only') => {
    leave();
    resolve({ state });
  };
  const fail = (error: QueryError) => {
    leave();
    reject(error);
  };
  const timer = setTimeout(() => end('silent'), timeoutMs);

  const broken = (error: NodeJS.ErrnoException, what: string) => {
    fail(new QueryError(failureOf(codeOf(error)), what, codeOf(error)));
  };
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (session !== undefined) broken(error, `no HTTP/2 from ${path}: ${error.message}`);
    else if (absentCodes.has(error.code)) end('absent');
    else broken(error, error.message);
  });
  socket.once('connect', () => {
    // If write access is refused, libuv opens the pipe read-only and Node ends the writing side.
    if (!socket.writable) return end('read-only');
    const opened = connectHttp2('http://localhost', {
      createConnection: () => socket,
      settings: { enablePush: false },
    });
    session = opened;
    // The listeners stay after the session is returned; its calls report the same error themselves.
    opened.on('error', (error: NodeJS.ErrnoException) => broken(error, `no HTTP/2 from ${path}: ${error.message}`));
    opened.on('close', () => fail(new QueryError('failed', `${path} took the connection and closed it at once`)));
    opened.once('remoteSettings', () => {
      clearTimeout(timer);
      resolve({ state: 'answers', session: opened });
    });
  });
  return promise;
}

interface Method<Input extends DescMessage, Output extends DescMessage> {
  name: string;
  parent: { typeName: string };
  input: Input;
  output: Output;
}

/** v1alpha2 is all that containerd 1.5 and older have. Every message that hostprobe uses is the same in it. */
const versions = ['runtime.v1.', 'runtime.v1alpha2.'] as const;

/** Calls one endpoint over one connection. The first call opens it, `close` ends it. */
export function createRuntimeCaller(path: string) {
  let served: (typeof versions)[number] | null = null;
  let session: ClientHttp2Session | undefined;
  let reaching: Promise<Reached> | undefined;
  let closed = false;

  const refuseClosed = () => {
    if (closed) throw new QueryError('failed', `the client for ${path} has been closed`);
  };

  async function reachShared(timeoutMs: number): Promise<Reached> {
    refuseClosed();
    if (session !== undefined && !session.closed && !session.destroyed) return { state: 'answers', session };
    reaching ??= reach(path, timeoutMs).finally(() => {
      reaching = undefined;
    });
    const reached = await reaching;
    if (reached.state === 'answers') session = reached.session;
    // `close` was called while it was opening, so this is the only place that can close it.
    if (closed) session?.destroy();
    refuseClosed();
    return reached;
  }

  /** Calls the version that the server is known to have, then each other one, once. */
  async function askAny(
    open: ClientHttp2Session,
    { name: method, parent }: Method<DescMessage, DescMessage>,
    message: Uint8Array,
    deadline: number,
  ) {
    let unknown = '';
    for (const version of new Set([served ?? versions[0], ...versions])) {
      const service = parent.typeName.replace(versions[0], version);
      const timeoutMs = Math.max(1, deadline - performance.now());
      try {
        const answer = await ask(open, { service, method, message, timeoutMs });
        served = version;
        return answer;
      } catch (error) {
        if (!isUnknownService(error)) throw error;
        unknown = error.message;
      }
    }
    const why = `its cri plugin is disabled or failed to load (${unknown})`;
    throw new QueryError('failed', `what listens at ${path} serves no CRI: ${why}`, 'UNIMPLEMENTED');
  }

  return {
    reach: reachShared,
    /** Calls a method. The deadline includes opening the connection. */
    async call<Input extends DescMessage, Output extends DescMessage>(
      method: Method<Input, Output>,
      request: MessageInitShape<Input>,
      timeoutMs: number,
    ): Promise<MessageShape<Output>> {
      const deadline = performance.now() + timeoutMs;
      const open = sessionOf(await reachShared(timeoutMs), path);
      const message = toBinary(method.input, create(method.input, request));
      const answer = await askAny(open, method, message, deadline);
      try {
        return fromBinary(method.output, answer);
      } catch (error) {
        throw new QueryError('failed', `CRI ${method.name}: the answer is no ${method.output.typeName}: ${error}`);
      }
    },
    close() {
      closed = true;
      session?.destroy();
    },
  };
}

const kinds = { absent: 'failed', silent: 'timeout', 'read-only': 'denied' } as const;

function sessionOf(reached: Reached, path: string): ClientHttp2Session {
  if (reached.state === 'answers') return reached.session;
  throw new QueryError(kinds[reached.state], `the CRI endpoint ${path} is ${reached.state}`);
}

function isUnknownService(error: unknown): error is QueryError {
  return error instanceof QueryError && error.code === 'UNIMPLEMENTED' && error.message.includes('unknown service');
}
