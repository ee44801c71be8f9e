import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type KubernetesObject, kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { program } from '../program.ts';
import { saved, serve } from '../run.ts';
import { useManyRuns } from '../run-many.ts';
import { agentPod, windowsNode } from './cluster.ts';

const run = useManyRuns();

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Something that answers as an agent does, on a port of this machine. */
async function answering(answer: Answer): Promise<number> {
  const server = createServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  return (server.address() as AddressInfo).port;
}

/** A bundle of a node. */
let bytes: Buffer;
beforeAll(async () => {
  const bundle = saved('').replace(/json$/, 'zip');
  await run(['bundle', bundle, '--facts', 'test/nodes/nssm-user-account/snapshot.json']);
  bytes = readFileSync(bundle);
});

/** A cluster of so many nodes, whose agents give one bundle, but for those that do otherwise. */
async function cluster(count: number, otherwise: Readonly<Record<string, Answer>> = {}) {
  let atOnce = 0;
  const most = { atOnce: 0 };
  let answers = 0;
  const waiting: { count: number; go: () => void }[] = [];
  /** Resolves when so many bundles were served. */
  const served = (count: number) => new Promise<void>((go) => waiting.push({ count, go }));
  const usual = await answering((_request, response) => {
    atOnce += 1;
    most.atOnce = Math.max(most.atOnce, atOnce);
    setTimeout(() => {
      atOnce -= 1;
      response.writeHead(200, { 'content-type': 'application/zip' }).end(bytes);
      answers += 1;
      for (const { count, go } of waiting) if (answers >= count) go();
    }, 30);
  });
  const ports = new Map<string, number>();
  for (const [node, answer] of Object.entries(otherwise)) ports.set(`hostprobe-${node}`, await answering(answer));
  const names = Array.from({ length: count }, (_, index) => `win-${index}`);
  const api = await serveKubernetes(names.flatMap((name) => [windowsNode(name), agentPod(name)]));
  api.allowed = ['list nodes', 'get nodes', 'list pods', 'list events', 'list daemonsets', 'get pods/portforward'];
  api.kubelet.forward = (pod) => ports.get(pod) ?? usual;
  const KUBECONFIG = saved(kubeconfigOf(api));
  const archive = saved('').replace('node.json', 'all.zip');
  const take = (...args: string[]) => run(['bundle', archive, ...args], { environment: { KUBECONFIG, PATH: '' } });
  const read = (name: string) => execFileSync('unzip', ['-p', archive, name], { maxBuffer: 1e8 });
  return { api, take, read, archive, most, KUBECONFIG, served };
}

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));

/** A HostProcess pod on win-1 with its events, those of the node, and the DaemonSet of hostprobe. */
function ofTheCluster(secret: string): KubernetesObject[] {
  const hostProcess = { windowsOptions: { hostProcess: true } };
  const env = [{ name: 'DB_PASSWORD', value: 'a-plain-value' }];
  const message = `Error: failed to start containerd task: agent.exe ${secret}: Access is denied.: unknown`;
  const event = (involvedObject: object, namespace: string, reason: string): KubernetesObject => ({
    ...{ kind: 'Event', apiVersion: 'v1', metadata: { name: reason.toLowerCase(), namespace } },
    ...{ involvedObject, type: 'Warning', reason, message, count: 1 },
  });
  return [
    {
      ...{ kind: 'Pod', apiVersion: 'v1', metadata: { name: 'agent-x', namespace: 'node-tools', uid: 'uid-x' } },
      spec: {
        ...{ nodeName: 'win-1', hostNetwork: true, securityContext: hostProcess },
        containers: [{ name: 'agent', image: 'agent:1', env, args: [secret] }],
      },
      status: { phase: 'Failed', message },
    },
    { ...{ kind: 'Pod', metadata: { name: 'web', namespace: 'web' } }, spec: { nodeName: 'win-1', containers: [] } },
    event({ kind: 'Pod', namespace: 'node-tools', name: 'agent-x' }, 'node-tools', 'Failed'),
    event({ kind: 'Pod', namespace: 'node-tools', name: 'other' }, 'node-tools', 'BackOff'),
    event({ kind: 'Node', name: 'win-1' }, 'default', 'NodeNotReady'),
    event({ kind: 'Node', name: 'win-0' }, 'default', 'Rebooted'),
    {
      ...{ kind: 'DaemonSet', apiVersion: 'apps/v1' },
      metadata: { name: 'hostprobe', namespace: 'hostprobe', labels: { 'app.kubernetes.io/name': 'hostprobe' } },
      spec: { template: { spec: { containers: [{ name: 'hostprobe', image: 'hostprobe:0.1.0', env }] } } },
      status: { desiredNumberScheduled: 2, currentNumberScheduled: 2 },
    },
  ];
}

describe('bundle --all', () => {
  test('collects 37 of 40 bundles when one node hangs, one refuses and one closes the connection', async () => {
    const { take, read, archive, most } = await cluster(40, {
      'win-3': () => undefined,
      'win-7': (_request, response) => {
        response.writeHead(429, { 'content-type': 'application/problem+json' });
        response.end(JSON.stringify({ detail: 'a bundle is being made for somebody else' }));
      },
      'win-9': (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/zip' });
        response.write(Buffer.from('PK'), () => response.destroy());
      },
    });
    const { code, stdout, stderr } = await take('--all', '--timeout', '3s');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout).toContain('37 of 40 nodes');
    expect(stdout).toMatch(/win-3: win-3 did not answer completely within 3 s/);
    expect(stdout).toMatch(/win-7: win-7 answers 429: a bundle is being made/);
    expect(stdout).toMatch(/win-9: the answer of win-9 was cut or damaged on the way; try again$/m);
    expect(most.atOnce).toBeLessThanOrEqual(6);
    execFileSync('unzip', ['-tq', archive]);
    const { nodes } = JSON.parse(read('manifest.json').toString());
    expect(nodes).toHaveLength(40);
    expect(read('nodes/win-1.zip').equals(bytes)).toBe(true);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(nodes.filter((one: { sha256: string }) => one.sha256 === sha256)).toHaveLength(37);
    expect(JSON.parse(read('errors.json').toString()).map(({ node }: { node: string }) => node)).toEqual([
      'win-3',
      'win-7',
      'win-9',
    ]);
    expect(read('nodes/win-3.error.txt').toString()).toContain('did not answer completely');
    expect(read('hostprobe.log').toString()).toMatch(/\b37 of 40 nodes gave a bundle\n/);
  });

  test.skipIf(process.platform === 'win32')('runs a credential plugin once, for however many nodes', async () => {
    const { api, archive, KUBECONFIG } = await cluster(40);
    const times = archive.replace('all.zip', 'times');
    const kubeconfig = JSON.parse(readFileSync(KUBECONFIG, 'utf8'));
    const version = 'client.authentication.k8s.io/v1';
    const credential = JSON.stringify({ apiVersion: version, kind: 'ExecCredential', status: { token: api.token } });
    const args = ['-c', 'echo once >> "$1"; printf %s "$2"', 'plugin', times, credential];
    kubeconfig.users[0].user = { exec: { apiVersion: version, command: '/bin/sh', args, interactiveMode: 'Never' } };
    const environment = { KUBECONFIG: saved(JSON.stringify(kubeconfig)), PATH: '' };
    expect(await run(['bundle', archive, '--all'], { environment })).toMatchObject({ code: 0, stderr: '' });
    expect(api.streams).toHaveLength(40);
    expect(readFileSync(times, 'utf8')).toBe('once\n');
  });

  test('says at once that the user has no right to reach agents, and writes nothing', async () => {
    const { take, api, archive } = await cluster(3);
    api.allowed = ['list nodes', 'list pods'];
    expect(await take('--all')).toMatchObject({ code: 2, stderr: expect.stringContaining('may open no stream') });
    expect(existsSync(archive)).toBe(false);
  });

  test('needs --yes for many nodes', async () => {
    const { take, api } = await cluster(51);
    expect(await take('--all')).toMatchObject({ code: 64, stderr: expect.stringContaining('--yes') });
    expect(api.streams).toEqual([]);
    const { stdout: plan } = await take('--all', '--dry-run');
    expect(plan).toContain('win-7: Running, by forward\n');
    expect(plan).toMatch(
      /\n51 of 51 nodes would give a bundle, of at most \d+\.\d MB each .*\. Nothing was written\.\n$/,
    );
    const { stdout: one } = await take('--node', 'win-7', '--dry-run');
    expect(one).toMatch(/^win-7: Running, by forward\n1 of 1 node would give a bundle, /);
    const { stdout: inJson } = await take('--node', 'win-7', '--dry-run', '-o', 'json');
    expect(JSON.parse(inJson)).toEqual({
      nodes: [{ node: 'win-7', agent: 'Running', via: 'forward' }],
      maxBytes: expect.any(Number),
    });
    expect(await take('--all', '--redact', 'x.yaml')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--redact has no effect with --all'),
    });
    expect(await take('--node', 'win-1', '--node', 'win-2')).toMatchObject({ code: 0 });
    expect(api.streams).toHaveLength(2);
  });

  test('asks a busy agent again when it says so, and logs the way to each agent', async () => {
    let busy = true;
    const { take, read, api } = await cluster(2, {
      'win-1': (_request, response) => {
        const headers = { 'content-type': 'application/problem+json', 'retry-after': '1' };
        if (busy) response.writeHead(429, headers).end(JSON.stringify({ detail: 'ask again in 1 s' }));
        else response.writeHead(200, { 'content-type': 'application/zip' }).end(bytes);
        busy = false;
      },
    });
    expect(await take('--all')).toMatchObject({ code: 0, stderr: '' });
    expect(api.streams).toHaveLength(3);
    const { nodes } = JSON.parse(read('manifest.json').toString());
    expect(nodes.map(({ via, tried }: { via: string; tried: object[] }) => [via, tried])).toEqual([
      ['forward', []],
      ['forward', []],
    ]);
  });

  test('Ctrl-C ends it with the bundles that are complete', async () => {
    const asked = Promise.withResolvers<void>();
    const { archive, read, KUBECONFIG, served } = await cluster(3, { 'win-1': () => asked.resolve() });
    const child = execa(process.execPath, [program, 'bundle', archive, '--all'], {
      env: { KUBECONFIG, PATH: '' },
      extendEnv: false,
      reject: false,
    });
    await Promise.all([asked.promise, served(2)]);
    // The last bundle is on its way through the cluster.
    await sleep(500);
    child.kill('SIGINT');
    const { exitCode, stdout } = await child;
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/: 2 of 3 nodes, .*win-1: not fetched, because the user stopped the command$/s);
    execFileSync('unzip', ['-tq', archive]);
    expect(JSON.parse(read('errors.json').toString())).toHaveLength(1);
  });

  test('a second Ctrl-C ends it at once, and leaves no bundle behind', async () => {
    const asked = Promise.withResolvers<void>();
    const { KUBECONFIG } = await cluster(12, { 'win-1': () => asked.resolve() });
    const TMPDIR = mkdtempSync(join(tmpdir(), 'hostprobe-temporary-'));
    const child = spawn(process.execPath, [program, 'bundle', '-', '--all'], {
      env: { KUBECONFIG, PATH: '', TMPDIR },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await asked.promise;
    const sizes = () => filesBelow(TMPDIR).map((file) => statSync(file, { throwIfNoEntry: false })?.size);
    await expect.poll(() => sizes().filter((size) => size === bytes.length)).toHaveLength(11);
    child.kill('SIGINT');
    // The archive begins, and nobody reads on: it can only be ended.
    await once(child.stdout, 'readable');
    expect(child.stdout.read(2).toString()).toBe('PK');
    child.kill('SIGINT');
    const [code, signal] = await once(child, 'exit');
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' });
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  test('contains what the API server knows about the nodes, by an allow-list and without secrets, and the log of the run', async () => {
    const { take, read, api } = await cluster(2);
    const secret = '--password=Zk8Qw3Lm5Tr7';
    api.objects.push(...ofTheCluster(secret), { ...windowsNode('linux-1'), metadata: { name: 'linux-1', labels: {} } });
    const { code, stdout, stderr } = await take('--all', '--node', 'win-1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\S+: 1 of 1 node, .*\n$/);
    const told = (name: string) => JSON.parse(read(`cluster/${name}.json`).toString());
    expect(told('nodes')).toMatchObject([{ name: 'win-1', runtimeVersion: 'containerd://1.7.28' }]);
    expect(told('pods')).toMatchObject([{ node: 'win-1', name: 'agent-x', containers: [{ name: 'agent' }] }]);
    expect(told('events').map(({ about, reason }: { about: object; reason: string }) => ({ about, reason }))).toEqual([
      { about: { kind: 'Node', namespace: '', name: 'win-1' }, reason: 'NodeNotReady' },
      { about: { kind: 'Pod', namespace: 'node-tools', name: 'agent-x' }, reason: 'Failed' },
    ]);
    expect(told('daemonset')).toMatchObject([{ namespace: 'hostprobe', name: 'hostprobe', desired: 2 }]);
    const all = ['nodes', 'pods', 'events', 'daemonset'].map((name) => JSON.stringify(told(name))).join('\n');
    expect(all).not.toMatch(/Zk8Qw3Lm5Tr7|DB_PASSWORD|a-plain-value/);
    // The same secret in two files.
    const placeholders = all.match(/\[redacted:[a-z-]+:[0-9a-f]{12}\]/g) ?? [];
    expect(placeholders.length).toBeGreaterThan(1);
    expect(new Set(placeholders).size).toBe(1);
    expect(read('hostprobe.log').toString()).toMatch(
      /^\S+Z hostprobe \S+ takes the bundles of 1 node of here\n\S+Z win-1: \d+ bytes by forward, after \d+ ms\n/,
    );
  });

  test('says what it may not read of the cluster, and contains the rest', async () => {
    const { take, read, api } = await cluster(2);
    api.objects.push(...ofTheCluster('x'));
    api.allowed = api.allowed.filter((right) => right !== 'list daemonsets');
    const { code, stdout } = await take('--all');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\ncluster\/daemonset\.json is not complete: .*403, daemonsets/);
    expect(JSON.parse(read('errors.json').toString())).toMatchObject([{ path: 'cluster/daemonset.json' }]);
    expect(JSON.parse(read('cluster/pods.json').toString())).toHaveLength(1);
  });

  test('the same secret has the same placeholder in the bundles of all nodes', async () => {
    const plain = readFileSync('test/nodes/healthy/snapshot.json', 'utf8');
    const secret = '--password=Zk8Qw3Lm5Tr7';
    const snapshot = saved(plain.replaceAll('--run-service', `--run-service ${secret}`));
    using first = await serve(['--facts', snapshot]);
    using second = await serve(['--facts', snapshot]);
    const { take, read, api, archive } = await cluster(2);
    api.kubelet.forward = (pod) => (pod === 'hostprobe-win-0' ? first.port : second.port);
    const placeholders = async () => {
      expect(await take('--all')).toMatchObject({ code: 0 });
      return [0, 1].map((index) => {
        const inner = archive.replace('all.zip', `${index}.zip`);
        writeFileSync(inner, read(`nodes/win-${index}.zip`));
        const facts = execFileSync('unzip', ['-p', inner, 'snapshot.json']).toString();
        expect(facts).not.toContain('Zk8Qw3Lm5Tr7');
        return /\[redacted:[a-z-]+:[0-9a-f]{12}\]/.exec(facts)?.[0];
      });
    };
    const one = await placeholders();
    // No archive takes the place of another.
    rmSync(archive);
    const other = await placeholders();
    expect(one[0]).toBeDefined();
    expect(one[1]).toBe(one[0]);
    expect(other[0]).not.toBe(one[0]);
  });

  test('reports a node without an agent as an error', async () => {
    const { take, api } = await cluster(2);
    api.objects = api.objects.filter(({ metadata }) => metadata.name !== 'hostprobe-win-1');
    const { code, stdout } = await take('--all');
    expect({ code, stdout }).toEqual({
      code: 2,
      stdout: expect.stringMatching(/win-1: no pod of hostprobe runs on win-1/),
    });
  });
});

test('an agent accepts only a valid key for placeholders that several bundles share', async () => {
  using server = await serve(['--facts', 'test/nodes/nssm-user-account/snapshot.json']);
  const ask = async (key: string) => {
    const answer = await fetch(`${server.url}/bundle?placeholders=${key}`);
    await answer.arrayBuffer();
    return answer.status;
  };
  expect(await ask('a'.repeat(64))).toBe(200);
  expect(await ask('not-hex')).toBe(400);
});
