import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { QueryError } from '../../error.ts';

/** The result of connecting to an endpoint; see Runtime.connection for the words. */
export type Reached = { state: 'answers'; session: ClientHttp2Session } | { state: 'absent' | 'silent' | 'read-only' };

/** Nothing listens: there is no such pipe or socket, or only a socket file left by a server that has ended. */
const absentCodes: ReadonlySet<unknown> = new Set(['ENOENT', 'ECONNREFUSED']);
/** libuv gives EPERM for ERROR_ACCESS_DENIED, Linux EACCES. */
const deniedCodes: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM']);

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
    fail(new QueryError(deniedCodes.has(error.code) ? 'denied' : 'failed', what, error.code ?? null));
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
