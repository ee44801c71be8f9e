import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { onTestFinished } from 'vitest';

/** A connection on which a test says what it likes, byte by byte. */
export interface Wire {
  socket: Socket;
  send(bytes: string): void;
  /** All that came so far. */
  heard(): string;
  /** Resolves with all that came when the server has closed the connection; a reset is as good an end as any. */
  end: Promise<string>;
  /** Resolves when this many answers have begun to come. */
  answers(count: number): Promise<string>;
}

/** Opens one to 127.0.0.1. */
export async function openWire(port: number, options: { tls?: boolean; from?: string } = {}): Promise<Wire> {
  const { tls = false, from } = options;
  const target = { port, host: '127.0.0.1', ...(from === undefined ? {} : { localAddress: from }) };
  // The certificate of a test's listener is nobody's; what is said on the connection is what is looked at.
  const socket = tls ? connectTls({ ...target, rejectUnauthorized: false }) : connect(target);
  onTestFinished(() => void socket.destroy());
  let heard = '';
  const closed = Promise.withResolvers<string>();
  socket.setEncoding('latin1');
  socket.on('data', (text) => {
    heard += text;
  });
  // 'close' follows.
  socket.on('error', () => undefined);
  socket.once('close', () => closed.resolve(heard));
  const open = new Promise((resolve) => socket.once(tls ? 'secureConnect' : 'connect', resolve));
  await Promise.race([open, closed.promise]);
  return {
    socket,
    send: (bytes) => void socket.write(bytes, 'latin1'),
    heard: () => heard,
    end: closed.promise,
    async answers(count) {
      while (statusesIn(heard).length < count && !socket.destroyed) {
        await Promise.race([new Promise((resolve) => socket.once('data', resolve)), closed.promise]);
      }
      return heard;
    },
  };
}

/** The status codes of the answers in what came over a wire. */
export const statusesIn = (heard: string) =>
  [...heard.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
