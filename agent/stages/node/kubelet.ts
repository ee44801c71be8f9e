import { evidence } from '../../fact.ts';
import { verified } from '../../fix.ts';
import { hostProcessGate } from '../../node/kubernetes.ts';
import { containerdRelease } from '../../node/new-pod.ts';
import { kubeletShown, nodeName, upgradeKubelet } from '../../node/upgrade.ts';
import { setForPod } from '../../rules/host-process-level.ts';
import { compareVersions, readVersion, type Version } from '../../shim/version.ts';
import type { Point } from '../../stage/prediction.ts';
import { cannotTell, expectEvent, fails, passes, type Subject } from '../../stage.ts';
import { clusterNode } from './cluster-node.ts';

/** The feature gate WindowsHostProcessContainers: alpha in 1.22, on since 1.23, locked since 1.26. */
export function judgeKubelet({ facts, pod }: Subject): Point {
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
      fix: verified(upgradeKubelet(facts, nodeName(facts), 26), ...kubeletShown(facts, nodeName(facts), 26)),
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
