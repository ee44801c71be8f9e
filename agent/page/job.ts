import type { Answer, Progress, Task, Told } from './task.ts';
import { words } from './words.ts';

/** Without an answer or progress for so long a task is stopped. */
const deadlineMs = 30_000;

/** A task at work. */
export interface Job {
  /** Rejects with an Error whose message is for the reader. */
  answer: Promise<Answer>;
  stop(): void;
}

/** What the worker runs, as a URL that this page has made. Its source stands in the page as text. */
let workerUrl: string | null = null;

function startWorker(): Worker {
  const source = document.getElementById('worker')?.textContent ?? '';
  workerUrl ??= URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  return new Worker(workerUrl);
}

/** Does a task in its own thread, which ends with the task. */
export function start(task: Task, onProgress: (progress: Progress) => void): Job {
  const worker = startWorker();
  const done = Promise.withResolvers<Answer>();
  const end = (why: string) => {
    worker.terminate();
    clearTimeout(timer);
    done.reject(new Error(why));
  };
  const late = () => end(words.late(deadlineMs / 1000));
  let timer = setTimeout(late, deadlineMs);
  worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    clearTimeout(timer);
    if ('progress' in data) {
      timer = setTimeout(late, deadlineMs);
      onProgress(data.progress);
    } else if ('refused' in data) end(data.refused);
    else if ('bug' in data) end(words.bug(data.bug));
    else {
      worker.terminate();
      done.resolve(data.answer);
    }
  });
  worker.addEventListener('error', ({ message }) => end(words.bug(message)));
  worker.postMessage(task);
  return { answer: done.promise, stop: () => end(words.stopped) };
}
