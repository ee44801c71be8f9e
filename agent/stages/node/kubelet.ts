import { evidence } from '../../check.ts';
import { inManifest, onNode } from '../../fix.ts';
import { containerdRelease, kubeletCommandLines } from '../../node/evidence.ts';
import { compareVersions, readVersion, type Version } from '../../shim/version.ts';
import type { Point } from '../../stage/prediction.ts';
import { cannotTell, event, fails, passes, type Subject } from '../../stage.ts';
import { clusterNode } from './cluster-node.ts';

/** The feature gate WindowsHostProcessContainers: alpha in 1.22, on since 1.23, fixed since 1.26. */
export function judgeKubelet({ facts, pod }: Subject): Point {
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
  if (kubelet === null) {
    return passes('the version of the kubelet is not known', {
      evidence: seen,
      provided: [`the kubelet is ${saysSo(pod) ? '1.23' : '1.25'} or newer`],
    });
  }
  seen.push(evidence('kubelet', info?.kubeletVersion ?? ''));
  if (isBefore(kubelet, 22) || (isBefore(kubelet, 23) && gate === undefined)) {
    return fails('HostProcess containers are off before Kubernetes 1.23', {
      evidence: seen,
      fix: { steps: [onNode('Upgrade the node to Kubernetes 1.26 or newer.')] },
    });
  }
  if (isBefore(kubelet, 25) && !saysSo(pod)) {
    return cannotTell(
      'hostProcess is set for the containers and not for the pod, which kubelets 1.23 and 1.24 without a later patch overlook',
      {
        evidence: seen,
        fix: { steps: [inManifest('Set securityContext.windowsOptions.hostProcess: true for the pod.')] },
      },
    );
  }
  return passes('the kubelet knows HostProcess containers', { evidence: seen });
}

const saysSo = ({ spec }: Subject['pod']) => spec.securityContext?.windowsOptions?.hostProcess === true;

const isBefore = (version: Version, minor: number) =>
  compareVersions(version, { major: 1, minor, patch: 0, suffix: '' }) < 0;
