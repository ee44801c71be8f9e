import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

/** What those who asked got while a fault lasted, and what was lost. */
export interface Watch {
  /** Counts an answer. @returns whether it was one */
  answered(isServed: boolean): boolean;
  /** What must hold, and what is lost if it does not. */
  expect(holds: boolean, otherwise: string): void;
}

export interface Fault {
  fault: string;
  /** Injects it and takes it back. */
  inject(watch: Watch): Promise<void>;
}

/** What came of a fault, over all times. */
export const outcomeSchema = z.strictObject({
  fault: z.string(),
  times: z.number(),
  /** Requests that were answered as promised, and those that were turned away or got nothing. */
  served: z.number(),
  refused: z.number(),
  /** Times in which nobody at all was served. */
  servedNobody: z.number(),
  lost: z.array(z.string()),
  /** Why this machine cannot do it; null: it can. */
  notRun: z.string().nullable(),
});
export type Outcome = z.infer<typeof outcomeSchema>;

export type Verdict = 'held' | 'refused' | 'lost' | 'not run';

/** What refuses everybody has lost nothing, and has not held either. */
export function verdictOf({ notRun, lost, served, servedNobody }: Omit<Outcome, 'fault'>): Verdict {
  if (notRun !== null) return 'not run';
  if (lost.length > 0) return 'lost';
  return served === 0 || servedNobody > 0 ? 'refused' : 'held';
}

/**
 * One after the other, again and again until then; each at least once.
 * @param reader asks all the time while a fault lasts, and returns whether it was served; faults with agents of their own count alone
 */
export async function injectFaults(
  faults: readonly Fault[],
  until: number,
  reader?: () => Promise<boolean>,
): Promise<Outcome[]> {
  const all = faults.map(({ fault }): Outcome => ({ fault, ...nothing(), lost: [] }));
  for (let turn = 0; turn < faults.length || performance.now() < until; turn++) {
    const [one, row] = [faults[turn % faults.length], all[turn % faults.length]];
    if (one === undefined || row === undefined) break;
    all[turn % faults.length] = withTime(row, await injectOnce(one, reader));
    await sleep(1000);
  }
  return all;
}

interface Seen {
  served: number;
  refused: number;
  lost: ReadonlySet<string>;
}

/** Once more. */
export const withTime = (row: Outcome, { served, refused, lost }: Seen): Outcome => ({
  ...row,
  times: row.times + 1,
  served: row.served + served,
  refused: row.refused + refused,
  servedNobody: row.servedNobody + (served === 0 ? 1 : 0),
  lost: [...new Set([...row.lost, ...lost])],
});

const nothing = () => ({ times: 0, served: 0, refused: 0, servedNobody: 0, notRun: null });

async function injectOnce({ inject }: Fault, reader?: () => Promise<boolean>): Promise<Seen> {
  const seen = { served: 0, refused: 0, lost: new Set<string>() };
  const watch: Watch = {
    answered(isServed) {
      seen[isServed ? 'served' : 'refused'] += 1;
      return isServed;
    },
    expect: (holds, otherwise) => void (holds || seen.lost.add(otherwise)),
  };
  let isOver = false;
  const reading = (async () => {
    while (reader !== undefined && !isOver) {
      watch.answered(await reader());
      await sleep(500);
    }
  })();
  await inject(watch).catch((error) => {
    seen.lost.add(error instanceof Error ? error.message : String(error));
    process.stderr.write(`soak: ${error instanceof Error ? error.stack : error}\n`);
  });
  isOver = true;
  await reading;
  return seen;
}

/** Whether it holds within that time. */
export async function within(ms: number, holds: () => Promise<boolean>): Promise<boolean> {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    if (await holds()) return true;
    await sleep(500);
  }
  return false;
}
