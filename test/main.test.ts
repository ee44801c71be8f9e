import { existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { redactText } from '../agent/redact.ts';
import { program } from './program.ts';
import { runNode, saved } from './run.ts';
import { useManyRuns } from './run-many.ts';
import { snapshotWith } from './snapshot.ts';

const run = useManyRuns();

test('what is printed for people can be typed as it is, in each form of the program', async () => {
  const plugin = join(mkdtempSync(join(tmpdir(), 'hostprobe-plugin-')), 'kubectl-hostprobe');
  symlinkSync(program, plugin);
  const args = ['explain', 'nothing that is known'];
  expect((await run(args)).stdout).toContain(' hostprobe explain --list lists the known errors');
  const { stdout } = await runNode([plugin, ...args]);
  expect(stdout).toContain(' kubectl hostprobe explain --list lists the known errors');
  // Of the zip for a node, which is another program.
  expect(stdout).toContain('.\\hostprobe.cmd report');
  const inClone = { environment: { npm_lifecycle_event: 'hostprobe' } };
  expect((await run(args, inClone)).stdout).toContain(' npm run -s hostprobe -- explain --list lists');
  expect((await run([], inClone)).stdout).toMatch(/^npm run -s hostprobe -- <command> --help shows/m);
  expect((await run([...args, '-o', 'json'], inClone)).stdout).not.toContain('npm run');
});

test('in JSON what is to be typed has that name too, and what was said by others keeps its words', async () => {
  const said = 'no answer to hostprobe report in 5 s';
  const facts = saved(snapshotWith(() => undefined, { services: { kind: 'timeout', message: said } }));
  const args = ['report', '--facts', facts, '-o', 'json'];
  const { stdout } = await run(args, { environment: { npm_lifecycle_event: 'hostprobe' } });
  expect(stdout).toContain('"run": "npm run -s hostprobe -- report --node win-node-1"');
  expect(stdout).toContain(said);
  expect((await run(args)).stdout).toContain('"run": "hostprobe report --node win-node-1"');
});

test('as a plugin of kubectl it is called kubectl hostprobe', async () => {
  const plugin = join(mkdtempSync(join(tmpdir(), 'hostprobe-plugin-')), 'kubectl-hostprobe');
  symlinkSync(program, plugin);
  expect((await runNode([plugin, '--help'])).stdout).toContain('Usage: kubectl hostprobe <command> [flags]');
  const { stdout } = await runNode([plugin, 'status', '--help']);
  expect(stdout).toMatch(/Usage: kubectl hostprobe status [\s\S]*\n {2}kubectl hostprobe status -o wide\n/);
});

const hostProcessPod = () =>
  saved(`apiVersion: v1
kind: Pod
metadata: {name: agent}
spec:
  hostNetwork: true
  nodeSelector: {kubernetes.io/os: windows}
  os: {name: windows}
  securityContext: {windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM'}}
  containers: [{name: agent, image: agent, command: [agent.exe]}]
`);

describe('the command line', () => {
  test('says what there is to do, on standard output', async () => {
    const { code, stdout, stderr } = await run(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: hostprobe <command> [flags]');
    expect(stdout).toMatch(/^ {2}report +print the report of this node/m);
    expect(await run([])).toEqual({ code, stdout, stderr });
  });

  test('an error has no colour, not even one of hostprobe that stands in a name', async () => {
    const { stderr } = await run(['explain', '/no/such\u001b[31m.log']);
    expect(stderr).toContain('/no/such.log');
    expect(stderr).not.toContain('\u001b');
  });

  test('prints its version', async () => {
    for (const asked of ['--version', 'version'])
      expect(await run([asked])).toEqual({ code: 0, stdout: 'hostprobe 0.1.0\n', stderr: '' });
  });

  test('lists the flags for a cluster as kubectl options does', async () => {
    const { code, stdout } = await run(['options']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {6}--color <auto\|always\|never> /m);
    expect(stdout).toMatch(/^ {6}--request-timeout <time> /m);
  });

  test('--color always colours what goes to a pipe, and never overrules FORCE_COLOR', async () => {
    const args = ['report', '--facts', 'test/nodes/nssm-user-account/snapshot.json'];
    expect((await run([...args, '--color', 'always'])).stdout).toContain('\u001b[31mFAIL');
    const forced = { environment: { FORCE_COLOR: '1' } };
    expect((await run(args, forced)).stdout).toContain('\u001b[31mFAIL');
    expect((await run([...args, '--color=never'], forced)).stdout).not.toContain('\u001b');
  });

  test('what goes to a pipe is not wrapped', async () => {
    const { stdout } = await run(['report', '--facts', 'test/nodes/nssm-user-account/snapshot.json']);
    expect(stdout).toMatch(
      /^New HostProcess pods .* containerd runs as .*"failed to logon user: Access is denied\."$/m,
    );
  });

  test('each command has its own help, with its flags', async () => {
    const { code, stdout } = await run(['report', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('-o, --output <form>');
    expect(stdout).not.toContain('--interval');
    expect(stdout).toMatch(/\nFlags:\n {6}--since [\s\S]*\n\nCluster connection, as in kubectl:\n {6}--kubeconfig /);
  });

  test.each([[['help', 'report']], [['--help', 'report']], [['-h', 'report']]])(
    '%j is the help of that command',
    async (args) => {
      expect(await run(args)).toEqual(await run(['report', '--help']));
    },
  );

  test.each<[args: string[], code: number, means: RegExp]>([
    [['report', '--facts', 'test/nodes/healthy/snapshot.json'], 0, /nothing failed, and everything/],
    [['report', '--facts', 'test/nodes/nssm-user-account/snapshot.json'], 1, /something failed/],
    [['explain', 'Access is denied.'], 0, /an error was recognised/],
    [['explain', 'all is well'], 1, /no error was recognised/],
    [['lint', hostProcessPod()], 0, /no problem at or above --fail-on/],
    [['lint', '--require', 'manifests/base/kustomization.yaml'], 2, /no such problem, but also no HostProcess pod/],
    [['list', 'rules'], 0, /the list is printed/],
    [['schema', 'facts'], 0, /the schema is printed/],
    [['redact', 'LICENSE'], 0, /the text is printed/],
    [['list', 'rles'], 64, /wrong usage, or a file that cannot be read or written/],
    [
      ['status', '--server', 'http://127.0.0.1:1', '--request-timeout', '2s'],
      2,
      /or a node or the API server gave no answer/,
    ],
  ])('%j ends with %i, and its help says what that means', async (args, code, means) => {
    expect((await run(args)).code).toBe(code);
    const { stdout } = await run([args[0] ?? '', '--help']);
    const codes = stdout.slice(stdout.indexOf('\nExit codes:\n')).replaceAll(/\n {5,}/g, ' ');
    expect(codes).toMatch(new RegExp(`^ {2}${code} +.*${means.source}`, 'm'));
  });

  test('no help claims a code that the command never ends with, or names a file that is not installed', async () => {
    const { allCommands } = await import('../agent/cli/index.ts');
    const { commandHelp, generalHelp } = await import('../agent/help.ts');
    const commands = await allCommands();
    const codesOf = (id: string) => {
      const found = commands.find((command) => command.id === id);
      const text = found === undefined ? '' : commandHelp(found);
      return [...text.slice(text.indexOf('\nExit codes:\n')).matchAll(/^ {2}(\d+) /gm)].map(([, code]) => Number(code));
    };
    expect(Object.fromEntries(['list', 'redact', 'serve', 'facts', 'explain'].map((id) => [id, codesOf(id)]))).toEqual({
      list: [0, 64, 70],
      redact: [0, 64, 70],
      serve: [0, 64, 70],
      facts: [0, 2, 64, 70],
      explain: [0, 1, 2, 64, 70],
    });
    for (const text of [generalHelp(commands), ...commands.map((one) => commandHelp(one))]) {
      expect(text).not.toMatch(/\.github|\.md\b/);
    }
  });

  test('in a narrow window help keeps its words and its examples, and no other line is wider', async () => {
    const { allCommands } = await import('../agent/cli/index.ts');
    const { commandHelp, folded, generalHelp, sharedOptions } = await import('../agent/help.ts');
    const commands = await allCommands();
    const wordsOf = (text: string) => text.split(/\s+/);
    for (const text of [generalHelp(commands), sharedOptions(), ...commands.map((one) => commandHelp(one))]) {
      for (const width of [60, 80, 100]) {
        const narrow = folded(text, width);
        expect(wordsOf(narrow)).toEqual(wordsOf(text));
        const wide = narrow
          .split('\n')
          .filter((line) => line.length > width && !/^ {2}(?:\S.* )?hostprobe |^Usage:|^\S+$/.test(line));
        expect(wide, `${width} columns`).toEqual([]);
      }
      expect(folded(text, Number.POSITIVE_INFINITY)).toBe(text);
    }
  });

  test('the help of report explains every mark of a check', async () => {
    const { stdout } = await run(['report', '--help']);
    for (const mark of ['PASS', 'WARN', 'FAIL', 'UNKNOWN', 'HIDDEN', 'SKIP']) expect(stdout).toContain(mark);
  });

  test('the help of a flag is about this command', async () => {
    const helpOf = async (command: string) => (await run([command, '--help'])).stdout;
    const [lint, bundle, serve] = await Promise.all([helpOf('lint'), helpOf('bundle'), helpOf('serve')]);
    expect(lint).toMatch(/--all +judge every pod as a HostProcess pod$/m);
    expect(bundle).toMatch(/--all +fetch the bundles of all Windows nodes/);
    expect(serve).toMatch(/--log-level <silent\|error\|warn\|info\|debug>\s[^()]*\(default info\)$/m);
    expect(bundle).toMatch(/--log-level <silent\|error\|warn\|info\|debug>\s[^()]*\(default\s+silent\)$/m);
  });

  test.each([
    { args: ['rport'], says: /^hostprobe: unknown command rport; did you mean report\?\n$/ },
    { args: ['fly'], says: /^hostprobe: unknown command fly; it is one of: explain, pods/ },
    { args: ['help', 'rport'], says: /^hostprobe: unknown command rport; did you mean report\?\n$/ },
    { args: ['help', 'list', 'checks'], says: /^hostprobe: help takes one command, but got list checks\n$/ },
    { args: ['report', '--fact', 'x'], says: /^hostprobe report: unknown flag --fact; did you mean --facts\?\n$/ },
    { args: ['report', '-n', 'x'], says: /^hostprobe report: unknown flag -n; --help lists the flags\n$/ },
    { args: ['report', '--facts'], says: /^hostprobe report: --facts needs a value: --facts <file>\n$/ },
    { args: ['report', '--verbose=1'], says: /^hostprobe report: --verbose takes no value\n$/ },
    { args: ['report', '--help=1'], says: /^hostprobe report: --help takes no value\n$/ },
    {
      args: ['report', 'node.json'],
      says: /^hostprobe report: unexpected argument "node.json": this command accepts only flags; a bundle or a snapshot is read with --facts: hostprobe report --facts node.json\n$/,
    },
    {
      args: ['report', '-o', 'jsno'],
      says: /^hostprobe report: --output must be text, json, html, prometheus, npd or junit, but is "jsno"; did you mean json\?\n$/,
    },
    { args: ['report', '-o', 'xml'], says: /--output must be text, .* or junit, but is "xml"\n$/ },
    {
      args: ['bundle', '-o', 'x.zip'],
      says: /^hostprobe bundle: --output must be .* but is "x\.zip"; the file is an operand: hostprobe bundle x\.zip\n$/,
    },
    {
      args: ['report', '-o', 'out/node 1.json'],
      says: / but is "out\/node 1\.json"; to write a file: hostprobe report -o json > "out\/node 1\.json"\n$/,
    },
    { args: ['lint', '-o', 'r.xml'], says: / but is "r\.xml"; to write a file: hostprobe lint -o <form> > r\.xml\n$/ },
    { args: ['status', '-o', 'jsonpath={.items}'], says: / but is "jsonpath=\{\.items\}"\n$/ },
    {
      args: ['report', '--since', '-1h'],
      says: /^hostprobe report: --since needs a value, but is followed by -1h: --since=<time>\n$/,
    },
    { args: ['report', '-o', '-x'], says: /--output needs a value, but is followed by -x: --output=<form>\n$/ },
    { args: ['rep'], says: /^hostprobe: unknown command rep; did you mean report\?\n$/ },
    { args: ['-v'], says: /^hostprobe: unknown command -v; did you mean --version\?\n$/ },
    { args: ['-x', 'report'], says: /^hostprobe: unknown flag -x; the command comes first, as in hostprobe report/ },
    { args: ['--verison'], says: /^hostprobe: unknown flag --verison; did you mean --version\?\n$/ },
    {
      args: ['--facts', 'node.json', 'report'],
      says: /^hostprobe: unknown flag --facts; the command comes first, as in hostprobe report --verbose; hostprobe --help/,
    },
  ])('bad use is one sentence and 64: hostprobe $args', async ({ args, says }) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a bug is reported with its stack and 70, without secrets', async () => {
    const script = `
      import { main } from ${JSON.stringify(new URL('../agent/main.ts', import.meta.url).href)};
      const createHost = () => Promise.reject(new Error('broken at Bearer abcdefghijklmnop'));
      process.exit(await main({ argv: ['facts'], createHost }));`;
    const { code, stdout, stderr } = await runNode(['--input-type=module', '-e', script]);
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
    expect(stderr).toMatch(/^hostprobe facts: a bug in hostprobe 0\.1\.0, please report it:\nError: broken at Bearer /);
    expect(stderr).toContain('[redacted:bearer]');
    expect(stderr).toContain('\n    at ');
  });

  test('a path that the user gave is shown whole, although its folders look like a key', async () => {
    const folder = join(tmpdir(), 'Zq8vR2tLx9KpWm4Yd7Jc');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'web.yaml');
    expect(redactText(path)).not.toContain('Zq8v');
    const { stderr } = await run(['predict', path, '--facts', `${path},${path}`]);
    expect(stderr).toMatch(/^hostprobe predict: .*Zq8vR2tLx9KpWm4Yd7Jc\/web\.yaml cannot be read/);
    expect(stderr).not.toContain('redacted');
  });

  test('a reader that has seen enough changes nothing about the exit code', async () => {
    const { code, stderr } = await runNode(['-e', closesItsPipe, program]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

test.runIf(existsSync('/dev/full')).each([
  ['standard output', ['--help'], '>/dev/full', 64, 'standard output cannot be written: the disk is full; make room'],
  ['standard error', ['explain'], '2>/dev/full', 64, ''],
])('where %s is full, the exit code tells', async (_, args, to, code, says) => {
  const { exitCode, stderr } = await execa('bash', ['-c', `"$0" "$@" ${to}`, process.execPath, program, ...args], {
    reject: false,
  });
  expect([exitCode, stderr]).toEqual([code, expect.stringContaining(says)]);
});

/** Starts the program with a standard output whose other end is closed before it writes; exits with its exit code. */
const closesItsPipe = `
  const [, program] = process.argv;
  const child = require('node:child_process').spawn(process.execPath, [program, 'schema', 'report'], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.destroy();
  child.on('exit', (code, signal) => process.exit(code ?? 99));
`;
