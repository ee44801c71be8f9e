import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Connection {
  /** Of TCP, also where TLS is spoken on it. */
  socket: Socket;
  from: string;
  /** Those that have not left to the end. */
  answers: Set<ServerResponse>;
}

/** Nothing is owed on it: what is left to do is the client's, to send a request or to take an answer. */
const isIdle = ({ answers }: Connection) => [...answers].every((answer) => answer.writableEnded);

export interface Connections {
  /** The TCP connection that a TLS one goes over; null when it has gone. */
  below(socket: Socket): Socket | null;
  /** Ends all, those in the middle of a TLS handshake too, which node:http does not count. */
  closeAll(): void;
}

/**
 * Holds a server to so many connections. When all are taken, a new one gets the place of one on which hostprobe owes
 * nothing (no whole request came, or the client does not take the answer): the longest idle one of the address that has
 * most. So whoever opens connection after connection closes their own, and the kubelet's probe still gets in.
 */
export function boundConnections(server: Server, most: number): Connections {
  // In the order in which they became idle, as far as they are.
  const open = new Map<string, Connection>();

  server.on('connection', (socket: Socket) => {
    const key = keyOf(socket);
    // Gone already.
    if (key === null) return void socket.destroy();
    if (open.size >= most && !makeRoom()) return void socket.destroy();
    const connection = { socket, from: socket.remoteAddress ?? '', answers: new Set<ServerResponse>() };
    open.set(key, connection);
    socket.once('close', () => {
      if (open.get(key) === connection) open.delete(key);
    });
  });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const key = keyOf(request.socket);
    const connection = key === null ? undefined : open.get(key);
    if (key === null || connection === undefined) return;
    connection.answers.add(response);
    response.once('close', () => {
      connection.answers.delete(response);
      if (open.get(key) !== connection) return;
      open.delete(key);
      open.set(key, connection);
    });
  });

  function makeRoom(): boolean {
    const idle = [...open].filter(([, connection]) => isIdle(connection));
    const counts = new Map<string, number>();
    for (const [, { from }] of idle) counts.set(from, (counts.get(from) ?? 0) + 1);
    const highest = Math.max(...counts.values());
    const chosen = idle.find(([, { from }]) => counts.get(from) === highest);
    if (chosen === undefined) return false;
    open.delete(chosen[0]);
    chosen[1].socket.destroy();
    return true;
  }

  return {
    below(socket) {
      const key = keyOf(socket);
      return key === null ? null : (open.get(key)?.socket ?? null);
    },
    closeAll() {
      for (const { socket } of open.values()) socket.destroy();
    },
  };
}

/** The same for a TCP socket and for the TLS on it; null when the peer has gone. */
const keyOf = ({ remoteAddress, remotePort }: Socket) =>
  remoteAddress === undefined ? null : `${remoteAddress} ${remotePort}`;
