import { createHash } from 'node:crypto';
import type { Cluster, ClusterUser } from '../../host.ts';
import type { Log } from '../../log.ts';
import { readClaims } from '../../trust/jwt.ts';
import { createAnswers } from './answers.ts';
import { createGate } from './gate.ts';

/**
 * For whom a token must have been made. A token of another audience is not accepted, the API server's own above all: a
 * node agent must not get tokens with which it could act as its readers. `kubectl create token <account> --audience hostprobe`
 */
export const audience = 'hostprobe';

/** What somebody wants, as RBAC has it for paths that are no resource. */
export interface Wish {
  path: string;
  verb: string;
}

/** Asks the API server who bears a token, and what that account may do. Rejects with a LookError where it cannot be asked. */
export interface Reviewer {
  /** Whether finding out who bears this token costs nothing, since it was found out shortly before. */
  knows(token: string): boolean;
  /** null: the API server knows nobody with this token, or it was made for others than hostprobe. */
  userOf(token: string): Promise<ClusterUser | null>;
  mayUse(user: ClusterUser, wish: Wish): Promise<boolean>;
  /** Asks both questions about nobody, so that what is in the way of asking stands in the log before a reader meets it. */
  rehearse(): Promise<void>;
}

/** The part of a client that is asked. */
export type Reviews = Pick<Cluster, 'userOf' | 'mayUse' | 'close'>;

/** How long answers count. Shorter than a kubelet's (2 min; 5 min and 30 s), so that what is taken back is soon gone. */
const keptMs = { known: 60_000, unknown: 10_000, allowed: 60_000, forbidden: 10_000 };
const mostAnswers = 1000;
/** Reviews at once, and those that wait: strangers cannot make a node ask the API server for more than that. */
const reviewsAtOnce = { most: 4, waiting: 8 };

/**
 * @param options.open a client, signed in with the token as it is on disk now: every review has its own, so that neither
 * a rotated token nor an outage outlives the question. Answers are kept, so that there are few.
 * @param options.now milliseconds since 1970
 */
export function createReviewer(options: { open: () => Promise<Reviews>; now: () => number; log: Log }): Reviewer {
  const { open, now, log } = options;
  const pass = createGate(reviewsAtOnce);
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
      if (failing) log.info('the API server answers again who may read');
      failing = false;
      return answer;
    } catch (error) {
      // Once for an outage, not once for a request.
      if (!failing)
        log.warn({ err: error }, 'the API server cannot be asked who may read; its tokens get 503 meanwhile');
      failing = true;
      throw error;
    }
  }

  const users = createAnswers<{ user: ClusterUser | null; expiresAt: number }>({
    most: mostAnswers,
    now,
    keepMs: ({ user, expiresAt }) => (user === null ? keptMs.unknown : Math.min(keptMs.known, expiresAt - now())),
  });
  const permits = createAnswers<boolean>({
    most: mostAnswers,
    now,
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
      // What they reject with has been logged.
      await ask((reviews) => reviews.userOf(nobody.name, audience)).catch(() => undefined);
      await ask((reviews) => reviews.mayUse(nobody, { path: '/', verb: 'get' })).catch(() => undefined);
    },
  };
}

const nobody: ClusterUser = { name: 'system:anonymous', uid: '', groups: [], extra: {} };

const keyOf = (text: string) => createHash('sha256').update(text).digest('base64');
