import { expect, test } from 'vitest';
import { fullPath, searchedPaths } from '../../agent/windows/search-path.ts';

// Source of the rules: learn.microsoft.com, "File path formats on Windows systems".
test.each([
  ['C:\\a\\.\\b\\..\\c.exe', 'C:\\a\\c.exe'],
  ['C:/a//b.exe', 'C:\\a\\b.exe'],
  ['a.exe', 'C:\\shim\\a.exe'],
  ['..\\a.exe', 'C:\\a.exe'],
  ['\\a.exe', 'C:\\a.exe'],
  ['C:\\a\\', 'C:\\a\\'],
  ['C:\\a.\\b.exe. .', 'C:\\a\\b.exe'],
  ['C:\\a.. \\b', 'C:\\a.. \\b'],
  ['\\\\server\\share\\a\\..\\b', '\\\\server\\share\\b'],
  ['C:\\..\\..\\a', 'C:\\a'],
])('Windows opens %j as %j', (path, opened) => {
  expect(fullPath(path, 'C:\\shim')).toBe(opened);
});

// Source of the rules: learn.microsoft.com, SearchPathW.
test.each([
  ['a', ['C:\\x\\a.exe', 'D:\\y\\a.exe']],
  ['a.bin', ['C:\\x\\a.bin', 'D:\\y\\a.bin']],
  ['C:\\k\\a', ['C:\\k\\a', 'C:\\k\\a.exe']],
  ['C:\\k.d\\a', ['C:\\k.d\\a', 'C:\\k.d\\a.exe']],
  ['.\\a', ['C:\\shim\\a', 'C:\\shim\\a.exe']],
])('SearchPathW looks for %j at these places', (name, places) => {
  expect(searchedPaths({ name, folders: 'C:\\x;D:\\y\\', extension: '.exe' }, 'C:\\shim')).toEqual(places);
});
