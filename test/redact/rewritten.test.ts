import { expect, test } from 'vitest';
import { viewsOf, withoutContinuations, withoutLinePrefixes, withoutQuotes } from '../../agent/redact/rewritten.ts';
import { gap } from '../../agent/redact/text-view.ts';

const allOf = (text: string) => [...viewsOf(text)].filter((view) => view !== null);
const textsOf = (text: string) => allOf(text).map((view) => view.text);
const letters = 'aB3dE5gH7jK9mN2pQ4rS6tU8wXaB3dE5gH7jK9mN2pQ4rS6tU8wXaB3dE5gH';

test.each([
  ['a plain text', 'plain\ntext', []],
  ['escapes', 'a%41', ['aA']],
  ['escapes inside of escapes, up to three times', '%2525252541', ['%25252541', '%252541', '%2541']],
  ['UTF-16 in another encoding', 'a\0b\0', ['ab']],
  ['UTF-16 with escapes', 'a\0%\x004\x001\0', ['a%41', 'aA']],
  ['UTF-16 that is escaped', 'a\\u0000b\\u0000', ['ab', 'a\0b\0']],
  ['a line that was broken', `${letters}\nrest2of3it`, [`${letters}rest2of3it`]],
  [
    'such a line with escapes',
    `%41${letters.slice(3)}\nrest2of3it`,
    [`%41${letters.slice(3)}rest2of3it`, `A${letters.slice(3)}${gap}\n`],
  ],
  ['a command over two lines', 'net user a \\\n  winter26', ['net user a winter26']],
  ['a list of arguments', "['net', 'user', 'a', 'winter26']", [`${gap}\nnet user a winter26${gap}\n`]],
  ['a log of a container', '2026-11-01T12:00:00.1Z stdout F a', ['a']],
])('%s is searched as well in another form', (_, text, views) => {
  expect(textsOf(text)).toEqual(views);
});

test('each character of a form tells where it comes from', () => {
  const originsIn = (text: string) =>
    allOf(text).map(({ text: shown, startOf, endOf }) =>
      [...shown].map((_, index) => text.slice(startOf(index), endOf(index))),
    );
  expect(originsIn('a%2541b')).toEqual([
    ['a', '%25', '4', '1', 'b'],
    ['a', '%2541', 'b'],
  ]);
  expect(originsIn('a\0b')).toEqual([['a', 'b']]);
});

/** The command lines, without what stands for the text around them. */
const commandLines = (text: string) =>
  withoutQuotes(text)
    ?.text.split('\ufdd0\n')
    .filter((one) => one !== '') ?? null;

test.each([
  ["run(['net', 'user', 'svc', 'winter'])", ['net user svc winter']],
  ['exec "net" "user" "svc" ""', ['net user svc ']],
  ['["/bin/x","-p","the winter"]', ['/bin/x -p the winter']],
  ["['a1', 'b', 'c'] and ['d1', 'e', 'f']", ['a1 b c', 'd1 e f']],
  ["['net', 'user']", null],
  ["say 'it' and 'that'", null],
])('%s is shown as a command line', (text, lines) => {
  expect(commandLines(text)).toEqual(lines);
});

test('what is found in a command line is told where it stands', () => {
  const text = "run(['net', 'user', 'svc', 'winter'])";
  const view = withoutQuotes(text);
  const at = view?.text.indexOf('winter') ?? -1;
  expect(text.slice(view?.startOf(at), view?.endOf(at + 5))).toBe('winter');
});

const time = '2026-05-02T10:11:12.345678901Z';

test.each([
  ['a line', `${time} stdout F ready\n`, 'ready\n'],
  ['lines', `${time} stdout F ready\n${time} stderr F failed\r\n${time} stdout F end`, 'ready\nfailed\r\nend'],
  ['a split line', `${time} stdout P pass\n${time} stdout F word=a\n`, 'password=a\n'],
  ['a line split twice', `${time} stderr P pa\r\n${time} stderr P ss\n${time} stderr F word=a`, 'password=a'],
  ['a line behind a split one', `${time} stdout P a\n${time} stdout F b\n${time} stdout F c`, 'ab\nc'],
  ['a line below another text', `==> web.log <==\n${time} stdout F ready`, '==> web.log <==\nready'],
  ['the time of another zone', '2026-05-02T10:11:12.345678901+02:00 stdout F ready', 'ready'],
])('the log of a container is read without its prefixes: %s', (_, text, log) => {
  expect(withoutLinePrefixes(text)?.text).toBe(log);
});

test.each(['ready\n', 'wrote to stdout F and more', `${time} stdout X ready`])(
  '%j is no log of a container',
  (text) => {
    expect(withoutLinePrefixes(text)).toBeNull();
  },
);

/** What stands for the lines that do not continue. */
const rest = `${gap}\n`;

test.each([
  ['in the midst of a word of a shell', 'curl --pass\\\nword=a', 'curl --password=a'],
  ['of a shell', 'curl \\\n  -u a', 'curl -u a'],
  ['of a shell, without a space before', 'curl\\\n  -u a', 'curl -u a'],
  ['of PowerShell', 'Connect `\r\n  -Password a', 'Connect -Password a'],
  ['of cmd, twice', 'before\nnet ^\nuse ^\nx: a\nbehind', `${rest}net use x: a${rest}`],
  ['of Visual Basic', 'before\nx = a & _\n  "b"', `${rest}x = a & "b"`],
  ['in two places', 'a \\\nb\nbetween\nc \\\nd\nbehind', `a b${rest}c d${rest}`],
  ['behind a path, in an option', 'run C:\\k\\a.exe -pass\\\nword a', 'run C:\\k\\a.exe -password a'],
  ['behind a path, in a setting', 'run C:/k /a=C:/b PASS=\\\n a', 'run C:/k /a=C:/b PASS= a'],
  ['before its value', 'db.password=\\\n  a', 'db.password= a'],
  ['before its value, in a command', 'docker run -e PASSWORD=\\\na \\\nb', 'docker run -e PASSWORD=a b'],
  ['inside of quotes', 'connection: "Password=a\\\n  b"', 'connection: "Password=a b"'],
  ['of a file of properties', 'config=Module required \\\n  password="a"', 'config=Module required password="a"'],
  ['behind the prompt of a shell', 'root@n:~# curl -u a:b\\\nc', 'root@n:~# curl -u a:bc'],
  ['behind the prompt of cmd', 'C:\\k>net use ^\r\n  \\\\srv\\a ^\r\n  b', 'C:\\k>net use \\\\srv\\a b'],
  ['behind the prompt of PowerShell', 'PS C:\\> New-LocalUser `\n  -Name a', 'PS C:\\> New-LocalUser -Name a'],
  ['of a statement of PowerShell', '$p = ConvertTo-SecureString `\n  "a"', '$p = ConvertTo-SecureString "a"'],
  ['of a script in YAML', '- curl -sS \\\n    -u a', '- curl -sS -u a'],
  ['whose flag is below', 'a.exe b\\\n--c d', 'a.exe b--c d'],
  ['behind an address', 'curl https://a/b/\\\n  -u a', 'curl https://a/b/ -u a'],
  ['that is otherwise empty', 'before\ncurl \\\n\\\nb', `${rest}curl b`],
])('a line %s is one with the next', (_, text, joined) => {
  expect(withoutContinuations(text)?.text).toBe(joined);
});

test.each([
  ['a path without one', 'C:\\k\nb'],
  // Source: microsoft/hcsshim, internal/jobcontainers: the variable has a backslash at its end.
  ['a variable with a path', 'CONTAINER_SANDBOX_MOUNT_POINT=C:\\C\\4f7a\\\nCOMPUTERNAME=WIN1'],
  ['a drive', 'Current directory: C:\\\nnext'],
  ['a path with a space', 'ProgramFiles=C:\\Program Files\\\nCOMPUTERNAME=WIN1'],
  ['a path with spaces and brackets', 'in C:\\Program Files (x86)\\Contoso Agent\\\r\nnext'],
  ['a path with slashes', 'mount C:/hpc/3f\\\nnext'],
  ['a path without a drive', 'CONTAINER_SANDBOX_MOUNT_POINT=/hpc/\\\nCOMPUTERNAME=WIN1'],
  ['a variable of cmd', 'cd %SystemDrive%\\\nnext'],
  ['a variable of PowerShell', 'cd $env:SystemRoot\\\nnext'],
  ['a share', 'mounted \\\\srv\\logs\\\nnext'],
  ['a key of the registry', 'HKLM\\SOFTWARE\\Contoso\\\nnext'],
  ['a drive as a value', 'SystemDrive=C:\\\nHOMEPATH=\\\nLOGONSERVER=\\\\DC1'],
  ['the root of a drive behind its name', 'Path: \\\nName: a'],
  ['a share of a server', 'UNC: \\\\srv.corp.local\\logs$\\\nnext'],
  ['a long path', '\\\\?\\C:\\k\\\nnext'],
  ['a long path of a share', 'open \\\\?\\UNC\\srv\\logs\\\nnext'],
  ['a volume', 'mount -a \\\\?\\Volume{fd93f176-3ec7-495d-94b1-9aabf545b0d2}\\\n  C:\\k'],
  ['a device', 'open \\\\.\\GLOBALROOT\\Device\\HarddiskVolume3\\\nnext'],
  ['a path in double quotes', 'Path="C:\\Program Files\\Contoso\\\nnext'],
  ['a path in single quotes', "run -p 'C:\\k\\\nnext"],
  ['a path in a command with flags', 'robocopy -E C:\\k D:\\backup of k\\\nnext'],
  ['a path in an option with a colon', 'setup.exe -q /dir:C:\\k\\\nnext'],
  ['a list of paths', 'Path=C:\\Windows\\;C:\\k\\\nPATHEXT=.COM'],
  ['a registry value with a path', '"InstallDir"="C:\\\\k\\\\\nnext'],
  ['a folder', 'logs\\\nbin\\\nnext'],
  ['a folder that a command names', 'dir logs\\\nnext'],
  ['a folder as a value', 'LogDir=logs\\\nnext'],
  ['a folder of cmd with flags', 'cd /d logs\\\nnext'],
  ['the folder itself', 'copy -a .\\\nnext'],
  ['the folder above', 'cd -a ..\\\nnext'],
  ['the folder of the user', 'ls -a ~\\\nnext'],
  ['a variable with brackets of cmd', 'dir -a %ProgramFiles(x86)%\\\nnext'],
  ['a late variable of cmd', 'dir -a !dir!\\\nnext'],
  ['a variable with braces of PowerShell', `dir -a $\{env:ProgramFiles(x86)}\\\nnext`],
  ['an expression', 'dir -a $(Build.SourcesDirectory)\\\nnext'],
  ['a variable of a script', 'dir -a $PSScriptRoot\\\nnext'],
  ['a mark below a line', 'exit 1\n     ^\nnext'],
  ['a backslash alone', 'before\n\\\nnext'],
])('%s ends with its line', (_, text) => {
  expect(withoutContinuations(text)).toBeNull();
});
