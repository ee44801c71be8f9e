import { expect, onTestFinished, test, vi } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { status } from '../../agent/cli/status.ts';
import { readConfig } from '../../agent/config.ts';
import { openReach } from '../../agent/reach/agent.ts';
import { queryLogs } from '../../agent/reach/log-query.ts';
import { agentPod, brokenPod, conditionOf, eventOf, windowsNode } from '../fleet/cluster.ts';
import { type KubernetesObject, kubeconfigOf, serveKubernetes, statusOf } from '../kubernetes.ts';
import { saved } from '../run.ts';
import { snapshotOf } from '../stories.ts';
import { toldBy } from './told.ts';

const logon =
  'failed to create containerd task: failed to create shim task: failed to create user process token: failed to logon user: Access is denied.: unknown';
const waiting = { reason: 'RunContainerError', message: logon };
const condition = (story: string, at: string) => conditionOf(assess(snapshotOf(story)), at);
const restarted = { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-11-01T11:30:00Z' } };

const objects: KubernetesObject[] = [
  windowsNode('win-1', { condition: condition('healthy', '2026-11-01T11:59:00Z') }),
  windowsNode('win-2', { condition: condition('nssm-user-account', '2026-11-01T11:58:00Z') }),
  windowsNode('win-3', { condition: condition('healthy', '2026-11-01T00:00:00Z') }),
  windowsNode('win-4', { containerd: '1.6.36', kernel: '10.0.17763.6414' }),
  windowsNode('win-5', { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } }),
  windowsNode('win-6', { ready: false }),
  { ...windowsNode('linux-1'), metadata: { name: 'linux-1', labels: { 'kubernetes.io/os': 'linux' } } },
  ...['win-1', 'win-2', 'win-3', 'win-6'].map((name) => agentPod(name)),
  agentPod('win-5', { reason: 'CrashLoopBackOff', message: logon }),
  // In another namespace it is no agent of this cluster.
  { ...agentPod('win-4'), metadata: { ...agentPod('win-4').metadata, namespace: 'elsewhere' } },
  brokenPod('agent-a', waiting),
  brokenPod('agent-b', waiting),
  brokenPod('waits', { reason: 'ContainerCreating', message: '' }, { namespace: 'other' }),
  brokenPod('restarts', null, { namespace: 'other', restarts: 40, last: restarted }),
  brokenPod('runs', null),
  eventOf('waits', 'MountVolume.SetUp failed for volume "x" : configmap "x" not found', 'other'),
  {
    kind: 'DaemonSet',
    apiVersion: 'apps/v1',
    metadata: { name: 'logs', namespace: 'ops', uid: 'uid-of-logs' },
    spec: {
      selector: {},
      template: {
        spec: {
          nodeSelector: { 'kubernetes.io/os': 'windows' },
          securityContext: { windowsOptions: { hostProcess: true } },
          containers: [{ name: 'a', image: 'x' }],
        },
      },
    },
    status: { desiredNumberScheduled: 6, currentNumberScheduled: 0, numberReady: 0, numberMisscheduled: 0 },
  },
  { kind: 'Namespace', metadata: { name: 'monitoring', labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } } },
];

const state = (name: string, status: object, spec: object = {}): KubernetesObject => {
  const pod = brokenPod(name, null, { namespace: 'states' });
  return { ...pod, spec: { ...(pod.spec as object), ...spec }, status };
};
const container = (name: string, is: object) => ({
  ...{ name, ready: false, restartCount: 0, image: 'x', imageID: '' },
  state: is,
});
const running = { running: { startedAt: '2026-11-01T11:00:00Z' } };
objects.push(
  state(
    'init',
    {
      phase: 'Pending',
      initContainerStatuses: [container('first', { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } })],
      containerStatuses: [container('agent', { waiting: { reason: 'PodInitializing' } })],
    },
    { initContainers: [{ name: 'first', image: 'x' }] },
  ),
  state(
    'nowhere',
    {
      phase: 'Pending',
      conditions: [
        { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/7 nodes are available' },
      ],
    },
    { nodeName: undefined },
  ),
  state('evicted', { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' }),
  state('ended', {
    phase: 'Failed',
    containerStatuses: [
      container('agent', {
        terminated: { exitCode: 1, reason: 'Error', message: 'x', finishedAt: '2026-11-01T11:30:00Z' },
      }),
    ],
  }),
  state('done', {
    phase: 'Succeeded',
    containerStatuses: [container('agent', { terminated: { exitCode: 0, reason: 'Completed' } })],
  }),
  state('unready', { phase: 'Running', containerStatuses: [container('agent', running)] }),
  state('silent', { phase: 'Pending' }),
  {
    ...eventOf(
      'logs',
      'Error creating: pods "logs-" is forbidden: violates PodSecurity "baseline:latest": hostProcess',
      'ops',
    ),
    involvedObject: { kind: 'DaemonSet', namespace: 'ops', name: 'logs', uid: 'uid-of-logs' },
    reason: 'FailedCreate',
  },
);

const now = new Date('2026-11-01T12:00:00Z');
const commands = `
status
status -o wide
status -o name
status --no-headers
status --sort-by containerd win-1 win-4
status win-9
status -o html
pods
pods -o wide
pods -o name -n other
pods -o json -n states
pods -n states
pods -n none
pods -n monitoring --no-headers
report --node win-4
report --node win-9
explain pod/agent-a -n monitoring --via forward
explain pod/waits -n other --via forward
explain pod/init -n states --via forward
explain pod/nowhere -n states
explain pod/evicted -n states --via forward
explain pod/ended -n states --via forward -o json
explain pod/none
explain none-such
explain pod agent-a -n monitoring --via forward --all
explain ds/logs -n ops
predict test/predict/agent.yaml --node win-4
compare --node win-1 --via forward
status --field-selector a=b -l pool=x
facts --node win-9
bundle --all --dry-run
bundle --node win-9
`;

test('what commands say of a cluster stays', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now });
  onTestFinished(() => void vi.useRealTimers());
  const api = await serveKubernetes(objects);
  api.allowed = [
    'list nodes',
    'get nodes',
    'list pods',
    'get pods',
    'list events',
    'list daemonsets',
    'get namespaces',
  ];
  api.disturb = (_, response) => {
    response.setHeader('date', now.toUTCString());
    return false;
  };
  const kubeconfig = saved(kubeconfigOf(api));
  const said: string[] = [];
  for (const line of commands.trim().split('\n')) {
    const words = [...line.split(' '), '--kubeconfig', kubeconfig];
    said.push(`$ hostprobe ${line}\n${(await toldBy(words)).replaceAll(api.access.server, 'https://api')}`);
  }
  const opened = await openReach(readConfig(status, ['--kubeconfig', kubeconfig], {}).config);
  for (const code of [400, 401, 403, 404, 405, 406, 418, 500, 502, 503, 504]) {
    for (const by of ['API server', 'kubelet']) {
      api.disturb = (_, response) => {
        const answer = by === 'kubelet' ? 'no' : statusOf(code, 'Reason', 'no').answer;
        response.writeHead(code).end(by === 'kubelet' ? answer : JSON.stringify(answer));
        return true;
      };
      const { answered } = await queryLogs(opened, 'win-4', now);
      said.push(`log query, ${code} of the ${by}: ${answered.ok ? 'answered' : answered.error.message}\n`);
    }
  }
  for (const [type, body] of [
    ['text/html', '<pre><a href="kubelet/">kubelet/</a></pre>'],
    ['text/plain', 'log not found for kubelet\nerror getting log for containerd: no such channel\n'],
  ] as const) {
    api.disturb = (_, response) => {
      response.writeHead(200, { 'content-type': type }).end(body);
      return true;
    };
    const { answered } = await queryLogs(opened, 'win-4', now);
    said.push(`log query, ${type}: ${answered.ok ? 'answered' : answered.error.message}\n`);
  }
  await expect(said.join('\n')).toMatchFileSnapshot('cluster-said.txt', 'if the new text is right: npm run golden');
});
