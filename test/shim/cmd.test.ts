import { expect, test } from 'vitest';
import { commandOfLine, interpreterOf, programFault, programWords } from '../../agent/shim/cmd.ts';

// Source: about_Pwsh and about_PowerShell_exe (-File), learn.microsoft.com; cmd /?; bash(1).
test.each([
  ['powershell', ['powershell.exe', '-Command', '$env:A']],
  ['powershell', ['C:\\Program Files\\PowerShell\\7\\pwsh.exe', '-c', '$env:A']],
  [null, ['pwsh', '-f', 'start.ps1', '$env:A']],
  ['cmd', ['C:\\Windows\\System32\\CMD.EXE', '/c', '%A%']],
  ['shell', ['bash', '-c', '$A']],
  ['shell', ['sh.exe', '-c', '$A']],
  [null, ['agent.exe', '%A%']],
])('%s expands variables for %j', (interpreter, words) => {
  expect(interpreterOf(words)).toBe(interpreter);
});

test.each([
  ['a.ps1', ['powershell', '-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', 'a.ps1']],
  ['a.py', ['python', 'a.py']],
  ['a.sh', ['bash', 'a.sh']],
  ['a.js', ['node', 'a.js']],
  ['a.vbs', ['cscript', '//nologo', 'a.vbs']],
  ['a.jar', ['java', '-jar', 'a.jar']],
  ['a.dll', ['dotnet', 'a.dll']],
])('%s is started by its own program', (script, words) => {
  expect(programFault(script)).toBe('script');
  expect(programWords(script, 'script').words).toEqual(words);
});

const nameIn = (line: string, isFile = true) =>
  commandOfLine(line, { variables: ['DIR=C:\\k', 'ODD=a&b'], isFile: () => isFile });

// The rules of `cmd /?`, and of the phases in which cmd reads a line (Stack Overflow, question 4094699).
test.each([
  ['agent.exe -v', 'agent.exe'],
  ['  ,;= agent.exe', 'agent.exe'],
  ['@agent.exe', 'agent.exe'],
  ['agent,x', 'agent'],
  ['agent;x', 'agent'],
  ['agent=x', 'agent'],
  ['agent&other', 'agent'],
  ['agent|other', 'agent'],
  ['agent>log', 'agent'],
  ['a^b.exe', 'ab.exe'],
  ['a^&b.exe x', 'a&b.exe'],
  ['%DIR%\\agent.exe', 'C:\\k\\agent.exe'],
  ['%dir%\\agent.exe', 'C:\\k\\agent.exe'],
  ['%odd%', 'a'],
  ['%OTHER%\\agent.exe', '%OTHER%\\agent.exe'],
  ['bin/agent.exe', 'bin'],
  ['C:/k/agent.exe', 'C:/k/agent.exe'],
  [':label', ''],
  ['(agent.exe)', ''],
  ['agent.exe\nother', 'agent.exe'],
  ['"C:\\a b\\agent.exe" -v', 'C:\\a b\\agent.exe'],
  ['"C:\\a b\\agent.exe" "c d"', 'C:\\a'],
  ['"C:\\a (b)\\agent.exe"', 'C:\\a'],
])('of %j cmd looks for %j', (line, name) => {
  expect(nameIn(line)).toEqual({ name, isInternal: false });
});

test('a line in quotation marks that is no name of a file loses them', () => {
  expect(nameIn('"ping -t localhost"', false).name).toBe('ping');
});

test.each(['echo hello', 'ECHO.', 'cd\\', 'dir/w', 'set A=1', 'echo,x', '@echo off'])(
  '%s is a command of cmd itself',
  (line) => {
    expect(nameIn(line).isInternal).toBe(true);
  },
);

test.each(['echoes', 'cmd /c echo', 'setup.exe', 'for.exe'])('%s is none', (line) => {
  expect(nameIn(line).isInternal).toBe(false);
});
