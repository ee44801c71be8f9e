import { type ErrorKind, QueryError } from '../error.ts';
import namesInHeaders from './error-names.json' with { type: 'json' };
import type { CallResult } from './library.ts';

/** Names of the codes that hostprobe sees, from winerror.h and lmerr.h. */
const names: Readonly<Record<string, string>> = namesInHeaders;

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

// Codes that calls of several headers return. Source: winerror.h.
export const ERROR_FILE_NOT_FOUND = 2;
export const ERROR_PATH_NOT_FOUND = 3;
export const ERROR_ACCESS_DENIED = 5;
export const ERROR_INSUFFICIENT_BUFFER = 122;
export const ERROR_MORE_DATA = 234;
export const ERROR_NO_MORE_ITEMS = 259;
