import { createHash } from 'node:crypto';
import { readClaims } from '../../decode/jwt.ts';
import type { Cluster, ClusterUser } from '../../host.ts';
import type { Log } from '../../log.ts';
import { createAnswers } from './answer-cache.ts';
import { createCallLimit } from './call-limit.ts';

/**
 * The audience of accepted tokens. A token for another audience is refused, above all one for the API server: a
 * node agent must not get tokens with which it could act as its readers. `kubectl create token <account> --audience hostprobe`
 */
export const audience = 'hostprobe';

/** A request for a non-resource path, as RBAC sees it. */
export interface Wish {
  path: string;
  verb: string;
}

/**
 * Asks the API server for the owner of a token, and what that account may do. Rejects with a QueryError if the API
 * server does not answer.
 */
export interface Reviewer {
  /** Whether the owner of this token is in the cache. */
  knows(token: string): boolean;
  /** null: the API server does not know this token, or it is for another audience. */
  userOf(token: string): Promise<ClusterUser | null>;
  mayUse(user: ClusterUser, wish: Wish): Promise<boolean>;
  /** Tries both reviews without a real user, so that problems are in the log before the first reader comes. */
  rehearse(): Promise<void>;
}

/** The part of a client that reviews use. */
type Reviews = Pick<Cluster, 'userOf' | 'mayUse' | 'close'>;

/** How long answers are cached. Shorter than in the kubelet (2 min; 5 min and 30 s), so that revoked rights end soon. */
const keptMs = { known: 60_000, unknown: 10_000, allowed: 60_000, forbidden: 10_000 };
const mostAnswers = 1000;
/** Concurrent and waiting reviews; unknown clients cannot make a node send more. */
const reviewsAtOnce = { most: 4, waiting: 8 };

/**
 * @param options.open a client, signed in with the token as it is on disk now: every review has its own, so that neither
 * a rotated token nor an outage outlives the question. Answers are kept, so that there are few.
 * @param options.now milliseconds since 1970, for the time at which a token expires
 * @param options.elapsed milliseconds of a clock that is never set: answers must expire in time even if the node's
 * clock is set back
 */
export function createReviewer(options: {
  open: () => Promise<Reviews>;
  now: () => number;
  elapsed: () => number;
  log: Log;
}): Reviewer {
  const { open, now, elapsed, log } = options;
  const pass = createCallLimit(reviewsAtOnce);
  let failing = false;

  async function askOnce<Answer>(question: (reviews: Reviews) => Promise<Answer>): Promise<Answer> {
    const reviews = await open();
    try {
      return await question(reviews);
    } finally {
      reviews.close();
    }
  }

  async function ask<Answer>(question: (reviews: Reviews) => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await pass(() => askOnce(question));
      if (failing) log.info('the API server answers reviews again');
      failing = false;
      return answer;
    } catch (error) {
      // Once for each outage, not for each request.
      if (!failing) log.warn({ err: error }, outage);
      failing = true;
      throw error;
    }
  }

  const users = createAnswers<{ user: ClusterUser | null; expiresAt: number }>({
    most: mostAnswers,
    elapsed,
    keepMs: ({ user, expiresAt }) => (user === null ? keptMs.unknown : Math.min(keptMs.known, expiresAt - now())),
  });
  const permits = createAnswers<boolean>({
    most: mostAnswers,
    elapsed,
    keepMs: (allowed) => (allowed ? keptMs.allowed : keptMs.forbidden),
  });

  return {
    knows: (token) => users.has(keyOf(token)),
    async userOf(token) {
      const expiresAt = Date.parse(readClaims(token)?.expiresAt ?? '') || Number.POSITIVE_INFINITY;
      const { user } = await users.get(keyOf(token), async () => ({
        user: await ask((reviews) => reviews.userOf(token, audience)),
        expiresAt,
      }));
      return user;
    },
    mayUse: (user, wish) =>
      permits.get(keyOf(JSON.stringify([user, wish])), () => ask((reviews) => reviews.mayUse(user, wish))),
    async rehearse() {
      // The reason has been logged.
      await ask((reviews) => reviews.userOf(nobody.name, audience)).catch(() => undefined);
      await ask((reviews) => reviews.mayUse(nobody, { path: '/', verb: 'get' })).catch(() => undefined);
    },
  };
}

const outage = 'the API server does not answer reviews; readers with its tokens get 503 until it does';

const nobody: ClusterUser = { name: 'system:anonymous', uid: '', groups: [], extra: {} };

const keyOf = (text: string) => createHash('sha256').update(text).digest('base64');
