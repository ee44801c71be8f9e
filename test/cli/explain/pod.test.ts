import { describe, expect, test } from 'vitest';
import { agentPod, windowsNode } from '../../fleet/cluster.ts';
import { type KubernetesObject, kubeconfigOf, serveKubernetes } from '../../kubernetes.ts';
import { run, saved, serve } from '../../run.ts';

const message = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
const failing: KubernetesObject = {
  kind: 'Pod',
  metadata: { name: 'agent-x', namespace: 'node-tools', uid: 'uid-of-agent-x' },
  spec: {
    nodeName: 'win-1',
    securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
    containers: [{ name: 'agent', image: 'agent:1' }],
  },
  status: {
    phase: 'Pending',
    containerStatuses: [
      {
        name: 'agent',
        ready: false,
        restartCount: 1,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
      },
    ],
  },
};
const event: KubernetesObject = {
  kind: 'Event',
  metadata: { name: 'agent-x.1', namespace: 'node-tools' },
  involvedObject: {
    kind: 'Pod',
    namespace: 'node-tools',
    name: 'agent-x',
    uid: 'uid-of-agent-x',
    fieldPath: 'spec.containers{agent}',
  },
  ...{
    type: 'Warning',
    reason: 'Failed',
    message: `Error: ${message}`,
    count: 3,
    lastTimestamp: '2026-11-01T12:00:00Z',
  },
};

async function cluster(objects: KubernetesObject[]) {
  const api = await serveKubernetes(objects);
  api.allowed = ['get pods', 'list pods', 'list events', 'get nodes', 'get pods/portforward'];
  const environment = { KUBECONFIG: saved(kubeconfigOf(api)), PATH: '' };
  return { api, explain: (...args: string[]) => run(['explain', ...args], { environment }) };
}

describe('explain pod/x', () => {
  test('works with no agent at all, and says what was not seen', async () => {
    const { explain } = await cluster([windowsNode('win-1'), failing, event]);
    const { code, stdout, stderr } = await explain('pod/agent-x', '-n', 'node-tools');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('logon-denied');
    expect(stdout.replaceAll('\n', ' ')).toContain(
      'Not seen: the facts of its node: no pod of hostprobe runs on win-1',
    );
  });

  test('confirms the cause by the facts of the node where an agent is reached', async () => {
    using server = await serve(['--facts', 'test/nodes/nssm-user-account/snapshot.json']);
    const { api, explain } = await cluster([windowsNode('win-1'), agentPod('win-1'), failing, event]);
    api.kubelet.forward = () => server.port;
    const { stdout } = await explain('pod/agent-x', '-n', 'node-tools', '-o', 'json');
    expect(JSON.parse(stdout).diagnoses[0].causes[0]).toMatchObject({ id: 'containerd-account', weight: 'confirmed' });
  });

  test('says where there is no such pod', async () => {
    const { explain } = await cluster([]);
    expect(await explain('pod/agent-x')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('no pod agent-x in the namespace default'),
    });
  });
});
