import { type Command, shell } from '../fix/command.ts';
import { type Fix, onCluster, onNode, type Step, verified } from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';

/** The name that the cluster has for the node, where the facts tell it. */
export const nodeName = ({ cluster }: KnownFacts): string => cluster?.seen?.nodeName ?? '<node>';

/** The pods of the node move to others, so that it can be restarted or changed. */
export const drain = (node: string): Step =>
  onCluster(
    'Drain the node.',
    shell`kubectl drain ${node} --ignore-daemonsets --delete-emptydir-data`,
    'Its pods are evicted, and their emptyDir volumes are deleted.',
  );

/** The node takes pods again. */
export const uncordon = (node: string): Step =>
  onCluster('Let the node take pods again.', shell`kubectl uncordon ${node}`);

/** Steps that the pods of the node do not survive. */
export const whileDrained = (node: string, ...steps: Step[]): Step[] => [drain(node), ...steps, uncordon(node)];

/** Restarts Windows. It belongs between `drain` and `uncordon`. */
export const restartWindows: Step = onNode(
  'Restart the node.',
  'Restart-Computer -Force',
  'What still runs on the node ends.',
);

/**
 * The newest update of Windows, with the restart that it needs.
 * @param condition begins the first step: when to do this, or why
 */
export const updateWindows = (node: string, say: string, condition?: string): Step[] =>
  under(condition, whileDrained(node, onNode(say), restartWindows));

/** Puts a condition before the first of several steps. */
const under = (condition: string | undefined, [first, ...rest]: Step[]): Step[] =>
  first === undefined || condition === undefined
    ? [...(first === undefined ? [] : [first]), ...rest]
    : [{ ...first, say: `${condition}: ${first.say.charAt(0).toLowerCase()}${first.say.slice(1)}` }, ...rest];

/** Installs the Containers feature of Windows. */
export const installContainers = (node: string, isClient: boolean): Fix =>
  verified(
    whileDrained(
      node,
      onNode(
        'Install the feature.',
        isClient
          ? 'Enable-WindowsOptionalFeature -Online -FeatureName Containers -NoRestart'
          : 'Install-WindowsFeature -Name Containers',
      ),
      restartWindows,
    ),
    'Get-Service vmcompute, hns',
    'It lists both services; they may be stopped, because Windows starts them when they are needed.',
  );

/** To another release of containerd; the shim must be of the same one. */
export const upgradeContainerd = (node: string, condition?: string): Step[] =>
  under(
    condition,
    whileDrained(
      node,
      onNode(
        'Stop containerd, replace containerd.exe and containerd-shim-runhcs-v1.exe by those of one release of containerd, 1.7 or newer, and start it; in a managed node pool, upgrade the node image instead.',
      ),
    ),
  );

/** Shows the release of containerd that runs on the node. */
export const showContainerd = (node: string): Command =>
  shell`kubectl get node ${node} -o jsonpath='{.status.nodeInfo.containerRuntimeVersion}'`;
export const upgraded = 'It prints 1.7 or newer.';

/** The pods of a node, with their nodes and ages. */
export const podsOfNode = (node: string): Command =>
  shell`kubectl get pods -A -o wide --field-selector ${`spec.nodeName=${node}`}`;
