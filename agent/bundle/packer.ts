import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { ZipFile } from 'yazl';
import { utf8 } from '../decode/bytes.ts';
import { createRedactionStream, type RedactionStream } from '../redact/stream.ts';
import type { Redactor } from '../redact.ts';
import { inTurns } from './in-turns.ts';

/** What came out of one file. */
export interface Packed {
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
  /** Gives the file its place; what is added before is only context. */
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
  entry: PassThrough | null;
  hash: Hash;
  bytes: number;
}

export function createPacker(redactor: Redactor): Packer {
  const zip = new ZipFile();
  const archive = new PassThrough();
  const closed = new Promise<void>((resolve) => {
    pipeline(zip.outputStream, archive, () => resolve());
  });
  const start = (isClean: boolean): PackedFile => ({
    redaction: isClean ? null : createRedactionStream(redactor),
    decoder: new TextDecoder('utf-8', { ignoreBOM: true }),
    entry: null,
    hash: createHash('sha256'),
    bytes: 0,
  });
  let file = start(true);

  async function write(chunk: Uint8Array): Promise<void> {
    const { entry, hash } = file;
    if (chunk.length === 0 || entry === null || archive.destroyed) return;
    hash.update(chunk);
    file.bytes += chunk.length;
    if (!entry.write(chunk)) await Promise.race([once(entry, 'drain'), closed]);
  }

  return {
    archive,
    async begin(isClean) {
      file = start(isClean);
    },
    async open(path, mtime) {
      file.entry = new PassThrough();
      zip.addReadStream(file.entry, path, { mtime });
    },
    async add(bytes) {
      const { redaction, decoder, entry } = file;
      if (redaction === null) await write(bytes);
      else {
        for (let at = 0; at < bytes.length; at += stepBytes) {
          // Data in memory arrives without a wait, so other work gets its turn here.
          await turn();
          const text = decoder.decode(bytes.subarray(at, at + stepBytes), { stream: true });
          await write(utf8(await inTurns(redaction.pushInSteps(text, entry === null))));
        }
      }
      return file.bytes;
    },
    async finish() {
      const { redaction, decoder, entry, hash } = file;
      if (redaction !== null) {
        // A character that never ended is one that nobody knows.
        const rest = await inTurns(redaction.pushInSteps(decoder.decode()));
        await write(utf8(rest + (await inTurns(redaction.endInSteps()))));
      }
      if (entry !== null) {
        entry.end();
        await Promise.race([once(entry, 'close'), closed]);
      }
      return { bytes: file.bytes, sha256: hash.digest('hex'), redactions: redaction?.counts ?? new Map() };
    },
    end: () => zip.end(),
  };
}
