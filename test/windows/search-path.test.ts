import { expect, test } from 'vitest';
import { fullPath, isOfWindows, searchedPaths } from '../../agent/windows/search-path.ts';

// Source of the rules: learn.microsoft.com, "File path formats on Windows systems".
test.each([
  ['C:\\a\\.\\b\\..\\c.exe', 'C:\\a\\c.exe'],
  ['C:/a//b.exe', 'C:\\a\\b.exe'],
  ['a.exe', 'C:\\shim\\a.exe'],
  ['..\\a.exe', 'C:\\a.exe'],
  ['\\a.exe', 'C:\\a.exe'],
  ['C:\\a\\', 'C:\\a\\'],
  ['C:\\', 'C:\\'],
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

// Source: the programs among what help of cmd.exe lists.
test('what every Windows has is known by its name, in any case, with its extension or without', () => {
  const programs =
    'ATTRIB BCDEDIT CACLS CHKDSK CHKNTFS CMD COMP COMPACT CONVERT DISKPART DOSKEY DRIVERQUERY FC FIND FINDSTR FSUTIL GPRESULT HELP ICACLS LABEL OPENFILES PRINT RECOVER REPLACE ROBOCOPY SC SCHTASKS SHUTDOWN SORT SUBST SYSTEMINFO TASKKILL TASKLIST XCOPY';
  const names = programs.split(' ').flatMap((name) => [name, name.toLowerCase(), `${name.toLowerCase()}.exe`]);
  expect(
    [...names, 'chcp.com', 'FORMAT.COM', 'mode', 'more.com', 'tree.com'].filter((name) => !isOfWindows(name)),
  ).toEqual([]);
  // Others bring them, and cmd.exe itself does the last two.
  const others = [
    'pwsh',
    'pwsh.exe',
    'wmic',
    'bash',
    'git',
    'jq',
    'kubectl.exe',
    'wget',
    'python',
    'node',
    'dir',
    'copy',
  ];
  expect(others.filter(isOfWindows)).toEqual([]);
  expect(['C:\\Windows\\System32\\net.exe', 'net.exe.bat', 'netx', ''].filter(isOfWindows)).toEqual([]);
});

test('an empty place of the list is the current directory', () => {
  const search = { name: 'a.exe', folders: 'C:\\x;;D:\\y', extension: '.exe' };
  expect(searchedPaths(search, 'C:\\here')).toEqual(['C:\\x\\a.exe', 'C:\\here\\a.exe', 'D:\\y\\a.exe']);
});
