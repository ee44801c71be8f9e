import { createHash } from 'node:crypto';
import { readClaims } from '../../decode/jwt.ts';
import { QueryError } from '../../error.ts';
import type { Cluster, ClusterUser } from '../../host.ts';
import type { Log } from '../../log.ts';

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

export type Reviewer = ReturnType<typeof createReviewer>;

/** The part of a client that reviews use. */
type Reviews = Pick<Cluster, 'userOf' | 'mayUse' | 'close'>;

/** How long answers are cached. Shorter than in the kubelet (2 min; 5 min and 30 s), so that revoked rights end soon. */
const keptMs = { known: 60_000, unknown: 10_000, allowed: 60_000, forbidden: 10_000 };
const mostAnswers = 1000;
/** Concurrent and waiting reviews; unknown clients cannot make a node send more. */
const reviewsAtOnce = { most: 4, waiting: 8 };

/** In an outage the API server is asked about unknown tokens once in this time. */
const quietMs = 1000;

/** Too many questions wait for the API server: hostprobe's own limit, which says nothing about that server. */
export class Overload extends Error {}

/**
 * Asks the API server for the owner of a token, and what that account may do. Rejects with a QueryError if the API
 * server does not answer, and with an Overload when too many other questions wait.
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
}) {
  const { open, now, elapsed, log } = options;
  const pass = createCallLimit(reviewsAtOnce);

  async function askOnce<Answer>(question: (reviews: Reviews) => Promise<Answer>): Promise<Answer> {
    const reviews = await open();
    try {
      return await question(reviews);
    } finally {
      reviews.close();
    }
  }

  /** Asks questions of one kind, which the API server may answer or not whatever it says to another. */
  function asker() {
    /** Logged once for each outage, not for each request. */
    let trouble: { blame: string; error: unknown; until: number } | null = null;
    let isCrowded = false;

    /** @param isReader it is about somebody who was accepted before: it goes first, and is asked in an outage too */
    return async <Answer>(isReader: boolean, question: (reviews: Reviews) => Promise<Answer>): Promise<Answer> => {
      if (!isReader && trouble !== null && elapsed() < trouble.until) throw trouble.error;
      try {
        const answer = await pass(() => askOnce(question), isReader);
        if (trouble !== null) log.info('the API server answers reviews again');
        trouble = null;
        isCrowded = false;
        return answer;
      } catch (error) {
        if (error instanceof Overload) {
          if (!isCrowded) log.warn(crowd);
          isCrowded = true;
        } else {
          const blame = blameFor(error);
          if (trouble?.blame !== blame) log.warn({ err: error }, blame);
          trouble = { blame, error, until: elapsed() + quietMs };
        }
        throw error;
      }
    };
  }
  const [askUser, askPermit] = [asker(), asker()];

  const users = createAnswers<{ user: ClusterUser | null; expiresAt: number }>({
    most: mostAnswers,
    elapsed,
    isGood: ({ user }, wasGood) => user !== null && wasGood,
    keepMs: ({ user, expiresAt }) => (user === null ? keptMs.unknown : Math.min(keptMs.known, expiresAt - now())),
  });
  const permits = createAnswers<boolean>({
    most: mostAnswers,
    elapsed,
    isGood: (allowed) => allowed,
    keepMs: (allowed) => (allowed ? keptMs.allowed : keptMs.forbidden),
  });

  return {
    /** Whether this token is one of a reader, as far as hostprobe was told, or is under review. */
    knows: (token: string) => users.has(keyOf(token)),
    /** null: the API server does not know this token, or it is for another audience. */
    async userOf(token: string): Promise<ClusterUser | null> {
      const expiresAt = Date.parse(readClaims(token)?.expiresAt ?? '') || Number.POSITIVE_INFINITY;
      const key = keyOf(token);
      const { user } = await users.get(key, async () => ({
        user: await askUser(users.wasGood(key), (reviews) => reviews.userOf(token, audience)),
        expiresAt,
      }));
      return user;
    },
    /** @param token that of the user: with the first yes it is one of a reader */
    async mayUse(user: ClusterUser, wish: Wish, token: string): Promise<boolean> {
      const key = keyOf(token);
      const allowed = await permits.get(keyOf(JSON.stringify([user, wish])), () =>
        askPermit(users.wasGood(key), (reviews) => reviews.mayUse(user, wish)),
      );
      if (allowed) users.confirm(key);
      return allowed;
    },
  };
}

/** Why no token can be reviewed, for the log and for readers. */
export function blameFor(error: unknown): string {
  const code = error instanceof QueryError ? error.code : undefined;
  if (code === '401') {
    return "the API server does not accept hostprobe's own token (401), so no token can be reviewed: is its pod's token expired, or its service account deleted?";
  }
  if (code === '403') {
    return 'hostprobe may not review tokens (403): its ClusterRole needs create for tokenreviews and subjectaccessreviews (manifests/base/cluster-role.yaml)';
  }
  if (/^\d{3}$/.test(code ?? '')) return `the API server answers reviews with ${code}`;
  return 'the API server does not answer, so no token can be reviewed';
}

const crowd = `more unknown tokens than ${reviewsAtOnce.most + reviewsAtOnce.waiting} wait for a review at once: somebody may be trying tokens; readers who were accepted before go first, new ones get 503`;

const keyOf = (text: string) => createHash('sha256').update(text).digest('base64');

/**
 * A cache of expensive answers; concurrent calls share one request. Good answers and others are kept apart, so that no number of bad questions drives out a good answer; what was not
 * answered is not kept at all.
 * @param options.keepMs for how long an answer may be used
 * @param options.most of each kind
 * @param options.elapsed milliseconds of a clock that is never set
 */
export function createAnswers<Answer>(options: {
  keepMs: (answer: Answer) => number;
  isGood: (answer: Answer, wasGood: boolean) => boolean;
  most: number;
  elapsed: () => number;
}) {
  const { keepMs, isGood, most, elapsed } = options;
  const asking = new Map<string, Promise<Answer>>();
  /** Oldest first. */
  type Kept = Map<string, { answer: Answer; until: number }>;
  const good: Kept = new Map();
  const others: Kept = new Map();

  function fresh(key: string) {
    const entry = good.get(key) ?? others.get(key);
    return entry !== undefined && elapsed() < entry.until ? entry : undefined;
  }

  function keep(kept: Kept, key: string, entry: { answer: Answer; until: number }) {
    good.delete(key);
    others.delete(key);
    for (const oldest of kept.keys()) {
      if (kept.size < most) break;
      kept.delete(oldest);
    }
    kept.set(key, entry);
    return entry.answer;
  }

  function start(key: string, ask: () => Promise<Answer>) {
    const answer = ask()
      .then((answer) =>
        keep(isGood(answer, good.has(key)) ? good : others, key, { answer, until: elapsed() + keepMs(answer) }),
      )
      .finally(() => asking.delete(key));
    asking.set(key, answer);
    return answer;
  }

  return {
    /** Whether the answer is known or being fetched. */
    has: (key: string) => asking.has(key) || fresh(key) !== undefined,
    /** Whether the last answer was a good one, however old it is. */
    wasGood: (key: string) => good.has(key),
    /** An answer that is kept is a good one from now on. */
    confirm(key: string) {
      const entry = others.get(key);
      if (entry !== undefined) keep(good, key, entry);
    },
    async get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
      const known = fresh(key);
      return known === undefined ? await (asking.get(key) ?? start(key, ask)) : known.answer;
    },
  };
}

/**
 * Lets a few calls run at once and `waiting` more calls wait; any further call is refused immediately. Those that go first
 * have a line of their own, of the same length.
 */
export function createCallLimit({ most, waiting }: { most: number; waiting: number }) {
  const lines: readonly [first: (() => void)[], others: (() => void)[]] = [[], []];
  let running = 0;

  return async function pass<Answer>(call: () => Promise<Answer>, goesFirst = false): Promise<Answer> {
    if (running >= most) {
      const line = lines[goesFirst ? 0 : 1];
      if (line.length >= waiting) throw new Overload('too many requests already wait for the API server');
      await new Promise<void>((go) => line.push(go));
    } else running += 1;
    try {
      return await call();
    } finally {
      const next = lines[0].shift() ?? lines[1].shift();
      // The next waiting call takes the place.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
