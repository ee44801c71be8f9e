import { describe, expect, test } from 'vitest';
import { publishAccess } from '../../access.ts';
import { everything, kubeconfigOf, serveKubernetes } from '../../kubernetes.ts';
import { run, saved, serve } from '../../run.ts';
import { snapshotWith } from '../../snapshot.ts';

describe('serve --publish', () => {
  test('publishes the state of this node after each run', async () => {
    const node = {
      kind: 'Node',
      metadata: { name: 'win-node-1' },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    };
    const api = await serveKubernetes([node]);
    api.allowed = [...everything, ...publishAccess.map(({ verb, resource }) => `${verb} ${resource}`)];
    const environment = { KUBECONFIG: saved(kubeconfigOf(api)), NODE_NAME: 'win-node-1' };
    using server = await serve(['--listen', '127.0.0.1:0', '--publish'], environment);
    await expect
      .poll(() => node.status.conditions)
      .toMatchObject([
        { type: 'Ready' },
        // What runs the tests is no Windows node.
        { type: 'HostProcessReady', status: 'Unknown', reason: 'NotAllJudged' },
      ]);
    await expect.poll(() => api.objects.map(({ reason }) => reason)).toContain('HostProcessUnknown');
    const status = await (await fetch(`${server.url}/status`)).json();
    expect(status.publishing).toEqual({ ownNodePolicy: 'absent', podEvents: true });
    expect((await server.end('SIGTERM')).code).toBe(0);
  });

  test('is refused with a saved snapshot', async () => {
    const { code, stderr } = await run(['serve', '--publish', '--facts', saved(snapshotWith())]);
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: 'hostprobe serve: --publish has no effect with --facts: leave out one of them\n',
    });
  });
});
