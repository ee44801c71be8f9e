import { Worker } from 'node:worker_threads';
import { QueryError } from '../error.ts';
import type { Inventory } from '../facts/os.ts';
import type { System } from '../host.ts';
import { shaped } from '../snapshot/shaped.ts';
import { within } from './error.ts';

/** The delay of the first one, so that it starts after the first report. */
const firstAfterMs = 10_000;
/** PowerShell alone may take seconds to start on a busy node. */
const deadlineMs = 60_000;

/** The newest inventory of the machine; nothing is taken before `keep` is called. */
export function createInventories(take: () => Promise<Inventory>): {
  newest: System['inventory'];
  keep: System['keepInventory'];
} {
  let newest: Inventory | null = null;
  return {
    newest: () => newest,
    keep({ everyMs, onError }) {
      let timer = setTimeout(describe, firstAfterMs).unref();
      let kept = true;
      async function describe() {
        try {
          newest = await take();
        } catch (error) {
          onError(error);
        }
        if (kept) timer = setTimeout(describe, everyMs).unref();
      }
      return () => {
        kept = false;
        clearTimeout(timer);
      };
    },
  };
}

/**
 * systeminformation waits for some of its programs with execSync, so it runs in a thread of its own.
 * @throws QueryError when the thread fails or overruns its deadline
 */
export function takeInventory(windows: boolean): Promise<Inventory> {
  const worker = new Worker(new URL('./inventory-worker.ts', import.meta.url), { workerData: { windows } });
  worker.unref();
  const answer = new Promise<Inventory>((resolve, reject) => {
    const failed = (why: string) => reject(new QueryError('failed', `the inventory of the machine: ${why}`));
    worker.once('message', (message: unknown) => {
      const found = shaped<Inventory>('inventory', message);
      if ('wrong' in found) failed(found.wrong);
      else resolve(found.value);
    });
    worker.once('error', (error) => failed(error instanceof Error ? error.message : String(error)));
    worker.once('exit', (code) => failed(`its thread ended with ${code}`));
  });
  const late = `the inventory of the machine took longer than ${deadlineMs} ms`;
  return within(deadlineMs, answer, late).finally(() => worker.terminate());
}
