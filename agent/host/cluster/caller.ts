import { setTimeout as sleep } from 'node:timers/promises';
import { QueryError } from '../../error.ts';
import type { Connection } from './connect.ts';
import { Refusal, toQueryError } from './failure.ts';

/** For one request, without the time that the server asks to wait. */
const callTimeoutMs = 3_000;
/** For all requests of one run together. */
const budgetMs = 10_000;

/** Asks one question; `what` names it in error messages. Rejects with a QueryError. */
export type Ask = <Answer>(what: string, call: (connection: Connection) => Promise<Answer>) => Promise<Answer>;

/** Connects at the first question, which also starts the time limit for all. */
export function createApiCaller(connect: (signal: () => AbortSignal) => Connection): {
  ask: Ask;
  close(): void;
} {
  let connection: Connection | undefined;
  let budgetEndsAt = Number.POSITIVE_INFINITY;
  let closed = false;

  const leftMs = () => Math.max(0, Math.ceil(Math.min(callTimeoutMs, budgetEndsAt - performance.now())));

  function open(): Connection {
    if (closed) throw new QueryError('failed', 'the client for the Kubernetes API has been closed');
    if (connection === undefined) {
      connection = connect(() => AbortSignal.timeout(leftMs()));
      budgetEndsAt = performance.now() + budgetMs;
    }
    return connection;
  }

  async function patiently<Answer>(call: (connection: Connection) => Promise<Answer>): Promise<Answer> {
    const opened = open();
    const endsAt = performance.now() + leftMs();
    for (;;) {
      if (leftMs() === 0) throw new QueryError('timeout', 'not asked, the time for this run is over');
      try {
        return await call(opened);
      } catch (thrown) {
        const waitMs = thrown instanceof Refusal ? thrown.retryAfterMs : null;
        if (waitMs === null || performance.now() + waitMs >= endsAt) throw thrown;
        await sleep(waitMs);
      }
    }
  }

  return {
    async ask(what, call) {
      try {
        return await patiently(call);
      } catch (thrown) {
        throw toQueryError(what, thrown);
      }
    },
    close() {
      closed = true;
      connection?.close();
    },
  };
}
