import { evidence } from '../fact.ts';
import { onCluster, verified } from '../fix.ts';
import { removeField } from '../manifest/edit.ts';
import { hostProcessGate, windowsVersion } from '../node/kubernetes.ts';
import { containerdRelease } from '../node/new-pod.ts';
import { knownNodeName, kubeletShown, nodeName, upgradeKubelet } from '../node/upgrade.ts';
import { setForPod } from '../rules/host-process.ts';
import { compareVersions, readVersion, type Version } from '../shim/version.ts';
import type { Condition, Point } from '../stage/prediction.ts';
import { cannotTell, expectEvent, fails, passes, type Stage, type Subject } from '../stage.ts';
import { server2019 } from '../windows/builds.ts';
import { askedNode, clusterNode, judgeSelector, judgeTaints } from './node/scheduling.ts';

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

/** The feature gate WindowsHostProcessContainers: alpha in 1.22, on since 1.23, locked since 1.26. */
function judgeKubelet({ facts, pod }: Subject): Point {
  const info = clusterNode(facts);
  const kubelet = info === null ? null : readVersion(info.kubeletVersion);
  const gate = hostProcessGate(facts);
  // Since 1.26 the gate cannot be turned off.
  if (gate?.isOn === false && (kubelet === null || isBefore(kubelet, 26))) {
    return fails('HostProcess containers are disabled in the kubelet', {
      evidence: [gate.evidence],
      expect: expectEvent(
        "Error: pod contains HostProcess containers but feature 'WindowsHostProcessContainers' is not enabled",
      ),
      cause: 'feature-gate',
    });
  }
  const containerd = containerdRelease(facts);
  const seen = containerd === null ? [] : [evidence(`containerd (${containerd.from})`, containerd.text)];
  if (kubelet === null) {
    return passes('the version of the kubelet is not known', {
      evidence: seen,
      provided: [`the kubelet is ${saysSo(pod) ? '1.23' : '1.25'} or newer`],
    });
  }
  seen.push(evidence('kubelet', info?.kubeletVersion ?? ''));
  if (isBefore(kubelet, 22) || (isBefore(kubelet, 23) && gate === null)) {
    return fails('HostProcess containers are disabled by default before Kubernetes 1.23', {
      evidence: seen,
      fix: verified(...kubeletShown(facts, nodeName(facts), 26), upgradeKubelet(facts, nodeName(facts), 26)),
    });
  }
  if (isBefore(kubelet, 25) && !saysSo(pod)) {
    return cannotTell('only containers set hostProcess, which kubelets 1.23 and 1.24 without a later patch ignore', {
      evidence: seen,
      fix: setForPod(pod),
    });
  }
  return passes('the kubelet supports HostProcess containers', { evidence: seen });
}

const saysSo = ({ spec }: Subject['pod']) => spec.securityContext?.windowsOptions?.hostProcess === true;

const isBefore = (version: Version, minor: number) =>
  compareVersions(version, { major: 1, minor, patch: 0, suffix: '' }) < 0;
