import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { writePackage } from '../../image/npm.ts';
import { linuxNode } from '../../image/packages.ts';
import { toolFolders } from '../deployment/render.ts';
import { agentPod, windowsNode } from '../fleet/cluster.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { pathOf } from '../pages.ts';
import { run as fromSource, saved } from '../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostprobe-npm-'));
const installed = join(folder, 'installed');

beforeAll(async () => {
  await writePackage(join(folder, 'package'));
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { cwd: join(folder, 'package'), stdio: ['ignore', 'pipe', 'pipe'] });
  npm('pack', '--silent', '--offline', '--pack-destination', folder);
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  npm(
    'install',
    '--global',
    '--offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefix',
    installed,
    join(folder, archive),
  );
  return () => rmSync(folder, { recursive: true, force: true });
});

/** The folder of this Node's program, and of others that the package is for. */
const nodes: Readonly<Record<string, string>> = {
  'Node.js 20': dirname(
    await linuxNode({
      version: '20.20.2',
      integrity: 'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
    }),
  ),
  'Node.js 22': dirname(
    await linuxNode({
      version: '22.23.3',
      integrity: 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    }),
  ),
  'Node.js 24': dirname(
    await linuxNode({
      version: '24.21.0',
      integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    }),
  ),
  'the Node.js that ships': dirname(process.execPath),
};
const usual = dirname(process.execPath);

/** Runs an installed program, by a Node, as a shell finds it. */
async function run(program: string, args: readonly string[], environment: Record<string, string> = {}, node = usual) {
  const path = [join(installed, 'bin'), node, ...(await toolFolders()), '/usr/bin', '/bin'];
  const { exitCode, stdout, stderr } = await execa(program, args, {
    env: { PATH: path.join(delimiter), HOME: folder, ...environment },
    extendEnv: false,
    reject: false,
  });
  return { code: exitCode, stdout, stderr };
}

test('the package has no dependencies', () => {
  expect(readdirSync(join(installed, 'lib', 'node_modules'))).toEqual(['hostprobe']);
});

describe.each(Object.entries(nodes))('by %s', (_name, node) => {
  const story = 'test/nodes/nssm-user-account/snapshot.json';
  const pod = 'test/predict/agent.yaml';

  test('its program does what needs no Windows', async () => {
    const text = 'failed to create user process token: failed to logon user: Access is denied.';
    const own = (...args: string[]) => run('hostprobe', args, {}, node);
    expect(await own('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^hostprobe \d/) });
    expect(JSON.parse((await own('explain', text, '-o', 'json')).stdout)).toMatchObject({ recognised: true });
    expect(await own('report', '--facts', story)).toMatchObject({ code: 1, stderr: '' });
    for (const format of node === usual ? ['json', 'html', 'junit', 'prometheus', 'npd'] : ['json']) {
      expect(await own('report', '--facts', story, '-o', format)).toMatchObject({ code: 1, stderr: '' });
    }
    expect(await own('lint', pod)).toMatchObject({ code: 0, stderr: '' });
    expect(await own('predict', pod, '--facts', story)).toMatchObject({
      stderr: '',
      stdout: expect.stringMatching(/./),
    });
    const bundle = join(mkdtempSync(join(folder, 'bundle-')), 'node.zip');
    expect(await own('bundle', bundle, '--facts', story)).toMatchObject({ code: 0, stderr: '' });
    expect(await own('report', '--facts', bundle)).toMatchObject({ code: 1, stderr: '' });
    expect(await own('redact', pod)).toMatchObject({ code: 0 });
  }, 240_000);

  test('its catalogue is that of the source', async () => {
    const args = ['explain', '--list', '-o', 'json'];
    const listed = await run('hostprobe', args, {}, node);
    expect(listed.stdout).toBe((await fromSource(args)).stdout.trimEnd());
  });

  test('it reaches an agent through a cluster, and serves a saved node with its threads', async () => {
    const path = [node, '/usr/bin', '/bin'].join(delimiter);
    const program = join(installed, 'bin', 'hostprobe');
    const args = ['serve', '--facts', story, '--listen', '127.0.0.1:0'];
    const child = spawn(program, args, { env: { PATH: path, HOME: folder }, stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface(child.stderr);
    const listening = async (): Promise<number> => {
      for await (const line of lines) {
        const entry: { msg: string; port: number } = JSON.parse(line);
        if (entry.msg === 'listening') return entry.port;
      }
      throw new Error('it ended before it listened');
    };
    const port = await listening();
    const explained = await fetch(`http://127.0.0.1:${port}/explain`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'failed to logon user: Access is denied.',
    });
    expect(await explained.json()).toMatchObject({ recognised: true });
    const api = await serveKubernetes([windowsNode('win-1'), agentPod('win-1')]);
    api.allowed = ['get nodes', 'list pods', 'get pods/portforward'];
    api.kubelet.forward = () => port;
    const environment = { KUBECONFIG: saved(kubeconfigOf(api)) };
    const report = await run('hostprobe', ['report', '--node', 'win-1'], environment, node);
    expect(report).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('containerd-account') });
  });
});

test('an older Node.js gets one sentence, with the number that the package and its page say', async () => {
  const old = join(folder, 'old.cjs');
  writeFileSync(old, "Object.defineProperty(process.versions, 'node', { value: '18.20.8' });");
  const { code, stdout, stderr } = await run('hostprobe', ['--version'], { NODE_OPTIONS: `--require=${old}` });
  expect({ code, stdout, stderr }).toEqual({
    code: 64,
    stdout: '',
    stderr: 'hostprobe: needs Node.js 20 or newer, but this is 18.20.8',
  });
  const { engines } = JSON.parse(readFileSync(join(folder, 'package', 'package.json'), 'utf8'));
  expect(engines).toEqual({ node: '>=20' });
  expect(readFileSync(pathOf('.github/install.md'), 'utf8')).toContain(
    'the npm package, for any system with Node.js 20 or newer',
  );
});

test('kubectl finds it as a plugin, keeps its exit code, and completes its words', async () => {
  const api = await serveKubernetes([windowsNode('win-1'), agentPod('win-1')]);
  api.allowed = ['list nodes', 'list pods'];
  const environment = { KUBECONFIG: saved(kubeconfigOf(api)) };
  const status = await run('kubectl', ['hostprobe', 'status', '--no-headers'], environment);
  expect(status).toMatchObject({ code: 2, stderr: '', stdout: expect.stringMatching(/^win-1 +Unknown/) });
  const completed = await run('kubectl', ['__complete', 'hostprobe', 'sta'], environment);
  expect(completed.stdout).toMatch(/^status\tshow all Windows nodes .*\n:4$/);
});
