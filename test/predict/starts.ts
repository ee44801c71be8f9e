import type { container } from '../pod.ts';

/**
 * `runs`: nothing keeps it from it; `other`: it runs, not as it reads; `fails`: it does not start, or not with what it
 * was given.
 */
type Outcome = 'runs' | 'other' | 'fails';

/** How a container starts on containerd 1.6, on 1.7 without the bind filter, and with it; null: no source tells. */
export interface Start {
  id: string;
  fields: Parameters<typeof container>[0];
  on: readonly [six: Outcome, fallback: Outcome, bind: Outcome | null];
}

/** The same on every node. */
const runs = ['runs', 'runs', 'runs'] as const;
const fails = ['fails', 'fails', 'fails'] as const;
/** What only cmd /c spoils, through which the shim starts commands where the bind filter is. */
const cmdFails = ['runs', 'runs', 'fails'] as const;
/** What only cmd /c puts right. */
const cmdRuns = ['fails', 'fails', 'runs'] as const;

const words = (id: string, on: Start['on'], ...command: string[]): Start => ({ id, fields: { command }, on });

/**
 * Commands. Sources: hcsshim internal/jobcontainers/jobcontainer.go (CreateProcess, replaceWithMountPoint, splitArgs)
 * and path.go (getApplicationName) at v0.9.12, v0.11.7 and v0.13.0; golang.org/x/sys windows/exec_windows.go (EscapeArg);
 * learn.microsoft.com, "cmd" and "about_PowerShell_exe"; containerd issue 9942; Windows-Containers issue 168.
 */
export const commands: readonly Start[] = [
  words('a program of Windows', runs, 'ping.exe', '-t', 'localhost'),
  words('a program at the root of the image, bare', runs, 'agent.exe'),
  words('a whole command line in one word', cmdRuns, 'ping -t localhost'),
  words('a whole command line with a path in one word', cmdRuns, 'powershell.exe -File C:\\x\\y.ps1'),
  words('a command line for cmd in one word', runs, 'cmd', '/c', 'echo a & echo b'),
  words('a command line for cmd in words', runs, 'cmd', '/c', 'a.exe', '&', 'b.exe'),
  words('& in a URL', cmdFails, 'agent.exe', '--url=http://host/?a=1&b=2'),
  words('& in the path of the program', cmdFails, 'C:\\R&D\\agent.exe'),
  words('& in a word that is quoted for its blank', runs, 'agent.exe', 'a & b'),
  words('& between quotation marks of the word itself', cmdFails, 'agent.exe', 'a "b&c"'),
  {
    id: '& in the value of a variable that kubelet expands',
    fields: { command: ['agent.exe', '$(X)'], env: [{ name: 'X', value: 'a&b' }] },
    on: cmdFails,
  },
  words('| in a word without a blank', cmdFails, 'powershell.exe', '-Command', 'Get-Date|Out-Host'),
  words('| in a word with blanks', runs, 'powershell.exe', '-Command', 'Get-Date | Out-Host'),
  words('> as a word', cmdFails, 'agent.exe', '>', 'C:\\log.txt'),
  words('< and > around a word', cmdFails, 'agent.exe', '--name=<node>'),
  words('^ in a word', cmdFails, 'agent.exe', '--match=^node'),
  words('( and ) in a word', runs, 'agent.exe', '(x)'),
  words('! in a word', runs, 'agent.exe', 'a!b'),
  words('= and , and ; in a word', runs, 'agent.exe', '--x=a,b;c'),
  words('a variable of the node between percent signs', ['runs', 'runs', 'other'], 'agent.exe', '%COMPUTERNAME%'),
  words('one percent sign', runs, 'agent.exe', '100%'),
  words('percent signs with a blank between', runs, 'agent.exe', '%d %s'),
  words('an empty word', runs, 'agent.exe', ''),
  words('a word that ends with a backslash', runs, 'agent.exe', 'C:\\x y\\'),
  words('lines for PowerShell', cmdFails, 'powershell.exe', '-Command', '$a = 1\nWrite-Host $a\n'),
  words('one line for PowerShell that ends with a line end', runs, 'powershell.exe', '-Command', 'Start-Sleep 5\n'),
  words('lines for cmd', fails, 'cmd', '/c', 'echo a\necho b'),
  words('lines in a word without a blank', cmdFails, 'agent.exe', 'a\nb'),
  words('a program with blanks in its path', runs, 'C:\\Program Files\\x\\agent.exe', '-f'),
  words(
    'a program with blanks in its path, and a word with blanks',
    cmdFails,
    'C:\\Program Files\\x\\agent.exe',
    'a b',
  ),
  words('a program with parentheses in its path', cmdFails, 'C:\\Program Files (x86)\\x\\agent.exe', '-f'),
  words('quotation marks around the program in the word itself', fails, '"C:\\Program Files\\x\\agent.exe"', '-f'),
  words('a program of the image by C:\\hpc', cmdRuns, 'C:\\hpc\\agent.exe'),
  words('the mount point between percent signs', runs, '%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe'),
  words('the mount point with $env', runs, '$env:CONTAINER_SANDBOX_MOUNT_POINT\\agent.exe'),
  words('the mount point in lower case', cmdRuns, '%container_sandbox_mount_point%\\agent.exe'),
  words('the mount point in lower case for cmd', runs, 'cmd', '/c', '%container_sandbox_mount_point%\\agent.exe'),
  words('the mount point with $Env', fails, '$Env:CONTAINER_SANDBOX_MOUNT_POINT\\agent.exe'),
  words(
    'the mount point with $Env for PowerShell',
    runs,
    'powershell.exe',
    '$Env:CONTAINER_SANDBOX_MOUNT_POINT\\a.ps1',
  ),
  words(
    'the mount point with $Env for -Command of PowerShell',
    runs,
    'powershell.exe',
    '-Command',
    '& $Env:CONTAINER_SANDBOX_MOUNT_POINT\\a.ps1',
  ),
  words(
    'the mount point with $Env for -File of PowerShell',
    fails,
    'powershell.exe',
    '-File',
    '$Env:CONTAINER_SANDBOX_MOUNT_POINT\\a.ps1',
  ),
  words('the mount point with $', fails, '$CONTAINER_SANDBOX_MOUNT_POINT\\agent.exe'),
  words('the mount point with $ for bash', runs, 'bash', '-c', '$CONTAINER_SANDBOX_MOUNT_POINT/agent.sh'),
  words('the mount point with $ and braces', fails, '$' + '{CONTAINER_SANDBOX_MOUNT_POINT}\\agent.exe'),
  words('the mount point with $()', fails, '$(CONTAINER_SANDBOX_MOUNT_POINT)\\agent.exe'),
  { id: 'args without a command', fields: { command: [], args: ['--x'] }, on: runs },
];

const at = (id: string, mountPath: string, on: Start['on']): Start => ({
  id,
  fields: { volumeMounts: [{ name: 'data', mountPath }] },
  on,
});

/**
 * Mounts of a hostPath. Sources: containerd pkg/cri/opts/spec_windows.go parseMount at v1.6.36, spec_windows_opts.go at
 * v1.7.28; kubernetes pkg/volume/util MakeAbsolutePath; hcsshim internal/jobcontainers/mounts.go (stripDriveLetter,
 * fallbackMountSetup: a link cannot be made where something is).
 */
export const mounts: readonly Start[] = [
  at('at C:', 'C:', fails),
  at('at c:', 'c:', fails),
  at('at C:\\', 'C:\\', ['fails', 'fails', null]),
  at('at /', '/', ['fails', 'fails', null]),
  at('at D:', 'D:', ['fails', 'fails', null]),
  at('at C:\\x\\', 'C:\\x\\', runs),
  at('at C:/x', 'C:/x', runs),
  at('at /x', '/x', runs),
  at('at x/y', 'x/y', runs),
  at('at C:\\x\\.\\y', 'C:\\x\\.\\y', runs),
];

/**
 * Working directories. `<id>` stands for the container's id. Source: hcsshim internal/jobcontainers/jobcontainer.go,
 * CreateProcess (removeDriveLetter, filepath.Join) at v0.9.12, v0.11.7 and v0.13.0.
 */
export const directories: readonly [workingDir: string, six: string, fallback: string, bind: string | null][] = [
  ['C:\\', 'C:\\C\\<id>', 'C:\\hpc\\<id>', 'C:\\'],
  ['C:', 'C:\\C\\<id>', 'C:\\hpc\\<id>', null],
  ['/', 'C:\\C\\<id>', 'C:\\hpc\\<id>', 'C:\\'],
  ['/x', 'C:\\C\\<id>\\x', 'C:\\hpc\\<id>\\x', 'C:\\x'],
  ['x/y', 'C:\\C\\<id>\\x\\y', 'C:\\hpc\\<id>\\x\\y', null],
  ['./etc/x', 'C:\\C\\<id>\\etc\\x', 'C:\\hpc\\<id>\\etc\\x', null],
  ['C:\\x\\', 'C:\\C\\<id>\\x', 'C:\\hpc\\<id>\\x', 'C:\\x'],
  ['D:\\x', 'C:\\C\\<id>\\x', 'C:\\hpc\\<id>\\x', 'D:\\x'],
  ['C:\\x\\..\\y', 'C:\\C\\<id>\\y', 'C:\\hpc\\<id>\\y', 'C:\\y'],
  ['/x/./y//z', 'C:\\C\\<id>\\x\\y\\z', 'C:\\hpc\\<id>\\x\\y\\z', 'C:\\x\\y\\z'],
  ['..', 'C:\\C', 'C:\\hpc', null],
  ['..\\..\\x', 'C:\\x', 'C:\\x', null],
  ['..\\..\\..\\..\\x', 'C:\\x', 'C:\\x', null],
  ['C:\\..\\x', 'C:\\C\\x', 'C:\\hpc\\x', 'C:\\x'],
  ['C:\\hpc\\x', 'C:\\C\\<id>\\hpc\\x', 'C:\\hpc\\<id>\\hpc\\x', 'C:\\hpc\\x'],
  ['%CONTAINER_SANDBOX_MOUNT_POINT%', 'C:\\C\\<id>', 'C:\\hpc\\<id>', 'C:\\hpc'],
  ['%CONTAINER_SANDBOX_MOUNT_POINT%/x', 'C:\\C\\<id>\\x', 'C:\\hpc\\<id>\\x', 'C:\\hpc\\x'],
  ['$env:CONTAINER_SANDBOX_MOUNT_POINT\\..\\x', 'C:\\C\\x', 'C:\\hpc\\x', 'C:\\x'],
  ['\\\\server\\share', 'C:\\C\\<id>\\server\\share', 'C:\\hpc\\<id>\\server\\share', '\\\\server\\share'],
];
