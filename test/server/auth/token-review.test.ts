import { pino } from 'pino';
import { expect, test } from 'vitest';
import { QueryError } from '../../../agent/error.ts';
import type { ClusterUser } from '../../../agent/host.ts';
import {
  blameFor,
  createAnswers,
  createCallLimit,
  createReviewer,
  Overload,
} from '../../../agent/server/auth/token-review.ts';

const somebody: ClusterUser = { name: 'somebody', uid: '1', groups: [], extra: {} };

/** A reviewer whose API server the test answers for, with what it has opened and closed. */
function reviewing(userOf: (token: string) => Promise<ClusterUser | null>) {
  const seen = { time: 0, asked: 0, open: 0 };
  const reviewer = createReviewer({
    open: async () => {
      seen.open += 1;
      return {
        userOf: (token) => {
          seen.asked += 1;
          return userOf(token);
        },
        mayUse: async ({ name }) => name === somebody.name,
        close: () => {
          seen.open -= 1;
        },
      };
    },
    now: () => seen.time,
    elapsed: () => seen.time,
    log: pino({ enabled: false }),
  });
  /** What a request does that may be answered, or not. */
  const read = async (token: string) => {
    const user = await reviewer.userOf(token);
    return user !== null && (await reviewer.mayUse(user, { path: '/report', verb: 'get' }, token));
  };
  return { reviewer, seen, read };
}

test('what is opened for a review is closed after it, also when it fails', async () => {
  const { reviewer, seen } = reviewing(async (token) =>
    token === 'bad' ? Promise.reject(new Error('away')) : somebody,
  );
  await reviewer.userOf('good');
  await expect(reviewer.userOf('bad')).rejects.toThrow('away');
  expect(seen).toMatchObject({ asked: 2, open: 0 });
});

test('a token that nobody has is asked about again after ten seconds', async () => {
  const { reviewer, seen } = reviewing(async () => null);
  const askedAt: number[] = [];
  for (const ms of [0, 9_999, 1]) {
    seen.time += ms;
    expect(await reviewer.userOf('unknown')).toBeNull();
    askedAt.push(seen.asked);
  }
  expect(askedAt).toEqual([1, 1, 2]);
});

test('a thousand tokens are kept', async () => {
  const { reviewer } = reviewing(async () => somebody);
  for (let index = 0; index < 1000; index++) await reviewer.userOf(`token ${index}`);
  expect(reviewer.knows('token 0')).toBe(true);
  await reviewer.userOf('token 1000');
  expect([0, 1].map((index) => reviewer.knows(`token ${index}`))).toEqual([false, true]);
});

test('four reviews run at once and eight wait; the next is refused', async () => {
  const answer = Promise.withResolvers<ClusterUser>();
  const { reviewer, seen } = reviewing(() => answer.promise);
  const asked = Array.from({ length: 13 }, (_, index) => reviewer.userOf(`token ${index}`));
  await expect(asked[12]).rejects.toThrow('too many requests already wait');
  expect(seen.asked).toBe(4);
  answer.resolve(somebody);
  expect(await Promise.all(asked.slice(0, 12))).toHaveLength(12);
});

test('a reader is one who may read: no number of accounts that may not drives one out', async () => {
  const nobody = { ...somebody, name: 'nobody' };
  const { reviewer, seen, read } = reviewing(async (token) => (token === 'reader' ? somebody : { ...nobody }));
  for (const ms of [0, 60_000]) {
    seen.time += ms;
    expect(await read('reader')).toBe(true);
    for (let index = 0; index < 1200; index++) expect(await read(`own ${index}`)).toBe(false);
    expect(reviewer.knows('reader')).toBe(true);
  }
});

test('a reader who was accepted before goes before strangers, and keeps his place while thousands try tokens', async () => {
  const stuck = Promise.withResolvers<ClusterUser | null>();
  const { reviewer, seen, read } = reviewing((token) =>
    token.startsWith('bad') ? stuck.promise : Promise.resolve(somebody),
  );
  await read('reader');
  const tried = Array.from({ length: 1200 }, (_, index) => reviewer.userOf(`bad ${index}`).catch(() => null));
  expect(await reviewer.userOf('reader')).toBe(somebody);
  seen.time += 60_000;
  const again = reviewer.userOf('reader');
  stuck.resolve(null);
  expect(await again).toBe(somebody);
  await Promise.all(tried);
  expect(reviewer.knows('reader')).toBe(true);
});

test('in an outage the API server is asked once a second about tokens that nobody was seen with, and about readers', async () => {
  const { reviewer, seen, read } = reviewing(async (token) =>
    token === 'reader' && seen.time === 0 ? somebody : Promise.reject(new QueryError('failed', 'away', '429')),
  );
  await read('reader');
  seen.time = 100_000;
  for (let index = 0; index < 50; index++) await reviewer.userOf(`bad ${index}`).catch(() => null);
  expect(seen.asked).toBe(2);
  await expect(reviewer.userOf('reader')).rejects.toThrow('away');
  expect(seen.asked).toBe(3);
  seen.time += 1000;
  await reviewer.userOf('bad').catch(() => null);
  expect(seen.asked).toBe(4);
});

/** Answers whose time the test makes; yes counts for 60 s, no for 10 s. */
function answers(most = 10) {
  let time = 0;
  let asked = 0;
  const kept = createAnswers<boolean>({
    keepMs: (yes) => (yes ? 60_000 : 10_000),
    isGood: (yes) => yes,
    most,
    elapsed: () => time,
  });
  return {
    ...kept,
    pass: (ms: number) => {
      time += ms;
    },
    asked: () => asked,
    ask: (key: string, answer: boolean | Error) =>
      kept.get(key, async () => {
        asked += 1;
        if (answer instanceof Error) throw answer;
        return answer;
      }),
  };
}

test('an answer is asked for once, and again when its time is over', async () => {
  const { ask, pass, asked, has } = answers();
  expect(await ask('yes', true)).toBe(true);
  pass(59_999);
  expect(await ask('yes', false)).toBe(true);
  expect(has('yes')).toBe(true);
  pass(1);
  expect(has('yes')).toBe(false);
  expect(await ask('yes', false)).toBe(false);
  pass(9_999);
  expect(await ask('yes', true)).toBe(false);
  pass(1);
  expect(await ask('yes', true)).toBe(true);
  expect(asked()).toBe(3);
});

test('concurrent callers share one answer', async () => {
  const { ask, asked } = answers();
  expect(await Promise.all([ask('a', true), ask('a', true), ask('b', false)])).toEqual([true, true, false]);
  expect(asked()).toBe(2);
});

test('a failure is shared by concurrent callers, and not kept', async () => {
  const { ask, asked, has } = answers();
  const failures = [ask('a', new Error('away')), ask('a', true)];
  for (const failure of failures) await expect(failure).rejects.toThrow('away');
  expect(has('a')).toBe(false);
  expect(await ask('a', true)).toBe(true);
  expect(asked()).toBe(2);
});

test('of each kind a limited number is kept: the oldest make room, and no number of others for a good one', async () => {
  const { ask, has } = answers(3);
  for (const key of ['a', 'b', 'c', 'd']) await ask(key, true);
  for (let number = 0; number < 100; number++) await ask(`no ${number}`, false);
  expect(['a', 'b', 'c', 'd'].map(has)).toEqual([false, true, true, true]);
  expect(['no 96', 'no 97', 'no 98', 'no 99'].map(has)).toEqual([false, true, true, true]);
});

test('an answer that was asked for again is a new one, and not the oldest', async () => {
  const { ask, pass, has } = answers(2);
  await ask('a', true);
  await ask('b', true);
  pass(60_000);
  await ask('a', true);
  await ask('c', true);
  expect(['a', 'b', 'c'].map(has)).toEqual([true, false, true]);
});

test('an answer that is asked for again takes no room of another', async () => {
  const { ask, pass, has } = answers(2);
  await ask('a', true);
  pass(59_999);
  await ask('b', true);
  pass(1);
  await ask('a', true);
  expect(['a', 'b'].map(has)).toEqual([true, true]);
});

/** Calls that last until the test ends them, in the order in which they began. */
function calls(limits: { most: number; waiting: number }) {
  const pass = createCallLimit(limits);
  const begun: { name: string; end: (answer: Promise<string>) => void }[] = [];
  return {
    begun: () => begun.map(({ name }) => name),
    start: (name: string) => pass(() => new Promise<string>((end) => begun.push({ name, end }))),
    end: (name: string) => begun.find((one) => one.name === name)?.end(Promise.resolve(name)),
    fail: (name: string) => begun.find((one) => one.name === name)?.end(Promise.reject(new Error(name))),
  };
}

test('a few run at once, the others wait for their turn, in order', async () => {
  const { start, end, begun } = calls({ most: 2, waiting: 2 });
  const running = ['a', 'b', 'c', 'd'].map(start);
  expect(begun()).toEqual(['a', 'b']);
  end('b');
  expect(await running[1]).toBe('b');
  expect(begun()).toEqual(['a', 'b', 'c']);
  end('a');
  await running[0];
  end('c');
  await running[2];
  expect(begun()).toEqual(['a', 'b', 'c', 'd']);
});

test('who comes when the line is full is refused at once, and gets in again when it is not', async () => {
  const { start, end, begun } = calls({ most: 1, waiting: 1 });
  const running = [start('a'), start('b')];
  await expect(start('c')).rejects.toThrow(Overload);
  end('a');
  await running[0];
  const late = start('d');
  end('b');
  await running[1];
  end('d');
  expect(await late).toBe('d');
  expect(begun()).toEqual(['a', 'b', 'd']);
});

test('a call that fails gives its place back', async () => {
  const { start, end, fail } = calls({ most: 1, waiting: 1 });
  const first = start('a');
  const second = start('b');
  fail('a');
  await expect(first).rejects.toThrow('a');
  end('b');
  expect(await second).toBe('b');
  const third = start('c');
  end('c');
  expect(await third).toBe('c');
});

test('only so many calls run at once, after any number of calls', async () => {
  const { start, end, begun } = calls({ most: 2, waiting: 2 });
  for (const name of ['a', 'b', 'c']) {
    const one = start(name);
    end(name);
    await one;
  }
  const running = ['d', 'e', 'f'].map(start);
  expect(begun().slice(3)).toEqual(['d', 'e']);
  for (const name of ['d', 'e']) end(name);
  await Promise.all(running.slice(0, 2));
  end('f');
  await running[2];
});

test('whose fault it is that no token can be reviewed is told by what the API server says', () => {
  const said = (code?: string) => blameFor(new QueryError('failed', 'x', code));
  expect(said('401')).toMatch(/hostprobe's own token \(401\)/);
  expect(said('403')).toMatch(/^hostprobe may not review tokens \(403\): .*tokenreviews.*subjectaccessreviews/);
  for (const code of ['404', '500', '503']) expect(said(code)).toBe(`the API server answers reviews with ${code}`);
  const away = 'the API server does not answer, so no token can be reviewed';
  for (const code of ['ECONNREFUSED', '50', '5000', undefined]) expect(said(code)).toBe(away);
  expect(blameFor(new Error('401'))).toBe(away);
});
