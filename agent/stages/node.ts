import * as z from 'zod';
import { evidence } from '../check.ts';
import { containerdRelease, kubeletCommandLines } from '../clue.ts';
import { compareVersions, readVersion } from '../containerd.ts';
import { given } from '../fact.ts';
import type { NodeInfo } from '../facts/cluster.ts';
import type { Point } from '../prediction.ts';
import { cannotTell, event, fails, passes, type Stage, type Subject } from '../stage.ts';

/** From this build on, hcsshim makes job containers. Source: hcsshim cmd/containerd-shim-runhcs-v1/pod.go. */
const firstBuild = 17_763;

export const node: Stage = {
  id: 'node',
  title: 'the scheduler puts it on this node, and Kubernetes there knows HostProcess',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#before-you-begin',
  judge: (subject) =>
    [judgeSystem(subject), ...judgeSelector(subject), judgeKubelet(subject)].filter((point) => point !== null),
};

function judgeSystem({ facts, why }: Subject): Point {
  const version = facts.os && given(facts.os.version);
  if (version === undefined) return cannotTell(`the Windows version is not known: ${why('os')}`);
  const seen = [evidence('Windows', `${version.product}, build ${version.build}`)];
  return version.build < firstBuild
    ? fails(`Windows before build ${firstBuild} (Server 2019) has no HostProcess containers`, {
        evidence: seen,
        fix: 'Use nodes with Windows Server 2019 or newer.',
      })
    : passes('Windows is new enough', { evidence: seen });
}

const selectorText = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.";

function judgeSelector({ pod, facts, node: name }: Subject): Point[] {
  const { spec } = pod;
  const info = clusterNode(facts);
  const mismatch = (summary: string, fix: string) =>
    fails(summary, { expect: event(selectorText, 'The number of nodes differs.'), fix });
  if (spec.nodeName !== undefined && spec.nodeName !== name) {
    return [fails(`nodeName binds it to ${spec.nodeName}`, { fix: 'Remove nodeName, or predict for that node.' })];
  }
  const labels = labelsOf(facts, info, name);
  const points: Point[] = [];
  const open: string[] = [];
  for (const [label, wanted] of Object.entries(spec.nodeSelector)) {
    const has = labels.get(label);
    if (has === undefined) open.push(`the node has the label ${label}=${wanted}`);
    else if (has !== wanted)
      points.push(
        mismatch(
          `nodeSelector wants ${label}=${wanted}, and this node has ${has}`,
          `Set ${label}: ${has} in nodeSelector for this node.`,
        ),
      );
  }
  if (spec.affinity !== undefined) open.push('its affinity lets it go there');
  points.push(...judgeTaints(pod, info, open));
  return points.length > 0
    ? points
    : [passes('node selector and taints leave this node to it, as far as they are known', { provided: open })];
}

/** Labels that Kubernetes sets by itself, from the API or from what Windows says. */
function labelsOf(facts: Subject['facts'], info: NodeInfo | null, name: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>([
    ['kubernetes.io/os', 'windows'],
    ['kubernetes.io/hostname', name],
  ]);
  const version = facts.os && given(facts.os.version);
  if (version !== undefined) labels.set('node.kubernetes.io/windows-build', `10.0.${version.build}`);
  if (facts.os !== undefined)
    labels.set('kubernetes.io/arch', facts.os.architecture === 'x64' ? 'amd64' : facts.os.architecture);
  for (const [label, value] of Object.entries(info?.labels ?? {})) labels.set(label, value);
  return labels;
}

function judgeTaints({ spec, kind }: Subject['pod'], info: NodeInfo | null, open: string[]): Point[] {
  const tolerations = tolerationsIn.parse(spec.tolerations ?? []);
  if (tolerations.some(({ key, operator, effect }) => key === '' && operator === 'Exists' && effect === '')) return [];
  if (info === null) {
    open.push('it tolerates the taints of the node');
    return [];
  }
  const ofKind = kind === 'DaemonSet' ? toleratedByDaemonSets : /^$/;
  const taint = info.taints.find(
    (one) =>
      one.effect !== 'PreferNoSchedule' &&
      !ofKind.test(one.key) &&
      !tolerations.some((toleration) => tolerates(toleration, one)),
  );
  if (taint === undefined) return [];
  const shown = `${taint.key}${taint.value === '' ? '' : `=${taint.value}`}:${taint.effect}`;
  return [
    fails(`the node has the taint ${shown}, which the pod does not tolerate`, {
      expect: event(
        '0/1 nodes are available: 1 node(s) had untolerated taint(s).',
        'Kubernetes versions tell the taint in different ways, and the number of nodes differs.',
      ),
      fix: `Add to the pod's tolerations: { key: ${taint.key}, operator: Exists }.`,
    }),
  ];
}

/** Source: k8s.io/kubernetes pkg/controller/daemon/util/daemonset_util.go, AddOrUpdateDaemonPodTolerations. */
const toleratedByDaemonSets =
  /^node\.kubernetes\.io\/(?:not-ready|unreachable|disk-pressure|memory-pressure|pid-pressure|unschedulable|network-unavailable)$/;

const toleration = z.looseObject({
  key: z.string().default(''),
  operator: z.string().default('Equal'),
  value: z.string().default(''),
  effect: z.string().default(''),
});
const tolerationsIn = z.array(toleration).catch([]);

/** Source: k8s.io/api core/v1 Toleration.ToleratesTaint. */
function tolerates(
  { key, operator, value, effect }: z.infer<typeof toleration>,
  taint: NodeInfo['taints'][number],
): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  return operator === 'Exists' || (key !== '' && value === taint.value);
}

function judgeKubelet({ facts, pod }: Subject): Point | null {
  const info = clusterNode(facts);
  const kubelet = info === null ? null : readVersion(info.kubeletVersion);
  const gate = kubeletCommandLines(facts).find((line) => /WindowsHostProcessContainers=false/i.test(line));
  // The gate cannot be turned off from 1.26 on.
  if (gate !== undefined && (kubelet === null || isBefore(kubelet, 26))) {
    return fails('the kubelet has HostProcess containers switched off', {
      evidence: [evidence('kubelet command line', gate)],
      expect: event(
        "Error: pod contains HostProcess containers but feature 'WindowsHostProcessContainers' is not enabled",
      ),
      cause: 'feature-gate',
    });
  }
  const containerd = containerdRelease(facts);
  const seen = containerd === null ? [] : [evidence(`containerd ${containerd.from}`, containerd.text)];
  if (kubelet === null)
    return passes('the version of the kubelet is not known', {
      evidence: seen,
      provided: [`the kubelet is ${saysSo(pod) ? '1.23' : '1.25'} or newer`],
    });
  seen.push(evidence('kubelet', info?.kubeletVersion ?? ''));
  if (isBefore(kubelet, 22) || (isBefore(kubelet, 23) && gate === undefined)) {
    return fails('HostProcess containers are off before Kubernetes 1.23', {
      evidence: seen,
      fix: 'Upgrade to Kubernetes 1.26 or newer.',
    });
  }
  if (isBefore(kubelet, 25) && !saysSo(pod)) {
    return cannotTell(
      'hostProcess is set for the containers and not for the pod, which kubelets 1.23 and 1.24 without a later patch overlook',
      {
        evidence: seen,
        fix: 'Set securityContext.windowsOptions.hostProcess: true for the pod.',
      },
    );
  }
  return passes('the kubelet knows HostProcess containers', { evidence: seen });
}

const saysSo = ({ spec }: Subject['pod']) => spec.securityContext?.windowsOptions?.hostProcess === true;

const isBefore = (version: NonNullable<ReturnType<typeof readVersion>>, minor: number) =>
  compareVersions(version, { major: 1, minor, patch: 0, suffix: '' }) < 0;

const clusterNode = (facts: Subject['facts']): NodeInfo | null => {
  const seen = facts.cluster?.seen;
  return (seen && given(seen.node)) ?? null;
};
