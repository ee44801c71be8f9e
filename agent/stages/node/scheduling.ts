import { ifKnown } from '../../fact.ts';
import type { NodeInfo } from '../../facts/cluster.ts';
import { onCluster, shell } from '../../fix.ts';
import { setField } from '../../manifest/edit.ts';
import type { NodeTerm, PodSpec } from '../../manifest/spec.ts';
import { windowsVersion } from '../../node/kubernetes.ts';
import { knownNodeName } from '../../node/upgrade.ts';
import { sources, standingOf } from '../../stage/needed-objects.ts';
import type { Condition, Point } from '../../stage/prediction.ts';
import type { SeenObject } from '../../stage/references.ts';
import { expectEvent, fails, type Subject } from '../../stage.ts';

const selectorText = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.";

/** @param open collects what the node must have, and whether it does */
export function judgeSelector(subject: Subject, open: Condition[]): Point[] {
  const { pod } = subject;
  const { labels, isAll, told } = labelsOf(subject);
  const points: Point[] = [];
  // A pod that names its node skips the scheduler, but the kubelet checks the selector too.
  const expect = pod.spec.nodeName === undefined ? expectEvent(selectorText, 'The number of nodes differs.') : null;
  for (const [label, wanted] of Object.entries(pod.spec.nodeSelector)) {
    const has = labels.get(label);
    const holds = has === undefined && !isAll ? null : has === wanted;
    const condition = { text: `the node has the label ${label}=${wanted}`, holds, told };
    if (holds !== false) {
      if (told !== null || holds === null) open.push(condition);
      continue;
    }
    const labelled = shell`kubectl label node ${subject.node} ${`${label}=${wanted}`}`;
    const [what, step] =
      has === undefined
        ? ['does not have that label', onCluster('Label the node, or remove the label from nodeSelector.', labelled)]
        : [`has ${has}`, setField(pod, ['spec', 'nodeSelector', label], has, 'Select nodes like this one.')];
    points.push(
      fails(`nodeSelector requires ${label}=${wanted}, but this node ${what}`, {
        provided: told === null ? [] : [condition],
        expect,
        fix: { steps: [step] },
      }),
    );
  }
  return [...points, ...judgeAffinity(subject, { labels, isAll, told, open, expect })];
}

function judgeAffinity(
  { pod, node }: Subject,
  { labels, isAll, told, open, expect }: ReturnType<typeof labelsOf> & { open: Condition[]; expect: Point['expect'] },
): Point[] {
  if (pod.spec.affinity === undefined) return [];
  const text = 'its affinity allows this node';
  const fits = isAll ? affinityFits(pod.spec.affinity, labels, node) : null;
  if (fits !== false) {
    open.push({ text, holds: fits, told: fits === null ? null : told });
    return [];
  }
  return [
    fails('its node affinity requires labels that this node does not have', {
      provided: [{ text, holds: false, told }],
      expect,
      fix: {
        steps: [
          onCluster(
            'Correct nodeAffinity by the labels of the node, or label the node.',
            shell`kubectl get node ${node} --show-labels`,
          ),
        ],
      },
    }),
  ];
}

/**
 * The labels of the node: all of them from the cluster, else those that the facts keep, and that Kubernetes sets by itself.
 * `told`: the source of the labels, or why the cluster did not return them; null: it was not asked.
 */
function labelsOf(subject: Subject): { labels: ReadonlyMap<string, string>; isAll: boolean; told: string | null } {
  const asked = askedNode(subject);
  if (asked.seen !== null) {
    return { labels: new Map(Object.entries(asked.seen.labels)), isAll: true, told: sources.cluster };
  }
  const { facts, node } = subject;
  const labels = new Map<string, string>([['kubernetes.io/os', 'windows']]);
  if (knownNodeName(facts) !== null) labels.set('kubernetes.io/hostname', node);
  const version = windowsVersion(facts);
  if (version !== null) labels.set('node.kubernetes.io/windows-build', `10.0.${version.build}`);
  if (facts.os !== undefined)
    labels.set('kubernetes.io/arch', facts.os.architecture === 'x64' ? 'amd64' : facts.os.architecture);
  for (const [label, value] of Object.entries(clusterNode(facts)?.labels ?? {})) labels.set(label, value);
  return { labels, isAll: false, told: asked.why };
}

/** @param open collects what the pod must tolerate, and whether it does */
export function judgeTaints(subject: Subject, open: Condition[]): Point[] {
  const { spec, kind } = subject.pod;
  // It skips the scheduler, and the kubelet checks only NoExecute. Source: kubernetes.io, Taints and Tolerations.
  const isBound = spec.nodeName !== undefined;
  const { tolerations } = spec;
  if (tolerations.some(({ key, operator, effect }) => !key && operator === 'Exists' && !effect)) return [];
  const text = 'it tolerates the taints of the node';
  const asked = askedNode(subject);
  const taints = asked.seen?.taints ?? clusterNode(subject.facts)?.taints;
  if (taints === undefined) {
    open.push({ text, holds: null, told: asked.why });
    return [];
  }
  const ofKind = kind === 'DaemonSet' ? toleratedByDaemonSets : /^$/;
  const taint = taints.find(
    (one) =>
      (isBound ? one.effect === 'NoExecute' : one.effect !== 'PreferNoSchedule') &&
      !ofKind.test(one.key) &&
      !tolerations.some((toleration) => tolerates(toleration, one)),
  );
  if (taint === undefined) {
    if (asked.seen !== null) open.push({ text, holds: true, told: sources.cluster });
    return [];
  }
  const shown = `${taint.key}${taint.value === '' ? '' : `=${taint.value}`}:${taint.effect}`;
  return [
    fails(`the node has the taint ${shown}, which the pod does not tolerate`, {
      expect: isBound
        ? null
        : expectEvent(
            '0/1 nodes are available: 1 node(s) had untolerated taint(s).',
            'The wording of the taint depends on the Kubernetes version; the numbers are those of your cluster.',
          ),
      fix: {
        steps: [
          setField(
            subject.pod,
            ['spec', 'tolerations'],
            [...tolerations, { key: taint.key, operator: 'Exists' }],
            'Tolerate the taint.',
          ),
        ],
      },
    }),
  ];
}

/** Source: k8s.io/kubernetes pkg/controller/daemon/util/daemonset_util.go, AddOrUpdateDaemonPodTolerations. */
const toleratedByDaemonSets =
  /^node\.kubernetes\.io\/(?:not-ready|unreachable|disk-pressure|memory-pressure|pid-pressure|unschedulable|network-unavailable)$/;

/** Source: k8s.io/api core/v1 Toleration.ToleratesTaint. */
function tolerates(
  { key = '', operator, value = '', effect = '' }: PodSpec['tolerations'][number],
  taint: NodeInfo['taints'][number],
): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  return operator === 'Exists' || (key !== '' && value === taint.value);
}

/**
 * Whether a pod with this affinity may go to a node with these labels; null: other pods decide too.
 * Source: k8s.io/api core/v1 NodeSelectorTerm; k8s.io/component-helpers scheduling/corev1/nodeaffinity at v0.34.2.
 */
function affinityFits(
  { nodeAffinity, podAffinity, podAntiAffinity }: NonNullable<PodSpec['affinity']>,
  labels: ReadonlyMap<string, string>,
  node: string,
): boolean | null {
  const required = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const ofName = new Map([['metadata.name', node]]);
  const fits =
    required === undefined ||
    required.nodeSelectorTerms.some(
      ({ matchExpressions, matchFields }) =>
        // An empty term selects nothing.
        matchExpressions.length + matchFields.length > 0 &&
        matchExpressions.every((one) => matches(one, labels)) &&
        matchFields.every((one) => matches(one, ofName)),
    );
  const ofPods = [podAffinity, podAntiAffinity].some(
    (one) => one !== undefined && one.requiredDuringSchedulingIgnoredDuringExecution.length > 0,
  );
  return fits && ofPods ? null : fits;
}

function matches({ key, operator, values }: NodeTerm, labels: ReadonlyMap<string, string>): boolean {
  const has = labels.get(key);
  switch (operator) {
    case 'In':
      return has !== undefined && values.includes(has);
    case 'NotIn':
      return has === undefined || !values.includes(has);
    case 'Exists':
      return has !== undefined;
    case 'DoesNotExist':
      return has === undefined;
    case 'Gt':
      return Number(has) > Number(values[0]);
    case 'Lt':
      return Number(has) < Number(values[0]);
    default:
      return false;
  }
}

/** The node as the API reported it; null: it was not asked, or has no such node. */
export const clusterNode = (facts: Subject['facts']): NodeInfo | null => {
  const seen = facts.cluster?.seen;
  return (seen && ifKnown(seen.node)) ?? null;
};

/** The node in the cluster now; `why`: why it is not known, as a sentence; null if it was not asked. */
export function askedNode({ find, node }: Subject): { seen: SeenObject | null; why: string | null } {
  const found = find({ kind: 'Node', namespace: null, name: node });
  const seen = found?.object.ok ? found.object.value : null;
  const { holds, told } = standingOf(found);
  return { seen, why: holds === false ? `the cluster has no node ${node}` : told };
}
