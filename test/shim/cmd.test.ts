import { expect, test } from 'vitest';
import {
  bareMountPoint,
  commandOfLine,
  interpreterOf,
  type ProgramFault,
  programFault,
  programWords,
  searchByCmd,
  spoiledByCmd,
  startedFiles,
} from '../../agent/shim/cmd.ts';

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
  commandOfLine(line, {
    variables: ['DIR=C:\\k', 'ODD=a&b', 'EMPTY='],
    isFile: (name) => isFile && name === 'C:\\a b\\agent.exe',
  });

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
  // One that is empty is none for cmd.
  ['%EMPTY%\\agent.exe', '%EMPTY%\\agent.exe'],
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

// ss64.com/nt/syntax-internal.html.
test('every command of cmd itself is known', () => {
  const all =
    'ASSOC BREAK CALL CD CHDIR CLS COLOR COPY DATE DEL DIR DPATH ECHO ENDLOCAL ERASE EXIT FOR FTYPE GOTO IF KEYS MD MKDIR MKLINK ' +
    'MOVE PATH PAUSE POPD PROMPT PUSHD RD REM REN RENAME RMDIR SET SETLOCAL SHIFT START TIME TITLE TYPE VER VERIFY VOL';
  expect(all.split(' ').filter((name) => !nameIn(`${name} x`).isInternal)).toEqual([]);
});

test.each(['echoes', 'cmd /c echo', 'setup.exe', 'for.exe'])('%s is none', (line) => {
  expect(nameIn(line).isInternal).toBe(false);
});

// `cmd /?`: it keeps quotation marks around a program only where they are the only two, and none of &<>()@^| is between them.
test.each<[words: string[], quotes: boolean]>([
  [['C:\\a b\\agent.exe', 'c'], false],
  [['C:\\a b\\agent.exe', 'c d'], true],
  [['C:\\a b\\agent.exe', ''], true],
  [['C:\\a (b)\\agent.exe', 'c'], true],
  [['agent.exe', 'c d'], false],
])('%j loses the quotation marks of its program: %s', (words, quotes) => {
  expect(spoiledByCmd(words).some(({ kind }) => kind === 'quotes')).toBe(quotes);
});

test('a line end is lost where something comes after it', () => {
  const linesOf = (words: string[]) => spoiledByCmd(words).filter(({ kind }) => kind === 'lines');
  expect(linesOf(['agent.exe', 'a\n'])).toEqual([]);
  expect(linesOf(['agent.exe', 'a\nb'])).toMatchObject([{ index: 1 }]);
  expect(linesOf(['agent.exe\n', 'a'])).toMatchObject([{ index: 0 }]);
});

test('a spelling that PowerShell does not know is found, unless the script sets it or a shell reads it', () => {
  const text = '$CONTAINER_SANDBOX_MOUNT_POINT/agent.yaml';
  expect(bareMountPoint(text, 'powershell')).toBe('$CONTAINER_SANDBOX_MOUNT_POINT');
  expect(bareMountPoint(text.replace(/\$(\w+)/, '$($1)'), null)).toBe('$(CONTAINER_SANDBOX_MOUNT_POINT)');
  expect(bareMountPoint(text, 'shell')).toBeNull();
  expect(bareMountPoint(`$CONTAINER_SANDBOX_MOUNT_POINT = 'C:\\hpc'; ${text}`, 'powershell')).toBeNull();
  expect(bareMountPoint('$env:CONTAINER_SANDBOX_MOUNT_POINT/agent.yaml', 'powershell')).toBeNull();
});

test.each<[program: string, fault: ProgramFault, words: string[]]>([
  ['"C:\\k\\agent.exe"', 'quotes', ['C:\\k\\agent.exe']],
  ['C:\\k\\agent\\', 'separator', ['C:\\k\\agent']],
  ['bin/agent.exe', 'slash', ['bin\\agent.exe']],
  ['..\\.\\bin\\agent.exe', 'dot', ['%CONTAINER_SANDBOX_MOUNT_POINT%\\bin\\agent.exe']],
  ['C:\\a b\\agent.exe -v c', 'line', ['C:\\a b\\agent.exe', '-v', 'c']],
  ['powershell a.ps1', 'line', ['powershell', 'a.ps1']],
])('%s is a fault of %s, and meant as %j', (program, fault, words) => {
  expect(programFault(program)).toBe(fault);
  expect(programWords(program, fault).words).toEqual(words);
});

// System error codes, 0-499: ERROR_FILE_NOT_FOUND.
test('a program that is in none of the folders is not found', () => {
  const search = {
    workingDirectory: 'C:\\k',
    path: 'C:\\bin',
    pathExtensions: '.exe',
    lookup: () => 'absent' as const,
  };
  expect(searchByCmd('agent', search)).toMatchObject({ app: null, error: { code: 2 } });
});

// `cmd /?` and ss64.com/nt/syntax-esc.html: signs that cmd reads itself, and where.
test.each<[found: string | null, words: string[]]>([
  ...['&', '|', '<', '>', '^'].map((sign): [string, string[]] => [sign, ['agent.exe', `a${sign}b`]]),
  ...['&', '|', '<', '>', '^'].map((sign): [string, string[]] => [sign, [`agent${sign}.exe`]]),
  ...['(', '@', ':'].map((sign): [string, string[]] => [sign, [`${sign}agent.exe`]]),
  ...[',', ';', '='].map((sign): [string, string[]] => [sign, [`agent${sign}b.exe`]]),
  ...['%A%', '%A_B%'].map((name): [string, string[]] => [name, ['agent.exe', `a${name}b`]]),
  // Between quotation marks, and as an argument, they are letters.
  ...['a b&c', '(a', '@a', ':a', 'a,b', 'a;b', 'a=b', '100%', 'a(b)'].map((word): [null, string[]] => [
    null,
    ['agent.exe', word],
  ]),
  ...['agent(b).exe', 'agent@b.exe', '%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe'].map((word): [null, string[]] => [
    null,
    [word],
  ]),
  // A quotation mark of an argument opens what the next one closes.
  ['&', ['agent.exe', 'a"b', 'c"&d']],
  [null, ['agent.exe', 'a"b', 'c&d']],
])('cmd reads %j of %j', (found, words) => {
  const said = spoiledByCmd(words).filter(({ kind }) => kind === 'character' || kind === 'variable');
  expect(said.map((one) => one.found)).toEqual(found === null ? [] : [found]);
});

test.each<[program: string, fault: ProgramFault | null]>([
  ...[
    'cmd',
    'powershell',
    'pwsh',
    'net',
    'netsh',
    'sc',
    'reg',
    'ping',
    'curl',
    'tar',
    'python',
    'python3',
    'node',
    'java',
    'dotnet',
    'bash',
    'sh',
  ].map((name): [string, ProgramFault] => [`${name} start`, 'line']),
  ...['exe', 'com', 'bat', 'cmd', 'EXE'].map((ending): [string, ProgramFault] => [
    `C:\\a b\\agent.${ending} start`,
    'line',
  ]),
  ...['-v', '/v', 'C:\\a'].map((word): [string, ProgramFault] => [`agent ${word}`, 'line']),
  ['C:\\Program Files\\agent.exe', null],
  ['agent folder', null],
  ['C:\\k\\', 'separator'],
  ['C:/k/agent.exe', null],
  ['/k/agent.exe', null],
  ['%A%/agent.exe', null],
  ['.\\agent.exe', 'dot'],
  ['...\\agent.exe', null],
  ['.agent.exe', null],
])('of %j as a program is wrong: %s', (program, fault) => {
  expect(programFault(program)).toBe(fault);
});

// about_PowerShell_exe: a parameter may be cut short, and begin with a slash.
test.each(['-f', '-fi', '-fil', '-file', '-File', '/f', '/FILE'])(
  'the script behind %s takes its words letter by letter',
  (flag) => {
    expect(interpreterOf(['pwsh', flag, 'a.ps1', '$env:A'])).toBeNull();
    expect(interpreterOf(['pwsh', flag])).toBe('powershell');
  },
);

test('a script that PowerShell is told to run is started too', () => {
  expect(startedFiles(['pwsh.exe', '-NoProfile', '-File', 'a.ps1', 'b'])).toEqual([0, 3]);
  expect(startedFiles(['powershell', '-File', 'a.ps1'])).toEqual([0, 2]);
  expect(startedFiles(['agent.exe', '-File', 'a.ps1'])).toEqual([0]);
});

test('cmd reads no second line of its own command either', () => {
  expect(spoiledByCmd(['cmd', '/c', 'a\nb'])).toEqual([{ kind: 'lines', index: 2, found: 'line end' }]);
  expect(spoiledByCmd(['agent.exe', 'a', 'b\r\n'])).toEqual([]);
});

// `cmd /?` and `where /?`: a name without a folder is looked for here and in PATH, and one with a folder is not.
test('where a program may lie before it is found is told, once for each folder', () => {
  const search = { workingDirectory: 'C:\\w', path: 'C:\\p;C:\\q', pathExtensions: '.com;.exe', lookup: () => null };
  const before = (word: string) => searchByCmd(word, search).before.map(({ app }) => app);
  expect(before('agent')).toEqual(['w', 'p', 'q'].map((folder) => `C:\\${folder}\\agent.exe`));
  expect(before('a.bat')).toEqual(['w', 'p', 'q'].map((folder) => `C:\\${folder}\\a.bat`));
  expect(before('D:/k/agent')).toEqual(['D:\\k\\agent.exe']);
});

test('a variable of a shell is no folder before a slash', () => {
  expect(programFault('$ROOT/agent')).toBeNull();
  expect(programFault('bin/agent')).toBe('slash');
});
