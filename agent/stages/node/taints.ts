import * as z from 'zod';
import type { NodeInfo } from '../../facts/cluster.ts';
import { setField } from '../../manifest/edit.ts';
import { sources } from '../../stage/needed-objects.ts';
import type { Condition, Point } from '../../stage/prediction.ts';
import { expectEvent, fails, type Subject } from '../../stage.ts';
import { askedNode, clusterNode } from './cluster-node.ts';

/** @param open collects what the pod must tolerate, and whether it does */
export function judgeTaints(subject: Subject, open: Condition[]): Point[] {
  const { spec, kind } = subject.pod;
  // It skips the scheduler, and the kubelet checks only NoExecute. Source: kubernetes.io, Taints and Tolerations.
  const isBound = spec.nodeName !== undefined;
  const tolerations = tolerationsIn.parse(spec.tolerations ?? []);
  if (tolerations.some(({ key, operator, effect }) => key === '' && operator === 'Exists' && effect === '')) return [];
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
            [...(spec.tolerations ?? []), { key: taint.key, operator: 'Exists' }],
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
