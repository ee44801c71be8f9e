import { expect, test } from 'vitest';
import { quote, trimmed } from '../../agent/shim/go.ts';

// Source of the cases: the tests of Go's strconv, quote_test.go.
test.each([
  ['\u0007\b\f\r\n\t\v', '"\\a\\b\\f\\r\\n\\t\\v"'],
  ['abc\u00ffdef', '"abcÿdef"'],
  ['\u263a', '"☺"'],
  ['\u{10ffff}', '"\\U0010ffff"'],
  ['\u0004', '"\\x04"'],
  ['!\u00a0!\u2000!\u3000!', '"!\\u00a0!\\u2000!\\u3000!"'],
  ['\x7f', '"\\x7f"'],
])('%j is quoted as Go does', (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});

test('the characters of a cut set are taken off both ends, however often', () => {
  expect(trimmed('PATH=C:\\x', 'PATH=')).toBe('C:\\x');
  expect(trimmed('Path=C:\\x', 'PATH=')).toBe('ath=C:\\x');
  expect(trimmed('PATH=PATH=', 'PATH=')).toBe('');
});
