/** A cache of expensive answers; concurrent calls share one request. */
interface Answers<Answer> {
  /** Whether the answer is known or being fetched. */
  has(key: string): boolean;
  get(key: string, ask: () => Promise<Answer>): Promise<Answer>;
}

/** A failure is kept only long enough for concurrent calls. */
const failureMs = 1000;

/**
 * @param options.keepMs for how long an answer may be used
 * @param options.elapsed milliseconds of a clock that is never set
 */
export function createAnswers<Answer>(options: {
  keepMs: (answer: Answer) => number;
  most: number;
  elapsed: () => number;
}): Answers<Answer> {
  const { keepMs, most, elapsed } = options;
  /** Oldest first. */
  const kept = new Map<string, { answer: Promise<Answer>; until: number }>();

  function fresh(key: string) {
    const entry = kept.get(key);
    return entry !== undefined && elapsed() < entry.until ? entry : undefined;
  }

  function start(key: string, ask: () => Promise<Answer>) {
    const entry = { answer: ask(), until: Number.POSITIVE_INFINITY };
    kept.delete(key);
    for (const oldest of kept.keys()) {
      if (kept.size < most) break;
      kept.delete(oldest);
    }
    kept.set(key, entry);
    entry.answer.then(
      (answer) => {
        entry.until = elapsed() + keepMs(answer);
      },
      () => {
        entry.until = elapsed() + failureMs;
      },
    );
    return entry;
  }

  return {
    has: (key) => fresh(key) !== undefined,
    get: (key, ask) => (fresh(key) ?? start(key, ask)).answer,
  };
}
