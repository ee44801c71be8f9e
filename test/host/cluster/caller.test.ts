import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApiCaller } from '../../../agent/host/cluster/caller.ts';
import type { Connection } from '../../../agent/host/cluster/connect.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A connection over which nothing is asked: what a call answers is the test's own affair. */
const nothing: Connection = { ask: () => Promise.reject(new Error('nothing is asked')), close: () => undefined };
const errorOf = (answer: Promise<unknown>) => answer.catch((error: unknown) => error);

test('all questions of a run have ten seconds together', async () => {
  const { ask } = createApiCaller((signal) => {
    signals = signal;
    return nothing;
  });
  let signals: () => AbortSignal = () => AbortSignal.abort();
  const take = (ms: number) =>
    ask('wait', async () => {
      signals();
      vi.advanceTimersByTime(ms);
    });
  await take(4_000.25);
  await take(4_000.25);
  await take(1_999.25);
  await take(0.25);
  expect(await errorOf(take(1))).toMatchObject({
    kind: 'timeout',
    message: expect.stringMatching(/^wait: not asked, the time/),
  });
});

test('a client that is closed asks nothing more, and one that asked nothing opens nothing to be closed', async () => {
  let opened = 0;
  const { ask, close } = createApiCaller(() => {
    opened += 1;
    return nothing;
  });
  close();
  expect(await errorOf(ask('GET /version', async () => 1))).toMatchObject({
    kind: 'failed',
    message: 'GET /version: the client for the Kubernetes API has been closed',
  });
  expect(opened).toBe(0);
});
