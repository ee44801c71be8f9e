import type { Files } from '../host.ts';
import * as api from './api/accounts.ts';
import { atEnd } from './buffer.ts';
import { ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, requireSuccess, win32Error } from './error.ts';
import { bytesAt, offsetIn, textAt } from './library.ts';

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

/** Owner (null: none) and DACL of a file or directory; needs READ_CONTROL on it. */
export async function securityOf(path: string): ReturnType<Files['security']> {
  const what = api.OWNER_SECURITY_INFORMATION | api.DACL_SECURITY_INFORMATION;
  const [owner, descriptor] = [Buffer.alloc(8), Buffer.alloc(8)];
  const named = await api.GetNamedSecurityInfoW(path, api.SE_FILE_OBJECT, what, owner, null, null, null, descriptor);
  if (named.result === ERROR_FILE_NOT_FOUND || named.result === ERROR_PATH_NOT_FOUND) return null;
  if (named.result !== 0) throw win32Error('GetNamedSecurityInfoW', path, named.result);
  const address = descriptor.readBigUInt64LE();
  using _descriptor = atEnd(() => api.LocalFree.now(address));
  // The owner's SID is inside the descriptor; NULL when it has none (GetNamedSecurityInfoW, ppsidOwner).
  const ownerAt = owner.readBigUInt64LE();
  return { owner: ownerAt === 0n ? null : sidAt(ownerAt), sddl: sddlOf(address, path) };
}

/** Only turns memory into text, so it does not wait. */
function sddlOf(descriptor: bigint, path: string): string {
  const address = Buffer.alloc(8);
  const answer = api.ConvertSecurityDescriptorToStringSecurityDescriptorW.now(
    descriptor,
    api.SDDL_REVISION_1,
    api.DACL_SECURITY_INFORMATION,
    address,
    null,
  );
  requireSuccess('ConvertSecurityDescriptorToStringSecurityDescriptorW', path, answer);
  const text = address.readBigUInt64LE();
  using _text = atEnd(() => api.LocalFree.now(text));
  return textAt(text);
}
