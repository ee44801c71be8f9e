import { expect, test } from 'vitest';
import { NoAnswerError, QueryError, typed, UserError, unreadable, unwritable } from '../agent/error.ts';

/** What each code means, by errno(3) and Node's zlib, and what a user can do. Windows gives EPERM and EBUSY for its own. */
const codes: readonly [code: string, read: RegExp | null, write: RegExp | null][] = [
  ['ENOENT', /no such file; check/, /folder does not exist; create/],
  ['ENOTDIR', /a file, not a folder; check/, /a file, not a folder; check/],
  ['EISDIR', /is a folder; name a file/, /is a folder; name a file/],
  ['EACCES', /access is denied; .*may read/, /access is denied; .*may write/],
  ['EPERM', /access is denied; .*may read/, /access is denied; .*may write/],
  ['EBUSY', /locked it; copy it/, /locked it; name another/],
  ['EROFS', null, /disk is read-only; write elsewhere/],
  ['ENOSPC', null, /disk is full; make room/],
  ['EDQUOT', null, /disk is full; make room/],
  ['EFBIG', null, /larger than a file may be/],
  ['Z_DATA_ERROR', /gzip is damaged \(what Node says\); copy it again/, null],
  ['Z_BUF_ERROR', /gzip ends too early; copy it again/, null],
];

test.each(codes)('%s says what is wrong, and the way out', (code, read, write) => {
  const error = { code, message: 'what Node says' };
  expect(unreadable('a.log', error)).toMatch(read ?? /: what Node says$/);
  expect(unwritable('a.zip', error)).toMatch(write ?? /: what Node says$/);
});

test('the file is named, and no name is shown as one', () => {
  expect(unreadable('a.log', { message: 'x' })).toBe('a.log cannot be read: x');
  expect(unreadable('', { message: 'x' })).toBe('"" cannot be read: x');
  expect(unwritable('a.zip', { message: 'x' })).toBe('a.zip cannot be written: x');
  expect(unwritable('', { message: 'x' })).toBe('"" cannot be written: x');
});

// cmd.exe, PowerShell and POSIX shells have double quotes in common.
test.each([
  ['a.log', 'a.log'],
  ['my file.log', '"my file.log"'],
  ['a\tb', '"a\tb"'],
])('%s is typed as %s', (word, shown) => {
  expect(typed(word)).toBe(shown);
});

test('a node that gives no answer is told as a mistake is, and an error of the machine has a code or none', () => {
  expect(new NoAnswerError('x')).toBeInstanceOf(UserError);
  const { kind, message, code, name } = new QueryError('denied', 'why');
  expect([kind, message, code, name]).toEqual(['denied', 'why', null, 'QueryError']);
  expect(new QueryError('failed', 'why', '5').code).toBe('5');
});
