/** Asks only where the answer of before is not kept any more, or was not worth keeping. */
export type Recall = <Answer>(
  what: string,
  kept: { keepMs: number; keep?: (answer: Answer) => boolean },
  ask: () => Promise<Answer>,
) => Promise<Answer>;

/** Answers of one API to one account; those of another push them out, as a new token does. */
export interface Memory {
  of(account: string): Recall;
}

export function createMemory(): Memory {
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
        // What was kept under this name came from the same question.
        if (known !== undefined && performance.now() < known.until) return known.answer as Answer;
        const answer = await ask();
        if (keep(answer)) own.set(what, { until: performance.now() + keepMs, answer });
        else own.delete(what);
        return answer;
      };
    },
  };
}
