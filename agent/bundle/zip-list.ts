/**
 * The list of files of a zip archive, read strictly: what two programs could read in two ways is refused. In a browser and
 * in Node.js alike. Source: APPNOTE.TXT 6.3.10; its sections are named below.
 */

/** A file in the list at the end of the archive. */
export interface ListedFile {
  name: string;
  rawName: Uint8Array;
  isEncrypted: boolean;
  /** 0 stored, 8 deflate. */
  method: number;
  crc32: number;
  packedBytes: number;
  bytes: number;
  /** Of MS-DOS in the lower half, of Unix in the upper. */
  attributes: number;
  /** Where its local header begins. */
  offset: number;
}

const signatures = { file: 0x04034b50, listed: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50 };
const sizes = { file: 30, listed: 46, end: 22, end64: 56, locator64: 20 };
const longestComment = 0xffff;
/** Means that the number has more than 32 bits, and is in a field of zip64. */
const elsewhere = 0xffffffff;

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);

/** @throws Error when the list is missing or elsewhere */
export function readZipList(bytes: Uint8Array) {
  const view = viewOf(bytes);
  const end = findEnd(view);
  const { disk, count, size, start, listEnd } = readEnd64(view, end) ?? readEnd(view, end);
  if (disk !== 0) throw new Error('it has parts on other disks');
  return {
    /** How many files the archive says that there are. */
    count,
    /** Where the list begins: all files are before it. */
    start,
    /** @throws Error if the list is invalid */
    files() {
      if (start + size === listEnd) return readFiles(bytes, { count, start, listEnd });
      throw new Error('its list of files is not where the end of the archive says');
    },
  };
}

/** From the end, because its comment may contain anything; the comment's length must be exact. 4.3.16 */
function findEnd(view: DataView): number {
  const last = view.byteLength - sizes.end;
  for (let at = last; at >= Math.max(0, last - longestComment); at--) {
    if (view.getUint32(at, true) === signatures.end && view.getUint16(at + 20, true) === last - at) return at;
  }
  throw new Error('it has no end of a zip archive, as where only a part was copied');
}

const readEnd = (view: DataView, at: number) => ({
  disk: view.getUint16(at + 4, true) || view.getUint16(at + 6, true),
  count: view.getUint16(at + 10, true),
  size: view.getUint32(at + 12, true),
  start: view.getUint32(at + 16, true),
  /** Where the list must end. */
  listEnd: at,
});

/** The record of zip64 before the end; null: none. 4.3.14, 4.3.15 */
function readEnd64(view: DataView, end: number): ReturnType<typeof readEnd> | null {
  const locator = end - sizes.locator64;
  if (locator < 0 || view.getUint32(locator, true) !== signatures.locator64) return null;
  const at = big(view, locator + 8);
  const isThere = at + sizes.end64 <= locator && view.getUint32(at, true) === signatures.end64;
  if (!isThere) throw new Error('its zip64 record is not where the end of the archive says');
  return {
    disk: view.getUint32(locator + 4, true) || view.getUint32(at + 16, true) || view.getUint32(at + 20, true),
    count: big(view, at + 32),
    size: big(view, at + 40),
    start: big(view, at + 48),
    listEnd: at,
  };
}

/** Exact up to 2^53; no archive is larger. */
const big = (view: DataView, at: number) => Number(view.getBigUint64(at, true));

function readFiles(bytes: Uint8Array, { count, start, listEnd }: { count: number; start: number; listEnd: number }) {
  const files: ListedFile[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    const { file, next } = readFile(bytes, at, listEnd);
    files.push(file);
    at = next;
  }
  if (at !== listEnd) throw new Error('its list has more files than the end of the archive says');
  return files;
}

/** 4.3.12 */
function readFile(bytes: Uint8Array, at: number, listEnd: number): { file: ListedFile; next: number } {
  const view = viewOf(bytes);
  if (at + sizes.listed > listEnd || view.getUint32(at, true) !== signatures.listed) {
    throw new Error('its list has fewer files than the end of the archive says');
  }
  const short = (offset: number) => view.getUint16(at + offset, true);
  const long = (offset: number) => view.getUint32(at + offset, true);
  const nameEnd = at + sizes.listed + short(28);
  const extraEnd = nameEnd + short(30);
  const next = extraEnd + short(32);
  if (next > listEnd) throw new Error('its list ends in the middle of a file');
  const rawName = bytes.subarray(at + sizes.listed, nameEnd);
  const name = decode(rawName);
  const extra = readExtra(bytes.subarray(nameEnd, extraEnd), name);
  requireOneName(extra.get(unicodePath), rawName, name);
  const [wholeSize, packedSize, place] = widened([long(24), long(20), long(42)], extra.get(zip64), name);
  if (short(34) !== 0) throw new Error(`its file ${JSON.stringify(name)} lies on another disk`);
  const file = {
    name,
    rawName,
    isEncrypted: (short(8) & encryption) !== 0,
    method: short(10),
    crc32: long(16),
    packedBytes: packedSize,
    bytes: wholeSize,
    attributes: long(38),
    offset: place,
  };
  if (file.method === 0 && !file.isEncrypted && file.packedBytes !== file.bytes) {
    throw new Error(`its file ${JSON.stringify(name)} is stored, but has two sizes`);
  }
  return { file, next };
}

/** Of the file, strong, of the list itself. 4.4.4 */
const encryption = 0x1 | 0x40 | 0x2000;
/** Ids of extra fields. 4.5.3, 4.6.9 */
const zip64 = 0x0001;
const unicodePath = 0x7075;

const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** In UTF-8, like all names in a bundle; the flag is ignored. */
function decode(name: Uint8Array): string {
  try {
    return fatal.decode(name);
  } catch {
    throw new Error('one of its files has a name that is not in UTF-8');
  }
}

function readExtra(extra: Uint8Array, name: string): Map<number, Uint8Array> {
  const fields = new Map<number, Uint8Array>();
  const view = viewOf(extra);
  // Some programs leave up to three zeros after the last field.
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (end > extra.length)
      throw new Error(`its file ${JSON.stringify(name)} has a field that is longer than its room`);
    fields.set(view.getUint16(at, true), extra.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** A second name, which other programs would take: version, checksum, name. */
function requireOneName(field: Uint8Array | undefined, rawName: Uint8Array, name: string): void {
  if (field === undefined || isSame(field.subarray(5), rawName)) return;
  throw new Error(`its file ${JSON.stringify(name)} has another name beside that`);
}

/** Size, packed size and offset: values that do not fit come from the field of zip64, in this order. */
function widened(numbers: [number, number, number], field: Uint8Array | undefined, name: string) {
  let at = 0;
  const wide = (number: number) => {
    if (number !== elsewhere) return number;
    if (field === undefined || at + 8 > field.length) {
      throw new Error(`its file ${JSON.stringify(name)} lacks a number in its zip64 field`);
    }
    at += 8;
    return big(viewOf(field), at - 8);
  };
  const [size, packed, offset] = numbers;
  return [wide(size), wide(packed), wide(offset)] as const;
}

/**
 * Where the content of a file begins. 4.3.7
 * @throws Error when its local header is not there, or has another name
 */
export function contentStart(bytes: Uint8Array, { offset, rawName }: ListedFile): number {
  const view = viewOf(bytes);
  const isThere = offset + sizes.file <= bytes.length && view.getUint32(offset, true) === signatures.file;
  if (!isThere) throw new Error('it has no local header');
  const nameEnd = offset + sizes.file + view.getUint16(offset + 26, true);
  if (!isSame(bytes.subarray(offset + sizes.file, nameEnd), rawName)) {
    throw new Error('its local header has another name');
  }
  return nameEnd + view.getUint16(offset + 28, true);
}

const isSame = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, index) => byte === b[index]);
