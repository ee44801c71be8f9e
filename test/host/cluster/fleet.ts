import { QueryError } from '../../../agent/error.ts';
import { createRestraint } from '../../../agent/host/cluster/caller.ts';

/** Questions of a run when all is well, of one after a failure, and the time between runs, in seconds. */
const questions = { usual: 1.12, uncached: 7 };
const interval = 60;

/**
 * What many agents ask an API server that fails for a while, by a clock that the simulation holds; each agent has the real
 * restraint, and a run every minute, give or take a tenth.
 * @param options.failsFrom seconds, as are all times
 * @returns questions in each second
 */
export function simulate(options: { agents: number; failsFrom: number; failsUntil: number; ends: number }): number[] {
  const { agents, failsFrom, failsUntil, ends } = options;
  const chance = chances();
  const perSecond = new Array<number>(ends).fill(0);
  const busy = new QueryError('failed', 'the API server was asked: 429', '429');
  for (let agent = 0; agent < agents; agent++) {
    let now = interval * chance();
    const restraint = createRestraint({ elapsed: () => now * 1000, chance });
    let failed = true;
    for (; now < ends; now += interval * (0.9 + 0.2 * chance())) {
      const second = Math.floor(now);
      if (restraint.refusal() !== null) continue;
      if (now >= failsFrom && now < failsUntil) {
        perSecond[second] = (perSecond[second] ?? 0) + 1;
        restraint.failed(busy, 1000);
        failed = true;
      } else {
        perSecond[second] = (perSecond[second] ?? 0) + (failed ? questions.uncached : questions.usual);
        restraint.succeeded();
        failed = false;
      }
    }
  }
  return perSecond;
}

/** Numbers from 0 to 1, the same in each run: xorshift32. */
function chances(): () => number {
  let state = 2_463_534_242;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
