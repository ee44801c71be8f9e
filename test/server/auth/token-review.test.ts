import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { ClusterUser } from '../../../agent/host.ts';
import { createReviewer } from '../../../agent/server/auth/token-review.ts';

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
        mayUse: async () => true,
        close: () => {
          seen.open -= 1;
        },
      };
    },
    now: () => seen.time,
    elapsed: () => seen.time,
    log: pino({ enabled: false }),
  });
  return { reviewer, seen };
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
