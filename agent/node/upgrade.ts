import { onCluster, onNode, type Step } from '../fix.ts';

/** The pods of the node move to others, so that it can be restarted or changed. */
export const drain = (node: string): Step =>
  onCluster(
    'Drain the node.',
    `kubectl drain ${node} --ignore-daemonsets --delete-emptydir-data`,
    'Its pods are evicted, and their emptyDir volumes are deleted.',
  );

/** The node takes pods again. */
export const uncordon = (node: string): Step => onCluster('Let the node take pods again.', `kubectl uncordon ${node}`);

/** To another release of containerd; the shim must be of the same one. */
export const upgradeContainerd = (node: string): Step[] => [
  drain(node),
  onNode(
    'Stop containerd, replace containerd.exe and containerd-shim-runhcs-v1.exe by those of one release of containerd, 1.7 or newer, and start it; in a managed node pool, upgrade the node image instead.',
  ),
  uncordon(node),
];

/** Shows the release of containerd that runs on the node. */
export const showContainerd = (node: string): string =>
  `kubectl get node ${node} -o jsonpath='{.status.nodeInfo.containerRuntimeVersion}'`;
