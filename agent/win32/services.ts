import { LookError } from '../error.ts';
import type { ServiceState, StartType } from '../facts/services.ts';
import type { ServiceAnswer, Services } from '../host.ts';
import * as api from './api/services.ts';
import { fill } from './buffer.ts';
import { win32Error } from './error.ts';
import { textAt } from './library.ts';

/** The service database of this machine (SCM). */
export const services: Services = { query, list };

function query(name: string): Promise<ServiceAnswer | null> {
  return withManager(api.SC_MANAGER_CONNECT, async (manager) => {
    const opened = await api.OpenServiceW(manager, name, api.SERVICE_QUERY_CONFIG | api.SERVICE_QUERY_STATUS);
    if (opened.result === null) {
      if (opened.lastError === api.ERROR_SERVICE_DOES_NOT_EXIST) return null;
      throw win32Error('OpenServiceW', name, opened.lastError);
    }
    const service = opened.result;
    try {
      const config = await readConfig(service, name);
      const status = await readStatus(service, name);
      return { name, ...config, ...status, failureActions: await readFailureActions(service, name) };
    } finally {
      await api.CloseServiceHandle(service);
    }
  });
}

/** The whole list comes in pieces of 256 KiB, which is the most that one call gives. */
const listBytes = 256 * 1024;
const maxPieces = 64;

function list(): ReturnType<Services['list']> {
  return withManager(api.SC_MANAGER_CONNECT | api.SC_MANAGER_ENUMERATE_SERVICE, async (manager) => {
    const found: Awaited<ReturnType<Services['list']>> = [];
    const resume = Buffer.alloc(4);
    for (let piece = 0; piece < maxPieces; piece++) {
      const buffer = Buffer.alloc(listBytes);
      const returned = Buffer.alloc(4);
      const answer = await api.EnumServicesStatusExW(
        manager,
        api.SC_ENUM_PROCESS_INFO,
        api.SERVICE_WIN32,
        api.SERVICE_STATE_ALL,
        buffer,
        listBytes,
        Buffer.alloc(4),
        returned,
        resume,
        null,
      );
      const more = answer.result === 0 && answer.lastError === 234; // ERROR_MORE_DATA
      if (answer.result === 0 && !more) throw win32Error('EnumServicesStatusExW', '', answer.lastError);
      for (let index = 0; index < returned.readUInt32LE(); index++) {
        const entry = api.ENUM_SERVICE_STATUS_PROCESSW.read(buffer, index * api.ENUM_SERVICE_STATUS_PROCESSW.size);
        found.push({
          name: entry.lpServiceName ?? '',
          displayName: entry.lpDisplayName ?? '',
          state: stateOf(entry.dwCurrentState),
          pid: entry.dwProcessId === 0 ? null : entry.dwProcessId,
        });
      }
      if (!more) return found;
    }
    throw new LookError('failed', 'EnumServicesStatusExW: the list of services has no end');
  });
}

let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * The service database is asked one thing at a time: when it hangs, that costs one of the few worker threads and not all
 * of them, on which files are read too.
 */
function withManager<T>(access: number, work: (manager: bigint) => Promise<T>): Promise<T> {
  const turn = lastTurn.then(() => openManager(access, work));
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function openManager<T>(access: number, work: (manager: bigint) => Promise<T>): Promise<T> {
  const { result: manager, lastError } = await api.OpenSCManagerW(null, null, access);
  if (manager === null) throw win32Error('OpenSCManagerW', '', lastError);
  try {
    return await work(manager);
  } finally {
    await api.CloseServiceHandle(manager);
  }
}

async function readConfig(service: bigint, name: string) {
  // 8 KB is the most that a configuration may take (QueryServiceConfigW, cbBufSize).
  const { code, buffer } = await fill({ call: 'QueryServiceConfigW', bytes: 1024, maxBytes: 8192 }, async (bytes) => {
    const needed = Buffer.alloc(4);
    const answer = await api.QueryServiceConfigW(service, bytes, bytes.length, needed);
    return { code: answer.result === 0 ? answer.lastError : 0, needed: needed.readUInt32LE() };
  });
  if (code !== 0) throw win32Error('QueryServiceConfigW', name, code);
  return configOf(buffer);
}

/** A QUERY_SERVICE_CONFIGW with the texts that it points to. */
export function configOf(buffer: Uint8Array) {
  const config = api.QUERY_SERVICE_CONFIGW.read(buffer);
  return {
    displayName: config.lpDisplayName ?? '',
    startType: startTypeOf(config.dwStartType),
    account: config.lpServiceStartName ?? '',
    commandLine: config.lpBinaryPathName ?? '',
    dependsOn: textsAt(config.lpDependencies),
  };
}

function textsAt(list: bigint | null): string[] {
  const texts: string[] = [];
  if (list === null) return texts;
  for (let at = list, text = textAt(at); text !== ''; text = textAt(at)) {
    texts.push(text);
    at += BigInt(2 * (text.length + 1));
  }
  return texts;
}

async function readStatus(service: bigint, name: string) {
  const buffer = Buffer.alloc(api.SERVICE_STATUS_PROCESS.size);
  const answer = await api.QueryServiceStatusEx(
    service,
    api.SC_STATUS_PROCESS_INFO,
    buffer,
    buffer.length,
    Buffer.alloc(4),
  );
  if (answer.result === 0) throw win32Error('QueryServiceStatusEx', name, answer.lastError);
  return statusOf(buffer);
}

/** A SERVICE_STATUS_PROCESS. A stopped service has no process (dwProcessId is 0). */
export function statusOf(buffer: Uint8Array) {
  const status = api.SERVICE_STATUS_PROCESS.read(buffer);
  return {
    state: stateOf(status.dwCurrentState),
    pid: status.dwProcessId === 0 ? null : status.dwProcessId,
    exitCode: status.dwWin32ExitCode,
  };
}

/** null: this Windows does not know the level. */
async function readFailureActions(service: bigint, name: string): Promise<ServiceAnswer['failureActions']> {
  const level = api.SERVICE_CONFIG_FAILURE_ACTIONS;
  const { code, buffer } = await fill({ call: 'QueryServiceConfig2W', bytes: 1024, maxBytes: 8192 }, async (bytes) => {
    const needed = Buffer.alloc(4);
    const answer = await api.QueryServiceConfig2W(service, level, bytes, bytes.length, needed);
    return { code: answer.result === 0 ? answer.lastError : 0, needed: needed.readUInt32LE() };
  });
  if (code === api.ERROR_INVALID_LEVEL) return null;
  if (code !== 0) throw win32Error('QueryServiceConfig2W', name, code);
  return failureActionsOf(buffer);
}

/** A SERVICE_FAILURE_ACTIONSW with its array of SC_ACTION. */
export function failureActionsOf(buffer: Uint8Array): NonNullable<ServiceAnswer['failureActions']> {
  const { dwResetPeriod, cActions, lpsaActions } = api.SERVICE_FAILURE_ACTIONSW.read(buffer);
  const count = lpsaActions === null ? 0 : cActions;
  const actions = Array.from({ length: count }, (_, index) => {
    const { Type, Delay } = api.SC_ACTION.read(lpsaActions ?? 0n, index * api.SC_ACTION.size);
    return { kind: actionKinds[Type] ?? 'none', delayMs: Delay };
  });
  return { resetSeconds: dwResetPeriod, actions };
}

/** SC_ACTION_TYPE; 4 (SC_ACTION_OWN_RESTART) restarts the service too. */
const actionKinds = ['none', 'restart', 'reboot', 'run', 'restart'] as const;

/** SERVICE_STATUS_PROCESS, dwCurrentState: 1 to 7. */
const states: readonly ServiceState[] = [
  'stopped',
  'start-pending',
  'stop-pending',
  'running',
  'continue-pending',
  'pause-pending',
  'paused',
];

function stateOf(dwCurrentState: number): ServiceState {
  const state = states[dwCurrentState - 1];
  if (state === undefined) throw new LookError('failed', `a service has the unknown state ${dwCurrentState}`);
  return state;
}

/** QUERY_SERVICE_CONFIGW, dwStartType: 0 to 4. */
const startTypes: readonly StartType[] = ['boot', 'system', 'auto', 'demand', 'disabled'];

function startTypeOf(dwStartType: number): StartType {
  const startType = startTypes[dwStartType];
  if (startType === undefined) throw new LookError('failed', `a service has the unknown start type ${dwStartType}`);
  return startType;
}
