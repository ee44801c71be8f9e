import { Worker } from 'node:worker_threads';
import { QueryError } from '../error.ts';
import { type Picture, picture } from '../facts/os.ts';
import type { System } from '../host.ts';

/** The delay of the first one, so that it starts after the first report. */
const firstAfterMs = 10_000;
/** PowerShell alone may take seconds to start on a busy node. */
const deadlineMs = 60_000;

/** The newest picture of the machine; nothing is taken before `keep` is called. */
export function createPictures(windows: boolean): { newest: System['picture']; keep: System['keepPicture'] } {
  let newest: Picture | null = null;
  return {
    newest: () => newest,
    keep({ everyMs, onError }) {
      let timer = setTimeout(describe, firstAfterMs).unref();
      let kept = true;
      async function describe() {
        try {
          newest = await takePicture(windows);
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
export function takePicture(windows: boolean): Promise<Picture> {
  const worker = new Worker(new URL('./picture-worker.ts', import.meta.url), { workerData: { windows } });
  worker.unref();
  return new Promise<Picture>((resolve, reject) => {
    const failed = (why: string) => reject(new QueryError('failed', `the picture of the machine: ${why}`));
    const timer = setTimeout(() => {
      reject(new QueryError('timeout', `the picture of the machine took longer than ${deadlineMs} ms`));
    }, deadlineMs).unref();
    worker.once('message', (message: unknown) => {
      const parsed = picture.safeParse(message);
      if (parsed.success) resolve(parsed.data);
      else failed(parsed.error.message);
    });
    worker.once('error', (error) => failed(error instanceof Error ? error.message : String(error)));
    worker.once('exit', (code) => {
      clearTimeout(timer);
      failed(`its thread ended with ${code}`);
    });
  }).finally(() => worker.terminate());
}
