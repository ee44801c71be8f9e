import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Problem } from './answer/problem.ts';

/** What is to be done with the manifests of a request. */
export interface Task {
  judge: 'lint' | 'predict';
  manifests: string;
  /** The body of /facts. */
  facts: Buffer;
}

/** What a thread posts: an answer as JSON, or why there is none, for a Problem. */
export type Judged = { json: string } | { status: number; refused: string };

const deadlineMs = 10_000;
/** Enough for a MiB of manifests, and little enough for two at once beside the agent in the memory of its pod. */
const heapMib = { old: 48, young: 8 };

/**
 * Judges manifests in a thread of their own, which ends with its answer: to read one document of YAML may take seconds,
 * and nobody else would be answered meanwhile.
 * @param gone ends the thread when nobody waits for its answer any more
 * @returns the answer as JSON
 * @throws Problem 400 when the manifests are none, 413 when they are too much
 */
export async function judgeManifests(task: Task, gone: AbortSignal): Promise<string> {
  const late = AbortSignal.timeout(deadlineMs);
  const resourceLimits = { maxOldGenerationSizeMb: heapMib.old, maxYoungGenerationSizeMb: heapMib.young };
  const worker = new Worker(new URL('./judge-worker.ts', import.meta.url), { workerData: task, resourceLimits });
  try {
    const posted = await once(worker, 'message', { signal: AbortSignal.any([late, gone]) });
    const judged: Judged = posted[0];
    if ('refused' in judged) throw new Problem(judged.status, judged.refused);
    return judged.json;
  } catch (error) {
    if (gone.aborted) throw new Problem(400, 'the request ended before its answer');
    if (late.aborted || isOutOfMemory(error)) {
      const what = late.aborted
        ? `more than ${deadlineMs / 1000} s`
        : `more than ${heapMib.old + heapMib.young} MiB of memory`;
      throw new Problem(413, `to judge this takes ${what}; send fewer objects at once, or use hostprobe ${task.judge}`);
    }
    throw error;
  } finally {
    await worker.terminate();
  }
}

const isOutOfMemory = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
