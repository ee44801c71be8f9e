import { expect, test } from 'vitest';
import { LookError } from '../../agent/error.ts';
import { absentOrThrow } from '../../agent/host/error.ts';

const systemError = (code: string) => Object.assign(new Error(`${code}: what Node says`), { code });

test.each(['ENOENT', 'ENOTDIR'])('%s is "not there", a value', (code) => {
  expect(absentOrThrow(systemError(code))).toBeNull();
});

test.each([
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
  ['EBUSY', 'failed'],
])('%s is %s, with what Node said', (code, kind) => {
  expect(() => absentOrThrow(systemError(code))).toThrow(
    new LookError(kind as 'denied', `${code}: what Node says`, code),
  );
  expect(() => absentOrThrow(systemError(code))).toThrow(expect.objectContaining({ kind, code }));
});

test('an error that is not the system’s own is a bug and stays what it is', () => {
  const bug = new TypeError('x is undefined');
  expect(() => absentOrThrow(bug)).toThrow(bug);
});
