import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FastifyReply } from 'fastify';
import { text } from '../renderers/text.ts';
import { jsonType } from './answer/body.ts';
import { HttpProblem } from './answer/problem.ts';
import type { Clock } from './limits/clock.ts';
import { judging } from './limits/threads.ts';

/** What to do with the body of a request. */
export interface JudgeTask {
  judge: 'explain' | 'lint' | 'predict';
  body: { text: string; isJson: boolean };
  /** The answer as JSON, or as a text for people. Only `explain` has one; `all`: with every cause in full. */
  form: { as: 'json' } | { as: 'text'; all: boolean };
  /** The body of /facts. */
  facts: Buffer;
}

/** What a thread posts: an answer in the form that was asked for, or why there is none, for a Problem. */
export type ThreadAnswer = { answer: string } | { status: number; refused: string };

const lookEveryMs = 250;
/** No client waits longer. */
const patienceMs = 60_000;
const { heapMib } = judging;

/** Milliseconds of processor time that a body may take, and the clock by which its client waits. */
interface JudgingTime {
  longestMs: number;
  clock: Clock;
}

/** Answers with the result of a separate thread for the body; the thread ends when the client disconnects. */
export async function sendJudged(reply: FastifyReply, task: JudgeTask, time: JudgingTime): Promise<FastifyReply> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const answer = await judgeBody(task, { gone: gone.signal, ...time });
  const type = task.form.as === 'json' ? jsonType : text.contentType;
  return reply.type(type).send(answer);
}

/**
 * Judges a body in a thread of its own, which ends with its answer: to read one document of YAML, or a text made for
 * that, may take seconds and hundreds of MiB.
 * @param gone ends the thread when no client waits for its answer any more
 * @returns the answer in the form that was asked for
 * @throws Problem 400 when the body cannot be judged, 413 when it is too large, 503 when this machine is too busy
 */
async function judgeBody(
  task: JudgeTask,
  { gone, longestMs, clock }: JudgingTime & { gone: AbortSignal },
): Promise<string> {
  const since = clock.elapsed();
  const late = new AbortController();
  const stopLooking = clock.everySecond(() => {
    if (clock.elapsed() - since >= patienceMs) late.abort();
  });
  const long = new AbortController();
  const resourceLimits = { maxOldGenerationSizeMb: heapMib.old, maxYoungGenerationSizeMb: heapMib.young };
  const worker = new Worker(new URL('./judge-worker.ts', import.meta.url), { workerData: task, resourceLimits });
  const watch = setInterval(async () => {
    // It may have ended in the meantime.
    const { user, system } = await worker.cpuUsage().catch(() => ({ user: 0, system: 0 }));
    if ((user + system) / 1000 > longestMs) long.abort();
  }, lookEveryMs);
  try {
    const posted = await once(worker, 'message', { signal: AbortSignal.any([late.signal, gone, long.signal]) });
    const judged: ThreadAnswer = posted[0];
    if ('refused' in judged) throw new HttpProblem(judged.status, judged.refused);
    return judged.answer;
  } catch (error) {
    if (gone.aborted) throw new HttpProblem(400, 'the request ended before its answer');
    if (late.signal.aborted) {
      const why = `this machine is too busy to judge it within ${patienceMs / 1000} s; ask again later`;
      throw new HttpProblem(503, why, { 'retry-after': '60' });
    }
    if (long.signal.aborted || isOutOfMemory(error)) {
      const what = long.signal.aborted
        ? `more than ${longestMs / 1000} s of processor time`
        : `more than ${heapMib.old + heapMib.young} MiB of memory`;
      throw new HttpProblem(
        413,
        `judging this input takes ${what}; send a smaller part, or use hostprobe ${task.judge}`,
      );
    }
    throw error;
  } finally {
    clearInterval(watch);
    stopLooking();
    await worker.terminate();
  }
}

const isOutOfMemory = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
