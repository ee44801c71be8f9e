/** What stands around the files of a zip archive. Source: APPNOTE.TXT 6.3.10, whose sections are named below. */
import { joined } from '../decode/bytes.ts';

/** A file of less than 4 GiB, compressed with deflate. */
export interface ZippedFile {
  name: Uint8Array;
  modifiedAt: Date;
  /** Where its header begins. */
  offset: number;
  crc32: number;
  bytes: number;
  packedBytes: number;
}

interface Field {
  bytes: 2 | 4 | 8;
  value: number;
}
const u16 = (...values: number[]) => values.map((value): Field => ({ bytes: 2, value }));
const u32 = (...values: number[]) => values.map((value): Field => ({ bytes: 4, value }));
const u64 = (...values: number[]) => values.map((value): Field => ({ bytes: 8, value }));

/** One behind the other, the lowest byte first. */
function fields(...all: readonly (readonly Field[])[]): Uint8Array<ArrayBuffer> {
  const list = all.flat();
  const view = new DataView(new ArrayBuffer(list.reduce((sum, { bytes }) => sum + bytes, 0)));
  let at = 0;
  for (const { bytes, value } of list) {
    if (bytes === 2) view.setUint16(at, value, true);
    else if (bytes === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** Stands where the number is found in a field of zip64. */
const elsewhere = 0xffffffff;

/** Sizes and checksum follow the file, and names are in UTF-8. 4.4.4 */
const flags = 0x808;
const deflate = 8;
/** With zip64 45. 4.4.3 */
const version = 20;

/** Made on Unix; everybody may read it. 4.4.2, 4.4.15 */
const madeBy = (3 << 8) | 63;
const attributes = 0o100664 * 0x10000;

const howOf = ({ modifiedAt }: ZippedFile) => u16(flags, deflate, ...dosTime(modifiedAt));

/** Of the local time, in steps of two seconds, from 1980 on. 4.4.6 */
const dosTime = (time: Date): [number, number] => [
  (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1),
  ((time.getFullYear() - 1980) << 9) | ((time.getMonth() + 1) << 5) | time.getDate(),
];

/** Before a file. 4.3.7 */
export const headerOf = (file: ZippedFile): Uint8Array =>
  joined([fields(u32(0x04034b50), u16(version), howOf(file), u32(0, 0, 0), u16(file.name.length, 0)), file.name]);

/** Behind it. 4.3.9 */
export const descriptorOf = ({ crc32, packedBytes, bytes }: ZippedFile): Uint8Array =>
  fields(u32(0x08074b50, crc32, packedBytes, bytes));

/** In the list, with a time in UTC as Info-ZIP has it (0x5455). 4.3.12, 4.5.3 */
export function listed(file: ZippedFile): Uint8Array {
  const { name, offset, crc32, packedBytes, bytes } = file;
  const isFar = offset >= elsewhere;
  const seconds = Math.min(Math.floor(file.modifiedAt.getTime() / 1000), 2 ** 31 - 1);
  const extra = joined([
    Uint8Array.from([...fields(u16(0x5455, 5)), 3, ...fields(u32(seconds))]),
    isFar ? fields(u16(1, 8), u64(offset)) : new Uint8Array(),
  ]);
  const head = fields(
    ...[u32(0x02014b50), u16(madeBy, isFar ? 45 : version), howOf(file), u32(crc32, packedBytes, bytes)],
    ...[u16(name.length, extra.length, 0, 0, 0), u32(attributes, isFar ? elsewhere : offset)],
  );
  return joined([head, name, extra]);
}

/** Behind the list, with the record of zip64 where it is needed. 4.3.14 to 4.3.16 */
export function endOf({ count, start, size }: { count: number; start: number; size: number }): Uint8Array {
  const isLarge = count >= 0xffff || start >= elsewhere;
  const record = [u32(0x06064b50), u64(44), u16(madeBy, 45), u32(0, 0), u64(count, count, size, start)];
  const locator = [u32(0x07064b50, 0), u64(start + size), u32(1)];
  const few = Math.min(count, 0xffff);
  return fields(
    ...(isLarge ? [...record, ...locator] : []),
    ...[u32(0x06054b50), u16(0, 0, few, few), u32(size, Math.min(start, elsewhere)), u16(0)],
  );
}
