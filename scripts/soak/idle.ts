import { request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectSecurely } from 'node:tls';

/** More than a listener keeps. */
const full = 300;
const newEveryMs = 5;
const lastsMs = 10_000;
const stranger = '127.0.0.3';

/**
 * Opens connections from one address, each with one answered request, until the listener is full, and then 200 a second, while
 * a kubelet probes from another. Whether all probes are answered.
 */
export async function fillListener(port: number, secure: boolean): Promise<boolean> {
  const sockets = new Set<Socket>();
  const open = () => {
    const place = { port, host: '127.0.0.1', localAddress: stranger };
    // What tls hands on to net: the types of tls.connect leave it out.
    const socket = secure ? connectSecurely({ ...place, rejectUnauthorized: false } as object) : connect(place);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
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
    const probed: boolean[] = [];
    while (performance.now() < until) {
      probed.push(await isAnswered(port, secure));
      await sleep(50);
    }
    await flooding;
    return probed.length > 10 && probed.every(Boolean);
  } finally {
    for (const socket of sockets) socket.destroy();
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
