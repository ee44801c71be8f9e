import { decompress } from 'fzstd';
import { fromBase64, textOf } from '../decode/bytes.ts';
import type { FileProgress, PageTask, TaskAnswer, Told } from './task.ts';
import { pageWords } from './words.ts';

/** Without an answer or progress for so long a task is stopped. */
const deadlineMs = 30_000;

/** A task at work. */
export type RunningTask = ReturnType<typeof start>;

/** What the worker runs, as a URL that this page has made. Its source is in the page, packed by Zstandard, in base64. */
let workerUrl: string | null = null;

function startWorker(): Worker {
  workerUrl ??= URL.createObjectURL(new Blob([sourceOfWorker()], { type: 'text/javascript' }));
  return new Worker(workerUrl);
}

/** Before it, its frequent words, each behind the character that stands for it. */
function sourceOfWorker(): string {
  const text = textOf(decompress(fromBase64(document.getElementById('worker')?.textContent ?? '')));
  const end = text.indexOf('\n\n');
  const words = new Map(
    text
      .slice(0, end)
      .split('\n')
      .map((line) => [line.charAt(0), line.slice(1)]),
  );
  const codes = new RegExp(`[${[...words.keys()].join('')}]`, 'g');
  return text.slice(end + 2).replace(codes, (code) => words.get(code) ?? code);
}

/** Does a task in its own thread, which ends with the task. `answer` rejects with an Error whose message is for the reader. */
export function start(task: PageTask, onProgress: (progress: FileProgress) => void) {
  const worker = startWorker();
  const done = Promise.withResolvers<TaskAnswer>();
  const end = (why: string) => {
    worker.terminate();
    clearTimeout(timer);
    done.reject(new Error(why));
  };
  const late = () => end(pageWords.late(deadlineMs / 1000));
  let timer = setTimeout(late, deadlineMs);
  worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    clearTimeout(timer);
    if ('progress' in data) {
      timer = setTimeout(late, deadlineMs);
      onProgress(data.progress);
    } else if ('refused' in data) end(data.refused);
    else if ('bug' in data) end(pageWords.bug(data.bug));
    else {
      worker.terminate();
      done.resolve(data.answer);
    }
  });
  worker.addEventListener('error', ({ message }) => end(pageWords.bug(message)));
  worker.postMessage(task);
  return { answer: done.promise, stop: () => end(pageWords.stopped) };
}
