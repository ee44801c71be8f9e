import { expect, test } from 'vitest';
import { maxMessageLength, readPath, unescapeQuotes } from '../agent/message.ts';

test.each([
  ['a "b"', 'a "b"'],
  ['a \\"b\\"', 'a "b"'],
  ['a \\\\\\"b\\\\\\"', 'a "b"'],
  ['"C:\\\\" b', '"C:\\\\" b'],
  ['\\"C:\\\\\\\\\\" b', '"C:\\\\\\\\" b'],
  ['\\\\\\"C:\\\\\\\\\\\\\\\\\\\\\\" b', '"C:\\\\\\\\\\\\\\\\" b'],
  ['C:\\hpc\\ and \\\\', 'C:\\hpc\\ and \\\\'],
])('%s loses the backslashes of quoting and no others', (written, meant) => {
  expect(unescapeQuotes(written)).toBe(meant);
});

test('a text that is too long is cut', () => {
  expect(unescapeQuotes('x'.repeat(maxMessageLength + 1))).toHaveLength(maxMessageLength);
});

test.each([
  ['C:\\\\Windows\\\\System32', 'C:\\Windows\\System32'],
  ['\\\\\\\\.\\\\pipe\\\\x', '\\\\.\\pipe\\x'],
  ['\\\\fs01\\share\\x', '\\\\fs01\\share\\x'],
  ['\\\\\\\\fs01\\\\share', '\\\\fs01\\share'],
  ['\\\\\\\\\\\\\\\\fs01\\\\\\\\share', '\\\\fs01\\share'],
  ['\\\\usr\\\\local\\\\agent.exe', '\\usr\\local\\agent.exe'],
  ['\\\\agent.exe', '\\agent.exe'],
])('the path %s is read as its writer meant it', (written, meant) => {
  expect(readPath(written)).toBe(meant);
});
