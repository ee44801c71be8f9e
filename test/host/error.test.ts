import { expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { absentOrThrow, saidBy } from '../../agent/host/error.ts';

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
    new QueryError(kind as 'denied', `${code}: what Node says`, code),
  );
  expect(() => absentOrThrow(systemError(code))).toThrow(expect.objectContaining({ kind, code }));
});

test('an error that is not the system’s own is a bug and stays what it is', () => {
  const bug = new TypeError('x is undefined');
  expect(() => absentOrThrow(bug)).toThrow(bug);
});

// Source: Node.js, lib/net.js, internalConnectMultiple: an AggregateError without a message for a name of several addresses.
test('what is said of each address of a name is said of the name', () => {
  const refused = ['connect ECONNREFUSED ::1:6443', 'connect ECONNREFUSED 127.0.0.1:6443'];
  expect(saidBy(new AggregateError(refused.map((message) => new Error(message))))).toBe(refused.join('; '));
  expect(saidBy(new AggregateError([new Error('one')], 'all'))).toBe('all');
  expect(saidBy(new AggregateError([], ''))).toBe('');
  expect(saidBy(new Error('alone'))).toBe('alone');
});
