import { describe, expect, test } from 'vitest';
import { signatures } from '../../agent/signatures/index.ts';
import { expectOn, expectWeights, fixOf, judged, modes, newPod, on, task } from './case.ts';

const id = 'c'.repeat(64);
const notFound = (path: string) => {
  const shown = path.replaceAll('\\', '\\\\');
  return task(`failed to get application name from commandline "${shown}": failed to find executable "${shown}"`);
};
const notRecognized = "'agent' is not recognized as an internal or external command";
const noMemory = 'Not enough memory resources are available to process this command.';

describe('executable-path', () => {
  test('is a path of another mode than that of the node', () => {
    expectOn('executable-path', notFound('C:\\hpc\\agent.exe'), modes, [
      ['nothing known', 'possible'],
      ['bind', 'possible', 'program: C:\\hpc\\agent.exe', newPod.bind],
      ['fallback', 'confirmed', 'program: C:\\hpc\\agent.exe', newPod.fallback],
      ['volume', 'confirmed', 'program: C:\\hpc\\agent.exe', newPod.volume],
    ]);
    expectOn('executable-path', notFound('C:\\C\\x\\agent.exe'), modes, [
      ['nothing known', 'possible'],
      ['bind', 'confirmed', 'program: C:\\C\\x\\agent.exe', newPod.bind],
      ['fallback', 'confirmed', 'program: C:\\C\\x\\agent.exe', newPod.fallback],
      ['volume', 'possible', 'program: C:\\C\\x\\agent.exe', newPod.volume],
    ]);
    expectOn('executable-path', notFound(`C:\\hpc\\${id}\\agent.exe`), modes, [
      ['nothing known', 'possible'],
      [
        'bind',
        'confirmed',
        'program: C:\\hpc\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\agent.exe',
        newPod.bind,
      ],
      [
        'fallback',
        'possible',
        'program: C:\\hpc\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\agent.exe',
        newPod.fallback,
      ],
      [
        'volume',
        'confirmed',
        'program: C:\\hpc\\cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\\agent.exe',
        newPod.volume,
      ],
    ]);
    expectOn('executable-path', notFound('agent.exe'), modes, [
      ['bind', 'possible', 'program: agent.exe', newPod.bind],
      ['fallback', 'possible', 'program: agent.exe', newPod.fallback],
    ]);
    expectOn('executable-path', notFound('C:\\hpcx\\agent.exe'), modes, [
      ['bind', 'possible', 'program: C:\\hpcx\\agent.exe', newPod.bind],
      ['volume', 'possible', 'program: C:\\hpcx\\agent.exe', newPod.volume],
    ]);
    expectOn('executable-path', notFound('C:\\Program Files\\nodejs\\node.exe server.js'), modes, [
      ['bind', 'possible', 'program: C:\\Program Files\\nodejs\\node.exe', newPod.bind],
    ]);
    expectOn('executable-path', 'The system cannot find the path specified.', modes, [
      ['nothing known', 'possible'],
      ['bind', 'possible', newPod.bind],
    ]);
    expectOn('executable-path', notFound('C:\\hpc'), modes, [
      ['bind', 'possible', 'program: C:\\hpc', newPod.bind],
      ['volume', 'confirmed', 'program: C:\\hpc', newPod.volume],
    ]);
  });

  // Source: learn.microsoft.com, CreateProcess, and "start": what Windows and cmd start by its extension.
  test.each(['exe', 'com', 'bat', 'cmd', 'ps1', 'EXE'])('has its blanks before its extension: .%s', (extension) => {
    const program = `C:\\Program Files\\a b\\tool.${extension}`;
    expect(judged('executable-path', notFound(`${program} --all x.${extension}`), modes.bind)[1]).toBe(
      `program: ${program}`,
    );
    expect(judged('executable-path', notFound(`C:\\tool.${extension}x y`), modes.bind)[1]).toBe(
      `program: C:\\tool.${extension}x`,
    );
  });

  test('has a fix with the program of the text, or with one that stands for it', () => {
    expect(fixOf('executable-path', notFound('C:\\hpc\\bin\\web.exe'), {})).toContain('Get-Command web.exe');
    const quoted = `'"C:\\Program Files\\app\\web.exe"' is not recognized as an internal or external command,`;
    expect(fixOf('executable-path', quoted, {})).toContain('Get-Command web.exe');
    expect(fixOf('executable-path', notFound('C:\\hpc\\start.ps1'), {})).toContain(
      'command: ["powershell.exe", "-File", "%CONTAINER_SANDBOX_MOUNT_POINT%\\\\start.ps1"]',
    );
    const unnamed = fixOf('executable-path', 'The system cannot find the path specified.', {});
    expect(unnamed).toContain('command: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\agent.exe"]');
    expect(unnamed).toContain('Get-Command pwsh.exe');
    expect(fixOf('executable-path', notFound('C:\\tools\\'), {})).toContain('Get-Command pwsh.exe');
  });
});

test('executable-access: SYSTEM may do all, others may not', () => {
  expectWeights('executable-access', 'Access is denied.', modes, [
    [undefined, 'bind', 'possible'],
    ['hpc-pods', 'bind', 'likely', 'runAsUserName (the pod): hpc-pods'],
    ['NT AUTHORITY\\SYSTEM', 'bind', 'possible', 'runAsUserName (the pod): NT AUTHORITY\\SYSTEM'],
    ['NT AUTHORITY\\Local Service', 'bind', 'likely', 'runAsUserName (the pod): NT AUTHORITY\\Local Service'],
  ]);
});

test('executable-access: the fix names the program and the user', () => {
  const refused = task(
    'failed to get application name from commandline "\\"C:\\\\hpc\\\\agent.exe\\" -v": CreateFile C:\\hpc\\agent.exe: Access is denied.',
  );
  const fix = fixOf('executable-access', refused, modes.volume ?? {}, { runAsUserName: 'hpc-pods' });
  expect(fix).toContain("icacls.exe 'C:\\hpc\\agent.exe'\n");
  expect(fix).toContain("icacls.exe 'C:\\hpc\\agent.exe' /grant hpc-pods:RX");
  expect(fix).toContain('Only if the program must do what an administrator may: run the pod as SYSTEM.');
  const unnamed = fixOf('executable-access', 'Access is denied.', {}, { runAsUserName: '' });
  expect(unnamed).toContain('icacls.exe <program>\n');
  expect(unnamed).toContain("icacls.exe <program> /grant '<account>:RX'");
  expect(fixOf('executable-access', 'Access is denied.', {})).toContain("/grant '<account>:RX'");
  const service = { runAsUserName: 'NT AUTHORITY\\Local Service' };
  expect(fixOf('executable-access', 'Access is denied.', {}, service)).toContain("/grant '*S-1-5-19:RX'");
});

test.each<[string, keyof typeof modes]>([
  ['C:\\hpc\\app\\agent.exe', 'nothing known'],
  ['C:\\hpc\\app\\agent.exe', 'bind'],
  [`C:\\hpc\\${id}\\app\\agent.exe`, 'fallback'],
  [`C:\\C\\${id}\\app\\agent.exe`, 'volume'],
])('executable-access: %s, in the mode "%s", is looked at where the container has it', (path, mode) => {
  const refused = `rm : Access to the path '${path}' is denied.`;
  const fix = fixOf('executable-access', refused, modes[mode], { pod: 'monitoring/agent-x7x' });
  expect(fix).toContain(
    "kubectl exec agent-x7x -n monitoring -- cmd.exe /c icacls.exe '%CONTAINER_SANDBOX_MOUNT_POINT%\\app\\agent.exe'\n",
  );
  expect(fix).toContain("icacls.exe <source> /grant '<account>:(OI)(CI)RX'");
  expect(fix).toContain('RUN ["icacls.exe", "C:\\\\app\\\\agent.exe", "/grant", "*S-1-5-11:RX"]');
  expect(fix).not.toContain(path);
});

const unread = (path: string, why: string) =>
  task(
    `failed to get application name from commandline "\\"${path.replaceAll('\\', '\\\\')}\\" -v": CreateFile ${path}: ${why}`,
  );

test('shim-access: the account of containerd counts, and nothing is asked of a container that did not start', () => {
  const ofNode = unread('C:\\tools\\agent.exe', 'Access is denied.');
  expectOn('shim-access', ofNode, { ...modes, healthy: on() }, [
    ['nothing known', 'possible', `matched text: ${ofNode.slice(ofNode.indexOf('failed to get'))}`],
    [
      'healthy',
      'possible',
      'account of containerd.exe (pid 1200): LocalSystem (S-1-5-18)',
      'account of the service containerd (configured): LocalSystem',
    ],
  ]);
  expect(fixOf('shim-access', ofNode, {}, { runAsUserName: 'hpc-pods' })).toContain(
    "icacls.exe 'C:\\tools\\agent.exe' /grant '*S-1-5-18:RX'",
  );
  const ofImage = fixOf(
    'shim-access',
    unread(`C:\\hpc\\${id}\\app\\agent.exe`, 'Access is denied.'),
    modes.fallback ?? {},
  );
  expect(ofImage).toContain('RUN ["icacls.exe", "C:\\\\app\\\\agent.exe", "/grant", "*S-1-5-18:RX"]');
  expect(ofImage).not.toContain('kubectl exec');
  expect(fixOf('shim-access', unread('agent.exe', 'Access is denied.'), {})).toContain('icacls.exe <program>\n');
  expect(
    judged(
      'shim-access',
      unread('C:\\a.exe', 'The process cannot access the file because it is being used by another process.'),
      {},
    )[0],
  ).toBe('ruled-out');
});

test('shim-access: an alias of the Store is a file that only its user can open', () => {
  const alias = 'C:\\Users\\admin\\AppData\\Local\\Microsoft\\WindowsApps\\pwsh.exe';
  const fix = fixOf('shim-access', unread(alias, 'The file cannot be accessed by the system.'), {});
  expect(fix).toContain('by its .msi, and name that');
  expect(fix).not.toContain('icacls.exe');
});

test('executable-access: a name alone is no path, and SYSTEM is not advised to be SYSTEM', () => {
  const refused = task(
    'failed to get application name from commandline "agent.exe": CreateFile agent.exe: Access is denied.',
  );
  const fix = fixOf('executable-access', refused, {}, { runAsUserName: 'NT AUTHORITY\\SYSTEM' });
  expect(fix).toContain('icacls.exe <program>\n');
  expect(fix).not.toContain('Or run');
});

test('executable-access: of a file that a script writes, also whether it is read-only', () => {
  const fix = fixOf(
    'executable-access',
    "cp : Access to the path 'C:\\etc\\kube-flannel\\net-conf.json' is denied.",
    {},
  );
  expect(fix).toContain("attrib.exe 'C:\\etc\\kube-flannel\\net-conf.json'");
  expect(fixOf('executable-access', 'Access is denied.', {})).not.toContain('attrib.exe');
  const folder = fixOf('executable-access', "rm : Access to the path 'C:\\etc\\cni' is denied.", {});
  expect(folder).toContain("icacls.exe 'C:\\etc\\cni'\n");
});

test('command-quoting: cmd reads the command in bind mode only; the words of the shim say it by themselves', () => {
  expectOn('command-quoting', notRecognized, modes, [
    ['nothing known', 'possible'],
    ['bind', 'possible', newPod.bind],
    ['fallback', 'ruled-out', newPod.fallback],
    ['volume', 'ruled-out', newPod.volume],
    ['filter hidden', 'possible'],
    ['volume, filter hidden', 'ruled-out', newPod.volume],
  ]);
  for (const words of [
    task('failed to start host process: invalid argument'),
    task('failed to start host process: failed to create process: The filename or extension is too long.'),
    task(
      'failed to get application name from commandline "\\"C:\\\\a b\\\\x.exe": no ending quotation mark found in command',
    ),
  ]) {
    expect(judged('command-quoting', words, modes.volume)[0]).toBe('possible');
  }
});

test('working-directory: the path of the text, and the mode', () => {
  expectOn('working-directory', task('mkdir D:\\app: The system cannot find the path specified.'), modes, [
    ['nothing known', 'possible', 'working directory: D:\\app'],
    ['bind', 'possible', 'working directory: D:\\app', newPod.bind],
  ]);
  expectOn('working-directory', 'The directory name is invalid.', modes, [
    ['nothing known', 'possible'],
    ['bind', 'possible', newPod.bind],
  ]);
});

test('resource-limit: likely with less than 200 MiB of free memory', () => {
  const free = (mebibytes: number) =>
    on((facts) => {
      facts.os.memory.freeBytes = mebibytes * 2 ** 20;
    });
  expectOn('resource-limit', noMemory, { 'nothing known': {}, '199 MiB': free(199), '200 MiB': free(200) }, [
    ['nothing known', 'possible', 'matched text: Not enough memory resources are available to process this command.'],
    ['199 MiB', 'likely', 'free memory of the node: 199 MiB'],
    ['200 MiB', 'possible', 'free memory of the node: 200 MiB'],
  ]);
});

test('resource-limit: limits that were to change in place are changed by a new pod', () => {
  const update = signatures.find(({ id: signature }) => signature === 'job-limits-update')?.samples[0] ?? '';
  expect(fixOf('resource-limit', update, {})).toContain('those of a container that runs cannot change.');
  expect(fixOf('resource-limit', update, {})).toMatch(/kubectl apply -f <manifest>.*kubectl delete pod/s);
});

test('executable-path: an argument is no program, and pwsh is none of Windows', () => {
  const argument = "'--config.file' is not recognized as an internal or external command,";
  const fix = fixOf('executable-path', argument, {});
  expect(fix).toContain('the image sets no ENTRYPOINT');
  expect(fix).not.toContain('config.file');
  const steps = fixOf('executable-path', notFound('pwsh.exe'), {}).split('\n');
  expect(steps.findIndex((line) => line.includes('Get-Command pwsh.exe'))).toBe(2);
  expect(steps.join('\n')).toContain('command: ["powershell.exe"]');
  const short = fixOf('executable-path', notFound('PWSH'), {});
  expect(short).toContain('command: ["powershell.exe"]');
  expect(fixOf('executable-path', notFound('C:\\pwsh.exe'), {})).not.toContain('command: ["powershell.exe"]');
});

test('executable-path: what a program starts by its name is looked for in PATH', () => {
  const text =
    'Error registering network: failed to create network vxlan0: exec: "powershell": executable file not found in %PATH%';
  const fix = fixOf('executable-path', text, {});
  expect(fix).toContain('Get-Command powershell\n');
  expect(fix).toContain('- name: PATH');
  // A path is not looked for there.
  const byPath = 'exec: "C:\\tools\\web.exe": executable file not found in %PATH%';
  expect(fixOf('executable-path', byPath, {})).toContain('Get-Command web.exe');
  expect(fixOf('executable-path', byPath, {})).not.toContain('- name: PATH');
  expect(fixOf('executable-path', 'start.sh: line 3: command not found', {})).not.toContain('start.sh');
});

test('path-variable: a path, with either separator, is not looked for in PATH; a program that every Windows has is there', () => {
  for (const [program, weight] of [
    ['web', 'possible'],
    ['C:\\tools\\web.exe', 'ruled-out'],
    ['tools/web.exe', 'ruled-out'],
    ['hostname', 'likely'],
    ['NETSH.EXE', 'likely'],
    ['pwsh', 'possible'],
    ['C:\\hpc\\netsh.exe', 'ruled-out'],
  ] as const)
    expect(judged('path-variable', `exec: "${program}": executable file not found in %PATH%`, {})).toEqual([
      weight,
      `program: ${program}`,
    ]);
});

test('working-directory: the path of a program that is missing is none', () => {
  const text = task('failed to start host process: exec: "C:\\\\C\\\\agent\\\\web": file does not exist');
  expect(judged('working-directory', text, {})).toEqual(['possible']);
});

test('file-in-use: the programs that run from the folder', () => {
  const text = 'mv : The process cannot access the file because it is being used by another process.';
  expect(fixOf('file-in-use', text, {})).toContain("Where-Object Path -like '<folder>\\*'");
});

// hcsshim internal/log/scrub.go at v0.15.0-rc.2
test('executable-path: a shim that scrubs its log names no program', () => {
  const said = fixOf(
    'executable-path',
    task('failed to get application name from commandline "<scrubbed>": failed to find executable "<scrubbed>"'),
    {},
  );
  expect(said).toContain('agent.exe');
  expect(said).not.toContain('scrubbed');
});
