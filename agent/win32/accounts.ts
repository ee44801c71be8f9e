import type { Accounts, Queue } from '../host.ts';
import { accountName } from './account-name.ts';
import * as api from './api/accounts.ts';
import { win32Error } from './error.ts';
import { textAt } from './library.ts';
import { readEnumPages, withNetBuffer } from './net-buffer.ts';
import { holders } from './rights.ts';
import { sidAt } from './sid.ts';

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
