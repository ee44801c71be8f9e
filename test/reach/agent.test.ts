import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectCommand } from '../../agent/reach/exec.ts';
import { agentPod, windowsNode } from '../fleet/cluster.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { program } from '../program.ts';
import { run, saved, serve } from '../run.ts';

const story = 'test/nodes/nssm-user-account/snapshot.json';

/** A cluster of one node, on which an agent serves a saved snapshot. */
async function cluster(containerd = '1.7.28') {
  const server = await serve(['--facts', story]);
  const api = await serveKubernetes([windowsNode('win-1', { containerd }), agentPod('win-1')]);
  api.allowed = ['get nodes', 'list pods', 'list nodes', 'get pods/exec', 'get pods/portforward'];
  api.kubelet.forward = () => server.port;
  api.kubelet.exec = (_, command) =>
    command.join() === connectCommand.join()
      ? spawn(process.execPath, [program, 'connect', '--listen', `127.0.0.1:${server.port}`], { stdio: 'pipe' })
      : 'no such program';
  const KUBECONFIG = saved(kubeconfigOf(api));
  const hostprobe = (...args: string[]) => run(args, { environment: { KUBECONFIG, PATH: '/nowhere' } });
  return { api, hostprobe, kubeconfig: KUBECONFIG, port: server.port, [Symbol.dispose]: server[Symbol.dispose] };
}
const failed = { code: 1, stderr: '' };

describe('--node win-1', () => {
  test('reads the report by port-forward', async () => {
    using one = await cluster();
    const { stdout, ...ended } = await one.hostprobe('report', '--node', 'win-1');
    expect(ended).toEqual(failed);
    expect(stdout).toContain('containerd-account');
    expect(one.api.streams).toEqual(['portforward v4.channel.k8s.io']);
  });

  test.each([['v5.channel.k8s.io'], ['v4.channel.k8s.io']])(
    'goes by exec (%s) where containerd forwards no ports',
    async (protocol) => {
      using one = await cluster('1.6.36');
      one.api.kubelet.protocols = [protocol];
      const { stdout, ...ended } = await one.hostprobe('report', '--node', 'win-1');
      expect(ended).toEqual(failed);
      expect(stdout).toContain('containerd-account');
      expect(one.api.streams).toEqual([`exec ${protocol}`]);
    },
  );

  test('uses exec when port-forward is denied, and reports both errors when exec is denied too', async () => {
    using one = await cluster();
    one.api.allowed = one.api.allowed.filter((right) => right !== 'get pods/portforward');
    expect((await one.hostprobe('facts', '--node', 'win-1')).code).toBe(0);
    expect(one.api.streams).toEqual(['exec v5.channel.k8s.io']);
    one.api.allowed = ['get nodes', 'list pods'];
    const { code, stderr } = await one.hostprobe('facts', '--node', 'win-1');
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot get resource "pods\/portforward".*cannot get resource "pods\/exec"/);
  });

  test('reports a truncated answer even when exec reports success', async () => {
    using one = await cluster('1.6.36');
    one.api.kubelet.loses = 5000;
    expect(await one.hostprobe('facts', '--node', 'win-1')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/win-1: exec: the answer was cut short/),
    });
  });

  test('asks again, once, when the end of an answer was lost', async () => {
    using one = await cluster('1.6.36');
    const { exec } = one.api.kubelet;
    one.api.kubelet.loses = 5000;
    let tunnels = 0;
    one.api.kubelet.exec = (pod, command) => {
      tunnels += 1;
      if (tunnels === 2) one.api.kubelet.loses = 0;
      return exec(pod, command);
    };
    expect(await one.hostprobe('facts', '--node', 'win-1')).toMatchObject({ code: 0, stderr: '' });
    expect(one.api.streams).toHaveLength(2);
  });

  test.each([['a stream that breaks', 'cutsAfter', 3000]] as const)('%s is an error', async (_what, field, value) => {
    using one = await cluster();
    one.api.kubelet[field] = value;
    expect(await one.hostprobe('facts', '--node', 'win-1')).toMatchObject({ code: 2, stdout: '' });
  });

  test('shows the error of containerd when port-forward fails', async () => {
    using one = await cluster();
    one.api.kubelet.forward = () => 'failed to execute port forward in sandbox "x": wincat.exe: not found';
    expect(await one.hostprobe('facts', '--node', 'win-1', '--via', 'forward')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('wincat.exe'),
    });
  });

  test('goes by exec where port-forward opens and leads to nothing, and tries it once only', async () => {
    using one = await cluster();
    one.api.kubelet.forward = () => 'failed to execute port forward in sandbox "x": wincat.exe: not found';
    const bundle = saved('').replace(/json$/, 'zip');
    // Two requests: for the name, and for the bundle.
    expect(await one.hostprobe('bundle', bundle, '--node', 'win-1')).toMatchObject({ code: 0, stderr: '' });
    expect(one.api.streams).toEqual(['portforward v4.channel.k8s.io', 'exec v5.channel.k8s.io']);
  });

  test.skipIf(process.platform === 'win32')('goes by the kubectl of the user where neither stream opens', async () => {
    using one = await cluster();
    one.api.allowed = ['get nodes', 'list pods'];
    const folder = mkdtempSync(join(tmpdir(), 'hostprobe-kubectl-'));
    const tunnel = [process.execPath, program, 'connect', '--listen', `127.0.0.1:${one.port}`];
    writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\necho "$@" > "$0.args"\nexec ${tunnel.join(' ')}\n`, {
      mode: 0o755,
    });
    const environment = { KUBECONFIG: one.kubeconfig, PATH: folder };
    const flags = [
      ...['--as=joe', '--as-group=a', '--as-group=b', '--as-uid=7', '--as-user-extra=reason=x'],
      ...['--request-timeout=20s', '--insecure-skip-tls-verify', '--context=here', '--user=agent', '--cluster=here'],
    ];
    const asked = ['facts', '--node', 'win-1', ...flags];
    expect(await run(asked, { environment })).toMatchObject({ code: 0, stderr: '' });
    const args = readFileSync(join(folder, 'kubectl.args'), 'utf8').trim().split(' ');
    const [first, passed, last] = [args.slice(0, 5), args.slice(5, 5 + flags.length), args.slice(5 + flags.length)];
    expect(first).toEqual(['exec', '-i', '--namespace=hostprobe', 'pod/hostprobe-win-1', '--container=hostprobe']);
    expect(passed.toSorted()).toEqual(flags.map((flag) => flag.replace('=20s', '=20000ms')).toSorted());
    expect(last).toEqual(['--', ...connectCommand]);
  });

  test.skipIf(process.platform === 'win32')('says why the first ways failed when kubectl fails too', async () => {
    using one = await cluster();
    one.api.allowed = ['get nodes', 'list pods'];
    const folder = mkdtempSync(join(tmpdir(), 'hostprobe-kubectl-'));
    const says =
      'E1126 18:50:55.817082    5564 memcache.go:265] "Unhandled Error" err="x"\\nerror: you must be logged in';
    writeFileSync(join(folder, 'kubectl'), `#!/bin/sh\nprintf '${says}\\n' >&2\nexit 1\n`, { mode: 0o755 });
    const environment = { KUBECONFIG: one.kubeconfig, PATH: folder };
    const { code, stderr } = await run(['facts', '--node', 'win-1'], { environment });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /403, .*pods\/portforward.*; .*403, .*pods\/exec.*; kubectl exec ended with 1: error: you must be logged in\n$/,
    );
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('shows the error of a program that cannot be started', async () => {
    using one = await cluster('1.6.36');
    one.api.kubelet.exec = () => 'Internal error occurred: hcs::System::CreateProcess: The system cannot find the file';
    const { code, stderr } = await one.hostprobe('facts', '--node', 'win-1', '--via', 'exec');
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('was not started: Internal error') });
  });

  test('works with bundle, explain and predict', async () => {
    using one = await cluster();
    const bundle = saved('').replace(/json$/, 'zip');
    const limits = ['--node', 'win-1', '--since', '2d', '--max-size', '20MB'];
    expect((await one.hostprobe('bundle', bundle, ...limits)).stdout).toMatch(/node\.zip: \d+ kB from win-1/);
    const text = 'failed to create user process token: failed to logon user: Access is denied.';
    const explained = await one.hostprobe('explain', text, '--node', 'win-1', '-o', 'json');
    expect(JSON.parse(explained.stdout).diagnoses[0].causes[0].weight).toBe('confirmed');
    const predicted = await one.hostprobe('predict', 'test/predict/agent.yaml', '--node', 'win-1', '-o', 'json');
    expect(JSON.parse(predicted.stdout).predictions).toHaveLength(1);
  });

  test('predict uses the Node object of a node without an agent, and says so', async () => {
    using one = await cluster();
    one.api.objects.push(windowsNode('win-2', { containerd: '1.5.11' }));
    const asked = ['predict', 'test/predict/agent.yaml', '--node', 'win-1', '--node', 'win-2'];
    const { code, stdout } = await one.hostprobe(...asked);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\| containerd +\| v1\.7\.28 +\| 1\.5\.11 +\|$/m);
    expect(stdout).toMatch(/^\| will it run +\| .* \| it will not run; it stops at mode +\|$/m);
    expect(stdout.replaceAll('\n', ' ')).toContain('Of win-2 only its Node object was seen: no pod of hostprobe runs');
  });

  test('says when the node does not exist or has no agent', async () => {
    using one = await cluster();
    expect(await one.hostprobe('report', '--node', 'win-9')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('this cluster has no node win-9'),
    });
    one.api.objects = [windowsNode('win-1')];
    expect(await one.hostprobe('report', '--node', 'win-1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no pod of hostprobe runs on win-1'),
    });
  });
});
