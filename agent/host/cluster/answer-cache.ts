/** Returns a cached answer, or asks if there is none, it has expired, or it was not kept. */
type Recall = <Answer>(
  what: string,
  kept: { keepMs: number; keep?: (answer: Answer) => boolean },
  ask: () => Promise<Answer>,
) => Promise<Answer>;

/** Answers of one API to one account. A new server or token empties the cache. */
export interface AnswerCache {
  of(account: string): Recall;
}

export function createAnswerCache(): AnswerCache {
  let owner = '';
  let answers = new Map<string, { until: number; answer: unknown }>();

  return {
    of(account) {
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
