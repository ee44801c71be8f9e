import { expect, test } from 'vitest';
import { statusError } from '../../../agent/host/runtime/grpc-call.ts';

test('status 0 is not an error', () => {
  expect(statusError('Version', '0', '')).toBeNull();
});

test('a message that is not validly encoded is shown as it came', () => {
  expect(statusError('Version', '2', '100% wrong')?.message).toBe('CRI Version: UNKNOWN: 100% wrong');
});

test.each(['99', '', '0x0', '-1'])('an unknown status is an error: %j', (status) => {
  expect(statusError('Version', status, 'x')).toMatchObject({ kind: 'failed', code: `status ${status}` });
});

// grpc doc/statuscodes.md: the codes and their numbers.
test.each(
  Object.entries({
    ...{ CANCELLED: 1, UNKNOWN: 2, INVALID_ARGUMENT: 3, DEADLINE_EXCEEDED: 4, NOT_FOUND: 5, ALREADY_EXISTS: 6 },
    ...{ PERMISSION_DENIED: 7, RESOURCE_EXHAUSTED: 8, FAILED_PRECONDITION: 9, ABORTED: 10, OUT_OF_RANGE: 11 },
    ...{ UNIMPLEMENTED: 12, INTERNAL: 13, UNAVAILABLE: 14, DATA_LOSS: 15, UNAUTHENTICATED: 16 },
  }),
)('%s is status %i', (name, number) => {
  expect(statusError('Version', String(number), '')?.code).toBe(name);
});

test.each([
  ['4', 'timeout', 'DEADLINE_EXCEEDED'],
  ['7', 'denied', 'PERMISSION_DENIED'],
  ['16', 'denied', 'UNAUTHENTICATED'],
  ['14', 'failed', 'UNAVAILABLE'],
])('status %s is the error %s, and its message is read as it was sent', (status, kind, code) => {
  const message = `CRI Version: ${code}: 100% "ä"`;
  expect(statusError('Version', status, '100%25 %22%C3%A4%22')).toMatchObject({ kind, code, message });
});
