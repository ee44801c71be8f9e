import type { Clock } from '../../agent/server/limits/clock.ts';

/** A clock that stands until the test lets seconds pass. */
export function heldClock(): Clock & { pass(seconds: number): void } {
  let now = 0;
  const looks = new Set<() => void>();
  return {
    elapsed: () => now,
    everySecond(look) {
      looks.add(look);
      return () => void looks.delete(look);
    },
    pass(seconds) {
      for (let second = 0; second < seconds; second++) {
        now += 1000;
        for (const look of looks) look();
      }
    },
  };
}
