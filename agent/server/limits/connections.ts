import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';

interface Connection {
  /** Of TCP, also where TLS is spoken on it. */
  socket: Socket;
  from: string;
  /** As rate limits know its client: for IPv6 a /64, in which one client may have any address. */
  network: string;
  /** Counts up with each connection and each request: the lowest has been idle longest. */
  turn: number;
  /** The newest request on it, and its answer. */
  request: IncomingMessage | null;
  answer: ServerResponse | null;
}

export type Connections = ReturnType<typeof boundConnections>;

/** Places that only probes may use. They are answered at once, so few are enough. */
const placesForProbes = 8;

/**
 * Limits the connections of a server. When all are taken, a new connection replaces the longest idle one of the network
 * that has the most, of the address in it that has the most, whatever these were used for; only a network with more
 * connections than the new one's gives way to it, or its own. If each of those waits for an answer, the new one gets one
 * of a few reserved places, where only probes are answered. So a client that opens ever more connections closes its own,
 * and the kubelet's probe always gets in.
 */
export function boundConnections(server: Server, most: number) {
  const open = new Map<string, Connection>();
  const forProbes = new Map<string, Connection>();
  /** The same connections by the socket of a request: to look an address up for each request would cost more than the rest. */
  const known = new WeakMap<Socket, Connection>();
  let turns = 0;

  const find = (socket: Socket) => {
    const key = keyOf(socket);
    return open.get(key) ?? forProbes.get(key);
  };

  /** How many connections an address has, or a network. */
  function countBy(part: 'from' | 'network'): (one: Origin) => number {
    const counts = new Map<string, number>();
    for (const { [part]: from } of [...open.values(), ...forProbes.values()]) {
      counts.set(from, (counts.get(from) ?? 0) + 1);
    }
    return (one) => counts.get(one[part]) ?? 0;
  }

  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    const from = String(socket.remoteAddress);
    const origin = { from, network: normalizeIP(from) };
    const makeRoom = (among: Map<string, Connection>) => endOne(among, origin, [countBy('network'), countBy('from')]);
    const place = open.size < most || makeRoom(open) ? open : forProbes;
    if (place === forProbes && place.size >= placesForProbes && !makeRoom(place)) return void socket.destroy();
    turns += 1;
    const connection: Connection = { ...origin, socket, turn: turns, request: null, answer: null };
    place.set(key, connection);
    socket.once('close', () => {
      if (place.get(key) === connection) place.delete(key);
    });
  });

  server.on('request', (request: IncomingMessage, answer: ServerResponse) => {
    const connection = known.get(request.socket) ?? find(request.socket);
    if (connection === undefined) return;
    known.set(request.socket, connection);
    turns += 1;
    connection.turn = turns;
    connection.request = request;
    connection.answer = answer;
  });

  return {
    /** The TCP connection below a TLS one; null when it is closed. */
    below: (socket: Socket) => find(socket)?.socket ?? null,
    /** Whether this connection has a place that is kept for probes. */
    isForProbes: (socket: Socket) => forProbes.size > 0 && forProbes.has(keyOf(socket)),
    /** Ends all, those in the middle of a TLS handshake too, which node:http does not count. */
    closeAll() {
      for (const { socket } of [...open.values(), ...forProbes.values()]) socket.destroy();
    },
  };
}

type Origin = Pick<Connection, 'from' | 'network'>;

/**
 * Ends one connection for a new one; false: none may be ended.
 * @param inNetwork how many the network of a connection has
 * @param ofAddress how many its address has
 */
function endOne(
  open: Map<string, Connection>,
  newcomer: Origin,
  [inNetwork, ofAddress]: readonly [inNetwork: (one: Origin) => number, ofAddress: (one: Origin) => number],
): boolean {
  const own = inNetwork(newcomer);
  const [chosen] = [...open]
    .filter(([, one]) => owesNothing(one) && (one.network === newcomer.network || inNetwork(one) > own))
    .sort(([, a], [, b]) => inNetwork(b) - inNetwork(a) || ofAddress(b) - ofAddress(a) || a.turn - b.turn);
  if (chosen === undefined) return false;
  const [key, { socket }] = chosen;
  open.delete(key);
  socket.destroy();
  return true;
}

/**
 * Nothing came, or headers or a body without their end, or the answer is written and was not read, or is read. A client that
 * waits for 100 Continue has sent no body either.
 */
const owesNothing = ({ request, answer }: Connection) =>
  request === null || !request.complete || answer?.writableEnded === true;

/** More than a client sends in one go that does not want to wait for answers (pipelining). */
const mostInOneGo = 50;

/**
 * Cuts off a client that sends more requests in one go: 64 KiB hold two thousand, which node:http would begin in one turn of
 * the event loop, for each connection. Clients that pipeline must be ready for that (RFC 9112, section 9.3.2); curl,
 * browsers, Go and .NET do not pipeline.
 */
export function boundPipelines(): (listener: RequestListener) => RequestListener {
  const waiting = new WeakMap<Socket, number>();
  function answered(this: ServerResponse) {
    const { socket } = this.req;
    waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
  }
  return (listener) => (request, response) => {
    const { socket } = request;
    const before = waiting.get(socket) ?? 0;
    if (before >= mostInOneGo) return cutOff(socket);
    waiting.set(socket, before + 1);
    response.on('finish', answered);
    listener(request, response);
  };
}

/**
 * Also the parser must stop, which would begin all that it has read. Its `onIncoming` is no public name: without it,
 * the rest is begun and cut off too, which takes longer. Any other number than 0, 1 and 2 stops llhttp.
 */
function cutOff(socket: Socket & { parser?: { onIncoming?: unknown } | null }): void {
  if (socket.parser?.onIncoming) socket.parser.onIncoming = () => -1;
  socket.destroy();
}

/** The same for a TCP socket and for the TLS on it. Peers that have gone share one: their connections end now. */
const keyOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;

/** What the agent itself keeps open at most: its runtime, files that it reads, programs that it starts, two threads. */
const ownHandles = 40;
/** The minimum for any limit of file handles: with fewer, a probe would leave no connection for others. */
const leastConnections = 4;

/**
 * How many connections each of some listeners may have, so that accepting never runs out of file handles: where none is
 * left, the system closes new connections, the kubelet's too.
 * @param wanted where handles are plenty
 * @param handles that the process may have open; null: the system sets no limit
 */
export function connectionsWithin(options: { wanted: number; listeners: number; handles: number | null }): number {
  const { wanted, listeners, handles } = options;
  if (handles === null) return wanted;
  return Math.min(wanted, Math.max(leastConnections, Math.floor((handles - ownHandles) / listeners) - placesForProbes));
}

/** The soft limit of open files of this process; null: none, as on Windows. */
export function handleLimit(): number | null {
  // Only POSIX has user ids, and such a limit. On Windows a report takes a third of the whole start: dbghelp.dll names its frames.
  if (process.getuid === undefined) return null;
  // The type of getReport() is object; the shape is in https://nodejs.org/api/report.html
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  const soft = Number(report.userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : null;
}

/** Default limit of a body, for routes that take none. Bytes. */
export const bodyLimit = 1024;

/** Limits of node:http, so that no client can keep a listener busy; milliseconds, and bytes for the size. */
export const httpLimits = {
  /** For all headers together: a Kubernetes token is 1 to 4 KiB of them. */
  maxHeaderSize: 8192,
  /** Headers come in one packet or few. */
  headersTimeout: 5_000,
  /** The whole of a request; the largest body is 1 MiB. */
  requestTimeout: 10_000,
  /** How often node:http checks the two above; its default is 30 s. */
  connectionsCheckingInterval: 1_000,
  /** Between two requests; Prometheus and browsers open another connection when it is over. */
  keepAliveTimeout: 10_000,
  /** A TLS handshake is two round trips. */
  handshakeTimeout: 5_000,
};

/** Idle time of a connection, also while a response is pending: a run takes less. */
export const idleTimeoutMs = 120_000;

/**
 * Each listener counts its own, so that strangers on the node's address take nothing from loopback. On the node's
 * address more come at once: probes, Prometheus, `status`, people. A connection with TLS takes some 55 KiB.
 */
export const maxConnections = { loopback: 100, exposed: 256 } as const;
