import { expect, test } from 'vitest';
import { interpreterOf, programFault, programWords } from '../../agent/shim/cmd.ts';

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
