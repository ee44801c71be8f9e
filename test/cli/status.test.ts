import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { assess } from '../../agent/assess.ts';
import { agentPod, brokenPod, conditionOf, eventOf, windowsNode } from '../fleet/cluster.ts';
import { type KubernetesObject, kubeconfigOf, send, serveKubernetes } from '../kubernetes.ts';
import { program } from '../program.ts';
import { saved } from '../run.ts';
import { useManyRuns } from '../run-many.ts';
import { snapshotOf } from '../stories.ts';

const run = useManyRuns();

const story = (name: string) => assess(snapshotOf(name));
const now = () => new Date().toISOString();

/** One node of each kind. */
const nodes = (): KubernetesObject[] => [
  windowsNode('win-1', { condition: conditionOf(story('healthy'), now()) }),
  windowsNode('win-2', { condition: conditionOf(story('nssm-user-account'), now()) }),
  windowsNode('win-3', { condition: conditionOf(story('healthy'), '2026-11-01T00:00:00Z') }),
  windowsNode('win-4', { containerd: '1.6.36' }),
  windowsNode('win-5'),
  windowsNode('win-6', { ready: false }),
  { ...windowsNode('linux-1'), metadata: { name: 'linux-1', labels: { 'kubernetes.io/os': 'linux' } } },
];
const logon = {
  reason: 'CrashLoopBackOff',
  message:
    'failed to create containerd task: failed to create shim task: failed to create user process token: failed to logon user: Access is denied.: unknown',
};
const pods = (): KubernetesObject[] => [
  ...['win-1', 'win-2', 'win-3', 'win-6'].map((name) => agentPod(name)),
  agentPod('win-5', logon),
];

async function cluster(objects: KubernetesObject[] = [...nodes(), ...pods()]) {
  const api = await serveKubernetes(objects);
  api.allowed = ['list nodes', 'list pods', 'list daemonsets'];
  const KUBECONFIG = saved(kubeconfigOf(api));
  const status = (...args: string[]) => run(['status', ...args], { environment: { KUBECONFIG } });
  return { api, status, KUBECONFIG };
}
const columns = (line: string) => line.split(/ {2,}/);

describe('hostprobe status', () => {
  test('shows every Windows node in a row, the worst first, with three requests', async () => {
    const { api, status } = await cluster();
    const { code, stdout, stderr } = await status();
    expect(stderr).toBe('');
    const [head = '', ...rows] = stdout.trimEnd().split('\n');
    expect(columns(head)).toEqual([
      ...['NODE', 'STATUS', 'CAUSE', 'PODS', 'CONTAINERD', 'AGENT', 'AGE', 'MODE', 'FAIL', 'WARN', 'UNKNOWN'],
    ]);
    expect(rows.map((row) => columns(row).slice(0, 2).join(' '))).toEqual([
      ...['win-2 Unhealthy', 'win-6 NotReady', 'win-4 NoAgent', 'win-5 NoAgent', 'win-3 Stale', 'win-1 Healthy'],
    ]);
    expect(rows[0]).toMatch(/containerd-account/);
    // As the agent's condition has it, which the API server keeps.
    expect(rows.at(-1)).toMatch(/1\.7\.28 +Running +\d+s +bind/);
    expect(rows[2]).toMatch(/no pod of hostprobe .*1\.6\.36 +- +- +volume/);
    expect(rows[3]).toMatch(/its pod is CrashLoopBackOff/);
    expect(code).toBe(1);
    expect(api.requests.map(({ path }) => path).toSorted()).toEqual([
      '/api/v1/nodes',
      '/api/v1/pods',
      '/apis/apps/v1/daemonsets',
    ]);
  });

  test('counts the HostProcess pods of each node that do not run, and says where they are listed', async () => {
    const all = [...nodes(), ...pods(), brokenPod('agent', { reason: 'RunContainerError', message: 'x' })];
    const { api, status } = await cluster(all);
    const { nodes: rows } = JSON.parse((await status('-o', 'json')).stdout);
    expect(rows.map(({ node, brokenPods }: Record<string, unknown>) => [node, brokenPods])).toContainEqual([
      'win-1',
      1,
    ]);
    expect((await status()).stdout).toMatch(/\n\nhostprobe pods lists the 1 HostProcess pod of PODS\.\n$/);
    // Only the pods of hostprobe's own namespace: nothing is known of the others, which is not the same as none.
    api.disturb = ({ path }, response) => {
      if (path !== '/api/v1/pods') return false;
      send(response, 403, { kind: 'Status', message: 'pods is forbidden' });
      return true;
    };
    const unseen = await status();
    expect(unseen.stdout).toMatch(/^win-1 +Healthy +- +- /m);
    expect(unseen.stdout).toContain('PODS could not be counted: GET /api/v1/pods: 403');
  });

  test("a node without an agent has the cause that its HostProcess pods' states name, its own pod's first", async () => {
    const message = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
    const denied = { reason: 'RunContainerError', message };
    const mount = {
      reason: 'CreateContainerError',
      message: 'named pipe mounts not supported for job containers - interact with the pipe directly: unknown',
    };
    const on = (node: string, pod: KubernetesObject): KubernetesObject => ({
      ...pod,
      spec: { ...Object(brokenPod('x', null).spec), ...Object(pod.spec), nodeName: node },
    });
    const { api, status } = await cluster([
      ...['win-1', 'win-2', 'win-3'].map((name) => windowsNode(name)),
      ...[brokenPod('agent', mount), on('win-2', brokenPod('other', mount)), on('win-2', agentPod('win-2', denied))],
      on('win-3', brokenPod('silent', { reason: 'ContainerCreating', message: '' })),
      eventOf('silent', 'Failed to create pod sandbox: failed to lookup RuntimeClass x: runtimeclass "x" not found'),
    ]);
    api.allowed = ['list nodes', 'list pods', 'list events', 'list daemonsets'];
    const { nodes: rows } = JSON.parse((await status('-o', 'json')).stdout);
    const [first, second, third] = ['win-1', 'win-2', 'win-3'].map((name) =>
      rows.find(({ node }: { node: string }) => node === name),
    );
    expect(first).toMatchObject({
      status: 'NoAgent',
      causes: ['named-pipe-mount'],
      note: expect.stringMatching(/^no pod of hostprobe is on this node; by pods' states: /),
    });
    expect(second).toMatchObject({
      causes: [],
      note: expect.stringMatching(/^its pod is RunContainerError: .*possible, first of 2: containerd-account$/),
    });
    expect(third).toMatchObject({ causes: ['runtime-handler'] });
    const events = api.requests.filter(({ path }) => path.endsWith('/events')).map(({ path }) => path);
    expect(events, 'of the pod alone whose state says nothing').toEqual(['/api/v1/namespaces/monitoring/events']);
  });

  test('a pod that waits for a node by its affinity counts there, and DaemonSets whose pods are refused are told', async () => {
    const waits = {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['win-2'] }] }],
      },
    };
    const waiting = brokenPod('waiting', { reason: 'Pending', message: '' });
    const { nodeName: _, ...spec } = Object(waiting.spec);
    const set = (name: string, namespace: string): KubernetesObject => ({
      ...{ kind: 'DaemonSet', apiVersion: 'apps/v1' },
      metadata: { name, namespace, labels: { 'app.kubernetes.io/name': name } },
      spec: { template: { spec: { securityContext: { windowsOptions: { hostProcess: true } }, containers: [] } } },
      status: { desiredNumberScheduled: 2, currentNumberScheduled: 0 },
    });
    const refusal = (name: string, namespace: string, message: string): KubernetesObject => ({
      ...{ kind: 'Event', apiVersion: 'v1', metadata: { name: `${name}.1`, namespace } },
      involvedObject: { kind: 'DaemonSet', namespace, name },
      ...{ type: 'Warning', reason: 'FailedCreate', message, count: 9 },
    });
    const { api, status } = await cluster([
      ...['win-1', 'win-2'].map((name) => windowsNode(name)),
      { ...waiting, spec: { ...spec, affinity: { nodeAffinity: waits } }, status: { phase: 'Pending' } },
      ...[set('hostprobe', 'hostprobe'), set('metrics', 'monitoring')],
      refusal(
        'hostprobe',
        'hostprobe',
        'Error creating: pods "hostprobe-x7k2p" is forbidden: violates PodSecurity "baseline:latest": hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
      ),
      refusal('metrics', 'monitoring', 'Error creating: pods "metrics-b2c4d" is forbidden: exceeded quota: pods'),
    ]);
    api.allowed = ['list nodes', 'list pods', 'list events', 'list daemonsets'];
    const { nodes: rows } = JSON.parse((await status('-o', 'json')).stdout);
    const row = (name: string) => rows.find(({ node }: { node: string }) => node === name);
    expect(row('win-1')).toMatchObject({ status: 'NoAgent', brokenPods: 0, causes: ['pod-security'] });
    expect(row('win-2')).toMatchObject({ status: 'NoAgent', brokenPods: 1 });
    const { stdout } = await status();
    const told = stdout.replaceAll(/\n(?!\n)/g, ' ');
    expect(told).toMatch(/The API server refuses 2 of 2 pods of DaemonSet hostprobe\/hostprobe: /);
    expect(told).toMatch(/The API server refuses 2 of 2 pods of DaemonSet monitoring\/metrics: .*quota/);
    api.allowed = ['list nodes', 'list pods'];
    expect((await status()).stdout.replaceAll('\n', ' ')).toContain(
      'Whether the API server refuses pods of DaemonSets is not known: GET /apis/apps/v1/daemonsets: 403',
    );
  });

  test('a node that is not ready has the words of its kubelet, and what they mean most', async () => {
    const node = windowsNode('win-1');
    const ready = { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'container runtime is down' };
    const { status } = await cluster([{ ...node, status: { ...Object(node.status), conditions: [ready] } }]);
    const { nodes: rows } = JSON.parse((await status('-o', 'json')).stdout);
    expect(rows[0]).toMatchObject({
      ...{ status: 'NotReady', note: 'container runtime is down; possible, first of 4: containerd-stopped' },
    });
  });

  test('a node whose containerd knows no HostProcess container says so, and has no mode', async () => {
    const { status } = await cluster([windowsNode('win-1', { containerd: '1.5.11' }), agentPod('win-1')]);
    const { nodes: rows } = JSON.parse((await status('-o', 'json')).stdout);
    expect(rows[0]).toMatchObject({
      status: 'Unhealthy',
      fail: ['containerd-version'],
      containerd: '1.5.11',
      mode: null,
    });
    expect((await status()).stdout).toMatch(/containerd 1\.5\.11 does not support HostProcess containers/);
  });

  test('in a window of 80 columns no row is longer, and it says what was cut', async () => {
    const long = windowsNode('ip-192-168-10-10.us-west-2.compute.internal', {
      condition: conditionOf(story('nssm-user-account'), now()),
    });
    const { KUBECONFIG } = await cluster([
      ...nodes(),
      ...pods(),
      long,
      agentPod('ip-192-168-10-10.us-west-2.compute.internal'),
    ]);
    const typed = ['stty cols 80 rows 24;', process.execPath, program, 'status'].join(' ');
    const { stdout } = await execa('script', ['-qec', typed, '/dev/null'], {
      ...{
        env: { PATH: process.env.PATH, KUBECONFIG, TERM: 'dumb', NO_COLOR: '1', LANG: 'C.UTF-8' },
        extendEnv: false,
      },
      ...{ reject: false, stdin: 'ignore' },
    });
    const lines = stdout.split(/\r?\n/);
    expect(lines[0]).toMatch(/^NODE +STATUS +CAUSE/);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain('Cut to the window: -o wide shows all.');
  });

  test('prints JSON, YAML, names and the wide table', async () => {
    const { status } = await cluster();
    const json = JSON.parse((await status('-o', 'json')).stdout);
    expect(json).toMatchObject({ schemaVersion: 1, context: 'here' });
    expect(json.nodes).toHaveLength(6);
    const yaml = parse((await status('-o', 'yaml')).stdout);
    expect(yaml.nodes.map(({ node }: { node: string }) => node)).toEqual(
      json.nodes.map(({ node }: { node: string }) => node),
    );
    expect((await status('-o', 'name', 'win-1')).stdout).toBe('node/win-1\n');
    expect((await status('-o', 'wide')).stdout).toMatch(/hostprobe\/hostprobe-win-1 +hostprobe:0\.1\.0 +10\.0\.0\.7 /);
    const wide = (await status('-o', 'wide')).stdout;
    const [head = '', unhealthy = ''] = wide
      .split('\n')
      .map(columns)
      .map((cells) => cells.join('|'));
    expect(head).toMatch(/\|SHIM\|ACCOUNT\|VIA$/);
    // The name of the account stays on the node.
    expect(unhealthy).toMatch(/\|hpc\|other\|conditions$/);
    expect(wide.trimEnd().split('\n').at(-1)).toMatch(/ hpc +LocalSystem +conditions$/);
  });

  test('selects nodes by name and by labels, and says so if a name does not exist', async () => {
    const { status } = await cluster([windowsNode('win-1', { labels: { pool: 'a' } }), windowsNode('win-2')]);
    expect((await status('-l', 'pool=a', '-o', 'name')).stdout).toBe('node/win-1\n');
    expect(await status('win-3')).toMatchObject({ code: 64, stderr: expect.stringContaining('did you mean win-') });
    const none = await status('-l', 'pool=b');
    expect(none).toMatchObject({ code: 64, stderr: expect.stringContaining('-l pool=b') });
  });

  test('labels select nodes and no pods: the rows are the same with those that all nodes have', async () => {
    const labelled = nodes().map((node) => ({
      ...node,
      metadata: { ...node.metadata, labels: { ...Object(node.metadata.labels), pool: 'a' } },
    }));
    const { status } = await cluster([...labelled, ...pods()]);
    // The age is that of the moment in which it was asked.
    const rows = async (...args: string[]) =>
      (await status('--no-headers', ...args)).stdout.replaceAll(/ \d+s /g, ' 0s ');
    const all = await rows();
    expect(all).toContain('Healthy');
    expect(await rows('-l', 'pool=a')).toBe(all);
  });

  test('says how many of all nodes it shows, unless there are no headings', async () => {
    const { status } = await cluster([
      ...nodes(),
      windowsNode('win-7', { labels: { pool: 'a' } }),
      windowsNode('win-8', { labels: { pool: 'a' } }),
    ]);
    expect((await status('-l', 'pool=a')).stdout).toMatch(/^2 of 8 Windows nodes: 2 NoAgent\n\nNODE /);
    expect((await status('--field-selector', 'metadata.name=win-7')).stdout).toMatch(/^1 of 8 Windows nodes: /);
    expect((await status('win-7', 'win-8', 'win-1')).stdout).toMatch(/^3 of 8 Windows nodes: /);
    expect((await status('-l', 'pool=a', '--no-headers')).stdout).toMatch(/^win-7 +NoAgent.*\nwin-8 /);
    expect((await status()).stdout).toMatch(/^NODE /);
  });

  test('--sort-by sorts the rows by a column, those without a value last, and names the columns for a wrong one', async () => {
    const told = conditionOf(story('healthy'), now());
    const { status } = await cluster([
      windowsNode('win-10', { containerd: '1.7.4', kernel: '10.0.20348.99', condition: told }),
      windowsNode('win-9', { containerd: '1.7.28', kernel: '10.0.17763.1', condition: null }),
      windowsNode('win-2', {
        containerd: '2.0.0-rc.1',
        kernel: '10.0.26100.1',
        condition: { ...told, lastHeartbeatTime: '2026-11-01T00:00:00Z' },
      }),
      agentPod('win-10'),
      agentPod('win-2'),
    ]);
    const order = async (key: string) =>
      (await status('--sort-by', key, '-o', 'name')).stdout.replaceAll('node/', '').trim().split('\n');
    expect(await order('name')).toEqual(['win-2', 'win-9', 'win-10']);
    expect(await order('status')).toEqual(['win-9', 'win-2', 'win-10']);
    expect(await order('age')).toEqual(['win-2', 'win-10', 'win-9']);
    expect(await order('containerd')).toEqual(['win-10', 'win-9', 'win-2']);
    expect(await order('windows')).toEqual(['win-9', 'win-10', 'win-2']);
    expect(await order('kubelet')).toEqual(['win-2', 'win-9', 'win-10']);
    expect(await status('--sort-by', '.metadata.name')).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(
        /--sort-by must be status, name, age, containerd, windows or kubelet, but is .*\.metadata\.name/,
      ),
    });
  });

  test('selects nodes by a field, and shows what the API server says about an unknown one', async () => {
    const { status } = await cluster([windowsNode('win-1'), windowsNode('win-2')]);
    expect((await status('--field-selector', 'metadata.name=win-2', '-o', 'name')).stdout).toBe('node/win-2\n');
    const none = await status('--field-selector', 'metadata.name=win-3');
    expect(none).toMatchObject({ code: 64, stderr: expect.stringContaining('--field-selector metadata.name=win-3') });
    const unknown = await status('--field-selector', 'metadata.labels=a');
    expect(unknown).toMatchObject({ code: 64, stderr: expect.stringContaining('field label not supported') });
  });

  test('exits with 0 if all is well, and with 2 if something is not known', async () => {
    const well = windowsNode('win-1', { condition: conditionOf(story('healthy'), now()) });
    expect((await (await cluster([well, agentPod('win-1')])).status()).code).toBe(0);
    expect((await (await cluster([well])).status()).code).toBe(2);
    // A node with warnings works: its condition is True, as node-problem-detector has it.
    const told = conditionOf(story('healthy'), now());
    const warned = { ...told, reason: 'ChecksWarn', message: `${told.message}; warn: clock-skew` };
    const degraded = await (await cluster([windowsNode('win-1', { condition: warned }), agentPod('win-1')])).status();
    expect(degraded).toMatchObject({ code: 0, stdout: expect.stringContaining('Degraded') });
  });

  test('names the right that is missing', async () => {
    const { api, status } = await cluster();
    api.allowed = ['list nodes'];
    expect(await status()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/403, pods is forbidden: User .* cannot list/),
    });
  });

  test('summarises many nodes: what fails, on how many, and how they differ from healthy ones', async () => {
    const [good, bad] = [story('healthy'), story('nssm-user-account')].map((report) => conditionOf(report, now()));
    const many = Array.from({ length: 30 }, (_, index) => {
      const name = `win-${index}`;
      const own = index < 8 ? { condition: bad ?? null, containerd: '1.7.13' } : { condition: good ?? null };
      return [windowsNode(name, own), agentPod(name)];
    });
    const { stdout } = await (await cluster(many.flat())).status();
    expect(stdout).toContain('30 Windows nodes: 8 Unhealthy, 22 Healthy\n');
    expect(stdout).toContain(
      '  fail containerd-account: 8 nodes; containerd 1.7.13 on all of them, and on no healthy one; ' +
        'containerd runs as a user on all of them, and on no healthy one\n',
    );
    const [one] = await Promise.all([
      cluster([
        ...many.flat(),
        windowsNode('win-x', { containerd: '1.6.36', condition: bad ?? null }),
        agentPod('win-x'),
      ]),
    ]);
    expect((await one.status()).stdout).toContain('fail containerd-account: 9 nodes; containerd 1.7.13 on 8 of them');
  });

  test.each([
    ['says nothing', () => undefined],
    ['stops in the middle of its answer', (response: ServerResponse) => void response.writeHead(200).write('{"kind"')],
  ])('ends in time where the server %s', async (_what, answer) => {
    const { api, status } = await cluster();
    api.disturb = (_request, response) => {
      answer(response);
      return true;
    };
    expect(await status('--request-timeout', '1s')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^hostprobe status: GET \/api\S+: \S+ did not answer in time \(--request-timeout\)\n$/,
      ),
    });
  });

  test('reads compressed answers, which large clusters send', async () => {
    const { api, status } = await cluster();
    api.disturb = ({ path }, response) => {
      if (path !== '/api/v1/nodes') return false;
      const body = gzipSync(JSON.stringify({ kind: 'NodeList', metadata: {}, items: nodes() }));
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
      return true;
    };
    expect((await status('-o', 'name')).stdout).toContain('node/win-1\n');
  });

  test('waits as long as a busy server asks', async () => {
    const { api, status } = await cluster();
    let busy = 1;
    api.disturb = ({ path }, response) => {
      if (path !== '/api/v1/nodes' || busy-- <= 0) return false;
      send(response, 429, {}, { 'retry-after': '0' });
      return true;
    };
    expect((await status('-o', 'name')).stdout.split('\n')).toHaveLength(7);
  });

  test('-w prints each row that changes, in the same columns, until it is stopped', async () => {
    const { api, KUBECONFIG } = await cluster();
    const ill = { ...windowsNode('win-1', { condition: conditionOf(story('nssm-user-account'), now()) }) };
    api.disturb = ({ path, query }, response) => {
      if (query.watch !== 'true') return false;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      if (path === '/api/v1/nodes') {
        const events = [
          { type: 'MODIFIED', object: nodes()[0] },
          { type: 'MODIFIED', object: ill },
        ];
        response.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      }
      return true;
    };
    api.allowed = ['list nodes', 'list pods', 'watch nodes', 'watch pods'];
    const child = execa(process.execPath, [program, 'status', '-w'], {
      env: { KUBECONFIG },
      extendEnv: false,
      reject: false,
    });
    const lines: string[] = [];
    for await (const line of child) {
      lines.push(line);
      // A heading, six nodes, and the one that changed: the first event says nothing new.
      if (lines.length === 8) child.kill('SIGINT');
    }
    expect(lines[7]).toMatch(/^win-1 +Unhealthy .*containerd-account/);
    expect(lines[7]?.indexOf('Unhealthy')).toBe(lines[0]?.indexOf('STATUS'));
    expect((await child).signal).toBe('SIGINT');
  });
});
