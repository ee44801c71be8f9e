import { LookError } from '../error.ts';
import type { ServiceState, StartType } from '../facts/services.ts';
import type { ServiceAnswer } from '../host.ts';
import * as api from './api/services.ts';
import { textAt } from './library.ts';

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

/** A SERVICE_STATUS_PROCESS. A stopped service has no process (dwProcessId is 0). */
export function statusOf(buffer: Uint8Array) {
  const status = api.SERVICE_STATUS_PROCESS.read(buffer);
  return {
    state: stateOf(status.dwCurrentState),
    pid: status.dwProcessId === 0 ? null : status.dwProcessId,
    exitCode: status.dwWin32ExitCode,
  };
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

export function stateOf(dwCurrentState: number): ServiceState {
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
