import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { run, saved, serve } from '../run.ts';
import { agentPod, windowsNode } from './cluster.ts';

const program = new URL('../../agent/main.ts', import.meta.url).pathname;

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

/** A cluster of so many nodes, whose agents give one bundle, but for those that do otherwise. */
async function cluster(count: number, otherwise: Readonly<Record<string, Answer>> = {}) {
  const bundle = saved('').replace(/json$/, 'zip');
  await run(['bundle', bundle, '--facts', 'test/nodes/nssm-user-account/snapshot.json']);
  const bytes = readFileSync(bundle);
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
  api.allowed = ['list nodes', 'get nodes', 'list pods', 'get pods/portforward'];
  api.kubelet.forward = (pod) => ports.get(pod) ?? usual;
  const KUBECONFIG = saved(kubeconfigOf(api));
  const archive = bundle.replace('node.zip', 'all.zip');
  const take = (...args: string[]) => run(['bundle', archive, ...args], { environment: { KUBECONFIG, PATH: '' } });
  const read = (name: string) => execFileSync('unzip', ['-p', archive, name], { maxBuffer: 1e8 });
  return { api, take, read, archive, bytes, most, KUBECONFIG, served };
}

describe('bundle --all', () => {
  test('collects 37 of 40 bundles when one node hangs, one refuses and one closes the connection', async () => {
    const { take, read, archive, bytes, most } = await cluster(40, {
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
    expect(stdout).toMatch(/win-9: win-9 /);
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
  });

  test('asks for --yes for many nodes', async () => {
    const { take, api } = await cluster(51);
    expect(await take('--all')).toMatchObject({ code: 64, stderr: expect.stringContaining('--yes') });
    expect(api.streams).toEqual([]);
    expect((await take('--all', '--dry-run')).stdout.split('\n')).toHaveLength(52);
    expect(await take('--node', 'win-1', '--node', 'win-2')).toMatchObject({ code: 0 });
    expect(api.streams).toHaveLength(2);
  });

  test('asks an agent that serves others again when it says so, and tells the way to each', async () => {
    let busy = true;
    const { take, read, api, bytes } = await cluster(2, {
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

  test('Ctrl-C ends it with the bundles that there are', async () => {
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
    const [one, other] = [await placeholders(), await placeholders()];
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
