import { request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectSecurely } from 'node:tls';
import type { Watch } from './fault.ts';

/** More than a listener keeps. */
const full = 300;
const newEveryMs = 5;
const lastsMs = 10_000;
const stranger = '127.0.0.3';

/**
 * Opens connections from one address, each with one answered request, until the listener is full, and then 200 a second, while
 * a kubelet probes from another, and must always be answered. A connection of the one that is closed is refused.
 */
export async function fillListener({ port, secure }: { port: number; secure: boolean }, watch: Watch): Promise<void> {
  const sockets = new Set<Socket>();
  const open = () => {
    const place = { port, host: '127.0.0.1', localAddress: stranger };
    // What tls hands on to net: the types of tls.connect leave it out.
    const socket = secure ? connectSecurely({ ...place, rejectUnauthorized: false } as object) : connect(place);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      watch.answered(false);
    });
    socket.resume();
    socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n');
  };
  try {
    for (let count = 0; count < full; count++) {
      open();
      await sleep(newEveryMs);
    }
    const until = performance.now() + lastsMs;
    const flooding = (async () => {
      while (performance.now() < until) {
        open();
        await sleep(newEveryMs);
      }
    })();
    let probes = 0;
    for (; performance.now() < until; probes++) {
      watch.expect(watch.answered(await isAnswered(port, secure)), 'a probe is not answered');
      await sleep(50);
    }
    await flooding;
    watch.expect(probes > 10, 'the probes take too long');
  } finally {
    for (const socket of sockets) socket.removeAllListeners('close').destroy();
  }
}

/** On a new connection, as a kubelet does. */
function isAnswered(port: number, secure: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path: '/livez', agent: false, timeout: 5000, rejectUnauthorized: false };
    const asked = (secure ? requestSecurely : request)(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(false));
    asked.end();
  });
}
