import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { imageFor } from '../../agent/cli/predict.ts';
import type { SavedImage } from '../../agent/shim/oci-process.ts';
import { predictionsSchema } from '../../agent/stage/prediction.ts';
import { saved, serve } from '../run.ts';
import { useManyRuns } from '../run-many.ts';
import { snapshotWith } from '../snapshot.ts';
import { six } from '../stages/nodes.ts';
import { snapshotFile } from '../stories.ts';

const run = useManyRuns();

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const manifest = pathOf('../predict/agent.yaml');
const story = snapshotFile;
const written = (name: string, text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'predict-')), name);
  writeFileSync(path, text);
  return path;
};

const broken = JSON.stringify({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'agent' } },
  spec: {
    hostNetwork: false,
    securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'CORP\\svc' } },
    containers: [{ name: 'a', image: 'x' }],
  },
});

describe('hostprobe predict', () => {
  test('shows four different nodes in a table', async () => {
    const nodes = ['aks-containerd-1.6', 'healthy', 'ws2019-no-bind-filter', 'nssm-user-account'].map(story);
    const { code, stdout, stderr } = await run(['predict', manifest, ...nodes.flatMap((node) => ['--facts', node])]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(readFileSync(pathOf('../../.github/predict.md'), 'utf8')).toContain(stdout);
    const rows = stdout
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split(' | '));
    const columns = [1, 2, 3, 4].map((column) =>
      rows
        .slice(2)
        .map((row) => row[column]?.trim())
        .join(),
    );
    expect(new Set(columns).size).toBe(4);
  });

  test.each<[images: (string[] | undefined)[], asked: string, found: number | null]>([
    [[['agent:1'], ['agent:2']], 'agent:2', 1],
    // As containerd completes a name: github.com/distribution/reference normalize.go.
    [[['agent:latest']], 'docker.io/library/agent', 0],
    [[['docker.io/ops/agent:latest']], 'ops/agent', 0],
    [[['agent:latest']], 'agent@sha256:00', null],
    [[['registry.example/agent:1']], 'agent:1', null],
    // An image that was saved without a name can only be the one that is meant if there is no other.
    [[[]], 'agent:1', 0],
    [[[], []], 'agent:1', null],
    [[], 'agent:1', null],
  ])('of the saved images %j the one that is meant by %s is the one at %s', (names, asked, found) => {
    // Only its names are looked at.
    const images = names.map((of = []) => ({ image: { names: of } as unknown as SavedImage }));
    expect(imageFor(asked, images)).toBe(found === null ? null : images[found]?.image);
  });

  test.each([
    ['folders', ['one/node.json', 'two/node.json'], ['one', 'two']],
    ['folders of Windows', ['C:\\one\\node.json', 'C:\\two\\node.json'], ['one', 'two']],
    ['files of one folder', ['a/before.json', 'a/after.json'], ['before.json', 'after.json']],
    ['folders at different depths', ['a/one/node.json', 'a/two/b/node.json'], ['one', 'two/b']],
  ])('calls snapshots of one node by what differs in their paths: %s', async (_, files, titles) => {
    const folder = mkdtempSync(join(tmpdir(), 'predict-'));
    for (const file of files) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), readFileSync(story('healthy')));
    }
    const args = files.flatMap((file) => ['--facts', file]);
    const { stdout } = await run(['predict', manifest, ...args], { cwd: folder });
    const [head = ''] = stdout.split('\n').filter((line) => line.startsWith('|'));
    expect(
      head
        .split('|')
        .map((one) => one.trim())
        .filter((one) => one !== '')
        .slice(-2),
    ).toEqual(titles);
  });

  test('describes one node: what fails, the expected event, its cause and its fix', async () => {
    const { code, stdout } = await run(['predict', manifest, '--facts', story('nssm-user-account')]);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^DaemonSet monitoring\/agent on win-node-1, as seen at 2026-11-01T12:00:00\.000Z: it will not run; it stops at user\n/,
    );
    expect(stdout).toContain('FAIL    user: Log-on of the account\n');
    expect(stdout).toContain(
      '          Event: Error: failed to start containerd task "agent": failed to create user process token: failed to logon user: Access is denied.: unknown\n',
    );
    expect(stdout).toMatch(
      /Fix, on the node:\n +1\. Let the service containerd run as LocalSystem[^\n]*\n +sc\.exe config containerd obj= LocalSystem\n/,
    );
    expect(stdout).toContain('Cause: containerd-account\n');
    expect(stdout).toContain('(not reached)');
  });

  test('takes the usual nodes where none is named and this machine is none, and says so', async () => {
    const { code, stdout } = await run(['predict', written('pod.json', broken)], { input: '' });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}5 of 5 nodes: it will not run/m);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'No node was given, so these are the usual ones: containerd runs as LocalSystem and answers. For your own node, name it with --node, or with --facts node.json,',
    );
    const [first] = predictionsSchema.parse(
      JSON.parse((await run(['predict', written('pod.json', broken), '-o', 'json'], { input: '' })).stdout),
    ).predictions;
    const checks = first?.stages.flatMap(({ points }) => points.flatMap(({ fix }) => fix?.verify?.run ?? []));
    expect(new Set(checks)).toEqual(new Set([expect.stringMatching(/^hostprobe predict \S+pod\.json$/)]));
  });

  test('says once how to see whether all its fixes worked', async () => {
    const { stdout } = await run(['predict', written('pod.json', broken), '--facts', story('healthy')]);
    expect(stdout.match(/^ +Fix\b/gm)?.length).toBeGreaterThan(1);
    expect(stdout.match(/To see whether it worked/g)).toHaveLength(1);
    expect(stdout).toMatch(
      /\n\nTo see whether it worked, where you run kubectl:\n {4}hostprobe predict \S+ --facts \S+\n/,
    );
  });

  test('says which rules judge, and where those of the asked version are not known', async () => {
    const { stdout, stderr } = await run(['predict', manifest, '--facts', story('healthy'), '--kubernetes', '1.99']);
    expect(stderr).toBe('hostprobe knows the rules of Kubernetes 1.25 to 1.37, not those of 1.99: it judges by 1.37\n');
    expect(stdout).toContain('\n\nJudged by the rules of Kubernetes 1.37.\n');
    const older = await run(['predict', manifest, '--facts', story('healthy'), '--kubernetes', '1.30']);
    expect(older.stderr).toBe('');
    expect(older.stdout).toContain('\n\nJudged by the rules of Kubernetes 1.30.\n');
  });

  test('says what the containers of a pod that runs will find', async () => {
    const { code, stdout } = await run(['predict', manifest, '--facts', saved(snapshotWith(six))]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      [
        'Container agent',
        '  runs as              NT AUTHORITY\\SYSTEM (S-1-5-18)',
        '  mount point          C:\\C\\<id>\\',
        '  command line         C:\\C\\<id>\\agent.exe --config C:\\C\\<id>\\etc\\agent\\agent.yaml',
        '  working directory    C:\\C\\<id>',
        '  volume config        C:\\C\\<id>\\etc\\agent (read-only: ignored)',
        '  token, fixed path    no  C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount',
        '  token, mount point   yes C:\\C\\<id>\\var\\run\\secrets\\kubernetes.io\\serviceaccount',
        '  token, relative path yes C:\\C\\<id>\\var\\run\\secrets\\kubernetes.io\\serviceaccount',
        '  in-cluster client    fails; prefix its path with %CONTAINER_SANDBOX_MOUNT_POINT%',
      ].join('\n'),
    );
    expect(stdout).toContain('This assumes that:\n');
  });

  test('prints JSON of its schema, a prediction for each pod on each node', async () => {
    const facts = [saved(snapshotWith()), saved(snapshotWith(six))].join(',');
    const { code, stdout } = await run(['predict', manifest, '--facts', facts, '-o', 'json']);
    const answer = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(predictionsSchema.parse(answer)).toEqual(answer);
    expect(answer.predictions.map(({ mode }: { mode: string }) => mode)).toEqual(['bind', 'volume']);
  });

  test('predicts for nodes whose agents it asks, in a table if there are several', async () => {
    using one = await serve(['--facts', story('nssm-user-account')]);
    using two = await serve(['--facts', story('healthy')]);
    const offline = await run(['predict', manifest, '--facts', story('nssm-user-account'), '-o', 'json']);
    const online = await run(['predict', manifest, '--node', one.url, '-o', 'json']);
    // Each is proved as it was asked.
    const unproved = ({ stdout, ...rest }: typeof offline) => ({
      ...rest,
      answer: JSON.parse(stdout, (key, value) => (key === 'verify' ? null : value)),
    });
    expect(unproved(online)).toEqual(unproved(offline));
    expect(offline.stdout).toContain(`--facts ${story('nssm-user-account')}"`);
    expect(online.stdout).not.toContain('--facts');
    const { code, stdout } = await run(['predict', manifest, '--node', one.url, '--node', two.url]);
    expect([code, stdout.includes(`| 127.0.0.1:${one.port}`), stdout.includes(`| 127.0.0.1:${two.port}`)]).toEqual([
      1,
      true,
      true,
    ]);
  });

  test('exits with 2 if nothing fails and something is not known', async () => {
    const text = readFileSync(manifest, 'utf8').replace(/^ +command:.*\n/m, '');
    const { code, stdout } = await run(['predict', written('agent.yaml', text), '--facts', saved(snapshotWith())]);
    expect([
      code,
      stdout.replaceAll('\n', ' ').includes('unknown whether it will run: executable could not be judged'),
    ]).toEqual([2, true]);
  });

  test('reads manifests from standard input, and names what it skips or cannot read', async () => {
    const web =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: r/a:1 }] }\n';
    const input = `${readFileSync(manifest, 'utf8')}---\n${web}---\na: [\n`;
    const { code, stdout } = await run(['predict', '-', '--facts', saved(snapshotWith())], { input });
    expect(code).toBe(2);
    expect(stdout).toContain('Skipped: standard input: Pod web is not a HostProcess pod\n');
    expect(stdout).toMatch(/Not read: standard input:\d+:\d+: /);
  });

  test.each<[string[], RegExp]>([
    [[], /^hostprobe predict: name manifests/],
    [['-', '--facts', '-'], /^hostprobe predict: --facts - and the manifest - cannot both read standard input/],
    [
      ['/nowhere.yaml', '--facts', story('healthy')],
      /^hostprobe predict: .*nowhere\.yaml cannot be read: there is no such file/,
    ],
    [
      [manifest, '--facts', `${story('healthy')},/nowhere.json`],
      /^hostprobe predict: a saved node must be a snapshot.*nowhere\.json cannot/,
    ],
    [
      [written('none.yaml', 'kind: ConfigMap\n'), '--facts', story('healthy')],
      /none\.yaml must hold a HostProcess pod .* but holds no pod/,
    ],
    [
      [written('web.yaml', 'kind: Pod\nmetadata: {name: web}\nspec: {containers: []}\n'), '--facts', story('healthy')],
      /^hostprobe predict: \S+web\.yaml must hold a HostProcess pod .* but it holds none: Pod web is not a HostProcess pod\n$/,
    ],
  ])('%j is bad use', async (args, said) => {
    const { code, stdout, stderr } = await run(['predict', ...args], { input: '' });
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(said);
  });
});
