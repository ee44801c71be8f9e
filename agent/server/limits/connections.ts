import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Connection {
  /** Of TCP, also where TLS is spoken on it. */
  socket: Socket;
  from: string;
  /** Counts up with each connection and each request: the lowest has been idle longest. */
  turn: number;
  /** The newest request on it, and its answer. */
  request: IncomingMessage | null;
  answer: ServerResponse | null;
}

export interface Connections {
  /** The TCP connection below a TLS one; null when it is closed. */
  below(socket: Socket): Socket | null;
  /** Whether this connection has a place that is kept for probes. */
  isForProbes(socket: Socket): boolean;
  /** Ends all, those in the middle of a TLS handshake too, which node:http does not count. */
  closeAll(): void;
}

/** Places that only probes may use. They are answered at once, so few are enough. */
export const placesForProbes = 8;

/**
 * Limits the connections of a server. When all are taken, a new connection replaces one that waits for no answer: first
 * one whose request is incomplete, then one that is idle or does not read its answer; among these, the longest idle one
 * of the address with the most connections. If every connection waits for an answer, the new one gets one of a few
 * reserved places, where only probes are answered. So a client that opens ever more connections closes its own, and the
 * kubelet's probe always gets in.
 */
export function boundConnections(server: Server, most: number): Connections {
  const open = new Map<string, Connection>();
  const forProbes = new Map<string, Connection>();
  /** The same connections by the socket of a request: to look an address up for each request would cost more than the rest. */
  const known = new WeakMap<Socket, Connection>();
  let turns = 0;

  const find = (socket: Socket) => {
    const key = keyOf(socket) ?? '';
    return open.get(key) ?? forProbes.get(key);
  };

  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    // Gone already.
    if (key === null) return void socket.destroy();
    const place = open.size < most || makeRoom(open) ? open : forProbes;
    if (place === forProbes && place.size >= placesForProbes && !makeRoom(place)) return void socket.destroy();
    turns += 1;
    const from = socket.remoteAddress ?? '';
    const connection: Connection = { socket, from, turn: turns, request: null, answer: null };
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
    below: (socket) => find(socket)?.socket ?? null,
    isForProbes: (socket) => forProbes.size > 0 && forProbes.has(keyOf(socket) ?? ''),
    closeAll() {
      for (const { socket } of [...open.values(), ...forProbes.values()]) socket.destroy();
    },
  };
}

/** Ends one connection; false: hostprobe owes an answer on each. */
function makeRoom(open: Map<string, Connection>): boolean {
  const unfinished = [...open].filter(([, connection]) => isUnfinished(connection));
  const idle = unfinished.length > 0 ? unfinished : [...open].filter(([, { answer }]) => answer?.writableEnded);
  const counts = new Map<string, number>();
  for (const [, { from }] of idle) counts.set(from, (counts.get(from) ?? 0) + 1);
  const highest = Math.max(...counts.values());
  const [chosen] = idle.filter(([, { from }]) => counts.get(from) === highest).sort(([, a], [, b]) => a.turn - b.turn);
  if (chosen === undefined) return false;
  const [key, { socket }] = chosen;
  open.delete(key);
  socket.destroy();
  return true;
}

/** Nothing came, or headers or a body without their end. A client that waits for 100 Continue has sent no body either. */
const isUnfinished = ({ request, answer }: Connection) =>
  request === null || (!request.complete && !(answer?.writableEnded ?? false));

/** The same for a TCP socket and for the TLS on it; null when the peer has gone. */
const keyOf = ({ remoteAddress, remotePort }: Socket) =>
  remoteAddress === undefined ? null : `${remoteAddress} ${remotePort}`;
