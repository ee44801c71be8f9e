import { UserError } from '../error.ts';
import type { PageTask, Told } from './task.ts';
import { work } from './work.ts';

/** Progress is reported after so many bytes, and at the end. */
const interval = 2 ** 20;

/** In a thread of its own, so that the page answers while a large log is read. It does one task and is ended. */
export function awaitTask(): void {
  const scope = globalThis as unknown as Pick<Worker, 'postMessage' | 'addEventListener'>;
  const say = (told: Told) => scope.postMessage(told);
  scope.addEventListener('message', async ({ data }: MessageEvent<PageTask>) => {
    let next = 0;
    try {
      const answer = await work(data, (progress) => {
        if (progress.done !== 0 && progress.done < next && progress.done < progress.total) return;
        next = progress.done + interval;
        say({ progress });
      });
      say({ answer });
    } catch (error) {
      // A bug. It is sent to the page, because an error that a worker throws after an await is lost.
      say(error instanceof UserError ? { refused: error.message } : { bug: String(error) });
    }
  });
}
