import { createServer, type ServerHttp2Stream } from 'node:http2';
import { createServer as createSocketServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that a test writes out itself; it ends with the test. */
async function serve(server: Server, path: string): Promise<void> {
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  onTestFinished(async () => {
    for (const socket of connections) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
}

/** Does with each connection what the test says. */
export async function serveBytes(path: string, connected: (socket: Socket) => void): Promise<void> {
  await serve(createSocketServer(connected), path);
}

/** Does with each HTTP/2 request, and with each connection, what the test says. */
export async function serveStreams(
  path: string,
  asked: (stream: ServerHttp2Stream, path: string) => void,
  connected: (socket: Socket) => void = () => undefined,
): Promise<void> {
  const server = createServer();
  server.on('connection', connected);
  server.on('stream', (stream: ServerHttp2Stream, headers: { ':path'?: string }) => {
    stream.on('error', () => stream.destroy());
    asked(stream, headers[':path'] ?? '');
  });
  // Http2Server is a net.Server in all but its type's "connection" listeners.
  await serve(server as unknown as Server, path);
}

export const grpcHead = { ':status': 200, 'content-type': 'application/grpc' };

/** A message as gRPC frames it. */
export function framed(message: Uint8Array, options: { compressed?: boolean; length?: number } = {}): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = options.compressed ? 1 : 0;
  prefix.writeUInt32BE(options.length ?? message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** A whole answer with the given trailers. */
export function answer(stream: ServerHttp2Stream, body: Buffer, trailers: Record<string, string>): void {
  stream.respond(grpcHead, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}
