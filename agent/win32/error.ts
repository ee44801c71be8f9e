import { type ErrorKind, QueryError } from '../error.ts';
import type { CallResult } from './library.ts';

/** Names of the codes that hostprobe sees, from winerror.h and lmerr.h. */
const names: Readonly<Record<number, string>> = {
  1: 'ERROR_INVALID_FUNCTION',
  2: 'ERROR_FILE_NOT_FOUND',
  3: 'ERROR_PATH_NOT_FOUND',
  5: 'ERROR_ACCESS_DENIED',
  6: 'ERROR_INVALID_HANDLE',
  21: 'ERROR_NOT_READY',
  24: 'ERROR_BAD_LENGTH',
  31: 'ERROR_GEN_FAILURE',
  32: 'ERROR_SHARING_VIOLATION',
  50: 'ERROR_NOT_SUPPORTED',
  53: 'ERROR_BAD_NETPATH',
  87: 'ERROR_INVALID_PARAMETER',
  120: 'ERROR_CALL_NOT_IMPLEMENTED',
  122: 'ERROR_INSUFFICIENT_BUFFER',
  123: 'ERROR_INVALID_NAME',
  124: 'ERROR_INVALID_LEVEL',
  161: 'ERROR_BAD_PATHNAME',
  234: 'ERROR_MORE_DATA',
  299: 'ERROR_PARTIAL_COPY',
  998: 'ERROR_NOACCESS',
  1060: 'ERROR_SERVICE_DOES_NOT_EXIST',
  1065: 'ERROR_DATABASE_DOES_NOT_EXIST',
  1072: 'ERROR_SERVICE_MARKED_FOR_DELETE',
  1115: 'ERROR_SHUTDOWN_IN_PROGRESS',
  1168: 'ERROR_NOT_FOUND',
  1300: 'ERROR_NOT_ALL_ASSIGNED',
  1307: 'ERROR_INVALID_OWNER',
  1312: 'ERROR_NO_SUCH_LOGON_SESSION',
  1313: 'ERROR_NO_SUCH_PRIVILEGE',
  1314: 'ERROR_PRIVILEGE_NOT_HELD',
  1332: 'ERROR_NONE_MAPPED',
  1355: 'ERROR_NO_SUCH_DOMAIN',
  1376: 'ERROR_NO_SUCH_ALIAS',
  1460: 'ERROR_TIMEOUT',
  1722: 'RPC_S_SERVER_UNAVAILABLE',
  1727: 'RPC_S_CALL_FAILED_DNE',
  1789: 'ERROR_TRUSTED_RELATIONSHIP_FAILURE',
  2220: 'NERR_GroupNotFound',
  2221: 'NERR_UserNotFound',
  15007: 'ERROR_EVT_CHANNEL_NOT_FOUND',
  15011: 'ERROR_EVT_QUERY_RESULT_STALE',
};

const kinds: Readonly<Record<number, ErrorKind>> = {
  5: 'denied', // ERROR_ACCESS_DENIED
  1314: 'denied', // ERROR_PRIVILEGE_NOT_HELD
  1460: 'timeout', // ERROR_TIMEOUT
  50: 'unsupported', // ERROR_NOT_SUPPORTED
  120: 'unsupported', // ERROR_CALL_NOT_IMPLEMENTED
  124: 'unsupported', // ERROR_INVALID_LEVEL
};

/**
 * The error of a Win32 call: "OpenServiceW containerd: ERROR_ACCESS_DENIED (5)".
 * @param subject what the call asks about; empty when it has no subject
 */
export function win32Error(call: string, subject: string, code: number): QueryError {
  const name = names[code];
  const said = name === undefined ? `error ${code}` : `${name} (${code})`;
  return new QueryError(
    kinds[code] ?? 'failed',
    `${subject === '' ? call : `${call} ${subject}`}: ${said}`,
    String(code),
  );
}

/** The code of a call that returns a BOOL and leaves the reason to GetLastError; 0 when it succeeded. */
export const failureCodeOf = ({ result, lastError }: CallResult<number>): number => (result === 0 ? lastError : 0);

/** Throws if such a call failed; for calls where every failure is an error. */
export function requireSuccess(call: string, subject: string, answer: CallResult<number>): void {
  if (answer.result === 0) throw win32Error(call, subject, answer.lastError);
}
