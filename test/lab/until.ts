import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something to become true; what throws is not true yet. The test's own time limit ends it. */
export async function until(question: () => Promise<boolean>): Promise<void> {
  while (!(await question().catch(() => false))) await sleep(50);
}
