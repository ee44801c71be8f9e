import { expect, test } from 'vitest';
import { failureCodeOf, requireSuccess, win32Error } from '../../agent/win32/error.ts';

test('an error names the call, what was asked about, and the code', () => {
  const error = win32Error('OpenServiceW', 'containerd', 5);
  expect(error.message).toBe('OpenServiceW containerd: ERROR_ACCESS_DENIED (5)');
  expect(error).toMatchObject({ kind: 'denied', code: '5' });
});

test('a call without a subject, and a code without a name here, leave no gap', () => {
  expect(win32Error('GetExtendedTcpTable', '', 4711).message).toBe('GetExtendedTcpTable: error 4711');
});

test.each([
  ['a missing privilege', 1314, 'denied'],
  ['a level that this Windows does not know', 124, 'unsupported'],
  ['a time-out of the system itself', 1460, 'timeout'],
  ['anything else', 1722, 'failed'],
])('%s has its kind', (_, code, kind) => {
  expect(win32Error('Call', '', code).kind).toBe(kind);
});

test('only a call that returned FALSE has a code, not an older GetLastError', () => {
  expect(failureCodeOf({ result: 1, lastError: 122 })).toBe(0);
  expect(failureCodeOf({ result: 0, lastError: 122 })).toBe(122);
  expect(() => requireSuccess('Call', '', { result: 1, lastError: 122 })).not.toThrow();
  expect(() => requireSuccess('Call', 'x', { result: 0, lastError: 5 })).toThrow('Call x: ERROR_ACCESS_DENIED (5)');
});
