import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';

export type ZipWriter = ReturnType<typeof createZipWriter>;

/** How much may wait for compression while more is made. */
const aheadBytes = 256 * 1024;
/** Logs become smaller than zip makes them at its level 6, in less time: zlib of Node.js looks for longer matches. */
export const usualLevel = 4;
const settings = { highWaterMark: aheadBytes, chunkSize: 64 * 1024 };

/** Of the file being written, and of those before it. Source of all layouts: APPNOTE.TXT 4.3 to 4.5. */
interface Entry {
  name: Buffer;
  /** Date and time of MS-DOS, which has no time zone: here UTC, so that the same content gives the same bytes everywhere. */
  time: number;
  /** Where it begins in the archive. */
  at: number;
  crc: number;
  bytes: number;
  packed: number;
}

/** The first number that a field of 32 bits cannot hold: zip64 then has it. */
const tooMuch = 0xffff_ffff;

/**
 * Writes a zip archive, one file after the other. After the archive is closed, calls do nothing.
 * zlib of Node.js compresses the files and makes their checksums. A library that does it in JavaScript takes 2 times the
 * processor time for a log, and 11 times where V8 runs without its compilers, as in the agent. A file must be below 4 GiB, which
 * is the most that `--max-size` allows; the archive may be larger.
 * @param at where in its file the archive begins
 */
export function createZipWriter(at = 0) {
  const archive = new PassThrough({ highWaterMark: aheadBytes });
  const entries: Entry[] = [];
  let size = at;
  let packing: { entry: Entry; deflate: DeflateRaw } | null = null;
  const closed = new Promise<void>((resolve) => {
    archive.once('close', () => {
      packing?.deflate.destroy();
      resolve();
    });
  });
  const put = (bytes: Uint8Array): void => {
    size += bytes.length;
    archive.write(bytes);
  };
  return {
    /** Must be read, or destroyed. */
    archive,
    /** @param level 0 to 9; 0: it is compressed already */
    open(name: string, modifiedAt: Date, level = usualLevel) {
      if (archive.destroyed) return;
      const time = dosTime(modifiedAt);
      const entry: Entry = { name: Buffer.from(name), time, at: size, crc: 0, bytes: 0, packed: 0 };
      entries.push(entry);
      put(Buffer.concat([localHead(entry), entry.name]));
      const deflate = createDeflateRaw({ ...settings, level });
      packing = { entry, deflate };
      deflate.on('data', (piece: Uint8Array) => {
        entry.packed += piece.length;
        put(piece);
        if (!archive.writableNeedDrain) return;
        deflate.pause();
        archive.once('drain', () => deflate.resume());
      });
    },
    /** Waits for the reader of the archive. */
    async write(bytes: Uint8Array) {
      if (packing === null || archive.destroyed) return;
      const { entry, deflate } = packing;
      entry.crc = crc32(bytes, entry.crc);
      entry.bytes += bytes.length;
      if (entry.bytes >= tooMuch) archive.destroy(new RangeError(`${entry.name} must be below 4 GiB in an archive`));
      if (!deflate.write(bytes)) await Promise.race([once(deflate, 'drain'), closed]);
    },
    async close() {
      if (packing === null || archive.destroyed) return;
      const { entry, deflate } = packing;
      deflate.end();
      await Promise.race([once(deflate, 'end'), closed]);
      packing = null;
      if (!archive.destroyed) put(fields(4, 0x08074b50, entry.crc, entry.packed, entry.bytes));
    },
    /** No file follows. */
    end() {
      if (archive.destroyed) return;
      const list = entries.map(listed);
      archive.end(Buffer.concat([...list, ending(entries.length, size, Buffer.concat(list).length)]));
    },
  };
}

/** Numbers of so many bytes each, little-endian. */
const fields = (bytes: 2 | 4 | 8, ...values: readonly number[]): Buffer =>
  Buffer.concat(
    values.map((value) => {
      const field = Buffer.alloc(bytes);
      if (bytes === 8) field.writeBigUInt64LE(BigInt(value));
      else field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );

/** Sizes and checksum follow the data (bit 3), and the name is in UTF-8 (bit 11). */
const flags = 0x0808;
const deflated = 8;

const localHead = ({ name, time }: Entry): Buffer =>
  Buffer.concat([
    fields(4, 0x04034b50),
    fields(2, 20, flags, deflated),
    fields(4, time, 0, 0, 0),
    fields(2, name.length, 0),
  ]);

/** The file in the list at the end. It is a regular file that everyone may read, as Unix writes it. */
function listed({ name, time, at, crc, bytes, packed }: Entry): Buffer {
  const far = at >= tooMuch;
  const version = far ? 45 : 20;
  const more = far ? Buffer.concat([fields(2, 1, 8), fields(8, at)]) : Buffer.alloc(0);
  return Buffer.concat([
    fields(4, 0x02014b50),
    fields(2, (3 << 8) | version, version, flags, deflated),
    fields(4, time, crc, packed, bytes),
    fields(2, name.length, more.length, 0, 0, 0),
    fields(4, 0o100644 * 0x10000, Math.min(at, tooMuch)),
    name,
    more,
  ]);
}

/** @param at where the list begins */
function ending(count: number, at: number, length: number): Buffer {
  const isLarge = count >= 0xffff || at >= tooMuch;
  const record = () => [fields(4, 0x06064b50), fields(8, 44), fields(2, 45, 45), fields(4, 0, 0)];
  const locator = () => [fields(4, 0x07064b50, 0), fields(8, at + length), fields(4, 1)];
  const few = Math.min(count, 0xffff);
  return Buffer.concat([
    ...(isLarge ? [...record(), fields(8, count, count, length, at), ...locator()] : []),
    fields(4, 0x06054b50),
    fields(2, 0, 0, few, few),
    fields(4, length, Math.min(at, tooMuch)),
    fields(2, 0),
  ]);
}

/** A header holds local times from 1980 to 2107; a day at both ends is for time zones. */
const earliest = Date.UTC(1980, 0, 2);
const latest = Date.UTC(2107, 11, 30);

function dosTime(time: Date): number {
  const date = new Date(Math.min(Math.max(time.getTime(), earliest), latest));
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const clock = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return day * 0x10000 + clock;
}
