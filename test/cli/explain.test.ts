import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { causes } from '../../agent/causes/index.ts';
import { diagnosisSchema } from '../../agent/report/schema.ts';
import { signatures } from '../../agent/signatures/index.ts';
import { saved, serve } from '../run.ts';
import { useManyRuns } from '../run-many.ts';
import { got, snapshotWith } from '../snapshot.ts';
import { snapshotFile } from '../stories.ts';

const run = useManyRuns();

const denial =
  'Error: failed to start containerd task "agent": failed to create user process token: failed to logon user: Access is denied.: unknown';
const inputs = (file: string) => fileURLToPath(new URL(`../explain/inputs/${file}`, import.meta.url));

const userNode = () =>
  saved(
    snapshotWith((facts) => {
      const [process] = facts['runtime-process'].containerd;
      if (process) process.account = got({ sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' });
      if (facts.services.containerd.ok && facts.services.containerd.value) {
        facts.services.containerd.value.account = '.\\Administrator';
      }
    }),
  );

describe('hostprobe explain', () => {
  test('prints JSON of the shape that other programs read', async () => {
    const { code, stdout } = await run(['explain', '-o', 'json', denial]);
    const answer = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(Object.keys(answer)).toEqual(['schemaVersion', 'recognised', 'summary', 'diagnoses']);
    expect(answer).toMatchObject({ schemaVersion: 1, recognised: true });
    expect(answer.diagnoses).toHaveLength(1);
    expect(diagnosisSchema.parse(answer.diagnoses[0])).toEqual(answer.diagnoses[0]);
    expect(answer.diagnoses[0].causes[0]).toMatchObject({ id: 'containerd-account', weight: 'possible' });
  });

  test('weighs the causes by a saved snapshot', async () => {
    const { stdout } = await run(['explain', '--facts', userNode(), '-o', 'json', denial]);
    expect(JSON.parse(stdout).diagnoses[0].causes[0]).toMatchObject({ id: 'containerd-account', weight: 'confirmed' });
    const healthy = await run(['explain', '--facts', saved(snapshotWith()), '-o', 'json', denial]);
    expect(JSON.parse(healthy.stdout).diagnoses[0].causes[0]).toMatchObject({ id: 'security-product' });
  });

  test('prints the verdict, then what to do, then why and on what evidence', async () => {
    const { stdout } = await run(['explain', '--facts', userNode(), denial]);
    const places = [
      'Confirmed: containerd runs as an account',
      '(containerd-account)',
      'sc.exe config containerd obj= LocalSystem',
      'It worked if',
      'What failed: ',
      'Why: ',
      'WIN-NODE-1\\Administrator',
    ].map((words) => stdout.indexOf(words));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(0);
    expect(stdout).toContain('Based on the facts of win-node-1 at 2026-11-01T12:00:00.000Z.');
  });

  test('weighs the causes by the facts of an agent as by saved ones', async () => {
    const path = userNode();
    using node = await serve(['--facts', path]);
    expect(await run(['explain', '--node', node.url, denial])).toEqual(await run(['explain', '--facts', path, denial]));
  });

  test('says how to tell the causes apart when there are no facts', async () => {
    const { stdout } = await run(['explain', '0x52e']);
    expect(stdout.replace(/\s+/g, ' ')).toContain('To decide by facts: --node <name>, or --facts node.json');
  });

  test('accepts a text without quotation marks', async () => {
    const { code, stdout } = await run(['explain', ...denial.split(' ')]);
    expect({ code, head: stdout.split(':')[0] }).toEqual({ code: 0, head: 'Possible, first of 2' });
  });

  test('takes words with a path among them for a text', async () => {
    const words = 'failed to create user process token: failed to logon user: see C:/k/missing.log: Access is denied.';
    expect((await run(['explain', ...words.split(' ')])).stderr).toBe('');
  });

  test('explains what a snapshot says, by its own facts', async () => {
    const { code, stdout } = await run(['explain', snapshotFile('containerd-user-account')]);
    expect(code).toBe(0);
    expect(stdout).toContain('Based on the facts of win-node-1 at ');
  });

  test('reads several files and standard input', async () => {
    const files = ['containerd-utf16-plain.log', 'containerd.err-1.log.gz', 'events.json'].map(inputs);
    const { stdout } = await run(['explain', '-o', 'json', ...files, '-'], {
      input: 'named pipe mounts not supported for job containers',
    });
    const { diagnoses } = JSON.parse(stdout);
    const seen = diagnoses.map(({ signature, seen: [first] }: { signature: string; seen: { source: string }[] }) => [
      signature,
      first?.source,
    ]);
    expect(Object.fromEntries(seen)).toEqual({
      'user-empty': files[0],
      'logon-type': files[1],
      'logon-denied': files[2],
      'mount-pipe': 'standard input',
    });
  });

  test('names the places with the most failures, and counts the others', async () => {
    const items = Array.from({ length: 40 }, (_, index) => ({
      kind: 'Event',
      involvedObject: { kind: 'Pod', namespace: 'ops', name: `agent-${index}` },
      message: `Error: ${denial}`,
      count: index + 1,
    }));
    const { stdout } = await run(['explain', '-'], { input: JSON.stringify({ kind: 'List', items }) });
    const failed = stdout.split('\n').find((line) => line.includes('What failed')) ?? '';
    expect(failed).toContain('40 times in standard input (pod ops/agent-39, container agent)');
    expect(failed).toMatch(/pod ops\/agent-37, container agent\); 703 times in 37 more pods$/);
  });

  test('exits with 1 for an unknown text, and says how to list the known ones', async () => {
    const text = await run(['explain', 'all is well']);
    expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 1, stderr: '' });
    expect(text.stdout).toContain('hostprobe explain --list');
    const json = await run(['explain', '-o', 'json', 'all is well']);
    expect(JSON.parse(json.stdout)).toEqual({ schemaVersion: 1, recognised: false, summary: [], diagnoses: [] });
  });

  // Two lines of Go's runtime, src/runtime/mem_windows.go and panic.go: any program may print them.
  test('offers what --host-process would add, and only that', async () => {
    const text = 'runtime: VirtualAlloc of 4194304 bytes failed with errno=1455\nfatal error: out of memory';
    const { code, stdout } = await run(['explain', text]);
    expect(code).toBe(1);
    const [, title = ''] =
      /\n\nIf it is of a HostProcess container, add --host-process: "([^"]+)" is explained then\.\n$/.exec(
        stdout.replace(/(?<!\n)\n(?!\n|$)/g, ' '),
      ) ?? [];
    expect(title).toContain('no memory left');
    const told = await run(['explain', '--host-process', text]);
    expect(told.code).toBe(0);
    expect(told.stdout.replace(/\s+/g, ' ')).toContain(`What failed: ${title} (failed-memory)`);
    for (const args of [['all is well'], ['--host-process', 'all is well'], [inputs('like-hcs-denied.txt')]]) {
      expect((await run(['explain', ...args])).stdout).not.toContain('is explained then');
    }
  });

  test('says of a word that it named no file', async () => {
    const said =
      /^There is no file of this name here, so it was read as a text\.\n\nhostprobe recognises no error here\./;
    expect((await run(['explain', 'mylogfile'])).stdout).toMatch(said);
    expect((await run(['explain', 'all is well'])).stdout).toMatch(/^hostprobe recognises no error here\./);
    expect((await run(['explain', 'LICENSE'])).stdout).toMatch(/^hostprobe recognises no error here\./);
  });

  test('names the id that a mistyped one most likely meant', async () => {
    expect(await run(['explain', 'conatinerd-account'])).toMatchObject({
      code: 64,
      stdout: '',
      stderr:
        'hostprobe explain: no error text, cause or check has the id conatinerd-account; did you mean containerd-account?\n',
    });
    expect((await run(['explain', 'everything'])).code).toBe(1);
  });

  test('recognises look-alikes, and says that they are not HostProcess failures', async () => {
    const { code, stdout } = await run(['explain', inputs('like-hcs-denied.txt')]);
    expect(code).toBe(0);
    expect(stdout).toContain('This is not a HostProcess failure.');
  });

  test.each([
    ['nothing to explain', [], 'name what to explain'],
    ['an empty text', [''], 'name what to explain'],
    [
      'a file that is not there',
      ['nowhere/kubelet.log'],
      'nowhere/kubelet.log cannot be read: there is no such file; check its path',
    ],
    ['a missing manifest', ['pod.yaml'], 'pod.yaml cannot be read: there is no such file'],
    ['a missing rotated log', ['kubelet.log.1'], 'kubelet.log.1 cannot be read: there is no such file'],
    ['a missing file with spaces', ['C:\\k logs\\x.log'], 'C:\\k logs\\x.log cannot be read: there is no such file'],
    ['missing files', ['a.evtx', 'b.yml'], 'a.evtx cannot be read: there is no such file'],
    ['a manifest that is broken', ['x', '--pod', saved('a: [b')], 'node.json cannot be read in line 1: not YAML: '],
    [
      'a folder of manifests',
      ['x', '--pod', 'manifests'],
      '--pod must name a file, but manifests cannot be read: it is',
    ],
    ['a manifest without a pod', ['x', '--pod', saved('a: b')], 'node.json has none; kubectl get pod <pod> -o yaml >'],
    [
      'a name that no pod has',
      ['pod/Foo_Bar'],
      'pod/<name> must name a pod in lower-case letters, digits, hyphens and dots, but is pod/Foo_Bar; kubectl get pods -A lists',
    ],
    [
      'a pod with its namespace',
      ['pods/a/b'],
      'but is pods/a/b; kubectl get pods -A lists the names, and -n says the namespace',
    ],
    ['a pod as two words', ['pod', 'Foo'], 'but is pod Foo; '],
    ['a node', ['node/win-1'], 'for a node type hostprobe report --node win-1'],
    [
      'nothing on standard input',
      ['-'],
      'standard input must be an error text, a log or a bundle, but is empty; see whether the command before it failed',
    ],
    [
      'a snapshot without an error text',
      [saved(snapshotWith())],
      ' is a snapshot of the node win-node-1, in which hostprobe recognises no error text. Its report says that the node is ',
    ],
    ['a directory', ['/tmp'], '/tmp cannot be read: it is a folder; name a file in it'],
    ['gzip that is damaged', [saved(new Uint8Array([0x1f, 0x8b, 1, 2, 3]))], 'cannot be read: '],
    [
      'a release of containerd beside a node that has one',
      [userNode(), '--containerd', '1.7'],
      '--containerd and --bind-filter describe a node without a snapshot: leave them out here',
    ],
    ['standard input thrice', ['--pod', '-', '--facts', '-', '-'], '--facts - and --pod - cannot both read'],
    ['--list beside a text', ['--list', 'x'], '--list lists everything, but got x'],
    ['nothing', [], 'name what to explain: a text in quotation marks'],
    ['blanks', [' ', ''], 'name what to explain: a text in quotation marks'],
    ['standard input twice', ['--facts', '-', '-'], 'cannot both read standard input'],
    ['a form that it does not have', ['-o', 'html', 'x'], '-o'],
  ])('ends with 64 and one sentence for %s', async (_what, args, words) => {
    const { code, stdout, stderr } = await run(['explain', ...args]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(words === '-o' ? 'html' : words);
  });
});

describe('the catalogue', () => {
  test('is listed completely', async () => {
    const { code, stdout } = await run(['explain', '--list', '-o', 'json']);
    expect(code).toBe(0);
    const list = JSON.parse(stdout);
    expect(list.signatures.map(({ id }: { id: string }) => id)).toEqual(signatures.map(({ id }) => id));
    expect(list.causes.map(({ id }: { id: string }) => id)).toEqual(causes.map(({ id }) => id));
  });

  test('names the causes of a signature, without those that its tail rules out', async () => {
    const { stdout } = await run(['explain', 'logon-denied', '-o', 'json']);
    expect(JSON.parse(stdout).signature).toMatchObject({ id: 'logon-denied', component: 'hcsshim' });
    const text = await run(['explain', 'logon-denied']);
    expect(text.stdout).toContain('containerd-account: ');
    expect(text.stdout).not.toContain('local-group-missing');
  });

  test('describes a cause: why, what reports it, how to confirm it, the fix, and the source', async () => {
    const { code, stdout } = await run(['explain', 'containerd-account']);
    expect(code).toBe(0);
    const parts = [
      'Why: ',
      'Reported by hcsshim, windows, containerd, as logon-denied',
      'How to tell, on the node: ',
      'these checks of hostprobe report judge it: containerd-account',
      'Fix, on the node:',
      'See: https://',
    ].map((words) => stdout.indexOf(words));
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
    expect(parts[0]).toBeGreaterThan(0);
    const json = await run(['explain', 'containerd-account', '-o', 'json']);
    expect(JSON.parse(json.stdout).cause).toMatchObject({
      reportedBy: ['hcsshim', 'windows', 'containerd'],
      tell: [{ say: 'Check which account containerd runs as.' }],
    });
  });
});

describe('hostprobe explain with flags about the pod and the node', () => {
  const incorrect =
    'failed to create user process token: failed to logon user: The user name or password is incorrect.: unknown';
  const causesOf = (stdout: string) =>
    JSON.parse(stdout).diagnoses[0].causes.map(({ id, weight }: { id: string; weight: string }) => `${id} ${weight}`);

  test('weighs the causes by --run-as-user and --containerd without a snapshot', async () => {
    const flags = ['--run-as-user', 'hpc-readers', '--containerd', '1.6'];
    const { stdout } = await run(['explain', ...flags, '-o', 'json', incorrect]);
    expect(causesOf(stdout)[0]).toBe('local-group-unsupported likely');
    const newer = await run(['explain', '--run-as-user', 'nt authority\\system', '-o', 'json', incorrect]);
    expect(causesOf(newer.stdout)[0]).toBe('nt-authority-spelling confirmed');
  });

  test('weighs the causes by the pod that --pod names', async () => {
    const pod = [
      'apiVersion: apps/v1',
      'kind: DaemonSet',
      'metadata: {name: agent}',
      'spec:',
      '  template:',
      '    spec:',
      '      securityContext: {windowsOptions: {hostProcess: true, runAsUserName: system}}',
      '      containers: [{name: agent, image: agent}]',
    ].join('\n');
    const { stdout } = await run(['explain', '--pod', '-', '-o', 'json', incorrect], { input: pod });
    expect(causesOf(stdout)[0]).toBe('nt-authority-spelling confirmed');
    const shared = await run(
      ['explain', '--pod', '-', '-o', 'json', "'agent' is not recognized as an internal or external command"],
      { input: pod },
    );
    expect(JSON.parse(shared.stdout).diagnoses[0].hostProcess).toBe(true);
  });

  test('says which flag names a file that cannot be read', async () => {
    const { stderr } = await run(['explain', '--pod', '/nowhere', incorrect]);
    expect(stderr).toBe(
      'hostprobe explain: --pod must name a file, but /nowhere cannot be read: there is no such file; check its path\n',
    );
  });

  test('says what helps with a text that tells only a status', async () => {
    const { code, stdout } = await run(['explain', 'Back-off restarting failed container']);
    expect(code).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'A status such as CrashLoopBackOff says that a pod failed, not why: explain the pod (hostprobe explain pod/<name>),',
    );
  });

  test('shows a table first when there are several failures', async () => {
    const { stdout } = await run(['explain', inputs('describe-pod.txt'), inputs('event-bind.txt')]);
    expect(stdout.split('\n')[0]).toMatch(/^ERROR +PODS +TIMES +FIRST CAUSE +HOW SURE$/);
    expect(stdout).toMatch(/^logon-denied +monitoring\/node-agent-7x2kq +6 +containerd-account +possible$/m);
  });

  test('prints one cause with its fix, and all with --all, with the way of a change to its pod once', async () => {
    const count = (words: RegExp, text: string) => text.match(words)?.length;
    const short = (await run(['explain', incorrect])).stdout;
    expect(count(/^ +Fix\b/gm, short)).toBe(1);
    expect(count(/^Or: /gm, short)).toBe(5);
    const all = (await run(['explain', '--all', incorrect])).stdout;
    expect(count(/^ +Fix\b/gm, all)).toBe(6);
    expect(count(/kubectl apply -f/g, all)).toBe(1);
  });

  test.each([
    ['local-group-missing', incorrect],
    [
      'token-path',
      'panic: open /var/run/secrets/kubernetes.io/serviceaccount/token: The system cannot find the path specified.',
    ],
    ['container-path', 'open C:\\hpc\\etc\\agent.yaml: The system cannot find the path specified.'],
  ])('answers in 25 lines, with the cause in the first five: %s', async (cause, text) => {
    const lines = (await run(['explain', text])).stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(lines.slice(0, 5).join(' ')).toContain(`(${cause})`);
  });

  test('answers in 25 lines at most if it does not know the error text', async () => {
    const { stdout } = await run(['explain', incorrect.replace(/The user.*incorrect\./, 'Notandanafn er rangt.')]);
    expect(stdout.split('\n').length).toBeLessThanOrEqual(25);
  });
});

test('a manifest is no error text: the answer names the command for it', async () => {
  const manifest = saved('apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n');
  const { code, stderr } = await run(['explain', manifest]);
  expect(code).toBe(64);
  expect(stderr).toContain(`is a manifest, and holds no error text; judge it: hostprobe lint ${manifest}`);
});

test.each([['lint'], ['predict']])('an error text given to %s is one for explain', async (command) => {
  const log = saved(`${denial}\n`);
  const { code, stderr } = await run([command, log, ...(command === 'predict' ? ['--facts', userNode()] : [])]);
  expect(code).toBe(64);
  expect(stderr).toContain(`is an error text or a log, not a manifest; type hostprobe explain ${log}`);
});

test('--list takes no operand', async () => {
  expect(await run(['explain', '--list', 'x'])).toMatchObject({
    code: 64,
    stderr: 'hostprobe explain: --list lists everything, but got x: leave out one of them\n',
  });
});
