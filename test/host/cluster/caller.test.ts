import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { longestFirstSeconds, serve } from '../../../agent/cli/serve.ts';
import { readConfig } from '../../../agent/config.ts';
import { QueryError } from '../../../agent/error.ts';
import { createAnswerCache, createApiCaller, createRestraint, readPages } from '../../../agent/host/cluster/caller.ts';
import { type Connection, Refusal, toQueryError } from '../../../agent/host/cluster/connect.ts';
import { simulate } from './fleet.ts';

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

describe('an API server that says too much', () => {
  const tooMuch = (seconds: string) => new Refusal(429, null, { 'retry-after': seconds });

  test('is asked one question a run, in ever fewer runs, until it answers', async () => {
    let now = 0;
    let asked = 0;
    let isBusy = true;
    const restraint = createRestraint({ elapsed: () => now, chance: () => 0.5 });
    const run = async () => {
      const before = asked;
      const { ask, close } = createApiCaller(() => nothing, restraint);
      const question = () =>
        ask('list pods', async () => {
          asked += 1;
          if (isBusy) throw tooMuch('1');
        });
      await Promise.all([question(), question(), question()].map(errorOf));
      await errorOf(question());
      close();
      now += 60_000;
      return asked - before;
    };
    const perRun: number[] = [];
    for (let minute = 0; minute < 16; minute++) perRun.push(await run());
    expect(perRun).toEqual([1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
    isBusy = false;
    const later: number[] = [];
    for (let minute = 0; minute < 5; minute++) later.push(await run());
    expect(later).toEqual([0, 0, 4, 4, 4]);
  });

  test('is asked again by nobody before the time that it names', () => {
    let now = 0;
    for (const chance of [0, 0.5, 1]) {
      const restraint = createRestraint({ elapsed: () => now, chance: () => chance });
      const began = now;
      const error = new QueryError('failed', '429');
      restraint.failed(error, 300_000);
      now = began + 300_000 * (1 + chance) - 1;
      expect(restraint.refusal()).toBe(error);
      now += 1;
      expect(restraint.refusal()).toBeNull();
    }
  });

  test('is believed for a quarter of an hour at most', () => {
    let now = 0;
    const restraint = createRestraint({ elapsed: () => now, chance: () => 0 });
    restraint.failed(new QueryError('failed', '429'), 2 * 3_600_000);
    now = 15 * 60_000 - 1;
    expect(restraint.refusal()).not.toBeNull();
    now += 1;
    expect(restraint.refusal()).toBeNull();
  });

  test('and a server that is not reached are asked by a person who waits, all the same', async () => {
    const restraint = createRestraint({ elapsed: () => 0 });
    const { ask, askAnyway } = createApiCaller(() => nothing, restraint);
    expect(await errorOf(ask('GET /version', () => Promise.reject(tooMuch('5'))))).toMatchObject({ code: '429' });
    expect(await askAnyway('create tokenreview', async () => 'yes')).toBe('yes');
  });
});

// Only 500 is an answer about one question; 502 to 504 are said by what stands before the API server, or by one that is ending.
test.each([
  [500, true],
  [503, false],
])('after a first answer, a %i of one question leaves the others: %s', async (code, leaves) => {
  const restraint = createRestraint({ elapsed: () => 0, chance: () => 0 });
  const { ask } = createApiCaller(() => nothing, restraint);
  await ask('GET /version', async () => 1);
  await errorOf(ask('list a', () => Promise.reject(new Refusal(code, null, {}))));
  expect((await errorOf(ask('list b', async () => 2))) === 2).toBe(leaves);
});

test('after an outage a run is sure again once another was answered', () => {
  const restraint = createRestraint({ elapsed: () => 0, chance: () => 0 });
  restraint.succeeded();
  expect(restraint.isSure()).toBe(true);
  restraint.failed(new QueryError('failed', '503'), null);
  expect(restraint.isSure()).toBe(false);
  restraint.succeeded();
  expect(restraint.isSure()).toBe(true);
});

// RFC 9110, 10.2.3: seconds, or a date, which Kubernetes does not send.
test.each([
  [429, '7', 7000],
  [503, '7', 7000],
  [500, '7', null],
  [429, '0', null],
  [429, '1.5', null],
  [503, 'Sun, 01 Nov 2026 12:00:00 GMT', null],
  [429, undefined, null],
])('a %i with retry-after %s asks to wait for %s ms', (code, seconds, expected) => {
  expect(new Refusal(code, null, { 'retry-after': seconds }).retryAfterMs).toBe(expected);
});

test.each([
  [299, 'in no words'],
  [300, 'a redirect'],
  [399, 'a redirect'],
  [400, 'in no words'],
  [401, 'does not accept the credential'],
])('a %i without words of Kubernetes is told as %s', (code, words) => {
  expect(toQueryError('get', new Refusal(code, '<html>', {})).message).toContain(words);
});

const paged = (...pages: readonly [items: readonly number[] | null, next: string][]) => {
  const left = [...pages];
  return async () => {
    const page = left.shift();
    if (page === undefined) throw new Error('asked once more');
    const [items, next] = page;
    return { items: items === null ? null : [...items], metadata: { continue: next } };
  };
};

test.each([
  ['one page', paged([[1, 2], '']), { items: [1, 2], truncated: false }],
  ['a page with more than is wanted', paged([[1, 2, 3], '']), { items: [1, 2], truncated: true }],
  ['a next page after as many as are wanted', paged([[1, 2], 'next']), { items: [1, 2], truncated: true }],
  ['an empty page before the next', paged([null, 'next'], [[1], '']), { items: [1], truncated: false }],
])('a list is read as far as wanted, and says whether it is whole: %s', async (_, ask, expected) => {
  expect(await readPages(2, ask)).toEqual(expected);
});

test('a list that never ends is read in 20 pages at most, and one is never asked for more than is wanted', async () => {
  const asked: unknown[] = [];
  const endless = await readPages(1000, async (page) => {
    asked.push(page);
    return { items: [asked.length], metadata: { continue: 'next' } };
  });
  expect(endless).toEqual({ items: Array.from({ length: 20 }, (_, index) => index + 1), truncated: true });
  // Any version, from the server's memory; a continuation must not name one (api-concepts, "Retrieving large results sets").
  expect(asked.slice(0, 2)).toEqual([
    { limit: 100, resourceVersion: '0' },
    { limit: 100, continue: 'next' },
  ]);
  const bare = await readPages(5, async () => ({ items: [1] }));
  expect(bare).toEqual({ items: [1], truncated: false });
});

test('a list that has expired may be as large when it is read again', async () => {
  let asked = 0;
  const read = await readPages(9, async (page, onRead) => {
    asked += 1;
    if (asked > 1 && page.continue !== undefined) throw new QueryError('failed', 'expired', '410');
    onRead(16 * 2 ** 20);
    return { items: [asked], metadata: { continue: asked === 1 ? 'next' : '' } };
  });
  expect(read).toEqual({ items: [3], truncated: false });
});

test('an error that is none of the API is no expired list', async () => {
  let asked = 0;
  const answer = readPages(9, async () => {
    asked += 1;
    if (asked === 1) return { items: [1], metadata: { continue: 'next' } };
    throw Object.assign(new Error('410'), { code: '410' });
  });
  await expect(answer).rejects.toThrow('410');
  expect(asked).toBe(2);
});

test('what is thrown that is no error is told as it is', () => {
  expect(toQueryError('get', 'a word')).toMatchObject({ kind: 'failed', message: 'get: a word', code: null });
});

test('a page that is refused fails the list, unless the list has expired, which is read again once', async () => {
  const failing = (code: string) => {
    const asked: unknown[] = [];
    const answer = readPages(9, async (page) => {
      asked.push(page.continue);
      if (asked.length % 2 === 1) return { items: [1], metadata: { continue: 'next' } };
      throw new QueryError('failed', code, code);
    });
    return errorOf(answer).then((error) => [error instanceof QueryError && error.code, asked.length]);
  };
  expect([await failing('403'), await failing('410')]).toEqual([
    ['403', 2],
    ['410', 4],
  ]);
});

describe('of 5,000 agents', async () => {
  const literals = parse(await readFile('manifests/base/kustomization.yaml', 'utf8')).configMapGenerator[0].literals;
  const settings = Object.fromEntries(literals.map((one: string) => one.split('=')));
  const { config } = readConfig(serve, [], settings);

  /** Questions in a second of so many that start together, as few of them ask; the worst minute of a time. */
  async function rates(started: number, clusterWithinSeconds: number, until = times, agents = 100) {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const within = { firstWithinSeconds: longestFirstSeconds, clusterWithinSeconds };
    const perSecond = await simulate({ ...{ agents, within, intervalSeconds: config.interval }, ...until });
    const rate = (from: number, to: number) =>
      (perSecond.slice(from, to).reduce((sum, count) => sum + count, 0) / (to - from)) * (started / agents);
    const worst = (from: number, to: number) =>
      Math.max(...perSecond.slice(from, to - 60).map((_, second) => rate(from + second, from + second + 60)));
    return { rate, worst };
  }

  test('a tenth, which a rollout restarts at a time, asks little more, with the others, than they always do', async () => {
    const { spec } = parse(await readFile('manifests/base/daemon-set.yaml', 'utf8'));
    expect(spec.updateStrategy.rollingUpdate.maxUnavailable).toBe('10%');
    const { worst } = await rates(500, config.spread ?? 0, { ...times, ends: 600 });
    expect(0.9 * normal + worst(0, 600), 'with those that run on').toBeLessThan(2.5 * normal);
  });

  test('those that all start together ask little more, as manifests/README.md sizes them, less the longer the server fails, and do not come back together', async () => {
    const { rate, worst } = await rates(5000, 5000 / 10, times, 250);
    const usual = rate(560, times.failsFrom);
    expect(usual).toBeLessThan(1.2 * normal);
    expect(worst(0, times.failsFrom), 'after they started').toBeLessThan(2.5 * normal);
    expect(rate(times.failsFrom, times.failsFrom + 60), 'in the first minute of the outage').toBeLessThan(usual);
    expect(rate(times.failsFrom + 600, times.failsUntil), 'after ten minutes').toBeLessThan(5000 / 200);
    expect(worst(times.failsUntil, times.ends), 'when it is back').toBeLessThan(3 * normal);
    expect(rate(times.failsUntil + 600, times.ends)).toBeGreaterThan(0.9 * normal);
  });

  test('those of the chart are told the same', async () => {
    const { config: values } = parse(await readFile('manifests/chart/values.yaml', 'utf8'));
    expect(values.HOSTPROBE_SPREAD).toBe(settings.HOSTPROBE_SPREAD);
  });
});

/** Questions in a second when all is well: each agent asks for what is no longer cached. */
const normal = 93;
/** Seconds. */
const times = { failsFrom: 1100, failsUntil: 2000, ends: 2900 };

/** Asks for the next number, over and over. */
const counter = () => {
  let count = 0;
  return async () => {
    count += 1;
    return count;
  };
};
const minute = { keepMs: 60_000 };

describe('the memory of an API', () => {
  test('keeps an answer for its time, each under its own name', async () => {
    const recall = createAnswerCache().of('me');
    const ask = counter();
    expect([await recall('a', minute, ask), await recall('a', minute, ask)]).toEqual([1, 1]);
    expect([await recall('b', minute, ask), await recall('a', minute, ask)]).toEqual([2, 1]);
    expect([await recall('c', { keepMs: 0 }, ask), await recall('c', { keepMs: 0 }, ask)]).toEqual([3, 4]);
  });

  test('keeps no failure, and no answer that is not worth it', async () => {
    const recall = createAnswerCache().of('me');
    const failing = recall('a', minute, () => Promise.reject(new Error('403')));
    await expect(failing).rejects.toThrow('403');
    const ask = counter();
    const odd = { ...minute, keep: (answer: number) => answer % 2 === 0 };
    for (const expected of [1, 2, 2]) expect(await recall('a', odd, ask)).toBe(expected);
  });

  test('belongs to one account: another gets nothing from it, and the first has to ask again', async () => {
    const memory = createAnswerCache();
    const ask = counter();
    for (const expected of [1, 2, 3]) {
      const account = expected % 2 === 0 ? 'you' : 'me';
      expect(await memory.of(account)('a', minute, ask)).toBe(expected);
    }
  });
});
