import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Packed, Packer } from '../packer.ts';

/** Calls to the thread, one after the other. */
export interface PackerCall {
  call: Exclude<keyof Packer, 'archive'>;
  given: readonly unknown[];
}

/** Its messages: an answer to each call but the last, and pieces of the archive. */
export type PackerMessage =
  | { is: 'answer'; value: unknown }
  | { is: 'archive'; bytes: Uint8Array<ArrayBuffer> }
  | { is: 'end' };

/**
 * A packer in a thread of its own, which ends with the archive. The loop stays free, and garbage of redaction fills the
 * small heap of the thread: in the agent's heap one bundle of 100 MB made V8 mark 28 MiB seventy times.
 * @param key for placeholders
 */
export function startPacker(key: Uint8Array): Packer {
  const archive = new PassThrough();
  const worker = new Worker(new URL('./packer-worker.ts', import.meta.url), {
    workerData: key,
    resourceLimits: { maxOldGenerationSizeMb: 48 },
  });
  const gone = new AbortController();
  let answer: (value: unknown) => void = () => undefined;
  const fail = (error: Error | null) => {
    gone.abort();
    answer(null);
    if (error !== null) archive.destroy(error);
  };
  worker.once('error', fail);
  worker.once('exit', () => fail(null));
  archive.once('close', () => void worker.terminate());
  worker.on('message', (message: PackerMessage) => {
    if (message.is === 'answer') answer(message.value);
    else if (archive.destroyed) return;
    else if (message.is === 'archive') archive.write(message.bytes);
    else archive.end();
  });

  async function ask<T>(call: PackerCall['call'], given: readonly unknown[], moved: ArrayBuffer[] = []) {
    if (gone.signal.aborted) return null;
    const answered = new Promise<unknown>((resolve) => {
      answer = resolve;
    });
    worker.postMessage({ call, given } satisfies PackerCall, moved);
    const value = await answered;
    // A slow reader of the archive stops the thread.
    if (archive.writableNeedDrain) await once(archive, 'drain', { signal: gone.signal }).catch(() => undefined);
    return value as T | null;
  }
  return {
    archive,
    begin: async (...given) => void (await ask('begin', given)),
    open: async (...given) => void (await ask('open', given)),
    async add(bytes) {
      // A copy, because a transferred buffer is gone here.
      const copy = new Uint8Array(bytes);
      return (await ask<number>('add', [copy], [copy.buffer])) ?? 0;
    },
    finish: async () => (await ask<Packed>('finish', [])) ?? { bytes: 0, sha256: '', redactions: new Map() },
    end: () => worker.postMessage({ call: 'end', given: [] } satisfies PackerCall),
  };
}
