import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { comparisonOfAllSchema, comparisonSchema } from '../../agent/compare/schema.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import { bundleOf } from '../bundle/bundles.ts';
import { zip } from '../bundle/zip.ts';
import { drawOf } from '../compare/draw.ts';
import { models, poolOf } from '../compare/pools.ts';
import { set } from '../compare/recorded.ts';
import { agentPod, windowsNode } from '../fleet/cluster.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { saved, serve } from '../run.ts';
import { useManyRuns } from '../run-many.ts';

const run = useManyRuns();

const service = ['facts', 'services', 'value', 'containerd', 'value'];

/** Files of four nodes of a pool, of which the first is broken. */
function savedPool(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-compare-'));
  const [model] = models;
  if (model === undefined) throw new Error('there are models');
  const nodes = poolOf(drawOf(3, 'command'), { model, size: 4, rolling: false });
  set(nodes[0] ?? null, [...service, 'startType'], 'disabled');
  set(nodes[0] ?? null, [...service, 'account'], '.\\k8s-admin');
  return nodes.map((node, index) => {
    const path = join(folder, `node-${index}.json`);
    writeFileSync(path, JSON.stringify(node));
    return path;
  });
}

test('what differs on a node is told with the values of both sides, and how to look closer', async () => {
  const { code, stdout } = await run(['compare', ...savedPool()]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/differs from its 3 peers in 1 thing/);
  expect(stdout).toMatch(/services containerd account is \.\\k8s-admin; all 3 peers have LocalSystem/);
  expect(stdout).toMatch(/start type: disabled, peers auto/);
  expect(stdout).toMatch(/sc\.exe qc containerd/);
});

test('peers do not differ from each other, and one node alone has none', async () => {
  const [, ...peers] = savedPool();
  expect((await run(['compare', ...peers])).code).toBe(0);
  const { code, stdout } = await run(['compare', ...peers.slice(0, 1)]);
  expect([code, stdout]).toEqual([2, expect.stringMatching(/There is no peer to compare with: it takes/)]);
});

test('two nodes of one name and one time are told from a node without peers', async () => {
  const [file = ''] = savedPool();
  const { code, stderr } = await run(['compare', file, saved(readFileSync(file, 'utf8'))]);
  expect([code, stderr]).toEqual([
    64,
    expect.stringMatching(/must be other nodes, or this one at another time, but all 2/),
  ]);
});

test('the JSON has the published shape, and the page the sentences', async () => {
  const pool = savedPool();
  const { differences } = comparisonSchema.parse(JSON.parse((await run(['compare', '-o', 'json', ...pool])).stdout));
  expect(differences[0]).toMatchObject({ there: 'LocalSystem', sharing: 3, of: 3 });
  const { stdout } = await run(['compare', '-o', 'html', ...pool]);
  expect(stdout).toContain('all 3 peers have LocalSystem');
  expect(stdout).not.toContain('<script');
});

test('of an archive of several nodes all that stand out are told, or the one that is named', async () => {
  const files = savedPool();
  const parts = await Promise.all(
    files.map(async (file, index) => ({
      name: `nodes/win-${index}.zip`,
      content: await bundleOf({ snapshot: readSnapshot(readFileSync(file, 'utf8'), file) }),
    })),
  );
  const archive = saved('').replace(/json$/, 'zip');
  writeFileSync(archive, zip([{ name: 'manifest.json', content: '{"nodes":[]}' }, ...parts]));
  const { code, stdout } = await run(['compare', archive]);
  expect(stdout).toMatch(/^1 of 4 nodes stands out from its pool\n\n.* differs from its 3 peers in 1 thing/);
  expect(code).toBe(1);
  const all = comparisonOfAllSchema.parse(JSON.parse((await run(['compare', '-o', 'json', archive])).stdout));
  expect(all.unlike.map(({ differences }) => differences[0]?.there)).toEqual(['LocalSystem']);
  const alike = all.nodes.find((node) => node !== all.unlike[0]?.node) ?? '';
  expect((await run(['compare', archive, '--node', alike])).stdout).toMatch(/^\S+ does not differ from its 3 peers/);
  expect((await run(['compare', archive, '--node', 'win-9'])).stderr).toMatch(/must name a node of these files, but/);
  expect((await run(['compare', ...files.slice(0, 1), archive])).stdout).toMatch(/differs from its 3 peers in 1 thing/);
  expect((await run(['compare', '-o', 'html', archive])).stdout).toContain(
    '<h2>1 of 4 nodes stands out from its pool</h2>',
  );
});

test('what is no list of a node and its peers is refused with the way out', async () => {
  expect((await run(['compare'])).stderr).toMatch(/name the snapshots or bundles of a node and of its healthy peers/);
  expect(await run(['compare', 'absent.json'])).toMatchObject({ code: 64 });
});

test('in a cluster the peers are the nodes of its pool, whose agents answer', async () => {
  const labels = (pool: string) => ({ 'kubernetes.azure.com/agentpool': pool });
  const files = savedPool();
  const agents = await Promise.all(files.map((file) => serve(['--facts', file])));
  try {
    const names = ['win-3', 'win-1', 'win-2', 'win-4'];
    const api = await serveKubernetes([
      ...names.map((name) => windowsNode(name, { labels: labels('one') })),
      windowsNode('win-5', { labels: labels('other') }),
      ...[...names, 'win-5'].map((name) => agentPod(name)),
    ]);
    api.allowed = ['list nodes', 'list pods', 'get pods/portforward'];
    api.kubelet.forward = (pod) => agents[names.indexOf(pod.replace('hostprobe-', ''))]?.port ?? 'refused';
    const environment = { KUBECONFIG: saved(kubeconfigOf(api)), PATH: '' };
    const { code, stdout } = await run(['compare', '--node', 'win-3'], { environment });
    expect(stdout).toMatch(/differs from its 3 peers in 1 thing/);
    expect(code).toBe(1);
    expect((await run(['compare', '--node', 'win-9'], { environment })).stderr).toMatch(/no Windows node win-9/);
    api.allowed = [...api.allowed, 'get nodes', 'list events', 'list daemonsets'];
    const archive = saved('').replace(/json$/, 'zip');
    const taken = await run(['bundle', archive, '-l', 'kubernetes.azure.com/agentpool=one'], { environment });
    expect(taken.stdout).toMatch(/ stands out from its pool \(compare\.json\): services containerd account is /);
    const inArchive = (name: string) => execFileSync('unzip', ['-p', archive, name], { encoding: 'utf8' });
    expect(inArchive('status.txt')).toContain('unlike its pool: services containerd account is ');
    expect(comparisonOfAllSchema.parse(JSON.parse(inArchive('compare.json'))).unlike).toHaveLength(1);
  } finally {
    for (const agent of agents) agent[Symbol.dispose]();
  }
});
