import { QueryError } from '../error.ts';

/** Node's codes for "access denied": libuv gives EPERM for ERROR_ACCESS_DENIED, Linux EACCES. */
const denied = new Set(['EACCES', 'EPERM']);
/** Node's names for "not there": no such entry, or a file where a directory must be. */
const absent = new Set(['ENOENT', 'ENOTDIR']);

/** The code of a system error ("ENOENT"); null for other errors. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** What kind of failure such a code means. */
export const failureOf = (code: string | null): 'denied' | 'failed' =>
  code !== null && denied.has(code) ? 'denied' : 'failed';

/** The answer, or a rejection of kind `timeout` when it takes longer. @param late what it says then */
export async function within<T>(ms: number, answer: Promise<T>, late = `no answer within ${ms} ms`): Promise<T> {
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => deadline.reject(new QueryError('timeout', late)), ms);
  try {
    return await Promise.race([answer, deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The message of an error. For a host name with several addresses, Node gives messages only for the addresses. */
export function saidBy(error: Error): string {
  const parts: readonly Error[] = error instanceof AggregateError && error.message === '' ? error.errors : [];
  return parts.map(({ message }) => message).join('; ') || error.message;
}

/** Translates a rejection of Node: null for "not there", a QueryError for other system errors. Anything else is thrown again. */
export function absentOrThrow(error: unknown): null {
  const code = codeOf(error);
  if (code === null || !(error instanceof Error)) throw error;
  if (absent.has(code)) return null;
  throw new QueryError(failureOf(code), error.message, code);
}
