import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCaller } from '../../../agent/host/cluster/caller.ts';
import type { Connection } from '../../../agent/host/cluster/connect.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A connection over which nothing is asked: what a call answers is the test's own affair. */
const nothing = { close: () => undefined } as Connection;
const errorOf = (answer: Promise<unknown>) => answer.catch((error: unknown) => error);

test('all questions of a look have ten seconds together, whatever part of a millisecond is left', async () => {
  const { ask } = createCaller(async (signal) => {
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

test('the time counts from when the client is loaded', async () => {
  const { ask } = createCaller(async () => {
    vi.advanceTimersByTime(60_000);
    return nothing;
  });
  expect(await ask('wait', async () => 'answered')).toBe('answered');
});

test('a client that cannot be loaded fails every question, and closing it fails nothing', async () => {
  const { ask, close } = createCaller(() => Promise.reject(new Error('Cannot find package')));
  for (let times = 0; times < 2; times++) {
    expect(await errorOf(ask('GET /version', async () => 1))).toMatchObject({
      kind: 'failed',
      message: 'GET /version: Cannot find package',
    });
  }
  close();
});

test('a client that is closed while it is being loaded is closed when it is there', async () => {
  const loading = Promise.withResolvers<Connection>();
  const { ask, close } = createCaller(() => loading.promise);
  const answer = errorOf(ask('GET /version', async () => 1));
  close();
  const closed = new Promise<void>((resolve) => loading.resolve({ ...nothing, close: resolve }));
  await closed;
  await answer;
});
