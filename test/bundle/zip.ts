import { crc32, deflateRawSync } from 'node:zlib';

/** Of a file in the list: its disk, and whether its archiver took it for a text. */
interface Noted {
  disk?: number;
  isText?: boolean;
}

/** A file of an archive that is made by hand, and where its headers say other than what is. */
export interface ZipPart {
  name: string | Buffer;
  content?: string | Buffer;
  /** 0 stored, 8 deflate (usual). */
  method?: number;
  /** What stands in the archive, instead of the content as the method packs it. */
  packed?: Buffer;
  /** As the list at the end has it. */
  says?: {
    bytes?: number;
    packed?: number;
    crc?: number;
    offset?: number;
    flags?: number;
    attributes?: number;
  } & Noted;
  /** The name before the file itself. */
  localName?: string;
  extra?: Buffer;
}

export interface ZipEnd {
  comment?: Buffer;
  /** How many files it says that there are. */
  count?: number;
  directoryOffset?: number;
  disk?: number;
  /** A record of zip64, where these fields stand again, and its offset. */
  zip64?: { count: bigint; directoryOffset: bigint; recordOffset?: bigint; disk?: [own: number, ofList: number] };
}

/** A zip archive, byte for byte. Source: APPNOTE.TXT 4.3.7, 4.3.12, 4.3.14 to 4.3.16. */
export function zip(parts: readonly ZipPart[], end: ZipEnd = {}): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const { local, central } = headersOf(part, offset);
    pieces.push(local);
    directory.push(central);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  return Buffer.concat([...pieces, list, endOf(parts.length, { offset, size: list.length }, end)]);
}

function headersOf(part: ZipPart, offset: number): { local: Buffer; central: Buffer } {
  const content = Buffer.from(part.content ?? '');
  const method = part.method ?? 8;
  const packed = part.packed ?? (method === 8 ? deflateRawSync(content) : content);
  const { says = {}, extra = Buffer.alloc(0) } = part;
  const name = Buffer.from(part.name);
  const localName = Buffer.from(part.localName ?? part.name);
  const shared = Buffer.concat([
    u16(20, says.flags ?? 0x800, method, 0, 0x5a21),
    u32(says.crc ?? crc32(content), says.packed ?? packed.length, says.bytes ?? content.length),
  ]);
  return {
    local: Buffer.concat([u32(0x04034b50), shared, u16(localName.length, 0), localName, packed]),
    central: Buffer.concat([
      u32(0x02014b50),
      u16(0x0314),
      shared,
      u16(name.length, extra.length, 0, says.disk ?? 0, says.isText ? 1 : 0),
      u32(says.attributes ?? 0o100644 * 0x10000, says.offset ?? offset),
      name,
      extra,
    ]),
  };
}

function endOf(count: number, { offset, size }: { offset: number; size: number }, end: ZipEnd): Buffer {
  const { comment = Buffer.alloc(0), disk = 0, zip64 } = end;
  const record =
    zip64 === undefined
      ? []
      : [
          u32(0x06064b50),
          u64(44n),
          u16(45, 45),
          u32(...(zip64.disk ?? [0, 0])),
          u64(zip64.count, zip64.count, BigInt(size), zip64.directoryOffset),
          u32(0x07064b50, 0),
          u64(zip64.recordOffset ?? BigInt(offset + size)),
          u32(1),
        ];
  return Buffer.concat([
    ...record,
    u32(0x06054b50),
    u16(disk, 0, end.count ?? count, end.count ?? count),
    u32(size, end.directoryOffset ?? offset),
    u16(comment.length),
    comment,
  ]);
}

export function u16(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(2 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt16LE(number, 2 * index);
  return bytes;
}

function u32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, 4 * index);
  return bytes;
}

export function u64(...numbers: bigint[]): Buffer {
  const bytes = Buffer.alloc(8 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeBigUInt64LE(number, 8 * index);
  return bytes;
}
