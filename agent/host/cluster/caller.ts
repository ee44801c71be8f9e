import { QueryError } from '../../error.ts';
import { mebibytes } from '../../fact.ts';
import type { Listed } from '../../facts/cluster.ts';
import { type Connection, maxApiAnswerBytes, Refusal, toQueryError } from './connect.ts';

/** For one request. */
const callTimeoutMs = 3_000;
/** For all requests of one run together. */
const budgetMs = 10_000;
/** After one failure, after two in a row, and so on; less up to a half of it, by chance. */
const quietMs = [60_000, 120_000, 240_000, 300_000] as const;
/** The longest time that a server may ask to wait. */
const longestQuietMs = 15 * 60_000;

/** Asks one question; `what` names it in error messages. Rejects with a QueryError. */
export type Ask = <Answer>(what: string, call: (connection: Connection) => Promise<Answer>) => Promise<Answer>;

export type Restraint = ReturnType<typeof createRestraint>;

/**
 * Spares an API server that says "too much", fails or does not answer, over the runs of this process: it is left alone for
 * a time that doubles, by chance longer or shorter, so that the agents of a large cluster neither add to its load nor come
 * back together.
 * @param options.elapsed milliseconds of a clock that is never set
 * @param options.chance from 0 to 1
 */
export function createRestraint(options: { elapsed?: () => number; chance?: () => number } = {}) {
  const { elapsed = () => performance.now(), chance = Math.random } = options;
  let failures = 0;
  let hasAnswered = false;
  let quietUntil = 0;
  let why: QueryError | null = null;
  return {
    /** Why nothing may be asked for now; null: it may. */
    refusal: () => (elapsed() < quietUntil ? why : null),
    /** The last run was answered: several questions may be asked at once. Else the first one must be answered alone. */
    isSure: () => hasAnswered && failures === 0,
    /** A run is over, with an answer and no failure. */
    succeeded() {
      hasAnswered = true;
      failures = 0;
    },
    /** @param askedMs how long the server asks to wait; null: it does not */
    failed(error: QueryError, askedMs: number | null) {
      const usual = (quietMs[failures] ?? Math.max(...quietMs)) * (0.5 + 0.5 * chance());
      const asked = Math.min(askedMs ?? 0, longestQuietMs) * (1 + chance());
      failures += 1;
      why = error;
      quietUntil = elapsed() + Math.max(usual, asked);
    },
  };
}

/**
 * Connects at the first question, which also starts the time limit for all. While the server fails, a run asks one question
 * and no more.
 * @param restraint what earlier runs met
 */
export function createApiCaller(
  connect: (signal: () => AbortSignal) => Connection,
  restraint: Restraint = createRestraint(),
) {
  let connection: Connection | undefined;
  let budgetEndsAt = Number.POSITIVE_INFINITY;
  let closed = false;
  let answered = false;
  let ended: QueryError | null = null;
  let first: Promise<unknown> | null = null;

  const leftMs = () => Math.max(0, Math.ceil(Math.min(callTimeoutMs, budgetEndsAt - performance.now())));

  function open(): Connection {
    if (closed) throw new QueryError('failed', 'the client for the Kubernetes API has been closed');
    if (connection === undefined) {
      connection = connect(() => AbortSignal.timeout(leftMs()));
      budgetEndsAt = performance.now() + budgetMs;
    }
    if (leftMs() === 0) throw new QueryError('timeout', 'not asked, the time for this run is over');
    return connection;
  }

  async function attempt<Answer>(call: (connection: Connection) => Promise<Answer>): Promise<Answer> {
    const opened = open();
    try {
      const answer = await call(opened);
      answered = true;
      return answer;
    } catch (thrown) {
      const isSpared = isOutage(thrown) && !(answered && isAboutOne(thrown));
      if (!isSpared) answered = true;
      else if (ended === null) {
        ended = toQueryError('the API server was asked', thrown);
        restraint.failed(ended, thrown instanceof Refusal ? thrown.retryAfterMs : null);
      }
      throw thrown;
    }
  }

  async function askInTurn<Answer>(call: (connection: Connection) => Promise<Answer>): Promise<Answer> {
    while (first !== null && !answered) await first;
    const refusal = ended ?? restraint.refusal();
    if (refusal !== null)
      throw new QueryError(refusal.kind, `not asked, to spare the API server: ${refusal.message}`, refusal.code);
    const asked = attempt(call);
    if (!answered && !restraint.isSure())
      first = asked
        .catch(() => undefined)
        .finally(() => {
          first = null;
        });
    return await asked;
  }

  const inWords =
    (way: typeof attempt): Ask =>
    async (what, call) => {
      try {
        return await way(call);
      } catch (thrown) {
        throw toQueryError(what, thrown);
      }
    };

  return {
    ask: inWords(askInTurn),
    /** The same for a person who waits: whatever other questions met. */
    askAnyway: inWords(async (call) => await call(open())),
    close() {
      closed = true;
      if (answered && ended === null) restraint.succeeded();
      connection?.close();
    },
  };
}

/** The server has too much to do, fails, or cannot be reached. A refusal of rights is an answer. */
const isOutage = (thrown: unknown): boolean =>
  thrown instanceof Refusal ? thrown.code === 429 || thrown.code >= 500 : !(thrown instanceof QueryError);

/** A server that has answered another question may fail with this one for ever: a webhook or a resource of its own. */
const isAboutOne = (thrown: unknown): boolean => thrown instanceof Refusal && thrown.code === 500;

/** How a list is asked for in pages. */
interface Paging {
  limit: string | number;
  /** What the first page asks for besides. */
  first: Readonly<Record<string, string>>;
  /** A server may send short or empty pages that always name a next one. */
  maxPages: number;
  /** Of all pages together. */
  maxBytes: number;
  /** What to say of a list with more. */
  tooLarge: string;
}

/**
 * Any version will do, so the API server answers from its memory without asking etcd, if necessary with all items in
 * one page.
 */
const sparing: Paging = {
  ...{ limit: 100, first: { resourceVersion: '0' }, maxPages: 20, maxBytes: maxApiAnswerBytes },
  tooLarge: `the list is larger than ${mebibytes(maxApiAnswerBytes)}, and is not read`,
};

/** Go writes an empty list as null. */
interface Page<Item> {
  items: Item[] | null;
  metadata?: { continue?: string | null | undefined } | null | undefined;
}
/** @param onRead is told the size of the page, and throws where the list is too large */
type AskPage<Item> = (page: Record<string, string | number>, onRead: (bytes: number) => void) => Promise<Page<Item>>;

/**
 * Reads a list in pages, up to a number of items. If the list expires while it is read (410), reads it again, once.
 * Source: kubernetes.io/docs/reference/using-api/api-concepts, "Retrieving large results sets in chunks".
 */
export async function readPages<Item>(
  maxItems: number,
  ask: AskPage<Item>,
  { limit, first, maxPages, maxBytes, tooLarge }: Paging = sparing,
): Promise<Listed<Item>> {
  let items: Item[] = [];
  let bytes = 0;
  const onRead = (length: number) => {
    bytes += length;
    if (bytes > maxBytes) throw new QueryError('failed', tooLarge);
  };
  let next = '';
  let expired = false;
  for (let pages = 0; pages < maxPages && items.length < maxItems; pages++) {
    try {
      const page = await ask({ limit, ...(next === '' ? first : { continue: next }) }, onRead);
      items.push(...(page.items ?? []));
      next = page.metadata?.continue ?? '';
      if (next === '') break;
    } catch (error) {
      if (expired || next === '' || !isExpired(error)) throw error;
      expired = true;
      items = [];
      bytes = 0;
      next = '';
    }
  }
  return { items: items.slice(0, maxItems), truncated: next !== '' || items.length > maxItems };
}

const isExpired = (error: unknown) => error instanceof QueryError && error.code === '410';

export type AnswerCache = ReturnType<typeof createAnswerCache>;

/** Answers of one API to one account. A new server or token empties the cache. */
export function createAnswerCache() {
  let owner = '';
  let answers = new Map<string, { until: number; answer: unknown }>();

  return {
    /** What returns a cached answer, or asks if there is none, it has expired, or it was not kept. */
    of(account: string) {
      if (account !== owner) {
        owner = account;
        answers = new Map();
      }
      const own = answers;
      return async <Answer>(
        what: string,
        { keepMs, keep = () => true }: { keepMs: number; keep?: (answer: Answer) => boolean },
        ask: () => Promise<Answer>,
      ) => {
        const known = own.get(what);
        // The type is right, because a name always means the same question.
        if (known !== undefined && performance.now() < known.until) return known.answer as Answer;
        const answer = await ask();
        if (keep(answer)) own.set(what, { until: performance.now() + keepMs, answer });
        else own.delete(what);
        return answer;
      };
    },
  };
}
