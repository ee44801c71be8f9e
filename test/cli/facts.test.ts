import { describe, expect, test } from 'vitest';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import { windowsNode } from '../fleet/cluster.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { run, saved, serve } from '../run.ts';

describe('hostprobe facts', () => {
  test('prints a snapshot that report can judge, with the name of the node in the cluster', async () => {
    const { code, stdout, stderr } = await run(['facts'], { environment: { NODE_NAME: 'win-7' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const snapshot = readSnapshot(stdout, 'the output');
    expect(snapshot.node).toBe('win-7');
    expect(snapshot.standIns).toEqual([]);
    const judged = await run(['report', '--facts', '-', '-o', 'json'], { input: stdout });
    expect(JSON.parse(judged.stdout)).toMatchObject({ node: 'win-7', at: snapshot.at });
  });

  test('reads how the node is set up when asked to, with a reason for each part that could not be read', async () => {
    const { code, stdout } = await run(['facts', '--with', 'setup']);
    expect(code).toBe(0);
    const { setup } = readSnapshot(stdout, 'the output');
    expect(setup).toMatchObject({ ok: true, value: { registry: { ok: true }, hosts: expect.anything() } });
    expect((await run(['facts', '--with', 'all'])).stderr).toContain('--with must be setup');
  });

  test('logs each probe as a JSON line on standard error when asked to', async () => {
    const { stderr } = await run(['facts', '--log-level', 'debug']);
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ fact: 'os', ms: expect.any(Number) }));
  });

  test('what only the cluster tells of a node is printed too, and the exit code says that no agent answered', async () => {
    using node = await serve(['--facts', 'test/nodes/healthy/snapshot.json']);
    const answered = await run(['facts', '--node', node.url]);
    expect(answered.code).toBe(0);
    expect(readSnapshot(answered.stdout, 'the output').facts.os).toMatchObject({ ok: true });
    const api = await serveKubernetes([windowsNode('win-1')]);
    api.allowed = ['get nodes', 'list pods', 'list events'];
    const KUBECONFIG = saved(kubeconfigOf(api));
    const { code, stdout } = await run(['facts', '--node', 'win-1'], { environment: { KUBECONFIG, PATH: '' } });
    expect(code).toBe(2);
    expect(readSnapshot(stdout, 'the output')).toMatchObject({ node: 'win-1', facts: { cluster: { ok: true } } });
  });
});
