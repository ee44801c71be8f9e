import { expect, test } from 'vitest';
import { clean, quote, trimmed } from '../../agent/shim/go.ts';

// Source of the cases: the tests of Go's strconv, quote_test.go.
test.each([
  ['\u0007\b\f\r\n\t\v', '"\\a\\b\\f\\r\\n\\t\\v"'],
  ['abc\u00ffdef', '"abcÿdef"'],
  ['\u263a', '"☺"'],
  ['\u{10ffff}', '"\\U0010ffff"'],
  ['\u0004', '"\\x04"'],
  ['!\u00a0!\u2000!\u3000!', '"!\\u00a0!\\u2000!\\u3000!"'],
  ['\x7f', '"\\x7f"'],
  // Its source: two digits below utf8.RuneSelf, four below 0x10000.
  ['\u0080', '"\\u0080"'],
  ['\uffff', '"\\uffff"'],
])('%j is quoted as Go does', (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});

test('the characters of a cut set are taken off both ends, however often', () => {
  expect(trimmed('PATH=C:\\x', 'PATH=')).toBe('C:\\x');
  expect(trimmed('Path=C:\\x', 'PATH=')).toBe('ath=C:\\x');
  expect(trimmed('PATH=PATH=', 'PATH=')).toBe('');
  expect(trimmed('C:\\xPATH', 'PATH=')).toBe('C:\\x');
});

// Source of the cases: Go's path/filepath, path_test.go (cleantests, wincleantests).
test.each([
  ['../../abc', '..\\..\\abc'],
  ['abc/def/../../..', '..'],
  ['/abc/def/../../..', '\\'],
  ['abc/def/../../../ghi/jkl/../../../mno', '..\\..\\mno'],
  ['abc//def/./ghi/', 'abc\\def\\ghi'],
  ['', '.'],
  ['c:\\abc\\def\\..\\..', 'c:\\'],
  ['c:\\..\\abc', 'c:\\abc'],
  ['\\\\host\\share\\foo\\..\\bar', '\\\\host\\share\\bar'],
  ['//host/share/foo/../baz', '\\\\host\\share\\baz'],
  ['\\\\host\\share\\foo\\..\\..\\..\\..\\bar', '\\\\host\\share\\bar'],
])('%j is cleaned as Go does', (path, cleaned) => {
  expect(clean(path)).toBe(cleaned);
});
