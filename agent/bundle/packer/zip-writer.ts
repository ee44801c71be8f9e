import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { Zip, type ZipInputFile } from 'fflate/browser';

/** Writes a zip archive, one file after the other. After the archive is closed, calls do nothing. */
interface ZipWriter {
  /** Must be read, or destroyed. */
  archive: Readable;
  open(name: string, modifiedAt: Date): void;
  /** Waits for the reader of the archive. */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** No file follows. */
  end(): void;
}

/** How much may wait for compression while more is made. */
const aheadBytes = 256 * 1024;
/** Logs become smaller than zip makes them at its level 6, in less time: zlib of Node.js looks for longer matches. */
const settings = { level: 4, highWaterMark: aheadBytes, chunkSize: 64 * 1024 };

/** A regular file that everyone may read, as Unix writes it. Source: APPNOTE.TXT 4.4.2, 4.4.15. */
const everybodyReads = { os: 3, attrs: 0o100664 * 0x10000 };
const deflated = 8;
/** A header holds local times from 1980 to 2107, and fflate writes them up to 2079; a day at both ends is for time zones. 4.4.6 */
const earliest = Date.UTC(1980, 0, 2);
const latest = Date.UTC(2079, 11, 30);

/**
 * fflate writes the headers and the list of files; zlib of Node.js compresses the files and makes their checksums, much
 * faster than JavaScript can. fflate does not support zip64, so all files together must be below 4 GiB: `--max-size`
 * allows no more.
 */
export function createZipWriter(): ZipWriter {
  const archive = new PassThrough({ highWaterMark: aheadBytes });
  let packing: { file: ZipInputFile; deflate: DeflateRaw } | null = null;
  const closed = new Promise<void>((resolve) => {
    archive.once('close', () => {
      packing?.deflate.destroy();
      resolve();
    });
  });
  const zip = new Zip((error, bytes, isLast) => {
    if (archive.destroyed) return;
    if (error !== null) archive.destroy(error);
    else if (isLast) archive.end(bytes);
    else archive.write(bytes);
  });
  return {
    archive,
    open(name, modifiedAt) {
      if (archive.destroyed) return;
      const file: ZipInputFile = {
        filename: name,
        mtime: Math.min(Math.max(modifiedAt.getTime(), earliest), latest),
        size: 0,
        crc: 0,
        compression: deflated,
        ...everybodyReads,
      };
      zip.add(file);
      const deflate = createDeflateRaw(settings);
      packing = { file, deflate };
      deflate.on('data', (piece: Uint8Array<ArrayBuffer>) => {
        file.ondata?.(null, piece, false);
        if (!archive.writableNeedDrain) return;
        deflate.pause();
        archive.once('drain', () => deflate.resume());
      });
    },
    async write(bytes) {
      if (packing === null || archive.destroyed) return;
      const { file, deflate } = packing;
      file.crc = crc32(bytes, file.crc);
      file.size += bytes.length;
      if (!deflate.write(bytes)) await Promise.race([once(deflate, 'drain'), closed]);
    },
    async close() {
      if (packing === null || archive.destroyed) return;
      const { file, deflate } = packing;
      deflate.end();
      await Promise.race([once(deflate, 'end'), closed]);
      packing = null;
      file.ondata?.(null, new Uint8Array(), true);
    },
    end: () => zip.end(),
  };
}
