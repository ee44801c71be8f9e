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
  // Quoted four times, by the same rule as before: 16 of the path, and 7 of its quote.
  [`C:${'\\'.repeat(23)}"`, `C:${'\\'.repeat(16)}"`],
])('%s loses the backslashes of quoting and no others', (written, meant) => {
  expect(unescapeQuotes(written)).toBe(meant);
});

test('a text that is too long is cut, and none that a runtime writes as one line', () => {
  // Source: containerd, internal/cri/config: max_container_log_line_size is 16 KiB.
  expect(maxMessageLength).toBeGreaterThanOrEqual(16 * 1024);
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
  ['\\\\?\\C:\\x', '\\\\?\\C:\\x'],
  ['\\\\.\\pipe\\x', '\\\\.\\pipe\\x'],
  ['\\.\\pipe', '\\\\.\\pipe'],
  // A share whose last folder was joined by two of them.
  ['\\\\fs01\\share\\\\x', '\\\\fs01\\share\\x'],
  ['\\fs01\\share', '\\fs01\\share'],
  // An escaped quote begins no share.
  ['\\\\"C:\\x"', '\\"C:\\x"'],
])('the path %s is read as its writer meant it', (written, meant) => {
  expect(readPath(written)).toBe(meant);
});
