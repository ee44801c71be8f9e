import { describe, expect, test } from 'vitest';
import { agentPod, windowsNode } from '../../fleet/cluster.ts';
import { type KubernetesObject, kubeconfigOf, serveKubernetes } from '../../kubernetes.ts';
import { run as runOnce, saved, serve } from '../../run.ts';
import { useManyRuns } from '../../run-many.ts';

const run = useManyRuns();

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

const said = (text: string): KubernetesObject => ({
  ...event,
  message: `Error: failed to create user process token: failed to logon user: ${text}: unknown`,
});

async function cluster(objects: KubernetesObject[]) {
  const api = await serveKubernetes(objects);
  api.allowed = ['get pods', 'list pods', 'list events', 'get nodes', 'get pods/portforward'];
  const environment = { KUBECONFIG: saved(kubeconfigOf(api)), PATH: '' };
  return { api, explain: (...args: string[]) => run(['explain', ...args], { environment }) };
}

describe('explain pod/x', () => {
  test('works without an agent, and says what could not be read', async () => {
    const { explain } = await cluster([windowsNode('win-1'), failing, event]);
    const { code, stdout, stderr } = await explain('pod/agent-x', '-n', 'node-tools');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('logon-denied');
    const words = stdout.replaceAll('\n', ' ');
    expect(words).toMatch(
      /^Pod node-tools\/agent-x is Pending on win-1: container agent waits \(CrashLoopBackOff\), 1 restart\. /,
    );
    expect(words).toContain(
      'Not seen: the node from inside, only what the cluster tells of it: no pod of hostprobe runs on win-1',
    );
  });

  test.each(['ds/agent', 'daemonset/agent'])('%s stands for a pod of it that is not ready', async (named) => {
    const pod = (name: string, ready: string): KubernetesObject => ({
      ...failing,
      metadata: {
        name,
        namespace: 'node-tools',
        uid: `uid-of-${name}`,
        ownerReferences: [{ kind: 'DaemonSet', name: 'agent', uid: 'uid-of-agent', controller: true }],
      },
      status: { ...Object(failing.status), conditions: [{ type: 'Ready', status: ready }] },
    });
    const { explain } = await cluster([windowsNode('win-1'), pod('agent-a', 'True'), pod('agent-b', 'False')]);
    const { stdout } = await explain(named, '-n', 'node-tools');
    expect(stdout).toMatch(/^Pod node-tools\/agent-b is Pending on win-1, made by DaemonSet agent:/);
    expect((await explain('ds/other', '-n', 'node-tools')).stderr).toContain(
      'there is no pod of the DaemonSet other in the namespace node-tools',
    );
  });

  test.each([
    ['deploy/agent', { kind: 'ReplicaSet', name: 'agent-5d4f7b9c' }],
    ['rs/agent', { kind: 'ReplicaSet', name: 'agent' }],
    ['sts/agent', { kind: 'StatefulSet', name: 'agent' }],
    ['job/agent', { kind: 'Job', name: 'agent' }],
    ['cj/agent', { kind: 'Job', name: 'agent-29381760' }],
  ])('%s stands for a pod of it, by what Kubernetes puts between the two', async (named, owner) => {
    const pod = (name: string, of: { kind: string; name: string }): KubernetesObject => ({
      ...failing,
      metadata: { name, namespace: 'node-tools', uid: name, ownerReferences: [{ ...of, uid: 'o', controller: true }] },
    });
    const { explain } = await cluster([
      windowsNode('win-1'),
      pod('of-another-kind', { kind: 'DaemonSet', name: owner.name }),
      pod('of-another-name', { ...owner, name: `other-${owner.name}` }),
      pod('its-own', owner),
    ]);
    expect((await explain(named, '-n', 'node-tools')).stdout).toMatch(/^Pod node-tools\/its-own is /);
  });

  test('the bare name of a pod is enough', async () => {
    const bare = { ...failing, metadata: { name: 'agent-7x2kq', namespace: 'node-tools', uid: 'uid-of-agent-x' } };
    const { explain } = await cluster([windowsNode('win-1'), bare, event]);
    expect((await explain('agent-7x2kq', '-n', 'node-tools')).stdout).toMatch(
      /^Pod node-tools\/agent-7x2kq is Pending/,
    );
    expect((await explain('agent-8x2kq', '-n', 'node-tools')).stdout).toContain('it was read as a text');
  });

  test.each([
    ['1.6.36', 'likely'],
    ['1.7.28', 'ruled-out'],
  ])('weighs causes by the Node where no agent answers: containerd %s, %s', async (containerd, weight) => {
    const byGroup = structuredClone(failing);
    Object.assign(byGroup.spec as object, {
      securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'hpc-users' } },
    });
    const { explain } = await cluster([
      windowsNode('win-1', { containerd }),
      byGroup,
      said('The user name or password is incorrect.'),
    ]);
    const { stdout } = await explain('pod/agent-x', '-n', 'node-tools', '-o', 'json');
    const causes: { id: string; weight: string }[] = JSON.parse(stdout).diagnoses[0].causes;
    expect(causes.find(({ id }) => id === 'local-group-unsupported')?.weight).toBe(weight);
  });

  test('reads the events of its workload', async () => {
    const made = structuredClone(failing);
    Object.assign(made.metadata, {
      ownerReferences: [{ kind: 'DaemonSet', name: 'agent', uid: 'uid-of-agent', controller: true }],
    });
    const refusal = structuredClone(event);
    Object.assign(refusal, {
      involvedObject: { kind: 'DaemonSet', namespace: 'node-tools', name: 'agent', uid: 'uid-of-agent' },
      reason: 'FailedCreate',
      message:
        'Error creating: pods "agent-" is forbidden: violates PodSecurity "baseline:latest": hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
    });
    const { explain } = await cluster([windowsNode('win-1'), made, refusal]);
    const { stdout } = await explain('pod/agent-x', '-n', 'node-tools');
    expect(stdout.replaceAll('\n', ' ')).toContain('on win-1, made by DaemonSet agent: ');
    expect(stdout).toContain('pod-security');
  });

  test('says that a running pod runs', async () => {
    const runs = {
      ...failing,
      status: { phase: 'Running', containerStatuses: [{ name: 'agent', state: { running: {} } }] },
    };
    const { explain } = await cluster([windowsNode('win-1'), runs]);
    expect(await explain('pod/agent-x', '-n', 'node-tools')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Pod node-tools\/agent-x is Running on win-1: container agent runs\./),
    });
  });

  test('confirms the cause by the facts of the node if an agent answers', async () => {
    using server = await serve(['--facts', 'test/nodes/nssm-user-account/snapshot.json']);
    const { api, explain } = await cluster([windowsNode('win-1'), agentPod('win-1'), failing, event]);
    api.kubelet.forward = () => server.port;
    const { stdout } = await explain('pod/agent-x', '-n', 'node-tools', '-o', 'json');
    expect(JSON.parse(stdout).diagnoses[0].causes[0]).toMatchObject({ id: 'containerd-account', weight: 'confirmed' });
  });

  test.each<[what: string, status: object, said: string]>([
    [
      'ended',
      {
        phase: 'Failed',
        containerStatuses: [{ name: 'agent', state: { terminated: { reason: 'Error', exitCode: 3 } } }],
      },
      'is Failed on win-1: container agent ended (Error, exit code 3). ',
    ],
    [
      'waits without a reason',
      { phase: 'Pending', containerStatuses: [{ name: 'agent', restartCount: 2, state: { waiting: {} } }] },
      'container agent waits (no reason), 2 restarts. ',
    ],
    ['has no status yet', { phase: 'Pending' }, 'is Pending on win-1: nothing is known of its containers. '],
    ['is in no phase', {}, 'Pod node-tools/agent-x is in no known phase on win-1: '],
    [
      'has one that somebody debugs it with, which is none of its own',
      {
        phase: 'Running',
        containerStatuses: [{ name: 'agent', restartCount: 1, state: { running: {} } }],
        ephemeralContainerStatuses: [{ name: 'debugger', state: { running: {} } }],
      },
      'is Running on win-1: container agent runs, 1 restart. ',
    ],
    [
      'runs beside one for debugging',
      {
        phase: 'Running',
        containerStatuses: [{ name: 'agent', state: { running: {} } }],
        ephemeralContainerStatuses: [{ name: 'debug', state: { running: {} } }],
      },
      'is Running on win-1: container agent runs. ',
    ],
  ])('says of a container that it %s', async (_, status, words) => {
    const { explain } = await cluster([windowsNode('win-1'), { ...failing, status }]);
    const { stdout } = await explain('pod/agent-x', '-n', 'node-tools');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(words);
  });

  test('a pod that is on no node yet has no facts of one, which is said', async () => {
    const { nodeName: _, ...spec } = Object(failing.spec);
    const { explain } = await cluster([windowsNode('win-1'), { ...failing, spec }, event]);
    const { code, stdout } = await explain('pod/agent-x', '-n', 'node-tools');
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /^Pod node-tools\/agent-x is Pending on no node: .* Not seen: a node: the pod is on none yet $/,
    );
  });

  test('what may not be read is named with the reason, and the status of the pod is still explained', async () => {
    const { api, explain } = await cluster([windowsNode('win-1'), failing, event]);
    api.allowed = ['get pods'];
    const { stdout } = await explain('pod/agent-x', '-n', 'node-tools');
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/ Not seen: the events of the pod: [^;]* 403, [^;]*; the node/);
    api.allowed = [];
    const environment = { KUBECONFIG: saved(kubeconfigOf(api)), PATH: '' };
    expect(await runOnce(['explain', 'pod/agent-x', '-n', 'node-tools'], { environment })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/403, pods "agent-x" is forbidden/),
    });
  });

  test.each([
    ['deploy/agent', 'ReplicaSet', 'agent-6c9f7d'],
    ['deployment/agent', 'ReplicaSet', 'agent-6c9f7d'],
    ['cj/agent', 'Job', 'agent-29011234'],
  ])('%s owns its pods by a %s', async (named, kind, name) => {
    const ownedBy = (pod: string, owner: string): KubernetesObject => ({
      ...failing,
      metadata: {
        ...{ name: pod, namespace: 'node-tools', uid: `uid-of-${pod}` },
        ownerReferences: [{ kind, name: owner, uid: `uid-of-${owner}`, controller: true }],
      },
    });
    const others = [ownedBy('other-1', `my-${name}`), ownedBy('other-2', name.replace('agent-', 'agents-'))];
    const { explain } = await cluster([windowsNode('win-1'), ...others, ownedBy('agent-1', name)]);
    expect((await explain(named, '-n', 'node-tools')).stdout).toMatch(/^Pod node-tools\/agent-1 is Pending/);
    const none = await cluster([windowsNode('win-1'), ...others]);
    expect((await none.explain(named, '-n', 'node-tools')).stderr).toMatch(/there is no pod of the \w+ agent in/);
  });

  test('says so if there is no such pod', async () => {
    const { explain } = await cluster([]);
    expect(await explain('pod/agent-x')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('no pod agent-x in the namespace default'),
    });
  });
});
