import * as z from 'zod';
import type { NodeInfo } from '../../facts/cluster.ts';
import { inManifest } from '../../fix.ts';
import type { Point } from '../../stage/prediction.ts';
import { event, fails, type Subject } from '../../stage.ts';
import { clusterNode } from './cluster-node.ts';

/** @param open gets what the pod must tolerate and nobody knows */
export function judgeTaints({ pod, facts }: Subject, open: string[]): Point[] {
  const { spec, kind } = pod;
  // It meets no scheduler, and the kubelet goes by NoExecute only. Source: kubernetes.io, Taints and Tolerations.
  const isBound = spec.nodeName !== undefined;
  const tolerations = tolerationsIn.parse(spec.tolerations ?? []);
  if (tolerations.some(({ key, operator, effect }) => key === '' && operator === 'Exists' && effect === '')) return [];
  const info = clusterNode(facts);
  if (info === null) {
    open.push('it tolerates the taints of the node');
    return [];
  }
  const ofKind = kind === 'DaemonSet' ? toleratedByDaemonSets : /^$/;
  const taint = info.taints.find(
    (one) =>
      (isBound ? one.effect === 'NoExecute' : one.effect !== 'PreferNoSchedule') &&
      !ofKind.test(one.key) &&
      !tolerations.some((toleration) => tolerates(toleration, one)),
  );
  if (taint === undefined) return [];
  const shown = `${taint.key}${taint.value === '' ? '' : `=${taint.value}`}:${taint.effect}`;
  return [
    fails(`the node has the taint ${shown}, which the pod does not tolerate`, {
      expect: isBound
        ? null
        : event(
            '0/1 nodes are available: 1 node(s) had untolerated taint(s).',
            'Kubernetes versions tell the taint in different ways, and the number of nodes differs.',
          ),
      fix: { steps: [inManifest(`Add to the pod's tolerations: { key: ${taint.key}, operator: Exists }.`)] },
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
