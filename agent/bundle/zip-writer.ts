import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { utf8 } from '../decode/bytes.ts';
import { descriptorOf, endOf, headerOf, listed, type ZippedFile } from './zip-records.ts';

/** Writes a zip archive, one file after the other. After the archive is closed, calls do nothing. */
export interface ZipWriter {
  /** Must be read, or destroyed. */
  archive: Readable;
  open(name: string, modifiedAt: Date): void;
  /** Waits for the reader of the archive. */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** No file follows. */
  end(): void;
}

/** So much waits to be compressed while more is made. */
const aheadBytes = 256 * 1024;
/** Logs become smaller than zip makes them at its level 6, in less time: zlib of Node.js looks for longer matches. */
const settings = { level: 4, highWaterMark: aheadBytes, chunkSize: 64 * 1024 };

export function createZipWriter(): ZipWriter {
  const archive = new PassThrough({ highWaterMark: aheadBytes });
  const files: ZippedFile[] = [];
  let offset = 0;
  let packing: { file: ZippedFile; deflate: DeflateRaw } | null = null;
  const closed = new Promise<void>((resolve) => {
    archive.once('close', () => {
      packing?.deflate.destroy();
      resolve();
    });
  });
  function put(bytes: Uint8Array): void {
    offset += bytes.length;
    if (!archive.destroyed) archive.write(bytes);
  }
  return {
    archive,
    open(name, modifiedAt) {
      const file = { name: utf8(name), modifiedAt, offset, crc32: 0, bytes: 0, packedBytes: 0 };
      files.push(file);
      put(headerOf(file));
      const deflate = createDeflateRaw(settings);
      packing = { file, deflate };
      deflate.on('data', ({ length }: Uint8Array) => {
        file.packedBytes += length;
      });
      deflate.pipe(archive, { end: false });
    },
    async write(bytes) {
      if (packing === null || archive.destroyed) return;
      const { file, deflate } = packing;
      file.crc32 = crc32(bytes, file.crc32);
      file.bytes += bytes.length;
      if (!deflate.write(bytes)) await Promise.race([once(deflate, 'drain'), closed]);
    },
    async close() {
      if (packing === null || archive.destroyed) return;
      const { file, deflate } = packing;
      deflate.end();
      await Promise.race([once(deflate, 'end'), closed]);
      packing = null;
      offset += file.packedBytes;
      put(descriptorOf(file));
    },
    end() {
      const start = offset;
      for (const file of files) put(listed(file));
      put(endOf({ count: files.length, start, size: offset - start }));
      if (!archive.destroyed) archive.end();
    },
  };
}
