import { evidence } from '../fact.ts';
import { onCluster } from '../fix.ts';
import { removeField } from '../manifest/edit.ts';
import { windowsVersion } from '../node/kubernetes.ts';
import { knownNodeName } from '../node/upgrade.ts';
import type { Condition, Point } from '../stage/prediction.ts';
import { cannotTell, fails, passes, type Stage, type Subject } from '../stage.ts';
import { server2019 } from '../windows/builds.ts';
import { askedNode } from './node/cluster-node.ts';
import { judgeKubelet } from './node/kubelet.ts';
import { judgeSelector } from './node/labels.ts';
import { judgeTaints } from './node/taints.ts';

export const node: Stage = {
  id: 'node',
  title: 'Scheduling on this node, and support of its kubelet',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#before-you-begin',
  judge: (subject) => [judgeSystem(subject), ...judgePlace(subject), judgeKubelet(subject)],
};

const windowsNodes = 'kubectl get nodes --selector kubernetes.io/os=windows --output wide';

/** Source: hcsshim cmd/containerd-shim-runhcs-v1/pod.go. */
function judgeSystem({ facts, why }: Subject): Point {
  const version = windowsVersion(facts);
  if (version === null) return cannotTell(`the Windows version is not known: ${why('os')}`);
  const seen = [evidence('Windows', `${version.product}, build ${version.build}`)];
  return version.build < server2019
    ? fails(`Windows before build ${server2019} (Server 2019) does not support HostProcess containers`, {
        evidence: seen,
        fix: { steps: [onCluster('Use a node with Windows Server 2019 or newer.', windowsNodes)] },
      })
    : passes('Windows is new enough', { evidence: seen });
}

function judgePlace(subject: Subject): Point[] {
  const { spec } = subject.pod;
  if (spec.nodeName !== undefined && spec.nodeName !== subject.node) {
    if (knownNodeName(subject.facts) === null && askedNode(subject).seen === null) {
      return [
        cannotTell(
          `nodeName binds the pod to ${spec.nodeName}, and the facts do not say how the cluster names this node`,
        ),
      ];
    }
    return [
      fails(`nodeName binds the pod to ${spec.nodeName}`, {
        fix: { steps: [removeField(subject.pod, ['spec', 'nodeName'], ', or predict for that node')] },
      }),
    ];
  }
  const open: Condition[] = [];
  const points = judgeSelector(subject, open);
  points.push(...judgeTaints(subject, open));
  return points.length > 0
    ? points
    : [passes('node selector and taints allow this node, as far as they are known', { provided: open })];
}
