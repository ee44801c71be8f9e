import { bytesAt, offsetIn } from './library.ts';

/** A SID as bytes: revision, number of sub-authorities, authority (6 bytes, big-endian), sub-authorities (u32). winnt.h. */
const headBytes = 8;

/** "S-1-5-18" from the bytes of a SID. */
export function sidOf(bytes: Buffer): string {
  const count = bytes.readUInt8(1);
  const authority = bytes.readUIntBE(2, 6);
  const rest = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(headBytes + 4 * index));
  return ['S', bytes.readUInt8(0), authority, ...rest].join('-');
}

/** "S-1-5-18" from a SID inside the buffer that points to it. */
export const sidIn = (buffer: Buffer, address: bigint): string => sidOf(buffer.subarray(offsetIn(buffer, address)));

/** "S-1-5-18" from a SID at an address. */
export function sidAt(address: bigint): string {
  const count = bytesAt(address, headBytes).readUInt8(1);
  return sidOf(bytesAt(address, headBytes + 4 * count));
}

/** The bytes of a SID from its text; null when the text is not a SID. */
export function sidBytes(text: string): Buffer | null {
  if (!/^S-1(-\d+){2,16}$/.test(text)) return null;
  const [, revision, authority, ...rest] = text.split('-');
  const bytes = Buffer.alloc(headBytes + 4 * rest.length);
  bytes.writeUInt8(Number(revision), 0);
  bytes.writeUInt8(rest.length, 1);
  bytes.writeUIntBE(Number(authority), 2, 6);
  for (const [index, part] of rest.entries()) bytes.writeUInt32LE(Number(part), headBytes + 4 * index);
  return bytes;
}
