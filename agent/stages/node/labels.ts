import { shell } from '../../fix/command.ts';
import { onCluster } from '../../fix.ts';
import { setField } from '../../manifest/edit.ts';
import { windowsVersion } from '../../node/kubernetes.ts';
import { knownNodeName } from '../../node/upgrade.ts';
import { sources } from '../../stage/needed-objects.ts';
import type { Condition, Point } from '../../stage/prediction.ts';
import { expectEvent, fails, type Subject } from '../../stage.ts';
import { affinityFits } from './affinity.ts';
import { askedNode, clusterNode } from './cluster-node.ts';

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
