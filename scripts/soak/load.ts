import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SoakedAgent } from './agent.ts';

/** By kind of request: answered as promised, told to come later (429, 503), and lost. */
export type Counts = Map<string, { answered: number; later: number; lost: number }>;

interface Kind {
  what: string;
  /** Between two of them. */
  everyMs: number;
  method: 'GET' | 'POST';
  path: string;
  body?: string;
  /** Of a whole answer; of a hostile body also what says that it is one. */
  statuses: readonly number[];
}

const later = [429, 503];

/** YAML of a few lines that stands for ten thousand million values. */
const aliasBomb = Array.from({ length: 10 }, (_, level) => {
  const one = level === 0 ? 'x' : `*a${level - 1}`;
  return `a${level}: &a${level} [${Array.from({ length: 10 }, () => one).join(', ')}]\n`;
}).join('');
const kinds: readonly Kind[] = [
  { what: 'GET /report', everyMs: 20, method: 'GET', path: '/report?status=200', statuses: [200] },
  { what: 'GET /metrics', everyMs: 100, method: 'GET', path: '/metrics', statuses: [200] },
  { what: 'GET /facts', everyMs: 200, method: 'GET', path: '/facts', statuses: [200] },
  { what: 'POST /report', everyMs: 5000, method: 'POST', path: '/report?status=200', statuses: [200] },
  {
    what: 'POST /explain, hostile',
    everyMs: 3000,
    method: 'POST',
    path: '/explain',
    body: '{\n'.repeat(500_000),
    statuses: [200, 413],
  },
  {
    what: 'POST /lint, hostile',
    everyMs: 7000,
    method: 'POST',
    path: '/lint',
    body: '['.repeat(2 ** 20),
    statuses: [200, 400, 413],
  },
  {
    what: 'POST /predict, hostile',
    everyMs: 8000,
    method: 'POST',
    path: '/predict',
    body: aliasBomb,
    statuses: [200, 400, 413, 422],
  },
  { what: 'GET /bundle', everyMs: 15_000, method: 'GET', path: '/bundle', statuses: [200] },
];

/** Connections that never come to an end, at once. */
const held = 60;
const halfBody = (path: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n${body}`;
const starts = [
  '',
  'GET /livez HTTP/1.1\r\nHost: loc',
  halfBody('/explain', 'x'),
  halfBody('/lint', 'kind: Pod\n'),
  halfBody('/predict', '{"kind":"Pod",'),
  'GET /bundle HTTP/1.1\r\nHost: localhost\r\n\r\n',
];

/** Mixed load on loopback until then; bounded in requests and in connections. */
export async function startLoad(options: { agent: SoakedAgent; until: number; counts: Counts }): Promise<void> {
  const { agent, until, counts } = options;
  await Promise.all([
    ...kinds.map((kind) => askAgain(agent.loopbackPort, kind, { until, counts })),
    holdConnections(agent, until),
  ]);
}

async function askAgain(port: number, kind: Kind, { until, counts }: { until: number; counts: Counts }): Promise<void> {
  const count = { answered: 0, later: 0, lost: 0 };
  counts.set(kind.what, count);
  while (performance.now() < until) {
    const status = await statusOf(port, kind);
    if (kind.statuses.includes(status)) count.answered += 1;
    else if (later.includes(status)) count.later += 1;
    else count.lost += 1;
    await sleep(Math.min(kind.everyMs, Math.max(0, until - performance.now())));
  }
}

/** 0: there was no whole answer. */
function statusOf(port: number, { method, path, body }: Kind): Promise<number> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, method, path, agent: false }, (answer) => {
      answer.resume();
      answer.once('close', () => resolve(answer.complete ? (answer.statusCode ?? 0) : 0));
    });
    asked.once('error', () => resolve(0));
    asked.end(body);
  });
}

/** From another address than the requests above, as plain strangers on both listeners. */
async function holdConnections({ loopbackPort, readersPort }: SoakedAgent, until: number): Promise<void> {
  const sockets = new Set<Socket>();
  for (let turn = 0; performance.now() < until; turn++) {
    while (sockets.size < held) {
      const port = sockets.size % 2 === 0 ? loopbackPort : readersPort;
      const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
      socket.write(starts[(turn + sockets.size) % starts.length] ?? '');
      socket.pause();
    }
    await sleep(500);
  }
  for (const socket of sockets) socket.destroy();
}
