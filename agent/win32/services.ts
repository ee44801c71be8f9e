import { QueryError } from '../error.ts';
import { serviceState, startType } from '../facts/services.ts';
import type { Queue, ServiceAnswer, ServiceManager } from '../host.ts';
import * as api from './api/services.ts';
import { atEnd, fill } from './buffer.ts';
import { ERROR_MORE_DATA, failureCodeOf, requireSuccess, win32Error } from './error.ts';
import { offsetIn } from './library.ts';

/** Reads a QUERY_SERVICE_CONFIGW and the strings that it points to. */
export function configOf(buffer: Buffer) {
  const config = api.QUERY_SERVICE_CONFIGW.read(buffer);
  return {
    displayName: config.lpDisplayName ?? '',
    startType: wordOf(startType.options, config.dwStartType, `start type ${config.dwStartType}`),
    account: config.lpServiceStartName ?? '',
    commandLine: config.lpBinaryPathName ?? '',
    dependsOn: textsIn(buffer, config.lpDependencies),
  };
}

/** A list of texts ends with an empty one. */
function textsIn(buffer: Buffer, list: bigint | null): string[] {
  if (list === null) return [];
  const texts = buffer.toString('utf16le', offsetIn(buffer, list)).split('\0');
  return texts.slice(0, texts.indexOf(''));
}

/** A SERVICE_STATUS_PROCESS. */
export function statusOf(buffer: Buffer) {
  const status = api.SERVICE_STATUS_PROCESS.read(buffer);
  return { ...stateAndPid(status), exitCode: status.dwWin32ExitCode };
}

/** A SERVICE_FAILURE_ACTIONSW with its array of SC_ACTION. */
export function failureActionsOf(buffer: Buffer): NonNullable<ServiceAnswer['failureActions']> {
  const { dwResetPeriod, cActions, lpsaActions } = api.SERVICE_FAILURE_ACTIONSW.read(buffer);
  // Without actions the other members mean nothing (SERVICE_FAILURE_ACTIONSW).
  if (lpsaActions === null) return { resetSeconds: 0, actions: [] };
  const actions = api.SC_ACTION.all(buffer, cActions, offsetIn(buffer, lpsaActions));
  return {
    resetSeconds: dwResetPeriod,
    actions: actions.map(({ Type, Delay }) => ({ kind: actionKinds[Type] ?? 'none', delayMs: Delay })),
  };
}

/** SC_ACTION_TYPE; 4 (SC_ACTION_OWN_RESTART) restarts the service too. */
const actionKinds = ['none', 'restart', 'reboot', 'run', 'restart'] as const;

/** A stopped service has no process (dwProcessId is 0). */
const stateAndPid = ({ dwCurrentState, dwProcessId }: { dwCurrentState: number; dwProcessId: number }) => ({
  state: wordOf(serviceState.options, dwCurrentState - 1, `state ${dwCurrentState}`),
  pid: dwProcessId === 0 ? null : dwProcessId,
});

function wordOf<Word>(words: readonly Word[], place: number, what: string): Word {
  const word = words[place];
  if (word === undefined) throw new QueryError('failed', `a service has the unknown ${what}`);
  return word;
}

/** The service database of this machine (SCM). */
export function createServices(queue: Queue): ServiceManager {
  return {
    query: (name) => queue(() => query(name)),
    list: () => queue(() => list(api.SERVICE_WIN32)),
    drivers: () => queue(() => list(api.SERVICE_DRIVER)),
  };
}

function query(name: string): Promise<ServiceAnswer | null> {
  return withManager(api.SC_MANAGER_CONNECT, async (manager) => {
    const opened = await api.OpenServiceW(manager, name, api.SERVICE_QUERY_CONFIG | api.SERVICE_QUERY_STATUS);
    if (opened.result === null) {
      if (opened.lastError === api.ERROR_SERVICE_DOES_NOT_EXIST) return null;
      throw win32Error('OpenServiceW', name, opened.lastError);
    }
    const service = opened.result;
    await using _service = atEnd(() => api.CloseServiceHandle(service));
    const config = await readConfig(service, name);
    const status = await readStatus(service, name);
    return { name, ...config, ...status, failureActions: await readFailureActions(service, name) };
  });
}

/** The list comes in pieces of 256 KiB, the maximum of one call. */
const listBytes = 256 * 1024;
const maxPieces = 64;

function list(types: number): ReturnType<ServiceManager['list']> {
  return withManager(api.SC_MANAGER_CONNECT | api.SC_MANAGER_ENUMERATE_SERVICE, async (manager) => {
    const found: Awaited<ReturnType<ServiceManager['list']>> = [];
    const resume = Buffer.alloc(4);
    for (let piece = 0; piece < maxPieces; piece++) {
      const buffer = Buffer.alloc(listBytes);
      const returned = Buffer.alloc(4);
      const answer = await api.EnumServicesStatusExW(
        manager,
        api.SC_ENUM_PROCESS_INFO,
        types,
        api.SERVICE_STATE_ALL,
        buffer,
        listBytes,
        Buffer.alloc(4),
        returned,
        resume,
        null,
      );
      const code = failureCodeOf(answer);
      const more = code === ERROR_MORE_DATA;
      if (code !== 0 && !more) throw win32Error('EnumServicesStatusExW', '', code);
      for (const entry of api.ENUM_SERVICE_STATUS_PROCESSW.all(buffer, returned.readUInt32LE())) {
        found.push({
          name: entry.lpServiceName ?? '',
          displayName: entry.lpDisplayName ?? '',
          ...stateAndPid(entry),
        });
      }
      if (!more) return found;
    }
    throw new QueryError('failed', 'EnumServicesStatusExW: the list of services has no end');
  });
}

async function withManager<T>(access: number, work: (manager: bigint) => Promise<T>): Promise<T> {
  const { result: manager, lastError } = await api.OpenSCManagerW(null, null, access);
  if (manager === null) throw win32Error('OpenSCManagerW', '', lastError);
  await using _manager = atEnd(() => api.CloseServiceHandle(manager));
  return await work(manager);
}

/** A configuration has at most 8 KiB (QueryServiceConfigW, cbBufSize). */
const configBytes = { bytes: 1024, maxBytes: 8192 };

async function readConfig(service: bigint, name: string) {
  const { code, buffer } = await fill({ call: 'QueryServiceConfigW', ...configBytes }, async (bytes, needed) =>
    failureCodeOf(await api.QueryServiceConfigW(service, bytes, bytes.length, needed)),
  );
  if (code !== 0) throw win32Error('QueryServiceConfigW', name, code);
  return configOf(buffer);
}

async function readStatus(service: bigint, name: string) {
  const buffer = Buffer.alloc(api.SERVICE_STATUS_PROCESS.size);
  const level = api.SC_STATUS_PROCESS_INFO;
  const answer = await api.QueryServiceStatusEx(service, level, buffer, buffer.length, Buffer.alloc(4));
  requireSuccess('QueryServiceStatusEx', name, answer);
  return statusOf(buffer);
}

/** null: this Windows does not know the level. */
async function readFailureActions(service: bigint, name: string): Promise<ServiceAnswer['failureActions']> {
  const level = api.SERVICE_CONFIG_FAILURE_ACTIONS;
  const { code, buffer } = await fill({ call: 'QueryServiceConfig2W', ...configBytes }, async (bytes, needed) =>
    failureCodeOf(await api.QueryServiceConfig2W(service, level, bytes, bytes.length, needed)),
  );
  if (code === api.ERROR_INVALID_LEVEL) return null;
  if (code !== 0) throw win32Error('QueryServiceConfig2W', name, code);
  return failureActionsOf(buffer);
}
