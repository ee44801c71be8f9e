import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { agentPod, brokenPod, eventOf, windowsNode } from '../fleet/cluster.ts';
import { type KubernetesObject, kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { program } from '../program.ts';
import { saved } from '../run.ts';
import { useManyRuns } from '../run-many.ts';

const run = useManyRuns();

const logon =
  'failed to create containerd task: failed to create shim task: failed to create user process token: failed to logon user: Access is denied.: unknown';

/** A node that refuses every HostProcess container, and pods of other kinds beside them. */
const objects = (): KubernetesObject[] => [
  windowsNode('win-1'),
  agentPod('win-1'),
  { ...agentPod('linux-1'), metadata: { name: 'web-1', namespace: 'web', uid: 'uid-of-web' } },
  brokenPod('agent-b', { reason: 'RunContainerError', message: logon }),
  brokenPod('agent-a', { reason: 'RunContainerError', message: logon }),
  brokenPod('waits', { reason: 'ContainerCreating', message: '' }, { namespace: 'other' }),
];

async function cluster(all = objects()) {
  const api = await serveKubernetes(all);
  api.allowed = ['list pods', 'list events'];
  const KUBECONFIG = saved(kubeconfigOf(api));
  const pods = (...args: string[]) => run(['pods', ...args], { environment: { KUBECONFIG } });
  return { api, pods, KUBECONFIG };
}

describe('hostprobe pods', () => {
  test('lists each HostProcess pod that does not run below its cause, the first step once', async () => {
    const { pods } = await cluster();
    const { code, stdout, stderr } = await pods();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^3 of 3 HostProcess pods do not run, or restart, on 1 node\.\n\nPossible, 2 pods: /);
    expect(stdout.match(/\(containerd-account\)/g)).toHaveLength(1);
    expect(stdout.match(/^ {2}First: /gm)).toHaveLength(1);
    expect(stdout).toMatch(/^ {4}monitoring\/agent-a +win-1 +RunContainerError\n {4}monitoring\/agent-b /m);
    expect(stdout).toMatch(/^Nothing that Kubernetes says .*\n {4}other\/waits +win-1 +ContainerCreating$/m);
    expect(stdout).toMatch(/hostprobe explain pod\/agent-a -n monitoring\n$/);
  });

  test('events name the cause where the status does not', async () => {
    const { pods } = await cluster([
      brokenPod('waits', { reason: 'ContainerCreating', message: '' }),
      eventOf('waits', `Error: ${logon}`),
    ]);
    const { pods: found } = JSON.parse((await pods('-o', 'json')).stdout);
    expect(found).toMatchObject([
      {
        pod: 'waits',
        state: 'ContainerCreating',
        cause: { id: 'containerd-account' },
        first: { on: 'node' },
        said: null,
      },
    ]);
  });

  test('a container that runs, but ended within the hour, restarts', async () => {
    const ended = (minutes: number) => ({
      terminated: { exitCode: 1, reason: 'Error', finishedAt: new Date(Date.now() - minutes * 60_000).toISOString() },
    });
    const { pods } = await cluster([
      brokenPod('now-and-then', null, { restarts: 40, last: ended(30) }),
      brokenPod('well-again', null, { restarts: 40, last: ended(90) }),
    ]);
    const { hostProcessPods, pods: found } = JSON.parse((await pods('-o', 'json')).stdout);
    expect(hostProcessPods).toBe(2);
    expect(found).toMatchObject([{ pod: 'now-and-then', state: 'Restarted', restarts: 40 }]);
  });

  test('prints YAML, names and a row for each', async () => {
    const { pods } = await cluster();
    expect(parse((await pods('-o', 'yaml')).stdout)).toMatchObject({ schemaVersion: 1, context: 'here', unseen: null });
    expect((await pods('-o', 'name', '-A')).stdout).toBe('pod/agent-a\npod/agent-b\npod/waits\n');
    const [head = '', first = ''] = (await pods('-o', 'wide')).stdout.split('\n').slice(2);
    expect(head.split(/ {2,}/)).toEqual([
      'NAMESPACE',
      'POD',
      'NODE',
      'STATE',
      'CAUSE',
      'RESTARTS',
      'AGE',
      'FIRST STEP',
    ]);
    expect(first).toMatch(/^monitoring +agent-a +win-1 +RunContainerError +containerd-account \(possible\) +0 /);
  });

  test('asks for a namespace and labels as kubectl does, and refuses -n with -A', async () => {
    const { api, pods } = await cluster();
    expect((await pods('-n', 'other', '-l', 'app=x')).stdout).toBe(
      'There is no HostProcess pod in the namespace other.\n',
    );
    expect(api.requests.map(({ path, query }) => [path, query.labelSelector])).toEqual([
      ['/api/v1/namespaces/other/pods', 'app=x'],
    ]);
    expect(await pods('-n', 'other', '-A')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('leave out one'),
    });
  });

  test('says what it may not see, and does not call that well', async () => {
    const { api, pods } = await cluster();
    api.allowed = ['list pods'];
    const { code, stdout } = await pods();
    expect(code).toBe(1);
    expect(stdout).toMatch(/Not seen: the events of monitoring: .*403/);
    api.allowed = [];
    expect(await pods()).toMatchObject({ code: 2, stderr: expect.stringMatching(/403, pods is forbidden/) });
  });

  test('all well is one sentence and 0', async () => {
    const { pods } = await cluster([brokenPod('agent', null)]);
    expect(await pods()).toMatchObject({ code: 0, stdout: 'The only HostProcess pod runs.\n' });
  });

  test('without headings there are only rows, of one namespace or of all', async () => {
    const { pods } = await cluster();
    const rows = (await pods('--no-headers', '-o', 'wide')).stdout.trimEnd().split('\n');
    expect(rows.map((row) => row.split(/ +/)[1])).toEqual(['agent-a', 'agent-b', 'waits']);
    const none = await cluster([windowsNode('win-1')]);
    expect((await none.pods()).stdout).toBe('There is no HostProcess pod in this cluster.\n');
    expect((await none.pods('--no-headers')).stdout).toBe('');
  });

  test('-w prints each pod that breaks or changes', async () => {
    const { api, KUBECONFIG } = await cluster([brokenPod('agent-a', null)]);
    api.disturb = ({ query }, response) => {
      if (query.watch !== 'true') return false;
      response.writeHead(200, { 'content-type': 'application/json' });
      const broken = {
        type: 'MODIFIED',
        object: brokenPod('agent-a', { reason: 'RunContainerError', message: logon }),
      };
      response.write(`${JSON.stringify(broken)}\n${JSON.stringify(broken)}\n`);
      const other = {
        type: 'ADDED',
        object: brokenPod('agent-b', { reason: 'ImagePullBackOff', message: 'no image' }),
      };
      response.write(`${JSON.stringify(other)}\n`);
      return true;
    };
    const child = execa(process.execPath, [program, 'pods', '-w'], {
      env: { KUBECONFIG },
      extendEnv: false,
      reject: false,
    });
    const lines: string[] = [];
    for await (const line of child) {
      lines.push(line);
      if (lines.length === 3) child.kill('SIGINT');
    }
    expect(lines[0]).toBe('The only HostProcess pod runs.');
    expect(lines[1]).toMatch(/^monitoring +agent-a +win-1 +RunContainerError +containerd-account/);
    expect(lines[2]).toMatch(/^monitoring +agent-b +win-1 +ImagePullBackOff/);
  });
});
