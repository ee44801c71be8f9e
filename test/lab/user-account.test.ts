import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { predictionsSchema } from '../../agent/stage/prediction.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { containerdLog } from '../../scripts/lab/layout.ts';
import { freePort } from '../../scripts/lab/node.ts';
import { scenarioOf } from '../../scripts/lab/scenarios.ts';
import { toolFolders } from '../deployment/render.ts';
import { textOf } from '../fix.ts';
import { agentPod, windowsNode } from '../fleet/cluster.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { readReport } from './report.ts';
import { until } from './until.ts';
import { useNode } from './with-node.ts';

// What only reads asks one node whose containerd runs as a user.
const shared = useNode('user-account', scenarioOf('containerd-user-account'));

test("a failure in containerd's log is explained by the account that containerd runs as, with the command that helps", async () => {
  const node = shared();
  const { status, diagnoses, findings, facts } = await readReport(node);
  expect(facts.logs).toMatchObject({ ok: true });
  expect(status).toBe('unhealthy');
  const [first] = diagnoses;
  expect(first).toMatchObject({
    signature: 'logon-denied',
    hostProcess: true,
    seen: expect.arrayContaining([expect.objectContaining({ source: containerdLog, count: 1 })]),
    checks: expect.arrayContaining(['containerd-account']),
  });
  expect(first?.causes[0]).toMatchObject({
    id: 'containerd-account',
    weight: 'confirmed',
  });
  expect(textOf(first?.causes[0]?.fix)).toContain('sc.exe config containerd obj= LocalSystem');
  expect(findings.find(({ check }) => check === 'containerd-account')).toMatchObject({
    status: 'fail',
    causes: expect.arrayContaining(['containerd-account']),
  });
});

const manifest = readFileSync(new URL('../predict/agent.yaml', import.meta.url), 'utf8');

test('a manifest that is sent to the agent of a node is judged by what that node is like', async () => {
  const node = shared();
  const url = `127.0.0.1:${await freePort()}`;
  const agent = startAgent(node, 'agent', ['serve', '--listen', url]);
  await until(async () => (await fetch(`http://${url}/readyz`)).ok);
  const answer = await fetch(`http://${url}/predict`, { method: 'POST', body: manifest });
  expect(answer.status).toBe(200);
  const [prediction] = predictionsSchema.parse(await answer.json()).predictions;
  expect(prediction).toMatchObject({ verdict: 'does-not-run', stopsAt: 'user', mode: 'bind' });
  const points = prediction?.stages.find(({ id }) => id === 'user')?.points ?? [];
  expect(points).toContainEqual(expect.objectContaining({ verdict: 'fails', cause: 'containerd-account' }));
  await agent.stop();
});

const program = fileURLToPath(new URL('../../agent/main.ts', import.meta.url));

test('kubectl hostprobe reaches the agent inside Windows: status, report --node, bundle --all', async () => {
  const node = shared();
  const port = await freePort();
  const agent = startAgent(node, 'agent', ['serve', '--interval', '3600', '--listen', `127.0.0.1:${port}`]);
  await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok);

  const name = 'win-node-1';
  const api = await serveKubernetes([windowsNode(name), agentPod(name)]);
  api.allowed = ['get nodes', 'list nodes', 'list pods', 'get pods/portforward'];
  // The kubelet of this cluster connects to the loopback of the node, as a real one does.
  api.kubelet.forward = (_pod, wanted) => (wanted === 20_258 ? port : `port ${wanted} is not the agent's`);

  // A plugin as npm installs it: a program of that name in PATH.
  const bin = join(node.directory, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'kubectl-hostprobe'), `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`);
  chmodSync(join(bin, 'kubectl-hostprobe'), 0o755);
  writeFileSync(join(node.directory, 'kubeconfig'), kubeconfigOf(api));
  const env = {
    KUBECONFIG: join(node.directory, 'kubeconfig'),
    HOME: node.directory,
    PATH: [bin, ...(await toolFolders()), '/usr/bin', '/bin'].join(delimiter),
  };
  const kubectl = (...args: string[]) =>
    execa('kubectl', ['hostprobe', ...args], { env, extendEnv: false, reject: false, cwd: node.directory });

  const status = await kubectl('status', '--live', '-o', 'json');
  expect({ code: status.exitCode, stderr: status.stderr }).toEqual({ code: 1, stderr: '' });
  const [row] = JSON.parse(status.stdout).nodes;
  expect(row).toMatchObject({ node: name, status: 'Unhealthy', via: 'forward' });
  expect(row.fail).toContain('containerd-account');

  const report = await kubectl('report', '--node', name);
  expect(report).toMatchObject({
    exitCode: 1,
    stderr: '',
    stdout: expect.stringMatching(/FAIL +containerd-account/),
  });

  const bundle = await kubectl('bundle', '--all', 'all.zip');
  expect(bundle).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 of 1 node,') });
  const listed = await execa('unzip', ['-Z1', 'all.zip'], { cwd: node.directory });
  expect(listed.stdout.split('\n')).toContain(`nodes/${name}.zip`);
  await execa('unzip', ['-q', '-o', 'all.zip', `nodes/${name}.zip`], { cwd: node.directory });
  const judged = await kubectl('report', '--facts', `nodes/${name}.zip`);
  expect(judged.stdout).toContain('containerd-account');
  expect(await agent.stop()).toBe(0);
});
