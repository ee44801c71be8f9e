import { Inflate } from 'fflate/browser';
import type { UserError } from '../error.ts';
import { plural } from '../fact.ts';
import { printable } from '../print/printable.ts';
import { safeName } from './contents/safe-names.ts';
import { contentStart, type ListedFile, readZipList } from './zip-list.ts';

/** A zip archive with a valid list of files. It is never unpacked to a disk. */
export type Archive = Awaited<ReturnType<typeof openArchive>>;

export type ArchiveEntry = ReturnType<typeof toEntry>;

/** Makes the error for a reason, as text after "but". */
export type Unsound = (what: string) => UserError;

/** All sizes are uncompressed. */
export const usualZipBounds = {
  maxEntries: 10_000,
  /** Of one file: more than `hostprobe bundle` takes of one, and harmless to a reader of JSON, however well it is packed. */
  maxEntryBytes: 16 * 2 ** 20,
  /** Of all files: more than a bundle has with any --max-size. */
  maxBytes: 11e9,
  /** How many times larger than the archive all may be, above the size that is harmless. */
  maxRatio: 250,
  harmlessBytes: 128 * 2 ** 20,
};
type ZipBounds = typeof usualZipBounds;

/** @throws what `unsound` makes if the archive is damaged, or made to harm its reader */
export async function openArchive(bytes: Uint8Array, unsound: Unsound, bounds: ZipBounds = usualZipBounds) {
  const list = orUnsound(() => readZipList(bytes), unsound);
  if (list.count > bounds.maxEntries) {
    throw unsound(`it lists ${plural(list.count, 'file')}, and at most ${bounds.maxEntries} are allowed`);
  }
  const files = orUnsound(list.files, unsound).filter((file) => !isFolder(file));
  const wrong = wrongInOne(files, bounds) ?? wrongInAll(files, { ...bounds, size: bytes.length, end: list.start });
  if (wrong !== null) throw unsound(wrong);
  /** By their paths. Folders have no entry of their own. */
  return { entries: new Map(files.map((file) => [file.name, toEntry(bytes, file, unsound)])) };
}

function orUnsound<T>(read: () => T, unsound: Unsound): T {
  try {
    return read();
  } catch (error) {
    throw unsound(broken(error));
  }
}

const isFolder = ({ name, bytes }: ListedFile) => name.endsWith('/') && bytes === 0;

function wrongInOne(files: readonly ListedFile[], bounds: ZipBounds): string | null {
  for (const file of files) {
    const wrong = wrongIn(file, bounds);
    if (wrong !== null) return `its file ${shown(file.name)} ${wrong}`;
  }
  return null;
}

function wrongIn(file: ListedFile, { maxEntryBytes }: ZipBounds): string | null {
  const { name, bytes, method } = file;
  if (!name.split('/').every((part) => safeName(part) === part)) return 'has an unsafe name';
  if (!isPlainFile(file)) return 'is a link or another special file';
  if (file.isEncrypted) return 'is encrypted';
  if (method !== 0 && method !== 8) return `has compression method ${method}, and only 0 and 8 (deflate) are supported`;
  if (bytes > maxEntryBytes) return `has ${bytes} bytes, and at most ${maxEntryBytes} are allowed`;
  return null;
}

/**
 * By the attributes of Unix (the upper half) and of Windows. Source: APPNOTE.TXT 4.4.15; stat.h S_IFMT;
 * FILE_ATTRIBUTE_DIRECTORY and FILE_ATTRIBUTE_REPARSE_POINT in winnt.h.
 */
function isPlainFile({ attributes }: ListedFile): boolean {
  const kind = (attributes >>> 16) & 0o170000;
  return (kind === 0 || kind === 0o100000) && (attributes & 0x410) === 0;
}

/** @param bounds.size of the archive. @param bounds.end where the last file must have ended */
function wrongInAll(files: readonly ListedFile[], bounds: ZipBounds & { size: number; end: number }): string | null {
  const { maxBytes, harmlessBytes, maxRatio, size, end: last } = bounds;
  const names = new Set<string>();
  let total = 0;
  let end = 0;
  for (const file of files.toSorted((a, b) => a.offset - b.offset)) {
    // The header before each file has 30 bytes and its name at least. Source: APPNOTE.TXT 4.3.7.
    if (file.offset < end) return `its file ${shown(file.name)} overlaps another one`;
    end = file.offset + 30 + file.rawName.length + file.packedBytes;
    total += file.bytes;
    const name = file.name.toLowerCase();
    if (names.has(name)) return `it has the file ${shown(file.name)} twice, or in different case`;
    names.add(name);
  }
  if (end > last) return 'it is truncated: it ends in the middle of a file';
  if (total > maxBytes) return `its files have ${total} bytes, and at most ${maxBytes} are allowed`;
  if (total > harmlessBytes && total > maxRatio * size) {
    return `it unpacks to more than ${maxRatio} times its size, like a zip bomb`;
  }
  return null;
}

function toEntry(archive: Uint8Array, file: ListedFile, unsound: Unsound) {
  const damaged = (why: string) => unsound(`its file ${shown(file.name)} is damaged: ${why}`);
  return {
    bytes: file.bytes,
    /** Its content in pieces. Rejects, at its end at the latest, when its content or length differs from the list. */
    async *read(): AsyncGenerator<Uint8Array, void, undefined> {
      let crc = 0;
      let left = file.bytes;
      try {
        const start = contentStart(archive, file);
        const packed = archive.subarray(start, start + file.packedBytes);
        for (const piece of file.method === 0 ? [packed] : inflated(packed)) {
          left -= piece.length;
          if (left < 0) throw new Error('it has more bytes than the list says');
          crc = crc32(piece, crc);
          yield piece;
        }
      } catch (error) {
        throw damaged(broken(error));
      }
      if (left > 0) throw damaged('it has fewer bytes than the list says');
      if (crc !== file.crc32) throw damaged('its checksum is wrong');
    },
  };
}

/** So many bytes are unpacked at once, which become a thousand times as many at most. */
const step = 4096;

function* inflated(packed: Uint8Array): Generator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const inflate = new Inflate((piece) => ready.push(piece));
  for (let at = 0; at < packed.length || at === 0; at += step) {
    inflate.push(packed.subarray(at, at + step), at + step >= packed.length);
    yield* ready;
    ready = [];
  }
}

/** The message of the library, which can repeat text of the archive. */
const broken = (error: unknown) => shortened((error as Error).message);
const shown = (path: string) => shortened(JSON.stringify(path));
/** Text from an archive, made safe for a sentence. */
export const shortened = (text: string): string => printable(text.slice(0, 200), false);

/** The checksum of zip and gzip. Source: APPNOTE.TXT 4.4.7. */

const polynomial = 0xedb88320;
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ polynomial : rest >>> 1;
  return rest;
});

/** @param before the checksum of the bytes before these */
function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}
