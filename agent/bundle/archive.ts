import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import type { UserError } from '../error.ts';
import { printable } from '../print/text.ts';
import { safeName } from './names.ts';

/** A zip archive whose list of files was found sound. Nothing of it is ever unpacked to a disk. */
export interface Archive {
  /** By their paths. Folders have no entry of their own. */
  entries: ReadonlyMap<string, ArchiveEntry>;
}

export interface ArchiveEntry {
  bytes: number;
  /** Its content in pieces. Rejects, at its end at the latest, when there is more or less of it, or other, than the list says. */
  read(): AsyncGenerator<Buffer, void, undefined>;
}

/** Makes the error for a reason, as text after "but". */
export type Unsound = (what: string) => UserError;

/** All sizes are uncompressed. */
export interface Bounds {
  maxEntries: number;
  /** Of one file: more than `hostprobe bundle` takes of one, and no harm to who reads it as JSON, however well it is packed. */
  maxEntryBytes: number;
  /** Of all: more than it takes, whatever its --max-size. */
  maxBytes: number;
  /** How many times the archive all may be, if it is larger than what can do no harm. */
  maxRatio: number;
  harmlessBytes: number;
}
export const usualBounds: Bounds = {
  maxEntries: 10_000,
  maxEntryBytes: 16 * 2 ** 20,
  maxBytes: 11e9,
  maxRatio: 250,
  harmlessBytes: 128 * 2 ** 20,
};

/** @throws what `unsound` makes if the archive is damaged, or made to harm its reader */
export async function openArchive(bytes: Buffer, unsound: Unsound, bounds: Bounds = usualBounds): Promise<Archive> {
  const zip = await fromBufferPromise(bytes, { strictFileNames: true }).catch((error) => {
    throw unsound(`it is not a valid zip archive (${broken(error)})`);
  });
  if (zip.entryCount > bounds.maxEntries) {
    throw unsound(`it lists ${zip.entryCount} files, and at most ${bounds.maxEntries} are allowed`);
  }
  const files = (await listEntries(zip, unsound)).filter((entry) => !isFolder(entry));
  const wrong = wrongInOne(files, bounds) ?? wrongInAll(files, bytes.length, bounds);
  if (wrong !== null) throw unsound(wrong);
  return { entries: new Map(files.map((entry) => [entry.fileName, toEntry(zip, entry, unsound)])) };
}

async function listEntries(zip: ZipFile, unsound: Unsound): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (error) {
    throw unsound(`it is not a valid zip archive (${broken(error)})`);
  }
  return entries;
}

const isFolder = ({ fileName, uncompressedSize }: Entry) => fileName.endsWith('/') && uncompressedSize === 0;

function wrongInOne(files: readonly Entry[], bounds: Bounds): string | null {
  for (const entry of files) {
    const wrong = wrongIn(entry, bounds);
    if (wrong !== null) return `its file ${shown(entry.fileName)} ${wrong}`;
  }
  return null;
}

function wrongIn(entry: Entry, { maxEntryBytes }: Bounds): string | null {
  const { fileName, uncompressedSize, compressionMethod } = entry;
  if (!fileName.split('/').every((part) => safeName(part) === part)) return 'has an unsafe name';
  if (!isPlainFile(entry)) return 'is a link or another special file';
  if (entry.isEncrypted()) return 'is encrypted';
  if (!entry.canDecodeFileData())
    return `has compression method ${compressionMethod}, and only 0 and 8 (deflate) are supported`;
  if (uncompressedSize > maxEntryBytes)
    return `has ${uncompressedSize} bytes, and at most ${maxEntryBytes} are allowed`;
  return null;
}

/**
 * By the attributes of Unix (the upper half) and of Windows. Source: APPNOTE.TXT 4.4.15; stat.h S_IFMT;
 * FILE_ATTRIBUTE_DIRECTORY and FILE_ATTRIBUTE_REPARSE_POINT in winnt.h.
 */
function isPlainFile({ externalFileAttributes }: Entry): boolean {
  const kind = (externalFileAttributes >>> 16) & 0o170000;
  return (kind === 0 || kind === 0o100000) && (externalFileAttributes & 0x410) === 0;
}

function wrongInAll(files: readonly Entry[], size: number, bounds: Bounds): string | null {
  const { maxBytes, harmlessBytes, maxRatio } = bounds;
  const names = new Set<string>();
  let total = 0;
  let end = 0;
  for (const entry of files.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)) {
    const { fileName, fileNameLength, relativeOffsetOfLocalHeader: start, compressedSize } = entry;
    // The header before each file has 30 bytes and its name at least. Source: APPNOTE.TXT 4.3.7.
    if (start < end) return `its file ${shown(fileName)} overlaps another one`;
    end = start + 30 + fileNameLength + compressedSize;
    total += entry.uncompressedSize;
    const name = fileName.toLowerCase();
    if (names.has(name)) return `it has the file ${shown(fileName)} twice, or in different case`;
    names.add(name);
  }
  if (end > size) return 'it is truncated: it ends in the middle of a file';
  if (total > maxBytes) return `its files have ${total} bytes, and at most ${maxBytes} are allowed`;
  if (total > harmlessBytes && total > maxRatio * size) {
    return `it unpacks to more than ${maxRatio} times its size, like a zip bomb`;
  }
  return null;
}

function toEntry(zip: ZipFile, entry: Entry, unsound: Unsound): ArchiveEntry {
  const { fileName, fileNameRaw, uncompressedSize } = entry;
  const damaged = (why: string) => unsound(`its file ${shown(fileName)} is damaged: ${why}`);
  return {
    bytes: uncompressedSize,
    async *read() {
      let crc = 0;
      try {
        const header = await zip.readLocalFileHeaderPromise(entry);
        if (!header.fileName.equals(fileNameRaw)) throw new Error('its local header has another name');
        for await (const chunk of await zip.openReadStreamPromise(entry)) {
          crc = crc32(chunk, crc);
          yield chunk;
        }
      } catch (error) {
        throw damaged(broken(error));
      }
      if (crc !== entry.crc32) throw damaged('its checksum is wrong');
    },
  };
}

/** What the library says, which repeats what stands in the archive. */
const broken = (error: unknown) => shortened((error as Error).message);
const shown = (path: string) => shortened(JSON.stringify(path));
/** Words out of an archive as they may stand in a sentence. */
export const shortened = (text: string): string => printable(text.slice(0, 200), false);
