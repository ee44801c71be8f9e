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

test.each([
  ['4', 'timeout', 'DEADLINE_EXCEEDED'],
  ['7', 'denied', 'PERMISSION_DENIED'],
  ['16', 'denied', 'UNAUTHENTICATED'],
  ['14', 'failed', 'UNAVAILABLE'],
])('status %s is the error %s, and its message is read as it was sent', (status, kind, code) => {
  const message = `CRI Version: ${code}: 100% "ä"`;
  expect(statusError('Version', status, '100%25 %22%C3%A4%22')).toMatchObject({ kind, code, message });
});
