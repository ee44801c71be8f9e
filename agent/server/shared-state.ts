import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Host } from '../host.ts';
import type { Log, OwnLog } from '../log.ts';
import type { Monitor } from '../monitor.ts';
import type { ReadSetup } from '../probe.ts';
import type { OwnNodePolicy } from '../publish/own-node-policy.ts';
import { type Bodies, createBodies } from './answer/body.ts';
import { HttpProblem } from './answer/problem.ts';
import { type Clock, runningClock } from './limits/clock.ts';
import { oneDownload } from './limits/rate.ts';
import { createPool, judging, type Pool } from './limits/threads.ts';

/** What all listeners of one server share. */
export interface Shared {
  monitor: Monitor;
  bodies: Bodies;
  /** Requests answered since the start, by status code. */
  requests: Map<number, number>;
  /** Limits all routes that read a body. */
  judging: ReturnType<typeof createTurns>;
  /** Milliseconds of processor time that such a route has for a body. */
  judgingMs: number;
  /** For the limits of time. */
  clock: Clock;
  /** Limits bundles, which need time and disk reads. */
  bundling: ReturnType<typeof oneDownload>;
  /** Whether this process can still work. */
  pool: Pool;
  /** For bundles: the node's files and setup (null for a saved snapshot), this process's log, and where to log errors. */
  node: { host: Host | null; readSetup?: ReadSetup | null; ownLog: OwnLog; log: Log } | null;
  /** The page that explains, lints and predicts in a browser, as a file; null: this program was built without. */
  page: () => Promise<string | null>;
  /** What `--publish` is doing, and why failing pods get no events for now; null: nothing is published, or they get them. */
  publishing: { ownNodePolicy(): OwnNodePolicy; refused(): string | null } | null;
}

export type SharedOptions = Partial<Pick<Shared, 'publishing' | 'page' | 'judgingMs' | 'clock'>>;

export const createShared = (
  monitor: Monitor,
  node: Shared['node'] = null,
  {
    publishing = null,
    page = async () => null,
    clock = runningClock,
    judgingMs = judging.longestMs,
  }: SharedOptions = {},
): Shared => ({
  monitor,
  bodies: createBodies(monitor.history),
  requests: new Map(),
  judging: createTurns({ running: judging.threads, most: 10, clock }),
  judgingMs,
  clock,
  bundling: oneDownload(clock),
  pool: createPool(clock),
  node,
  page,
  publishing,
});

interface Turn {
  reader: string;
  request: FastifyRequest;
  since: number;
  state: 'body' | 'waiting' | 'running';
  start: PromiseWithResolvers<void>;
}

/** A body of 1 MiB on a slow line comes in less if no other client needs the place. */
const bodyMs = 1000;

/**
 * Shares what takes seconds between readers; several routes can share one. A reader has one running request at a time, so that a few slow requests leave room for other readers; the rest wait in
 * line. When the line is full, a slow body is dropped first, then the newest request of the reader with the most.
 * @param options.running requests that run at once
 * @param options.most requests that run, wait or send their body
 */
function createTurns(options: { running: number; most: number; clock: Clock }) {
  const turns: Turn[] = [];
  const turnsOf = (reader: string) => turns.filter((turn) => turn.reader === reader).length;

  function startNext() {
    const running = turns.filter(({ state }) => state === 'running');
    if (running.length >= options.running) return;
    const busy = new Set(running.map(({ reader }) => reader));
    const next = turns.find(({ state, reader }) => state === 'waiting' && !busy.has(reader));
    if (next === undefined) return;
    next.state = 'running';
    next.start.resolve();
    startNext();
  }

  function leave(turn: Turn) {
    const index = turns.indexOf(turn);
    if (index === -1) return;
    turns.splice(index, 1);
    startNext();
  }

  /** The one that gives its place to a request of this reader. */
  function displaced(reader: string): Turn | undefined {
    const now = options.clock.elapsed();
    const slow = turns.find(({ state, since }) => state === 'body' && now - since > bodyMs);
    return slow ?? turns.findLast((turn) => turn.state !== 'running' && turnsOf(turn.reader) > turnsOf(reader) + 1);
  }

  return {
    /** An onRequest hook: refuses a request before its body is read if too many are in progress, because bodies take memory. */
    async enter(request: FastifyRequest, reply: FastifyReply) {
      const { reader } = request;
      if (turns.length >= options.most) {
        const other = displaced(reader);
        if (other === undefined) throw full();
        leave(other);
        if (other.state === 'waiting') other.start.reject(full());
        else other.request.raw.destroy();
      }
      const start = Promise.withResolvers<void>();
      // Also rejected if the client has gone and nothing waits any more.
      start.promise.catch(() => undefined);
      const turn: Turn = { reader, request, since: options.clock.elapsed(), state: 'body', start };
      turns.push(turn);
      reply.raw.once('close', () => leave(turn));
    },
    /** A preHandler hook: waits until the work may start. */
    async wait(request: FastifyRequest) {
      const turn = turns.find((one) => one.request === request);
      if (turn === undefined) throw full();
      turn.state = 'waiting';
      startNext();
      await turn.start.promise;
    },
  };
}

const full = () =>
  new HttpProblem(503, 'too many requests wait for their turn; ask again in a second', { 'retry-after': '1' });
