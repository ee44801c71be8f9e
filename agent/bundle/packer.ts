import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { utf8 } from '../decode/bytes.ts';
import type { Steps } from '../redact/steps.ts';
import { createRedactionStream, type RedactionStream } from '../redact/stream.ts';
import type { Redactor } from '../redact.ts';
import { createZipWriter } from './packer/zip-writer.ts';

/** How long it may hold the event loop; the step in progress is finished. */
const withoutPauseMs = 5;

/** Work in steps, between which everything else gets its turn. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < withoutPauseMs) continue;
    await turn();
    since = performance.now();
  }
}

/** The result for one file. */
interface Packed {
  bytes: number;
  sha256: string;
  /** How many secrets each rule has redacted. */
  redactions: ReadonlyMap<string, number>;
}

/** Redacts and compresses files, one after the other. After the archive is closed, calls do nothing. */
export interface Packer {
  /** Must be read, or destroyed. */
  archive: Readable;
  /** Starts the next file. @param isClean its text is not redacted */
  begin(isClean: boolean): Promise<void>;
  /** Gives the file its place; earlier additions are only context. */
  open(path: string, modifiedAt: Date): Promise<void>;
  /** Text in UTF-8. Waits for the reader of the archive. @returns the size of the file so far */
  add(bytes: Uint8Array): Promise<number>;
  finish(): Promise<Packed>;
  /** No file follows. */
  end(): void;
}

/** So much is redacted without a pause. */
const stepBytes = 64 * 1024;

interface PackedFile {
  redaction: RedactionStream | null;
  decoder: TextDecoder;
  isOpen: boolean;
  hash: Hash;
  bytes: number;
}

export function createPacker(redactor: Redactor): Packer {
  const zip = createZipWriter();
  const start = (isClean: boolean): PackedFile => ({
    redaction: isClean ? null : createRedactionStream(redactor),
    decoder: new TextDecoder('utf-8', { ignoreBOM: true }),
    isOpen: false,
    hash: createHash('sha256'),
    bytes: 0,
  });
  let file = start(true);

  async function write(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0 || !file.isOpen || zip.archive.destroyed) return;
    file.hash.update(chunk);
    file.bytes += chunk.length;
    await zip.write(chunk);
  }

  return {
    archive: zip.archive,
    async begin(isClean) {
      file = start(isClean);
    },
    async open(path, modifiedAt) {
      file.isOpen = true;
      zip.open(path, modifiedAt);
    },
    async add(bytes) {
      const { redaction, decoder, isOpen } = file;
      if (redaction === null) await write(bytes);
      else {
        for (let at = 0; at < bytes.length; at += stepBytes) {
          // Data in memory arrives without a wait, so other work gets its turn here.
          await turn();
          const text = decoder.decode(bytes.subarray(at, at + stepBytes), { stream: true });
          await write(utf8(await inTurns(redaction.pushInSteps(text, !isOpen))));
        }
      }
      return file.bytes;
    },
    async finish() {
      const { redaction, decoder, isOpen, hash } = file;
      if (redaction !== null) {
        // An incomplete character becomes U+FFFD.
        const rest = await inTurns(redaction.pushInSteps(decoder.decode()));
        await write(utf8(rest + (await inTurns(redaction.endInSteps()))));
      }
      if (isOpen) await zip.close();
      return { bytes: file.bytes, sha256: hash.digest('hex'), redactions: redaction?.counts ?? new Map() };
    },
    end: () => zip.end(),
  };
}

/** Calls to the thread, one after the other. */
export type PackerCall =
  | { call: 'begin'; isClean: boolean }
  | { call: 'open'; path: string; modifiedAt: Date }
  | { call: 'add'; bytes: Uint8Array<ArrayBuffer> }
  | { call: 'finish' }
  | { call: 'end' };

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
  const worker = new Worker(new URL('./packer/packer-worker.ts', import.meta.url), {
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

  async function ask<T>(call: PackerCall): Promise<T | null> {
    if (gone.signal.aborted) return null;
    const answered = new Promise<unknown>((resolve) => {
      answer = resolve;
    });
    worker.postMessage(call, call.call === 'add' ? [call.bytes.buffer] : []);
    const value = await answered;
    // A slow reader of the archive stops the thread.
    if (archive.writableNeedDrain) await once(archive, 'drain', { signal: gone.signal }).catch(() => undefined);
    return value as T | null;
  }
  return {
    archive,
    begin: async (isClean) => void (await ask({ call: 'begin', isClean })),
    open: async (path, modifiedAt) => void (await ask({ call: 'open', path, modifiedAt })),
    // A copy, because a transferred buffer is gone here.
    add: async (bytes) => (await ask<number>({ call: 'add', bytes: new Uint8Array(bytes) })) ?? 0,
    finish: async () => (await ask<Packed>({ call: 'finish' })) ?? { bytes: 0, sha256: '', redactions: new Map() },
    end: () => worker.postMessage({ call: 'end' } satisfies PackerCall),
  };
}

/** As many bytes as one line of 76 characters holds. */
const lineBytes = 57;

/** An archive as text, for connections that pass only text. */
export async function* base64Lines(archive: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of archive) {
    const bytes = Buffer.concat([held, chunk]);
    const whole = bytes.length - (bytes.length % lineBytes);
    held = bytes.subarray(whole);
    yield linesOf(bytes.subarray(0, whole));
  }
  yield linesOf(held);
}

const linesOf = (bytes: Buffer) => bytes.toString('base64').replaceAll(/.{1,76}/g, '$&\n');
