import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { utf8 } from '../decode/bytes.ts';
import { createRedactionStream } from '../redact/stream.ts';
import type { Redactor } from '../redact.ts';
import { inTurns } from './long-work.ts';
import { createZipWriter } from './packer/zip-writer.ts';

/** The result for one file. */
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

export function createPacker(redactor: Redactor): Packer {
  const zip = createZipWriter();
  const start = (isClean: boolean) => ({
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
