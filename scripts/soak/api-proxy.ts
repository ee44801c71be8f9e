import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

type Mode = 'answers' | 'slow' | 'refuses' | 'garbage';

/** A TCP proxy before an API server, which misbehaves as it is told. TLS goes through it untouched. */
export interface Api {
  port: number;
  behave(mode: Mode): void;
  close(): void;
}

const slowMs = 3000;

export async function startApiProxy(target: number): Promise<Api> {
  let mode: Mode = 'answers';
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (mode === 'refuses') return void client.resetAndDestroy();
    if (mode === 'garbage') return void client.end(randomBytes(4096));
    const begin = () => {
      const api = connect(target, '127.0.0.1');
      keep(api);
      client.pipe(api).pipe(client);
    };
    if (mode === 'slow') setTimeout(begin, slowMs);
    else begin();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // A listening TCP server's address is never a string.
    port: (server.address() as AddressInfo).port,
    behave(next) {
      mode = next;
      for (const socket of sockets) socket.destroy();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
