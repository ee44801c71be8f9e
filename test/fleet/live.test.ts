import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import { drawOf } from '../compare/draw.ts';
import { models, poolOf } from '../compare/pools.ts';
import { set } from '../compare/recorded.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { saved, serve } from '../run.ts';
import { useManyRuns } from '../run-many.ts';
import { snapshotFile } from '../stories.ts';
import { agentPod, windowsNode } from './cluster.ts';

const run = useManyRuns();

/** One cause of its failure is confirmed, and another is only possible. */
const illFacts = snapshotFile('containerd-user-account');

/** The agents of an unhealthy node and of a healthy one. */
let ill: Awaited<ReturnType<typeof serve>>;
let well: typeof ill;
beforeAll(async () => {
  [ill, well] = await Promise.all([
    serve(['--facts', illFacts]),
    serve(['--facts', 'test/nodes/healthy/snapshot.json']),
  ]);
  return () => {
    ill[Symbol.dispose]();
    well[Symbol.dispose]();
  };
});

/** Four nodes without conditions: an unhealthy one, a healthy one, one whose agent listens nowhere, one without an agent. */
async function cluster() {
  const names = ['win-1', 'win-2', 'win-3'];
  const api = await serveKubernetes([
    ...names.flatMap((name) => [windowsNode(name), agentPod(name)]),
    windowsNode('win-4'),
  ]);
  api.allowed = ['list nodes', 'list pods', 'get pods/portforward'];
  api.kubelet.forward = (pod) =>
    ({ 'hostprobe-win-1': ill.port, 'hostprobe-win-2': well.port })[pod] ?? 'dial tcp 127.0.0.1:20258: refused';
  const KUBECONFIG = saved(kubeconfigOf(api));
  const plain = (...args: string[]) => run(['status', ...args], { environment: { KUBECONFIG, PATH: '' } });
  return { api, plain, status: (...args: string[]) => plain('--live', ...args) };
}

/** Four nodes of one pool, the first of which has another start type of containerd. */
async function pool() {
  const [model] = models;
  if (model === undefined) throw new Error('there are models');
  const nodes = poolOf(drawOf(3, 'status'), { model, size: 4, rolling: false });
  set(nodes[0] ?? null, ['facts', 'services', 'value', 'containerd', 'value', 'startType'], 'demand');
  const agents = await Promise.all(nodes.map((node) => serve(['--facts', saved(JSON.stringify(node))])));
  const names = ['win-1', 'win-2', 'win-3', 'win-4'];
  const api = await serveKubernetes(names.flatMap((name) => [windowsNode(name), agentPod(name)]));
  api.allowed = ['list nodes', 'list pods', 'get pods/portforward'];
  api.kubelet.forward = (pod) => agents[names.indexOf(pod.replace('hostprobe-', ''))]?.port ?? 'refused';
  return {
    environment: { KUBECONFIG: saved(kubeconfigOf(api)), PATH: '' },
    [Symbol.dispose]() {
      for (const agent of agents) agent[Symbol.dispose]();
    },
  };
}

describe('hostprobe status --live', () => {
  test('names the node that stands out from its pool, and by what', async () => {
    using one = await pool();
    const { stdout } = await run(['status', '--live', '-o', 'json'], { environment: one.environment });
    const notes = JSON.parse(stdout).nodes.map(({ node, note }: Record<string, string>) => [node, note]);
    expect(Object.fromEntries(notes)).toEqual({
      'win-1': 'unlike its pool: services containerd start type is demand; all 3 peers have auto.',
      'win-2': '',
      'win-3': '',
      'win-4': '',
    });
  });

  test('shows the current findings and fixes of each agent, or why it is unreachable', async () => {
    const one = await cluster();
    const { code, stdout, stderr } = await one.status('-o', 'json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const { nodes } = JSON.parse(stdout);
    expect(nodes.map(({ node, status, via }: Record<string, string>) => [node, status, via])).toEqual([
      ['win-1', 'Unhealthy', 'forward'],
      ['win-4', 'NoAgent', 'pods'],
      ['win-3', 'Unreachable', 'pods'],
      ['win-2', 'Healthy', 'forward'],
    ]);
    const [unhealthy, , silent] = nodes;
    expect(unhealthy.fail).toContain('containerd-account');
    const report = assess(readSnapshot(readFileSync(illFacts, 'utf8'), illFacts));
    const ids = (wanted: string) => report.findings.flatMap(({ check, status }) => (status === wanted ? [check] : []));
    const causes = report.diagnoses.flatMap((one) => one.causes.filter(({ weight }) => weight === 'confirmed'));
    expect(unhealthy).toMatchObject({
      ...{ note: '', heardAt: report.at, fail: ids('fail'), warn: ids('warn'), unknown: ids('unknown') },
      ...{ causes: [...new Set(causes.map(({ id }) => id))], account: report.outline.containerd.account?.kind },
      ...{ mode: report.outline.newPods.mode, shim: report.outline.newPods.shim },
    });
    expect(unhealthy.findings.map(({ check }: { check: string }) => check).toSorted()).toEqual(
      [...ids('fail'), ...ids('warn'), ...ids('unknown')].toSorted(),
    );
    expect(unhealthy.findings[0]).toMatchObject({ status: 'fail', fix: { steps: expect.any(Array) } });
    expect(silent.note).toMatch(/^the agent on win-3 cannot be reached: port-forward to 20258: .*refused/);
    // Three lists and the right that the user has, and no question for each node.
    expect(one.api.requests.map(({ path }) => path).toSorted()).toEqual([
      '/api/v1/nodes',
      '/api/v1/pods',
      '/apis/apps/v1/daemonsets',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    ]);
  });

  test('is not needed for agents that set no condition, and their rows say who told them', async () => {
    const one = await cluster();
    const { code, stdout } = await one.plain('-o', 'wide');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^win-1 +Unhealthy +containerd-account.* forward$/m);
    expect(stdout).toMatch(/^win-4 +NoAgent .* pods$/m);
    expect(stdout).toContain('win-1, win-2, win-3 have no condition HostProcessReady: their agents were asked.\n');
  });

  test('shows a node as Forbidden when permission is missing, and never leaves it out', async () => {
    const one = await cluster();
    one.api.allowed = ['list nodes', 'list pods'];
    const { code, stdout } = await one.status('--no-headers', 'win-1', 'win-4');
    expect(code).toBe(2);
    expect(stdout).toMatch(/^win-4 +NoAgent .*\nwin-1 +Forbidden .*this user may open no stream to pods/);
    expect(one.api.streams).toEqual([]);
    // A right that does not help on this way.
    one.api.allowed.push('get pods/exec');
    const refused = await one.status('--via', 'forward', '--no-headers', 'win-1');
    expect(refused.stdout).toMatch(/^win-1 +Forbidden .*cannot get resource "pods\/portforward"/);
  });

  test.each([
    [['-w'], '--watch has no effect with --live: leave out one of them'],
    [['--via', 'none'], '--via'],
  ])('rejects %s, and says what to do', async (args, words) => {
    const one = await cluster();
    expect(await one.status(...args)).toMatchObject({ code: 64, stderr: expect.stringContaining(words) });
  });

  test('needs --yes for more than 50 nodes', async () => {
    const api = await serveKubernetes(Array.from({ length: 51 }, (_, index) => windowsNode(`win-${index}`)));
    api.allowed = ['list nodes', 'list pods'];
    const environment = { KUBECONFIG: saved(kubeconfigOf(api)) };
    const refused = await run(['status', '--live'], { environment });
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringMatching(/facts of 51 nodes.*--yes/) });
    expect((await run(['status', '--live', '--yes'], { environment })).code).toBe(2);
  });
});
