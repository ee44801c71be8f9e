import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/cli/lint.ts';
import { hostProcessPod, podOf } from '../rules/lint.ts';
import { saved } from '../run.ts';
import { useManyRuns } from '../run-many.ts';
import { hives, layoutOf, program, tarOf } from '../saved-image.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { six } from '../stages/nodes.ts';

const run = useManyRuns();

const good = hostProcessPod('  containers: [{name: a, image: r/a:1}]');
const warned = hostProcessPod('  dnsPolicy: ClusterFirstWithHostNet\n  containers: [{name: a, image: r/a:1}]');
const bad = hostProcessPod('  hostPID: true\n  containers: [{name: a, image: r/a:1}]');

describe('hostprobe lint', () => {
  test('exits with 0 for good manifests on standard input', async () => {
    const { code, stdout } = await run(['lint', '-'], { input: good });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '1 HostProcess pod judged in 1 file: 0 errors, 0 warnings, 0 notes.\n',
    });
  });

  test('exits with 1 for errors in a file, and says where they are', async () => {
    const file = saved(bad);
    const { code, stdout } = await run(['lint', file]);
    expect(code).toBe(1);
    expect(stdout).toContain(
      `${file}:11:3: error windows-fields: spec.hostPID: Forbidden: cannot be set for a windows pod\n`,
    );
  });

  test('exits with 1 for warnings with the flag for that', async () => {
    expect((await run(['lint', '-'], { input: warned })).code).toBe(0);
    expect((await run(['lint', '-', '--fail-on', 'warn'], { input: warned })).code).toBe(1);
  });

  test('a repository without a HostProcess pod passes with a sentence; with --require it ends with 2', async () => {
    const { code, stdout } = await run(['lint', '-'], { input: 'kind: Service\n' });
    expect(code).toBe(0);
    expect((await run(['lint', '-', '--require'], { input: 'kind: Service\n' })).code).toBe(2);
    expect(stdout).toMatch(/^No HostProcess pod found in 1 file\.$/m);
    const empty = await run(['lint', '-'], { input: '\n' });
    expect([empty.code, empty.stdout]).toEqual([0, 'No object of Kubernetes found in 1 file.\n']);
  });

  test('with --require a HostProcess pod without a problem is enough, and standard input is read once', async () => {
    expect((await run(['lint', '-', '--require', '--fail-on', 'warn'], { input: good })).code).toBe(0);
    const twice = await run(['lint', '-', '--facts', `${saved(snapshotWith())},-`], { input: good });
    expect([twice.code, twice.stderr]).toEqual([64, expect.stringContaining('cannot both read standard input')]);
  });

  test('-f names a file, as in kubectl', async () => {
    const file = saved(bad);
    expect(await run(['lint', '-f', file])).toEqual(await run(['lint', file]));
    expect((await run(['lint', '-f'])).stderr).toContain('--filename needs a value: --filename <file>');
  });

  test('judges every pod with --all', async () => {
    const input = 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: web, image: r/a:1}]}\n';
    const { code, stdout } = await run(['lint', '-', '--all'], { input });
    expect(code).toBe(1);
    expect(stdout).toContain('standard input:3:1: error host-process-field: the pod is not HostProcess\n');
  });

  test('judges only for the kinds of nodes that flags select', async () => {
    const { stdout } = await run(['lint', '-', '--containerd', '1.7', '--bind-filter', 'no', '-o', 'json'], {
      input: good,
    });
    expect(JSON.parse(stdout).nodes).toEqual(['1.7 without bind filter']);
  });

  test('judges for the given nodes by the Kubernetes version of their cluster, unless a flag gives another', async () => {
    const input = hostProcessPod('  containers: [{name: a, image: r, restartPolicy: Always}]');
    const given = saved(
      snapshotWith((facts) => {
        six(facts);
        if (facts.cluster.seen) facts.cluster.seen.version = got('v1.27.3');
      }),
    );
    const judged = async (...flags: string[]) => {
      const { stdout } = await run(['lint', '-', '-o', 'json', ...flags], { input });
      const { nodes, kubernetes, problems } = JSON.parse(stdout);
      return { nodes, kubernetes, said: problems.map(({ message }: { message: string }) => message) };
    };
    const own = await judged('--facts', given);
    expect([own.nodes, own.kubernetes]).toEqual([['1.6'], '1.27']);
    const newer = await judged('--facts', given, '--kubernetes', '1.30');
    expect(newer.kubernetes).toBe('1.30');
    expect(newer.said).not.toEqual(own.said);
    const both = await judged('--facts', given, '--facts', saved(snapshotWith()));
    expect([both.nodes, both.kubernetes]).toEqual([['1.6', '1.7 with bind filter'], '1.27']);
    const { code, stderr } = await run(['lint', '-', '--facts', given, '--containerd', '2.x'], { input });
    expect([code, stderr]).toEqual([64, expect.stringContaining('must leave one of the nodes that are given')]);
  });

  test('uses the kubelet versions of the given nodes, which may be older than the API server', async () => {
    const container =
      '{name: a, image: r, command: [a.exe], securityContext: {windowsOptions: {hostProcess: true, runAsUserName: SYSTEM}}}';
    const input = podOf(`  hostNetwork: true\n  containers: [${container}]\n`);
    const nodeOf = (kubelet: string | null) =>
      snapshotWith(({ cluster }) => {
        if (!cluster.seen) return;
        cluster.seen.version = got('v1.28.0');
        if (kubelet === null) cluster.seen.node = denied();
        else if (cluster.seen.node.ok && cluster.seen.node.value) cluster.seen.node.value.kubeletVersion = kubelet;
      });
    const said = async (...kubelets: (string | null)[]) => {
      const given = kubelets.flatMap((kubelet) => ['--facts', saved(nodeOf(kubelet))]);
      return (await run(['lint', '-', ...given], { input })).stdout;
    };
    expect(await said('v1.24.17')).toContain('host-process-level: hostProcess is set only for containers');
    expect(await said('v1.25.0')).not.toContain('host-process-level');
    // One that is not known may be as old as the API server allows, whatever the others are.
    expect(await said(null, 'v1.28.0')).toBe(await said(null));
  });

  test('says which rules judge, where those of the asked version are not known', async () => {
    const { stdout, stderr } = await run(['lint', '-', '--kubernetes', '1.99'], { input: bad });
    expect(stderr).toBe('hostprobe knows the rules of Kubernetes 1.25 to 1.37, not those of 1.99: it judges by 1.37\n');
    expect(stdout).toContain('hostPID');
    expect((await run(['lint', '-', '--kubernetes', '1.37'], { input: bad })).stderr).toBe('');
  });

  test.each(lint.outputs)('answers in the form %s', async (form) => {
    const { code, stdout, stderr } = await run(['lint', '-', '-o', form], { input: bad });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('spec.hostPID: Forbidden: cannot be set for a windows pod');
  });

  test.each([
    [['lint'], 'hostprobe lint: name manifests: files, folders, or - for standard input\n'],
    [
      ['lint', 'agent.yaml', '--containerd', '1.8'],
      'hostprobe lint: --containerd must be 1.6, 1.7 or 2.x, but is "1.8"\n',
    ],
    [
      ['lint', 'agent.yaml', '--bind-filter', 'maybe'],
      'hostprobe lint: --bind-filter must be yes or no, but is "maybe"\n',
    ],
    [['lint', 'agent.yaml', '--fail-on', 'info'], 'hostprobe lint: --fail-on must be warn or error, but is "info"\n'],
  ])('%j is bad use', async (args, stderr) => {
    expect(await run(args)).toEqual({ code: 64, stdout: '', stderr });
  });
});

describe('hostprobe lint --image', () => {
  test('judges a saved image without a manifest, and refuses what is none', async () => {
    const image = async (entrypoint: string[]) => {
      const config = { Entrypoint: entrypoint };
      return saved(await tarOf(await layoutOf([{ ...hives(), 'Files/agent.exe': program() }], { config })));
    };
    const right = await run(['lint', '--image', await image(['agent.exe'])]);
    expect(right).toMatchObject({ code: 0, stdout: 'Images judged: no problem found.\n' });
    const wrong = await run(['lint', '--image', await image(['/app/agent.exe'])]);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('error image: its entry point names /app/agent.exe, which is a path of the host');
    const none = await run(['lint', '--image', saved('hello')]);
    expect(none.code).toBe(64);
    expect(none.stderr).toContain('must be an image');
  });
});
