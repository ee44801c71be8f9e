import { QueryError } from '../error.ts';
import type { Accounts, Queue } from '../host.ts';
import * as api from './api/accounts.ts';
import { ERROR_NONE_MAPPED, LookupAccountSidW } from './api/accounts.ts';
import { atEnd, readEnumPages, withNetBuffer } from './buffer.ts';
import { win32Error } from './error.ts';
import { addressOf, textAt } from './library.ts';
import { sidAt, sidBytes } from './security.ts';

/** UTF-16 units: the longest account name (UNLEN, lmcons.h) and the longest DNS name of a domain, each with its NUL. */
const maxUnits = 257;

/**
 * `DOMAIN\name` in the language of this Windows. May ask a domain controller.
 * @returns null when no name was found: no such account exists, or a network time-out kept Windows from finding it
 */
async function accountName(sid: string): Promise<string | null> {
  const bytes = sidBytes(sid);
  if (bytes === null) throw new QueryError('failed', `"${sid}" is not a SID; one looks like S-1-5-18`);
  const name = wideBuffer();
  const domain = wideBuffer();
  const answer = await LookupAccountSidW(
    null,
    bytes,
    name.text,
    name.units,
    domain.text,
    domain.units,
    Buffer.alloc(4),
  );
  if (answer.result === 0) {
    if (answer.lastError === ERROR_NONE_MAPPED) return null;
    throw win32Error('LookupAccountSidW', sid, answer.lastError);
  }
  const [inDomain, own] = [textOf(domain), textOf(name)];
  return inDomain === '' ? own : `${inDomain}\\${own}`;
}

function wideBuffer() {
  const units = Buffer.alloc(4);
  units.writeUInt32LE(maxUnits);
  return { text: Buffer.alloc(2 * maxUnits), units };
}

/** After the call `units` counts what was written, without the NUL. */
function textOf({ text, units }: ReturnType<typeof wideBuffer>): string {
  return text.toString('utf16le', 0, 2 * units.readUInt32LE());
}

/** SIDs that hold an account right directly. Members of a group in this list hold it too. */
async function holders(right: string): Promise<string[]> {
  const attributes = Buffer.alloc(api.LSA_OBJECT_ATTRIBUTES.size);
  attributes.writeUInt32LE(attributes.length);
  const handle = Buffer.alloc(8);
  const access = api.POLICY_VIEW_LOCAL_INFORMATION | api.POLICY_LOOKUP_NAMES;
  const opened = await api.LsaOpenPolicy(null, attributes, access, handle);
  if (opened.result !== 0) throw lsaError('LsaOpenPolicy', right, opened.result);
  const policy = handle.readBigUInt64LE();
  await using _policy = atEnd(() => api.LsaClose(policy));
  const address = Buffer.alloc(8);
  const count = Buffer.alloc(4);
  const asked = await api.LsaEnumerateAccountsWithUserRight(policy, unicodeString(right), address, count);
  if (asked.result === api.STATUS_NO_MORE_ENTRIES) return [];
  if (asked.result !== 0) throw lsaError('LsaEnumerateAccountsWithUserRight', right, asked.result);
  const list = address.readBigUInt64LE();
  using _list = atEnd(() => api.LsaFreeMemory.now(list));
  return sidsAt(list, count.readUInt32LE());
}

/** An array of LSA_ENUMERATION_INFORMATION. */
export function sidsAt(list: bigint, count: number): string[] {
  return api.LSA_ENUMERATION_INFORMATION.all(list, count).flatMap(({ Sid }) => (Sid === null ? [] : [sidAt(Sid)]));
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

/** Calls that may have to ask a domain controller have a queue of their own, so that they do not delay local ones. */
export function createAccounts(queue: (service: string) => Queue): Accounts {
  const domain = queue('the look-up of accounts, which may go to a domain controller,');
  const local = queue('the account database');
  return {
    name: (sid) => domain(() => accountName(sid)),
    members: (group) => domain(() => members(group)),
    groupExists: (name) => local(() => groupExists(name)),
    groups: () => local(groups),
    users: () => local(users),
    holders: (right) => local(() => holders(right)),
    join: () => local(join),
  };
}

const noSuchGroup = new Set([api.NERR_GroupNotFound, api.ERROR_NO_SUCH_ALIAS]);

function groupExists(name: string): Promise<boolean> {
  return withNetBuffer(
    (address) => api.NetLocalGroupGetInfo(null, name, 1, address),
    (code) => {
      if (noSuchGroup.has(code)) return false;
      if (code !== 0) throw win32Error('NetLocalGroupGetInfo', name, code);
      return true;
    },
  );
}

async function groups(): Promise<string[]> {
  const { code, entries } = await readEnumPages(
    'NetLocalGroupEnum',
    ({ address, read, total, resume }) =>
      api.NetLocalGroupEnum(null, 0, address, api.MAX_PREFERRED_LENGTH, read, total, resume),
    (buffer, index) => api.LOCALGROUP_INFO_0.read(buffer, index * api.LOCALGROUP_INFO_0.size).lgrpi0_name ?? '',
  );
  if (code !== 0) throw win32Error('NetLocalGroupEnum', '', code);
  return entries;
}

async function members(group: string): ReturnType<Accounts['members']> {
  const { code, entries } = await readEnumPages(
    'NetLocalGroupGetMembers',
    ({ address, read, total, resume }) =>
      api.NetLocalGroupGetMembers(null, group, 2, address, api.MAX_PREFERRED_LENGTH, read, total, resume),
    memberAt,
  );
  if (noSuchGroup.has(code)) return null;
  if (code !== 0) throw win32Error('NetLocalGroupGetMembers', group, code);
  return entries;
}

const gone = new Set([api.SidTypeDeletedAccount, api.SidTypeUnknown]);

/** One of an array of LOCALGROUP_MEMBERS_INFO_2. */
export function memberAt(buffer: bigint, index: number): { sid: string; name: string | null } {
  const layout = api.LOCALGROUP_MEMBERS_INFO_2;
  const { lgrmi2_sid, lgrmi2_sidusage, lgrmi2_domainandname } = layout.read(buffer, index * layout.size);
  const name = gone.has(lgrmi2_sidusage) || lgrmi2_domainandname === '' ? null : lgrmi2_domainandname;
  return { sid: lgrmi2_sid === null ? '' : sidAt(lgrmi2_sid), name };
}

async function users(): ReturnType<Accounts['users']> {
  const { code, entries } = await readEnumPages(
    'NetUserEnum',
    ({ address, read, total, resume }) =>
      api.NetUserEnum(null, 20, api.FILTER_NORMAL_ACCOUNT, address, api.MAX_PREFERRED_LENGTH, read, total, resume),
    userAt,
  );
  if (code !== 0) throw win32Error('NetUserEnum', '', code);
  return entries;
}

/** One of an array of USER_INFO_20. */
export function userAt(buffer: bigint, index: number): Awaited<ReturnType<Accounts['users']>>[number] {
  const { usri20_name, usri20_flags } = api.USER_INFO_20.read(buffer, index * api.USER_INFO_20.size);
  return {
    name: usri20_name ?? '',
    disabled: (usri20_flags & api.UF_ACCOUNTDISABLE) !== 0,
    locked: (usri20_flags & api.UF_LOCKOUT) !== 0,
    passwordExpired: (usri20_flags & api.UF_PASSWORD_EXPIRED) !== 0,
  };
}

/** NETSETUP_JOIN_STATUS (lmjoin.h), 0 to 3. */
const joins = ['unknown', 'none', 'workgroup', 'domain'] as const;

function join(): ReturnType<Accounts['join']> {
  const status = Buffer.alloc(4);
  return withNetBuffer(
    (address) => api.NetGetJoinInformation(null, address, status),
    (code, name) => {
      if (code !== 0) throw win32Error('NetGetJoinInformation', '', code);
      return { kind: joins[status.readUInt32LE()] ?? 'unknown', name: name === 0n ? '' : textAt(name) };
    },
  );
}
