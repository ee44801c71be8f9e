import { readFileSync } from 'node:fs';

/** What one case of an exam got wrong; empty: nothing. */
export interface Outcome {
  /** `<part>/<id>`, as in known-gaps.txt. */
  id: string;
  wrong: string[];
}

/** Cases that may fail, one id on each line; behind `#` the reason why it stays so. A line without a reason is work. */
const gaps = new Map(
  readFileSync(new URL('known-gaps.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [id = '', reason] = line.split('#').map((part) => part.trim());
      return [id, reason ?? null] as const;
    }),
);

/** Whether a part of the exam still has gaps without a reason. */
export const isOpen = (part: string): boolean =>
  [...gaps].some(([id, reason]) => id.startsWith(`${part}/`) && reason === null);

/**
 * Compares outcomes with known-gaps.txt, both ways.
 * @returns what to do, one sentence for each difference
 */
export function compare(part: string, outcomes: readonly Outcome[]): string[] {
  const asked = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  const gone = [...gaps.keys()].filter((id) => id.startsWith(`${part}/`) && !asked.has(id));
  return [
    ...outcomes
      .filter(({ id, wrong }) => wrong.length > 0 && !gaps.has(id))
      .map(({ id, wrong }) => `${id}: ${wrong.join('; ')}`),
    ...outcomes
      .filter(({ id, wrong }) => wrong.length === 0 && gaps.has(id))
      .map(({ id }) => `${id} passes: remove it from known-gaps.txt`),
    ...gone.map((id) => `${id} is no case of the exam: remove it from known-gaps.txt`),
  ];
}

/** A share as a number from 0 to 1, and as it is printed. */
export const share = (count: number, total: number) => ({
  value: total === 0 ? 1 : count / total,
  text: `${count} of ${total} (${total === 0 ? 100 : Math.round((1000 * count) / total) / 10} %)`,
});
