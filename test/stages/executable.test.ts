import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KnownImage } from '../../agent/shim/oci-process.ts';
import type { Judged } from '../../agent/stage/prediction.ts';
import { imageWith } from '../image.ts';
import { command, container, mount, runAs } from '../pod.ts';
import { bind, containerd, fallback, six } from './nodes.ts';
import { judge, provided, summaries } from './subject.ts';

type Node = typeof bind;
const early = containerd('v1.7.13', '0.11.4');

describe('the program', () => {
  test.each<[string, Node, Node, string]>([
    ['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe', six, bind, 'the image has \\agent.exe'],
    ['$env:CONTAINER_SANDBOX_MOUNT_POINT/bin/agent.exe', fallback, bind, 'the image has \\bin\\agent.exe'],
    ['C:\\hpc\\agent.exe', bind, bind, 'the image has \\agent.exe'],
    ['C:\\Windows\\System32\\cmd.exe', six, bind, 'the node has C:\\Windows\\System32\\cmd.exe'],
    ['agent.exe', bind, fallback, 'the image has \\agent.exe, or the node has it in its PATH'],
    ['agent.exe', six, six, 'the image has \\agent.exe, or the node has it in its PATH'],
    ['powershell', six, bind, 'the node has powershell, as every Windows does'],
    ['bin\\agent.exe', fallback, bind, 'the image has \\bin\\agent.exe'],
    ['.\\agent.exe', bind, bind, 'the image has \\agent.exe'],
  ])('%s is found where it should be', (program, one, other, wanted) => {
    for (const node of [one, other]) {
      const judged = judge('executable', command(program), node);
      expect([judged.verdict, provided(judged).some((text) => text.startsWith(wanted))]).toEqual(['passes', true]);
    }
  });

  test.each<[string, Node, Judged['verdict']]>([
    ['C:\\hpc\\agent.exe', six, 'fails'],
    ['C:\\C\\x\\agent.exe', fallback, 'fails'],
    ['%container_sandbox_mount_point%\\agent.exe', fallback, 'fails'],
    ['%container_sandbox_mount_point%\\agent.exe', bind, 'passes'],
    ['$CONTAINER_SANDBOX_MOUNT_POINT\\agent.exe', bind, 'fails'],
    ['bin\\agent.exe', early, 'fails'],
    ['agent.exe', early, 'passes'],
    ['agent.exe', containerd('v1.6.34', '0.9.12'), 'cannot-tell'],
    ['.\\agent.exe', six, 'fails'],
    ['..\\agent.exe', fallback, 'fails'],
    ['bin/agent.exe', fallback, 'passes'],
    ['bin/agent.exe', bind, 'fails'],
    ['./agent.exe', bind, 'fails'],
    ['%CONTAINER_SANDBOX_MOUNT_POINT%/bin/agent.exe', bind, 'passes'],
    ['C:\\k\\agent.exe\\', six, 'fails'],
    ['%CONTAINER_SANDBOX_MOUNT_POINT%\\k\\start.ps1', fallback, 'fails'],
    ['Program Files\\Tool\\tool.exe', six, 'passes'],
    ['/agent.exe', bind, 'cannot-tell'],
    ['C:\\k\\a,b.exe', bind, 'fails'],
    ['C:\\k\\a,b.exe', six, 'cannot-tell'],
    ['echo', bind, 'passes'],
    ['%ProgramFiles%\\a\\a.exe', bind, 'cannot-tell'],
    ['%CONTAINER_SANDBOX_MOUNT_POINT%\\tool.dat', six, 'passes'],
    ['C:\\k\\agent.exe', bind, 'cannot-tell'],
    ['\\\\server\\share\\agent.exe', bind, 'cannot-tell'],
    // Source: learn.microsoft.com, "File path formats on Windows systems": blanks at the end are dropped.
    ['C:\\k\\agent.exe ', bind, 'cannot-tell'],
  ])('%s', (program, node, verdict) => {
    expect(judge('executable', command(program), node).verdict).toBe(verdict);
  });

  // Source: answers of hcsshim in test/shim/oracle.jsonl; learn.microsoft.com, SearchPathW and "path" of cmd.
  test.each<[string[], Node, string]>([
    [['tool'], six, 'as tool.exe from C:\\C\\<id>'],
    [['%CONTAINER_SANDBOX_MOUNT_POINT%\\tool'], six, 'as tool or tool.exe in C:\\C\\<id>'],
    [['tool'], bind, 'as tool.exe or with another extension of PATHEXT, from C:\\hpc'],
    [['bin\\tool.'], six, 'as tool from C:\\C\\<id>'],
    [['tool.exe', '-v'], six, 'from C:\\C\\<id>'],
    [['bin/tool.exe'], six, 'from C:\\C\\<id>'],
    [['my', 'tool.exe'], six, 'as my.exe or my tool.exe from C:\\C\\<id>'],
    [['my tool.exe'], bind, 'from C:\\hpc'],
    [
      ['my', 'tool.exe'],
      bind,
      'without tool.exe, which comes after a blank, as my.exe or with another extension of PATHEXT, from C:\\hpc',
    ],
  ])('%j is looked for by names that are said', (words, node, where) => {
    const [point] = judge('executable', command(...words), node).points;
    expect(point?.summary.split(' is looked for ')[1]).toBe(where);
  });

  test('is said to be tried by another name also where nothing of it was seen', () => {
    expect(judge('executable', command('C:\\k\\tool'), six).points[0]?.summary).toBe(
      'C:\\k\\tool: it is looked for as tool or tool.exe in C:\\k, not in the image; whether it is there was not examined',
    );
    const withoutExtension = imageWith({}, 'tool');
    expect(judge('executable', command('tool'), six, withoutExtension).points[0]?.summary).toContain(
      'it is looked for as tool.exe from C:\\C\\<id>, where the image has nothing',
    );
  });

  // Source: learn.microsoft.com, "start" and "path": cmd tries the extensions of PATHEXT, the last value of the pod counts.
  test('has the extensions of the pod in bind mode, where cmd looks for it', () => {
    const by = (node: Node, ...values: string[]) => {
      const env = values.map((value) => ({ name: 'PathExt', value }));
      const pod = container({ command: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\start'], env });
      return judge('executable', pod, node, imageWith({}, 'start.cmd')).points[0]?.verdict;
    };
    expect(by(bind)).toBe('passes');
    expect(by(bind, '.EXE')).toBe('fails');
    expect(by(bind, '.EXE', '.EXE;.CMD')).toBe('passes');
    expect(by(bind, '.EXE;.CMD', '.EXE')).toBe('fails');
    expect(by(six, '.EXE;.CMD')).toBe('fails');
  });

  test('may be several words of the command, which the shim joins', () => {
    const pod = command('my', 'tool.exe');
    expect(provided(judge('executable', pod, six))).toContain(
      'the image has \\my.exe or \\my tool.exe, or the node has it in its PATH',
    );
    const read = imageWith({}, 'my tool.exe');
    expect(judge('executable', pod, six, read).points[0]?.summary).toBe(
      'my is looked for as C:\\C\\<id>\\my tool.exe, which the image has: the shim joins the words of the line',
    );
    expect(provided(judge('executable', command('agent', 'run'), six))).toContain(
      'the image has \\agent.exe, or the node has it in its PATH',
    );
  });

  test('in a volume is found in bind mode, and in other modes only when it has the same path on the node', () => {
    const at = (path: string, mountPath: string, node: Node) =>
      judge(
        'executable',
        (pod) => {
          mount(path, mountPath)(pod);
          command(`${mountPath}\\agent.exe`)(pod);
        },
        node,
      ).verdict;
    expect(at('C:\\k', 'C:\\tools', bind)).toBe('passes');
    expect(at('C:\\k', 'C:\\tools', six)).toBe('fails');
    expect(at('C:\\tools', 'C:\\tools', six)).toBe('cannot-tell');
  });

  test('with a space has its own error when it is missing', () => {
    const { points } = judge('executable', command('C:\\hpc\\a b\\agent.exe', '-v'), six);
    expect(points[0]?.expect?.text).toBe(
      'Error: failed to start containerd task "agent": failed to get application name from commandline "\\"C:\\\\hpc\\\\a b\\\\agent.exe\\" -v": The system cannot find the file specified.: unknown',
    );
  });
});

test('a working directory that is the root is named once', () => {
  const { points } = judge('executable', container({ command: ['agent.exe'], workingDir: 'C:\\hpc' }), bind);
  const told = points.map(({ summary }) => summary).join('\n');
  expect(told).toContain('from C:\\hpc');
  expect(told).not.toContain('and C:\\hpc');
});

describe('surprises in the command line', () => {
  const odd = (pod: Parameters<typeof judge>[1], node: Node = bind) =>
    summaries(judge('executable', pod, node), 'warns');
  const program = '%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe';

  test('cmd interprets some characters in bind mode', () => {
    const wrong = (pod: Parameters<typeof judge>[1], node: Node = bind) =>
      summaries(judge('executable', pod, node), 'fails');
    expect(odd(command(program, '%PATH%'))).toEqual(['cmd, which starts the command, expands %PATH%']);
    expect(wrong(command(program, '--url=http://x/?a=1&b=2'))).toEqual([
      'cmd, which starts the command, reads the & itself',
    ]);
    expect(wrong(command('agent.exe', 'a&b'), six)).toEqual([]);
    expect(wrong(command('run.cmd', 'a&b'), six)).toEqual(['cmd, which starts the command, reads the & itself']);
    expect(wrong(command('powershell', '-c', 'a\nb'))).toEqual(['cmd reads only the first line of the command']);
    expect(wrong(command('%CONTAINER_SANDBOX_MOUNT_POINT%\\a b\\x.exe', 'c d'))).toHaveLength(1);
  });

  test('warns of paths of another mode, and of spellings that are not replaced', () => {
    expect(odd(command(program, 'C:\\hpc\\a.yaml'), six)).toHaveLength(1);
    expect(odd(command(program, '%CONTAINER_SANDBOX_MOUNT_POINT%\\a.yaml'), fallback)).toEqual([]);
    expect(odd(command(program, 'C:\\hpc\\a.yaml'))).toEqual([]);
    expect(odd(command(program, '$(CONTAINER_SANDBOX_MOUNT_POINT)'))).toHaveLength(1);
    expect(odd(command(program, '--root', 'C:\\hpc'), fallback)).toHaveLength(1);
    expect(odd(command(program, `C:\\hpc\\${'a'.repeat(64)}`))).toHaveLength(1);
    expect(odd(command('powershell', '-c', '$CONTAINER_SANDBOX_MOUNT_POINT = 1'))).toEqual([]);
  });

  test('warns of variables that are dropped, overwritten, or replace the PATH of the node', () => {
    const env = [
      { name: 'EMPTY', value: '' },
      { name: 'CONTAINER_SANDBOX_MOUNT_POINT', value: 'C:\\x' },
      { name: 'Path', value: 'C:\\tools' },
      { name: 'SECRET', valueFrom: {} },
    ];
    expect(odd(container({ env }))).toEqual([
      'the variable EMPTY is empty, so the shim drops it',
      'the shim sets CONTAINER_SANDBOX_MOUNT_POINT itself; this value is lost',
      'this PATH replaces the PATH of the host, and does not contain System32',
      'Path is another spelling of PATH: if an image has both, they reach the shim, and chance decides which is used',
    ]);
  });
});

describe('the working directory', () => {
  const told = (workingDir: string | undefined, node: Node) =>
    judge('executable', container({ command: ['cmd.exe'], workingDir }), node);
  const about = (judged: Judged) => judged.points.filter(({ summary }) => /starts? .*in |workingDir/.test(summary));

  test('of the pod is searched for the program', () => {
    const judged = judge('executable', container({ command: ['agent.exe'], workingDir: 'C:\\elsewhere' }), six);
    expect([judged.verdict, provided(judged)]).toEqual([
      'passes',
      [
        'the image has \\elsewhere\\agent.exe, or the node has it in its PATH',
        'the image has the directory \\elsewhere',
      ],
    ]);
  });

  test.each<[string, string | undefined, Node, string, string[]]>([
    ['the root of the container', undefined, six, 'the program starts in C:\\C\\<id>', ['the image sets no WORKDIR']],
    ['a directory that the shim makes', 'C:\\app', fallback, 'the program starts in C:\\hpc\\<id>\\app', []],
    ["the node's C:\\", undefined, early, 'the program starts in C:\\', ['the image sets no WORKDIR']],
    [
      'a directory of the image, on 1.6',
      '%CONTAINER_SANDBOX_MOUNT_POINT%\\app',
      six,
      'the program starts in C:\\C\\<id>\\app; if it does not exist, the container does not start: the shim of containerd 1.6 creates no directory',
      ['the image has the directory \\app'],
    ],
    [
      'a directory of the image, in bind mode',
      'C:\\hpc\\app',
      bind,
      'the program starts in C:\\hpc\\app; if it does not exist, the shim creates an empty one on the node, where it stays, and the container does not see it',
      ['the image has the directory \\app'],
    ],
    [
      'a directory of the node',
      '/app',
      bind,
      'the program starts in C:\\app, a directory of the node; if it does not exist, the shim creates it empty on the node, where it stays',
      [],
    ],
    [
      'another drive',
      'D:\\app',
      bind,
      'the program starts in D:\\app, a directory of the node; if it does not exist, the shim creates it empty on the node, where it stays',
      ['the node has a drive D:'],
    ],
  ])('may be %s', (_, workingDir, node, summary, needed) => {
    const [point, ...more] = about(told(workingDir, node));
    expect([point?.verdict, point?.summary, point?.provided.map(({ text }) => text), more]).toEqual([
      'passes',
      summary,
      needed,
      [],
    ]);
  });

  test('of containerd 1.6.34 does not exist in most images', () => {
    const judged = told(undefined, containerd('v1.6.34', '0.9.11'));
    expect([judged.verdict, about(judged)[0]?.summary]).toEqual([
      'cannot-tell',
      expect.stringMatching(
        /^containerd starts the program in C:\\C\\<id>\\hpc by default; whether the image has that directory or a WORKDIR was not examined/,
      ),
    ]);
    expect(told('C:\\', containerd('v1.6.34', '0.9.11')).verdict).toBe('passes');
  });

  test('with an unexpanded mount point stops the container on 1.6, and is created in other versions', () => {
    const wrong = '$(CONTAINER_SANDBOX_MOUNT_POINT)\\app';
    expect(told(wrong, six).verdict).toBe('fails');
    expect(summaries(told(wrong, fallback), 'warns')).toEqual([
      'nothing expands $(CONTAINER_SANDBOX_MOUNT_POINT) in workingDir: the shim creates an empty directory of that name in the container',
    ]);
    expect(summaries(told(wrong, bind), 'warns')[0]).toMatch(/of that name somewhere on the node$/);
    for (const node of [six, fallback, bind]) {
      const [{ fix } = {}] = told(wrong, node).points.filter(({ summary }) => summary.startsWith('nothing expands'));
      expect(fix?.steps[0]?.run).toContain("workingDir: '%CONTAINER_SANDBOX_MOUNT_POINT%\\'");
    }
    expect(summaries(told('%container_sandbox_mount_point%', bind), 'warns')).toHaveLength(1);
  });

  test('without a drive is not predictable in bind mode', () => {
    expect(summaries(told('app', bind), 'warns')).toEqual([
      'workingDir app has no drive: it is relative to the directory of the shim',
    ]);
    expect(summaries(told('app', six), 'warns')).toEqual([]);
  });
});

describe('an image that was read', () => {
  const bare = container({ command: undefined });
  const image = imageWith(
    { Entrypoint: ['agent.exe'], Cmd: ['--all'], WorkingDir: 'C:\\app', Env: ['PATH=C:\\app'] },
    'app\\agent.exe',
  );

  test.each<[string, Node, string]>([
    ['in volume mode', six, 'C:\\C\\<id>\\app'],
    ['in fallback mode', fallback, 'C:\\hpc\\<id>\\app'],
  ])('says what is started %s, and where', (_, node, directory) => {
    const { points } = judge('executable', bare, node, image);
    expect(points[0]).toMatchObject({
      verdict: 'passes',
      summary: `agent.exe is looked for as ${directory}\\agent.exe, which the image has`,
      provided: [],
    });
    expect(points.map(({ summary }) => summary)).toContain(`the program starts in ${directory}`);
  });

  test('has its root in PATH since 1.7, and the node may have what it has not', () => {
    const nested = imageWith({ ...image.config, Entrypoint: ['app\\agent.exe'] }, 'app\\agent.exe');
    expect(judge('executable', bare, fallback, nested).points[0]?.summary).toBe(
      'app\\agent.exe is looked for as C:\\hpc\\<id>\\app\\agent.exe, which the image has',
    );
    expect(judge('executable', bare, six, nested).points[0]).toMatchObject({
      verdict: 'cannot-tell',
      summary:
        'app\\agent.exe: it is looked for from C:\\C\\<id>\\app, where the image has nothing, and in the PATH of the node',
    });
  });

  test('may have neither program nor directory', () => {
    const empty = imageWith({}, 'readme.txt');
    expect(judge('executable', bare, bind, empty).points[0]?.expect?.text).toBe(
      'Error: failed to generate container "<id>" spec: failed to generate spec: no command specified',
    );
    const missing = imageWith({ Entrypoint: ['cmd.exe'], WorkingDir: 'C:\\data' }, 'readme.txt');
    expect(judge('executable', bare, six, missing).points.map(({ cause }) => cause)).toContain('working-directory');
    expect(judge('executable', bare, fallback, missing).verdict).toBe('passes');
    const known = imageWith({}, 'readme.txt');
    expect(judge('executable', command('%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe'), six, known).verdict).toBe(
      'fails',
    );
  });

  test('tells a program from other files, whatever their names', () => {
    const started = (file: string, node: Node) => {
      const read = imageWith({}, 'agent.dat', 'run.cmd', 'start.ps1', 'agent.exe');
      const [point] = judge('executable', command(`%CONTAINER_SANDBOX_MOUNT_POINT%\\${file}`), node, read).points;
      return [point?.verdict, point?.certainty, point?.cause, point?.provided.length];
    };
    for (const node of [six, fallback]) {
      expect(started('agent.dat', node)).toEqual(['fails', 'sourced', 'image-platform', 0]);
      expect(started('start.ps1', node)).toEqual(['fails', 'sourced', 'image-platform', 0]);
      expect(started('run.cmd', node)).toEqual(['passes', 'sourced', null, 0]);
    }
    expect(started('start.ps1', bind)).toEqual(['fails', 'derived', null, 0]);
    expect(started('agent.dat', bind)).toEqual(['passes', 'sourced', null, 1]);
    expect(started('agent.exe', bind)).toEqual(['passes', 'sourced', null, 0]);
    const unread = judge('executable', command('%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.dat'), six);
    expect(provided(unread)).toContainEqual(expect.stringContaining('is a program, whatever its extension'));
  });

  test('says whose line it is that is taken as it is', () => {
    const shell = imageWith({ Entrypoint: ['cmd /S /C ver'], ArgsEscaped: true });
    expect(judge('executable', bare, six, shell).points[0]).toMatchObject({
      verdict: 'passes',
      evidence: [
        { label: 'program', value: 'cmd' },
        { label: 'command line', value: 'cmd /S /C ver' },
      ],
    });
    // Without the flag the whole line is the name of a file.
    const list = imageWith({ Entrypoint: ['cmd /S /C ver'] });
    expect(judge('executable', bare, six, list).verdict).toBe('fails');
    expect(judge('executable', bare, containerd('v1.6.20', '0.9.8'), shell).verdict).toBe('fails');
  });

  // microsoft/Windows-Containers#366: assemblies are not found below C:\\hpc.
  test('tells what its program is made of', () => {
    const made = (program: { architecture: 'amd64' | 'arm64'; assemblies: string[] }) => ({
      ...imageWith({ Entrypoint: ['agent.exe'] }, 'agent.exe'),
      programAt: (path: string) => (path === 'agent.exe' ? program : null),
    });
    const causes = (program: Parameters<typeof made>[0], node = bind) =>
      judge('executable', bare, node, made(program)).points.flatMap(({ cause }) => cause ?? []);
    expect(causes({ architecture: 'amd64', assemblies: [] })).toEqual([]);
    expect(causes({ architecture: 'arm64', assemblies: [] }, fallback)).toEqual(['image-platform']);
    expect(causes({ architecture: 'arm64', assemblies: [] }, six)).toEqual(['image-platform']);
    expect(causes({ architecture: 'amd64', assemblies: ['ruby_builtin_dlls'] })).toEqual(['side-by-side']);
    expect(causes({ architecture: 'amd64', assemblies: ['ruby_builtin_dlls'] }, six)).toEqual([]);
  });

  test('gives the account if the pod names none', () => {
    const user = (config: KnownImage['config']) =>
      judge('user', runAs(undefined), six, imageWith(config)).points.map(({ cause }) => cause);
    expect(user({ User: 'ContainerUser' })).toEqual(['image-user']);
    expect(user({})).toEqual(['run-as-user-missing']);
  });
});

describe('what mends the program is written where its words come from, and keeps the others', () => {
  const port = ['--port', '1'];
  test.each<[string, Record<string, unknown>, KnownImage['config'], string[]]>([
    ['the command', { command: ['.\\agent.exe', ...port] }, {}, port],
    ['the command, with arguments', { command: ['.\\agent.exe', '-v'], args: port }, {}, ['-v', ...port]],
    ['arguments alone', { args: ['.\\agent.exe', ...port] }, {}, port],
    ['the image', {}, { Entrypoint: ['.\\agent.exe'], Cmd: port }, port],
    ['the image, with arguments', { args: port }, { Entrypoint: ['.\\agent.exe', '-v'], Cmd: ['x'] }, ['-v', ...port]],
  ])('%s', (_from, words, config, kept) => {
    const image = imageWith(config, 'agent.exe');
    const given = container({ command: undefined, ...words });
    const [broken] = judge('executable', given, six, image).points;
    expect(broken?.verdict).toBe('fails');
    const mend = container(parse(broken?.fix?.steps[0]?.run ?? '').spec.containers[0]);
    const mended = (pod: Parameters<typeof mend>[0]) => {
      given(pod);
      mend(pod);
    };
    const judged = judge('executable', mended, six, image);
    expect(judged.verdict).toBe('passes');
    const line = judged.points[0]?.evidence.find(({ label }) => label === 'command line')?.value;
    expect(String(line).split(' ').slice(1)).toEqual(kept);
  });
});

/** A pod without a command of its own, for what an image has. */
const bare = (fields: Record<string, unknown> = {}) => container({ command: undefined, ...fields });
const systemPath = 'C:\\Windows\\System32';
const readOnly = (config: KnownImage['config'] = {}) => imageWith(config, 'readme.txt');

// Sources: hcsshim internal/jobcontainers/{path,env,jobcontainer}.go at v0.11.7; learn.microsoft.com, "cmd".
test.each<[what: string, Parameters<typeof judge>[1], Node, KnownImage | null, Judged['verdict'], said: string]>([
  [
    'quotation marks that cmd removes',
    command('%TOOLS%\\a b\\x.exe', 'c d'),
    bind,
    null,
    'fails',
    'cmd removes the quotation marks around %TOOLS%\\a b\\x.exe',
  ],
  [
    'a command with nothing in it',
    command(''),
    six,
    null,
    'fails',
    'the program will not be found: the command is empty',
  ],
  [
    'a command with nothing in it, for cmd',
    command(''),
    bind,
    null,
    'fails',
    "'' is not recognized as an internal or external command",
  ],
  [
    'a program that the cluster names',
    container({ command: ['$(TOOL)'], env: [{ name: 'TOOL', valueFrom: {} }] }),
    six,
    null,
    'cannot-tell',
    'the value of TOOL comes from the cluster',
  ],
  [
    'a word in quotation marks of its own',
    command('"C:\\a\\b.exe"'),
    six,
    null,
    'fails',
    '"C:\\a\\b.exe" will not be found: the quotation marks become part of its name',
  ],
  [
    'a dot, which cmd takes, before what the image has not',
    command('.\\agent.exe'),
    bind,
    readOnly(),
    'fails',
    'no folder that is searched can have a file of that name',
  ],
  [
    'a slash, at which cmd ends a name',
    command('bin/agent.exe'),
    bind,
    readOnly(),
    'fails',
    'cmd takes bin for the program',
  ],
  [
    'a name where the pod replaced PATH',
    container({ command: ['tool.exe'], env: [{ name: 'PATH', value: 'C:\\hpc\\bin' }] }),
    bind,
    readOnly(),
    'cannot-tell',
    'it is looked for from C:\\hpc, where the image has nothing',
  ],
  [
    'a directory that is a file of the image, on 1.6',
    container({ command: ['cmd.exe'], workingDir: '%CONTAINER_SANDBOX_MOUNT_POINT%\\readme.txt' }),
    six,
    readOnly(),
    'fails',
    'the image has no directory \\readme.txt',
  ],
  [
    'the same in bind mode, where the shim makes it',
    container({ command: ['cmd.exe'], workingDir: 'C:\\hpc\\readme.txt' }),
    bind,
    readOnly(),
    'passes',
    'the shim creates an empty one on the node',
  ],
  [
    'a variable of the mount point after -File of an image',
    bare(),
    bind,
    imageWith(
      { Entrypoint: ['powershell', '-File', '$Env:CONTAINER_SANDBOX_MOUNT_POINT\\a.ps1'], Cmd: ['-x'] },
      'a.ps1',
    ),
    'fails',
    'nothing expands $Env:CONTAINER_SANDBOX_MOUNT_POINT after -File',
  ],
  [
    'PATH of the image, by another spelling than that of the pod',
    container({ command: ['cmd.exe'], env: [{ name: 'PATH', value: systemPath }] }),
    six,
    readOnly({ Env: [`Path=${systemPath}`] }),
    'passes',
    'Path is another spelling of PATH: both reach the shim',
  ],
  [
    'PATH of the image without Windows',
    container({ command: ['cmd.exe'] }),
    six,
    readOnly({ Env: ['Path=C:\\tools'] }),
    'passes',
    'the PATH of the image replaces the PATH of the host',
  ],
])('%s', (_what, pod, node, image, verdict, said) => {
  const judged = judge('executable', pod, node, image);
  expect(judged.verdict).toBe(verdict);
  const told = judged.points.flatMap(({ summary, expect: expected }) => [summary, expected?.text ?? []].flat());
  expect(told.filter((one) => one.includes(said))).toHaveLength(1);
});

test('one spelling of PATH is no surprise, in the pod or in the image', () => {
  const warned = (env: object[], Env: string[]) =>
    summaries(judge('executable', container({ command: ['cmd.exe'], env }), six, readOnly({ Env })), 'warns');
  const path = (name: string) => ({ name, value: systemPath });
  expect(warned([path('Path')], [])).toEqual([]);
  expect(warned([], [`Path=${systemPath}`])).toEqual([]);
  expect(warned([path('Path')], [`Path=${systemPath}`])).toEqual([]);
  expect(warned([path('PATH')], [`PATH=${systemPath}`])).toEqual([]);
  expect(warned([path('PATH'), path('path')], [])).toHaveLength(1);
});

// Source: learn.microsoft.com, "How emulation works on Arm": Windows for ARM runs programs of the other processors.
test.each<[made: 'amd64' | 'arm64', on: string, verdict: Judged['verdict']]>([
  ['arm64', 'arm64', 'passes'],
  ['arm64', 'x64', 'fails'],
  ['amd64', 'arm64', 'passes'],
])('a program for %s on a node of %s %s', (architecture, processor, verdict) => {
  const image = {
    ...imageWith({ Entrypoint: ['agent.exe'] }, 'agent.exe'),
    programAt: () => ({ architecture, assemblies: [] }),
  };
  const judged = judge(
    'executable',
    bare(),
    (facts) => {
      six(facts);
      Object.assign(facts.os, { architecture: processor });
    },
    image,
  );
  expect(judged.verdict).toBe(verdict);
});

test('what mends the words of an image repeats its command, and leaves arguments of the pod where they are', () => {
  const mend = (pod: Parameters<typeof judge>[1], config: KnownImage['config']) =>
    judge('executable', pod, bind, imageWith(config, 'a.ps1')).points.flatMap(({ fix }) => fix?.steps[0]?.run ?? []);
  const script = '$Env:CONTAINER_SANDBOX_MOUNT_POINT\\a.ps1';
  const right = '%CONTAINER_SANDBOX_MOUNT_POINT%\\a.ps1';
  const [ofImage = ''] = mend(bare(), { Entrypoint: ['powershell', '-File', script], Cmd: ['-x'] });
  expect(parse(ofImage).spec.containers[0]).toMatchObject({ command: ['powershell', '-File', right, '-x'] });
  const [ofPod = ''] = mend(bare({ args: ['-File', script] }), { Entrypoint: ['powershell'] });
  expect(parse(ofPod).spec.containers[0]).toMatchObject({ args: ['-File', right] });
});

// Source: learn.microsoft.com, Windows Commands: programs of each Windows in System32.
test.each(
  'cmd net netsh sc reg whoami icacls ipconfig hostname ping tasklist taskkill wevtutil certutil where curl tar timeout'
    .split(' ')
    .flatMap((name) => [name, `${name}.exe`]),
)('%s is on each node', (name) => {
  for (const node of [six, bind])
    expect(judge('executable', command(name), node).points[0]?.summary).toBe(
      `${name} is looked for in the PATH of services`,
    );
});

// Source: learn.microsoft.com, "Naming Files, Paths, and Namespaces": characters that no file has in its name.
test.each(['*', '?', '|'])('no file has a %s in its name', (character) => {
  expect(judge('executable', command(`C:\\k\\a${character}b.exe`), six).verdict).toBe('fails');
  expect(judge('executable', command('C:\\k\\ab.exe'), six).verdict).toBe('cannot-tell');
});

test('a name without an extension is that of a program, and one with another may be', () => {
  const asked = (name: string) =>
    provided(judge('executable', command(`%CONTAINER_SANDBOX_MOUNT_POINT%\\${name}`), six)).filter((text) =>
      text.includes('whatever its extension'),
    );
  expect([asked('tool'), asked('tool.exe'), asked('tool.com')]).toEqual([[], [], []]);
  expect(asked('tool.bin')).toHaveLength(1);
});
