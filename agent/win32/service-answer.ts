import { QueryError } from '../error.ts';
import type { ServiceState, StartType } from '../facts/services.ts';
import type { ServiceAnswer } from '../host.ts';
import * as api from './api/services.ts';
import { offsetIn } from './library.ts';

/** Reads a QUERY_SERVICE_CONFIGW and the strings that it points to. */
export function configOf(buffer: Buffer) {
  const config = api.QUERY_SERVICE_CONFIGW.read(buffer);
  return {
    displayName: config.lpDisplayName ?? '',
    startType: startTypeOf(config.dwStartType),
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

/** A SERVICE_STATUS_PROCESS. A stopped service has no process (dwProcessId is 0). */
export function statusOf(buffer: Buffer) {
  const status = api.SERVICE_STATUS_PROCESS.read(buffer);
  return {
    state: stateOf(status.dwCurrentState),
    pid: status.dwProcessId === 0 ? null : status.dwProcessId,
    exitCode: status.dwWin32ExitCode,
  };
}

/** A SERVICE_FAILURE_ACTIONSW with its array of SC_ACTION. */
export function failureActionsOf(buffer: Buffer): NonNullable<ServiceAnswer['failureActions']> {
  const { dwResetPeriod, cActions, lpsaActions } = api.SERVICE_FAILURE_ACTIONSW.read(buffer);
  // Without actions the other members mean nothing (SERVICE_FAILURE_ACTIONSW).
  if (lpsaActions === null) return { resetSeconds: 0, actions: [] };
  const first = offsetIn(buffer, lpsaActions);
  const actions = Array.from({ length: cActions }, (_, index) => {
    const { Type, Delay } = api.SC_ACTION.read(buffer, first + index * api.SC_ACTION.size);
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

export function stateOf(dwCurrentState: number): ServiceState {
  const state = states[dwCurrentState - 1];
  if (state === undefined) throw new QueryError('failed', `a service has the unknown state ${dwCurrentState}`);
  return state;
}

/** QUERY_SERVICE_CONFIGW, dwStartType: 0 to 4. */
const startTypes: readonly StartType[] = ['boot', 'system', 'auto', 'demand', 'disabled'];

function startTypeOf(dwStartType: number): StartType {
  const startType = startTypes[dwStartType];
  if (startType === undefined) throw new QueryError('failed', `a service has the unknown start type ${dwStartType}`);
  return startType;
}
