import { type ErrorKind, QueryError } from '../../error.ts';

/** Names of the gRPC status codes, by number. Source: grpc doc/statuscodes.md. */
const names = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

const kinds: Readonly<Record<string, ErrorKind>> = {
  DEADLINE_EXCEEDED: 'timeout',
  PERMISSION_DENIED: 'denied',
  UNAUTHENTICATED: 'denied',
};

/**
 * The result of a call by its trailers: null for OK, or the error with the status name as its code.
 * @param message as sent, in percent-encoded UTF-8
 */
export function statusError(method: string, status: string, message: string): QueryError | null {
  const name = (/^\d+$/.test(status) ? names[Number(status)] : undefined) ?? `status ${status}`;
  if (name === 'OK') return null;
  return new QueryError(kinds[name] ?? 'failed', `CRI ${method}: ${name}: ${decodePercent(message)}`, name);
}

/** grpc-message is percent-encoded; invalid text is shown as it is. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
