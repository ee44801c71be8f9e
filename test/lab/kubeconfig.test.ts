import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { freePort } from '../../scripts/lab/node.ts';
import { scenarioOf } from '../../scripts/lab/scenarios.ts';
import { toolFolders } from '../deployment/render.ts';
import { agentPod, windowsNode } from '../fleet/cluster.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { until } from './until.ts';
import { withNode } from './with-node.ts';

const program = fileURLToPath(new URL('../../agent/main.ts', import.meta.url));

test('kubectl hostprobe reaches the agent inside Windows: status, report --node, bundle --all', () =>
  withNode('kubeconfig', scenarioOf('containerd-user-account'), async (node) => {
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
  }));
