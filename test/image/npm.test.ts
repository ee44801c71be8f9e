import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { writePackage } from '../../image/npm.ts';
import { toolFolders } from '../deployment/render.ts';
import { agentPod, windowsNode } from '../fleet/cluster.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { saved } from '../run.ts';

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
}, 120_000);

/** Runs an installed program, by this Node, as a shell finds it. */
async function run(program: string, args: readonly string[], environment: Record<string, string> = {}) {
  const path = [join(installed, 'bin'), dirname(process.execPath), ...(await toolFolders()), '/usr/bin', '/bin'];
  const { exitCode, stdout, stderr } = await execa(program, args, {
    env: { PATH: path.join(delimiter), HOME: folder, ...environment },
    extendEnv: false,
    reject: false,
  });
  return { code: exitCode, stdout, stderr };
}

test('the package has no dependencies, and its program runs', async () => {
  expect(readdirSync(join(installed, 'lib', 'node_modules'))).toEqual(['hostprobe']);
  expect(await run('hostprobe', ['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^hostprobe \d/),
  });
  const text = 'failed to create user process token: failed to logon user: Access is denied.';
  const explained = await run('hostprobe', ['explain', text, '-o', 'json']);
  expect(JSON.parse(explained.stdout)).toMatchObject({ recognised: true });
  const story = 'test/nodes/nssm-user-account/snapshot.json';
  expect(await run('hostprobe', ['report', '--facts', story])).toMatchObject({ code: 1, stderr: '' });
});

test('kubectl finds it as a plugin, keeps its exit code, and completes its words', async () => {
  const api = await serveKubernetes([windowsNode('win-1'), agentPod('win-1')]);
  api.allowed = ['list nodes', 'list pods'];
  const environment = { KUBECONFIG: saved(kubeconfigOf(api)) };
  const status = await run('kubectl', ['hostprobe', 'status', '--no-headers'], environment);
  expect(status).toMatchObject({ code: 2, stderr: '', stdout: expect.stringMatching(/^win-1 +Unknown/) });
  const completed = await run('kubectl', ['__complete', 'hostprobe', 'sta'], environment);
  expect(completed.stdout.split('\n')).toEqual(['status', ':4']);
});
