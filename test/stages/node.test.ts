import { describe, expect, test } from 'vitest';
import type { FactValues } from '../../agent/facts/index.ts';
import { predict } from '../../agent/predict.ts';
import { podWith, spec } from '../pod.ts';
import { got, snapshotWith } from '../snapshot.ts';
import { seen, surroundingsOf } from '../surroundings.ts';
import { both, told, windows } from './nodes.ts';
import { judge, provided, summaries } from './subject.ts';

test.each([
  [17_763, 'passes'],
  [17_134, 'fails'],
])('Windows of build %d %s', (build, verdict) => {
  expect(judge('node', undefined, windows(build)).verdict).toBe(verdict);
});

test('compares nodeSelector with the labels that every node has, and leaves others unknown', () => {
  const select = (nodeSelector: Record<string, string>) =>
    judge('node', spec({ nodeSelector }), told({ labels: { 'kubernetes.io/arch': 'amd64' } }));
  expect(select({ 'node.kubernetes.io/windows-build': '10.0.20348', 'kubernetes.io/arch': 'amd64' }).verdict).toBe(
    'passes',
  );
  expect(summaries(select({ 'node.kubernetes.io/windows-build': '10.0.17763' }), 'fails')).toEqual([
    'nodeSelector requires node.kubernetes.io/windows-build=10.0.17763, but this node has 10.0.20348',
  ]);
  const unlabelled = judge('node', spec({ nodeSelector: { 'kubernetes.io/arch': 'amd64' } }), told({ labels: {} }));
  expect([unlabelled.verdict, provided(unlabelled)]).toEqual(['passes', []]);
  expect(provided(select({ pool: 'win' }))).toEqual(['the node has the label pool=win']);
});

test("shows the scheduler's message for a node that does not fit", () => {
  const [point] = judge('node', spec({ nodeSelector: { 'kubernetes.io/os': 'linux' } })).points.filter(
    ({ verdict }) => verdict === 'fails',
  );
  expect(point?.expect?.text).toBe("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
});

test('a pod that names its node does not see the scheduler, and is refused by the kubelet without these words', () => {
  const bound = spec({ nodeName: 'win-node-1', nodeSelector: { 'kubernetes.io/os': 'linux' } });
  const [point] = judge('node', bound).points.filter(({ verdict }) => verdict === 'fails');
  expect(point?.expect).toBeNull();
});

test('an affinity is judged by all labels of the node, and open where only some are known', () => {
  const required = (key: string) => ({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'Exists' }] }],
      },
    },
  });
  const pod = podWith(spec({ affinity: required('pool') }));
  const known = (labels: Record<string, string>) =>
    predict(pod, snapshotWith(), surroundingsOf({ Node: { 'win-node-1': seen({ labels }) } })).stopsAt;
  expect(known({ 'kubernetes.io/os': 'windows' })).toBe('node');
  expect(known({ 'kubernetes.io/os': 'windows', pool: 'a' })).toBeNull();
  const open = judge('node', spec({ affinity: required('pool') }));
  expect([open.verdict, provided(open)]).toEqual(['passes', ['its affinity allows this node']]);
});

test('requires a new enough kubelet when its version is not known', () => {
  const unknown = judge('node', undefined, (facts) =>
    Object.assign(facts.cluster, { access: { kind: 'none', reason: 'x' }, seen: null }),
  );
  expect([unknown.verdict, provided(unknown)]).toEqual(['passes', ['the kubelet is 1.23 or newer']]);
});

test('a toleration matches by key, value and effect', () => {
  const tainted = told({ taints: [{ key: 'os', value: 'windows', effect: 'NoSchedule' }] });
  const verdict = (...tolerations: object[]) => judge('node', spec({ tolerations }), tainted).verdict;
  expect(verdict()).toBe('fails');
  expect(verdict({ key: 'os', value: 'windows', effect: 'NoExecute' })).toBe('fails');
  expect(verdict({ key: 'gpu', operator: 'Exists' })).toBe('fails');
  expect(verdict({ operator: 'Exists', effect: 'NoSchedule' })).toBe('passes');
  const preferred = told({ taints: [{ key: 'os', value: 'windows', effect: 'PreferNoSchedule' }] });
  expect(judge('node', spec({ tolerations: [] }), both(preferred)).verdict).toBe('passes');
});

// Source: k8s.io/kubernetes pkg/controller/daemon/util/daemonset_util.go, AddOrUpdateDaemonPodTolerations.
test.each(
  'not-ready unreachable disk-pressure memory-pressure pid-pressure unschedulable network-unavailable out-of-service'.split(
    ' ',
  ),
)('a DaemonSet on the host network tolerates what the kubelet and the node controller set: %s', (name) => {
  const tainted = told({ taints: [{ key: `node.kubernetes.io/${name}`, value: '', effect: 'NoSchedule' }] });
  const verdict = (kind: string) =>
    predict({ ...podWith(spec({ tolerations: [] })), kind }, snapshotWith(tainted)).stopsAt;
  expect([verdict('DaemonSet'), verdict('Deployment')]).toEqual([name === 'out-of-service' ? 'node' : null, 'node']);
});

// Source: k8s.io/api core/v1 Toleration.ToleratesTaint.
test.each<[object, boolean]>([
  [{ operator: 'Exists' }, true],
  [{ operator: 'Exists', effect: 'NoExecute' }, false],
  [{ key: 'os', operator: 'Exists', effect: 'NoSchedule' }, true],
  [{ key: 'os', value: 'windows' }, true],
  [{ key: 'os', operator: 'Equal', value: 'linux' }, false],
  [{ key: 'os' }, false],
  [{ value: 'windows' }, false],
])('%j tolerates os=windows:NoSchedule: %s', (toleration, isTolerated) => {
  const tainted = told({ taints: [{ key: 'os', value: 'windows', effect: 'NoSchedule' }] });
  expect(judge('node', spec({ tolerations: [toleration] }), tainted).verdict).toBe(isTolerated ? 'passes' : 'fails');
});

test('taints that the cluster tells of are tolerated or not, and those of a node that nobody asked for are open', () => {
  const taints = (around: Parameters<typeof predict>[2], edit: Parameters<typeof snapshotWith>[0]) =>
    predict(podWith(spec({ tolerations: [] })), snapshotWith(edit), around)
      .stages.flatMap(({ points }) => points.flatMap((point) => point.provided))
      .filter(({ text }) => text === 'it tolerates the taints of the node')
      .map(({ holds, told: by }) => [holds, by]);
  const asked = (...of: { key: string; value: string; effect: string }[]) =>
    surroundingsOf({ Node: { 'win-node-1': seen({ labels: { 'kubernetes.io/os': 'windows' }, taints: of }) } });
  expect(taints(asked(), undefined)).toEqual([[true, 'the cluster says so']]);
  expect(taints(asked({ key: 'os', value: 'windows', effect: 'NoSchedule' }), undefined)).toEqual([]);
  const unasked = ({ cluster }: FactValues) =>
    Object.assign(cluster, { access: { kind: 'none', reason: 'x' }, seen: null });
  expect(taints(undefined, unasked)).toEqual([[null, null]]);
});

// Source: kubernetes.io, Well-Known Labels: kubernetes.io/arch is runtime.GOARCH.
test.each([
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
] as const)('a processor of %s has the label kubernetes.io/arch=%s', (architecture, arch) => {
  const verdict = (label: string) =>
    judge('node', spec({ nodeSelector: { 'kubernetes.io/arch': label } }), (facts) => {
      Object.assign(facts.cluster, { access: { kind: 'none', reason: 'x' }, seen: null });
      facts.os.architecture = architecture;
    }).verdict;
  for (const label of ['amd64', 'arm64']) expect(verdict(label)).toBe(label === arch ? 'passes' : 'fails');
});

// Source: k8s.io/component-helpers scheduling/corev1/nodeaffinity at v0.34.2.
test.each<[object, string | null]>([
  [{ key: 'pool', operator: 'In', values: ['a', 'b'] }, null],
  [{ key: 'pool', operator: 'In', values: ['b'] }, 'node'],
  [{ key: 'none', operator: 'In', values: ['a'] }, 'node'],
  [{ key: 'pool', operator: 'NotIn', values: ['b'] }, null],
  [{ key: 'pool', operator: 'NotIn', values: ['a'] }, 'node'],
  [{ key: 'none', operator: 'NotIn', values: ['a'] }, null],
  [{ key: 'none', operator: 'Exists' }, 'node'],
  [{ key: 'none', operator: 'DoesNotExist' }, null],
  [{ key: 'pool', operator: 'DoesNotExist' }, 'node'],
  [{ key: 'cores', operator: 'Gt', values: ['9'] }, 'node'],
  [{ key: 'cores', operator: 'Gt', values: ['8'] }, 'node'],
  [{ key: 'cores', operator: 'Gt', values: ['7'] }, null],
  [{ key: 'none', operator: 'Gt', values: ['7'] }, 'node'],
  [{ key: 'cores', operator: 'Lt', values: ['7'] }, 'node'],
  [{ key: 'cores', operator: 'Lt', values: ['8'] }, 'node'],
  [{ key: 'cores', operator: 'Lt', values: ['9'] }, null],
  [{ key: 'none', operator: 'Lt', values: ['9'] }, 'node'],
])('a node with pool=a and cores=8 by the term %j: stops at %s', (term, stopsAt) => {
  const asked = surroundingsOf({ Node: { 'win-node-1': seen({ labels: { pool: 'a', cores: '8' } }) } });
  const stop = (...nodeSelectorTerms: object[]) => {
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
    return predict(podWith(spec({ nodeSelector: {}, affinity: { nodeAffinity } })), snapshotWith(), asked).stopsAt;
  };
  expect(stop({ matchExpressions: [term] })).toBe(stopsAt);
  // One term is enough, all of its parts are needed, and an empty one selects nothing.
  expect(stop({ matchExpressions: [{ key: 'none', operator: 'Exists' }] }, { matchExpressions: [term] })).toBe(stopsAt);
  expect(stop({ matchExpressions: [term, { key: 'none', operator: 'Exists' }] }, {})).toBe('node');
  const here = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['win-node-1'] }] };
  expect(stop({ matchExpressions: [term], ...here })).toBe(stopsAt);
  const elsewhere = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['win-node-2'] }] };
  expect(stop({ matchExpressions: [term], ...elsewhere })).toBe('node');
});

test('other pods decide too where the affinity names pods, but not against the labels of the node', () => {
  const asked = surroundingsOf({ Node: { 'win-node-1': seen({ labels: {} }) } });
  const podAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }] };
  const nodeAffinity = {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'Exists' }] }],
    },
  };
  const stage = (affinity: object) =>
    predict(podWith(spec({ nodeSelector: {}, affinity })), snapshotWith(), asked).stages.find(
      ({ id }) => id === 'node',
    );
  const open = stage({ podAffinity })?.points.flatMap((point) => point.provided);
  expect(open).toContainEqual(expect.objectContaining({ text: 'its affinity allows this node', holds: null }));
  expect(stage({ podAffinity, nodeAffinity })?.verdict).toBe('fails');
  // What is only preferred decides nothing.
  const preferred = { requiredDuringSchedulingIgnoredDuringExecution: [] };
  const decided = stage({ podAffinity: preferred, podAntiAffinity: preferred })?.points.flatMap(
    (point) => point.provided,
  );
  expect(decided).toContainEqual(
    expect.objectContaining({ text: 'its affinity allows this node', holds: true, told: 'the cluster says so' }),
  );
});

test('a pod with nodeName bypasses the scheduler, and only NoExecute evicts it', () => {
  const node = (effect: string) => told({ taints: [{ key: 'os', value: 'windows', effect }] });
  const bound = spec({ nodeName: 'win-node-1', tolerations: [] });
  expect(judge('node', bound, node('NoSchedule')).verdict).toBe('passes');
  const kept = judge('node', bound, node('NoExecute'));
  expect(kept.points.filter(({ verdict }) => verdict === 'fails')).toMatchObject([{ expect: null }]);
});

test('is bound to a node by its name in the cluster, which the name of the machine does not show', () => {
  const unasked = (facts: FactValues) => {
    facts.cluster = { access: { kind: 'none', reason: 'x' }, seen: null };
    facts.token.pod.node = null;
  };
  const onComputer = (node: string, fields: object) =>
    predict(podWith(spec({ nodeSelector: {}, ...fields })), { ...snapshotWith(unasked), node }).stages.find(
      ({ id }) => id === 'node',
    )?.points[1];
  expect(onComputer('WIN-NODE-1', { nodeName: 'win-node-1' })?.verdict).toBe('passes');
  expect(onComputer('EC2AMAZ-1A2B3C', { nodeName: 'ip-10-0-1-2.ec2.internal' })?.verdict).toBe('cannot-tell');
  const nodeSelector = { 'kubernetes.io/hostname': 'ip-10-0-1-2.ec2.internal' };
  expect(onComputer('EC2AMAZ-1A2B3C', { nodeSelector })).toMatchObject({
    verdict: 'passes',
    provided: [{ text: 'the node has the label kubernetes.io/hostname=ip-10-0-1-2.ec2.internal', holds: null }],
  });
});

describe('the feature gate of kubelets before 1.26', () => {
  const gates = (running: string, version: string) => (facts: FactValues) => {
    told({ kubeletVersion: version })(facts);
    for (const one of facts['runtime-process'].kubelet) one.commandLine = got(`kubelet.exe${running}`);
    if (facts.services.kubelet.ok && facts.services.kubelet.value !== null) {
      facts.services.kubelet.value.commandLine = 'kubelet.exe --feature-gates=WindowsHostProcessContainers=false';
    }
  };
  const set = (value: boolean) => ` --feature-gates=WindowsHostProcessContainers=${value}`;

  // Source: kubernetes pkg/features/kube_features.go: alpha in 1.22, beta and on in 1.23, locked since 1.26.
  test.each([
    ['is on in the kubelet that runs, and off from its next start', set(true), 'v1.24.2', 'passes'],
    ['is off in the kubelet that runs', set(false), 'v1.24.2', 'fails'],
    ['is off in a kubelet whose own command line is not known to set it', '', 'v1.24.2', 'fails'],
    ['is on in 1.22, which has it off by default', set(true), 'v1.22.5', 'passes'],
    ['is on in 1.21, which does not know it', set(true), 'v1.21.14', 'fails'],
    ['cannot be off in 1.26', set(false), 'v1.26.0', 'passes'],
  ])('%s', (_what, running, version, verdict) => {
    const pod = spec({
      securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
    });
    expect(judge('node', pod, gates(running, version)).verdict).toBe(verdict);
  });
});
