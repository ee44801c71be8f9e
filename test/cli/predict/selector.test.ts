import { describe, expect, test } from 'vitest';
import { agentPod, windowsNode } from '../../fleet/cluster.ts';
import { kubeconfigOf, serveKubernetes } from '../../kubernetes.ts';
import { run, saved, serve } from '../../run.ts';

/** So many nodes with old containerd and so many with new; an agent serves a healthy node's facts on each that has one. */
async function cluster({ old, young, agents }: { old: number; young: number; agents: readonly string[] }) {
  const server = await serve(['--facts', 'test/nodes/healthy/snapshot.json']);
  const labels = { pool: 'win' };
  const nodes = [
    ...Array.from({ length: old }, (_, index) => windowsNode(`old-${index}`, { containerd: '1.5.11', labels })),
    ...Array.from({ length: young }, (_, index) => windowsNode(`win-${index}`, { labels })),
    windowsNode('other'),
  ];
  const api = await serveKubernetes([...nodes, ...agents.map((name) => agentPod(name))]);
  api.allowed = ['get nodes', 'list nodes', 'list pods', 'get pods/portforward'];
  api.kubelet.forward = () => server.port;
  const environment = { KUBECONFIG: saved(kubeconfigOf(api)), PATH: '' };
  const predict = (...args: string[]) => run(['predict', 'test/predict/agent.yaml', ...args], { environment });
  return { api, predict, [Symbol.dispose]: server[Symbol.dispose] };
}

describe('predict -l', () => {
  test('says on how many nodes a pod runs, and shows each node on a line', async () => {
    using one = await cluster({ old: 3, young: 4, agents: ['win-1', 'win-2'] });
    const { code, stdout, stderr } = await one.predict('-l', 'pool=win');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const [pod, ...lines] = stdout.split('\n');
    expect(pod).toMatch(/DaemonSet monitoring\/agent.*:$/);
    expect(lines[0]).toMatch(/^ {2}3 of 7 nodes: it will not run; it stops at mode$/);
    expect(stdout).toMatch(/^NODE +RUNS +STOPS AT +CONTAINERD +MODE +WHY$/m);
    const rows = lines.filter((line) => /^(?:old|win)-\d/.test(line));
    expect(rows).toHaveLength(7);
    expect(rows[0]).toMatch(/^old-\d +no +mode +1\.5\.11 +- +\S/);
    expect(stdout.replaceAll('\n', ' ')).toMatch(
      /Of 5 of 7 nodes only the Node object was seen \(old-0, .*win-3\)\. old-0: no pod of hostprobe runs/,
    );
    // The agents were asked, each by one stream.
    expect(one.api.streams).toHaveLength(2);
  });

  test('shows a few nodes as columns; JSON always has all', async () => {
    using one = await cluster({ old: 1, young: 1, agents: [] });
    expect((await one.predict('-l', 'pool=win')).stdout).toMatch(/^\| containerd +\| 1\.5\.11 +\| 1\.7\.28 +\|$/m);
    const { predictions } = JSON.parse((await one.predict('-l', 'pool=win', '-o', 'json')).stdout);
    expect(predictions.map(({ verdict }: { verdict: string }) => verdict)).toHaveLength(2);
  });

  test('refuses a selection of no node, of many without --yes, and one together with other nodes', async () => {
    using one = await cluster({ old: 0, young: 51, agents: [] });
    expect(await one.predict('-l', 'pool=linux')).toMatchObject({
      code: 64,
      stderr: 'hostprobe predict: this cluster has no Windows node with the labels pool=linux\n',
    });
    expect(await one.predict('-l', 'pool=win')).toMatchObject({ code: 64, stderr: expect.stringContaining('--yes') });
    expect(await one.predict('-l', 'pool=win', '--node', 'win-1')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--node has no effect with --selector: leave out one of them'),
    });
  });
});
