import * as api from './api/rights.ts';
import { win32Error } from './error.ts';
import { addressOf } from './library.ts';
import { sidAt } from './sid.ts';

/** SIDs that hold an account right directly. Members of a group in this list hold it too. */
export async function holders(right: string): Promise<string[]> {
  const attributes = Buffer.alloc(api.LSA_OBJECT_ATTRIBUTES.size);
  attributes.writeUInt32LE(attributes.length);
  const handle = Buffer.alloc(8);
  const access = api.POLICY_VIEW_LOCAL_INFORMATION | api.POLICY_LOOKUP_NAMES;
  const opened = await api.LsaOpenPolicy(null, attributes, access, handle);
  if (opened.result !== 0) throw lsaError('LsaOpenPolicy', right, opened.result);
  const policy = handle.readBigUInt64LE();
  try {
    return await enumerate(policy, right);
  } finally {
    await api.LsaClose(policy);
  }
}

async function enumerate(policy: bigint, right: string): Promise<string[]> {
  const address = Buffer.alloc(8);
  const count = Buffer.alloc(4);
  const asked = await api.LsaEnumerateAccountsWithUserRight(policy, unicodeString(right), address, count);
  if (asked.result === api.STATUS_NO_MORE_ENTRIES) return [];
  if (asked.result !== 0) throw lsaError('LsaEnumerateAccountsWithUserRight', right, asked.result);
  const list = address.readBigUInt64LE();
  try {
    return sidsAt(list, count.readUInt32LE());
  } finally {
    api.LsaFreeMemory.now(list);
  }
}

/** An array of LSA_ENUMERATION_INFORMATION. */
export function sidsAt(list: bigint, count: number): string[] {
  const layout = api.LSA_ENUMERATION_INFORMATION;
  return Array.from({ length: count }, (_, index) => layout.read(list, index * layout.size).Sid).flatMap((sid) =>
    sid === null ? [] : [sidAt(sid)],
  );
}

/** An LSA_UNICODE_STRING with its text directly after it. */
export function unicodeString(text: string): Buffer {
  const layout = api.LSA_UNICODE_STRING;
  const bytes = Buffer.concat([Buffer.alloc(layout.size), Buffer.from(text, 'utf16le')]);
  const length = bytes.length - layout.size;
  bytes.writeUInt16LE(length, layout.offsetOf('Length'));
  bytes.writeUInt16LE(length, layout.offsetOf('MaximumLength'));
  bytes.writeBigUInt64LE(addressOf(bytes) + BigInt(layout.size), layout.offsetOf('Buffer'));
  return bytes;
}

const lsaError = (call: string, right: string, status: number) =>
  win32Error(call, right, api.LsaNtStatusToWinError.now(status).result);
