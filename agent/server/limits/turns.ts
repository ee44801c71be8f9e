import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../answer/problem.ts';
import type { Clock } from './clock.ts';

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** Shares what takes seconds between readers. Several routes can share one. */
export interface Turns {
  /** An onRequest hook: refuses a request before its body is read if too many are in progress, because bodies take memory. */
  enter: Hook;
  /** A preHandler hook: waits until the work may start. */
  wait: Hook;
}

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
 * A reader has one running request at a time, so that a few slow requests leave room for other readers; the rest wait in
 * line. When the line is full, a slow body is dropped first, then the newest request of the reader with the most.
 * @param options.running requests that run at once
 * @param options.most requests that run, wait or send their body
 */
export function createTurns(options: { running: number; most: number; clock: Clock }): Turns {
  const turns: Turn[] = [];
  const of = (reader: string) => turns.filter((turn) => turn.reader === reader).length;

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
    return slow ?? turns.findLast((turn) => turn.state !== 'running' && of(turn.reader) > of(reader) + 1);
  }

  return {
    async enter(request, reply) {
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
    async wait(request) {
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
