import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Connection {
  /** Of TCP, also where TLS is spoken on it. */
  socket: Socket;
  from: string;
  /** Counts up with each connection and each request: the lowest has been idle longest. */
  turn: number;
  /** To the newest request on it. */
  answer: ServerResponse | null;
}

export interface Connections {
  /** The TCP connection that a TLS one goes over; null when it has gone. */
  below(socket: Socket): Socket | null;
  /** Ends all, those in the middle of a TLS handshake too, which node:http does not count. */
  closeAll(): void;
}

/**
 * Limits a server's connections. When all are in use, a new one replaces a connection that waits for nothing (no complete
 * request, or the client does not read): the longest idle one of the address with the most connections. A client that
 * opens connection after connection thus closes its own, and the kubelet's probe still gets in.
 */
export function boundConnections(server: Server, most: number): Connections {
  const open = new Map<string, Connection>();
  /** What `open` has, by what requests come on: a look at an address for each would cost more than the rest of this. */
  const known = new WeakMap<Socket, Connection>();
  let turns = 0;

  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    // Gone already.
    if (key === null) return void socket.destroy();
    if (open.size >= most && !makeRoom(open)) return void socket.destroy();
    turns += 1;
    const connection: Connection = { socket, from: socket.remoteAddress ?? '', turn: turns, answer: null };
    open.set(key, connection);
    socket.once('close', () => {
      if (open.get(key) === connection) open.delete(key);
    });
  });

  server.on('request', ({ socket }: IncomingMessage, answer: ServerResponse) => {
    const connection = known.get(socket) ?? open.get(keyOf(socket) ?? '');
    if (connection === undefined) return;
    known.set(socket, connection);
    turns += 1;
    connection.turn = turns;
    connection.answer = answer;
  });

  return {
    below: (socket) => open.get(keyOf(socket) ?? '')?.socket ?? null,
    closeAll() {
      for (const { socket } of open.values()) socket.destroy();
    },
  };
}

/** Ends one connection; false: hostprobe owes an answer on each. */
function makeRoom(open: Map<string, Connection>): boolean {
  const idle = [...open].filter(([, { answer }]) => answer === null || answer.writableEnded);
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

/** The same for a TCP socket and for the TLS on it; null when the peer has gone. */
const keyOf = ({ remoteAddress, remotePort }: Socket) =>
  remoteAddress === undefined ? null : `${remoteAddress} ${remotePort}`;
