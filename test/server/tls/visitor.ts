import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';

/** A client that looks at which certificate it gets, and may ask on the same connection later. */
export async function visit(port: number) {
  const socket: TLSSocket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  onTestFinished(() => void socket.destroy());
  // A server that ends may reset it.
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  socket.setEncoding('latin1');
  return {
    sha256: socket.getPeerCertificate().fingerprint256,
    names: socket.getPeerCertificate().subjectaltname,
    async ask(): Promise<string> {
      socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
      const [heard] = await once(socket, 'data');
      return String(heard).split('\r\n', 1)[0] ?? '';
    },
  };
}
