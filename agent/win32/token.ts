import type { Token } from '../host.ts';
import * as api from './api/accounts.ts';
import {
  CloseHandle,
  ERROR_INVALID_PARAMETER,
  GetCurrentProcess,
  OpenProcess,
  PROCESS_QUERY_LIMITED_INFORMATION,
} from './api/processes.ts';
import { atEnd, fill } from './buffer.ts';
import { failureCodeOf, requireSuccess, win32Error } from './error.ts';
import { sidIn } from './security.ts';

/** Opens a process, works with it, closes it. null when no process has this id. */
export async function withProcess<T>(
  pid: number,
  access: number,
  work: (process: bigint) => Promise<T>,
): Promise<T | null> {
  const { result: process, lastError } = await OpenProcess(access, 0, pid);
  if (process === null) {
    if (lastError === ERROR_INVALID_PARAMETER) return null;
    throw win32Error('OpenProcess', String(pid), lastError);
  }
  using _process = atEnd(() => CloseHandle.now(process));
  return await work(process);
}

/** What is read of the token of a process; null when the process has gone. */
const ofProcess =
  <T>(informationClass: number, read: (buffer: Buffer) => T) =>
  (pid: number): Promise<T | null> =>
    withProcess(pid, PROCESS_QUERY_LIMITED_INFORMATION, (process) =>
      withToken(process, String(pid), async (ask) => read(await ask(informationClass))),
    );
/** SID of the user. */
export const processUser = ofProcess(api.TokenUser, userOf);
export const processGroups = ofProcess(api.TokenGroups, groupsOf);

/** The token that this process runs with. */
export function ownToken(): Promise<Token> {
  // A pseudo handle, which needs no closing.
  const self = GetCurrentProcess.now().result;
  return withToken(self, 'of hostprobe', async (read) => {
    const numberOf = async (informationClass: number) => (await read(informationClass, 4)).readUInt32LE();
    return {
      sid: userOf(await read(api.TokenUser)),
      groups: groupsOf(await read(api.TokenGroups)),
      privileges: await privilegesOf(await read(api.TokenPrivileges)),
      integrityLevel: integrityLevelOf(await read(api.TokenIntegrityLevel)),
      elevated: (await numberOf(api.TokenElevation)) !== 0,
      sessionId: await numberOf(api.TokenSessionId),
    };
  });
}

/** `exactBytes`: the class has a fixed size, and Windows refuses any other (ERROR_BAD_LENGTH), a larger one too. */
type Read = (informationClass: number, exactBytes?: number) => Promise<Buffer>;

async function withToken<T>(process: bigint | null, subject: string, work: (read: Read) => Promise<T>): Promise<T> {
  const handle = Buffer.alloc(8);
  const opened = await api.OpenProcessToken(process, api.TOKEN_QUERY, handle);
  requireSuccess('OpenProcessToken', subject, opened);
  const token = handle.readBigUInt64LE();
  using _token = atEnd(() => CloseHandle.now(token));
  return await work(async (informationClass, exactBytes) => {
    const sizes = { bytes: exactBytes ?? 1024, maxBytes: exactBytes ?? 1 << 20 };
    const { code, buffer } = await fill({ call: 'GetTokenInformation', ...sizes }, async (bytes, needed) =>
      failureCodeOf(await api.GetTokenInformation(token, informationClass, bytes, bytes.length, needed)),
    );
    if (code !== 0) throw win32Error(`GetTokenInformation(${informationClass})`, subject, code);
    return buffer;
  });
}

/** A TOKEN_USER: one SID_AND_ATTRIBUTES, as is a TOKEN_MANDATORY_LABEL. */
export function userOf(buffer: Buffer): string {
  const { Sid } = api.SID_AND_ATTRIBUTES.read(buffer);
  return Sid === null ? '' : sidIn(buffer, Sid);
}

/** Integrity levels are SIDs, S-1-16-<level>. */
export function integrityLevelOf(buffer: Buffer): number {
  return Number(userOf(buffer).split('-').at(-1));
}

export function groupsOf(buffer: Buffer): Token['groups'] {
  const groups = api.SID_AND_ATTRIBUTES.all(buffer, buffer.readUInt32LE(), api.TokenGroupsOffset);
  return groups.map(({ Sid, Attributes }) => ({
    sid: Sid === null ? '' : sidIn(buffer, Sid),
    enabled: (Attributes & api.SE_GROUP_ENABLED) !== 0,
  }));
}

async function privilegesOf(buffer: Buffer): Promise<Token['privileges']> {
  const count = buffer.readUInt32LE();
  const privileges: Token['privileges'] = [];
  for (let index = 0; index < count; index++) {
    const at = api.TokenPrivilegesOffset + index * api.LUID_AND_ATTRIBUTES.size;
    const { Attributes } = api.LUID_AND_ATTRIBUTES.read(buffer, at);
    privileges.push({
      name: await privilegeName(buffer.subarray(at)),
      enabled: (Attributes & api.SE_PRIVILEGE_ENABLED) !== 0,
    });
  }
  return privileges;
}

/** "SeTcbPrivilege"; the longest name is far below 64 units. */
async function privilegeName(luid: Uint8Array): Promise<string> {
  const name = Buffer.alloc(2 * 64);
  const units = Buffer.alloc(4);
  units.writeUInt32LE(64);
  const answer = await api.LookupPrivilegeNameW(null, luid, name, units);
  requireSuccess('LookupPrivilegeNameW', '', answer);
  return name.toString('utf16le', 0, 2 * units.readUInt32LE());
}
