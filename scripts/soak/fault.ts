import { setTimeout as sleep } from 'node:timers/promises';

export interface Fault {
  fault: string;
  /** Injects it and takes it back; false: something was lost. */
  inject(): Promise<boolean>;
}

export interface Survived {
  fault: string;
  times: number;
  survived: boolean;
}

/** One after the other, again and again until then; each at least once. */
export async function injectFaults(faults: readonly Fault[], until: number): Promise<Survived[]> {
  const all = faults.map(({ fault }) => ({ fault, times: 0, survived: true }));
  for (let turn = 0; turn < faults.length || performance.now() < until; turn++) {
    const [one, row] = [faults[turn % faults.length], all[turn % faults.length]];
    if (one === undefined || row === undefined) break;
    row.times += 1;
    const survived = await one.inject().catch((error) => {
      process.stderr.write(`soak: ${one.fault}: ${error instanceof Error ? error.stack : error}\n`);
      return false;
    });
    row.survived &&= survived;
    await sleep(1000);
  }
  return all;
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
