import { ifKnown } from '../fact.ts';
import { lines, onCluster, onNode, type ShellCommand, type Step, shell, type Words, words } from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';
import type { Distribution } from './containerd-service.ts';
import { kubeletVersion } from './kubernetes.ts';

/** A node pool of a cloud. Its nodes are made from an image: a change on a node is lost with the node. */
interface ManagedPool {
  cloud: 'AKS' | 'EKS' | 'GKE';
  /** Its placeholder if the facts do not name it. */
  name: string;
  cluster: string;
}

/** The labels by which each cloud names the pool of a node. */
const poolLabels = {
  AKS: 'kubernetes.azure.com/agentpool',
  EKS: 'eks.amazonaws.com/nodegroup',
  GKE: 'cloud.google.com/gke-nodepool',
} as const;

/** What kind of machine a node is. Source: kubernetes.io/docs/reference/labels-annotations-taints */
export const machineLabel = 'node.kubernetes.io/instance-type';

/** The pool that a label of a cloud names; null: there is no such label. */
export const labelledPool = (labels: Readonly<Record<string, string>>): string | null =>
  Object.values(poolLabels).flatMap((label) => labels[label] ?? [])[0] ?? null;

/**
 * The managed pool of the node; null: the facts show none. Only AKS has builds of containerd that end in +azure. Other labels
 * of kubernetes.azure.com are also on nodes that AKS does not manage: aks-engine sets cluster, and SAS Viya has users set mode.
 */
export function managedPool({ cluster, runtime }: KnownFacts): ManagedPool | null {
  const labels = (cluster?.seen && ifKnown(cluster.seen.node))?.labels ?? {};
  const { version = '' } = (runtime && ifKnown(runtime.version)) ?? {};
  const poolOf = (cloud: ManagedPool['cloud']): ManagedPool => ({
    cloud,
    name: labels[poolLabels[cloud]] ?? '<node pool>',
    cluster: labels['alpha.eksctl.io/cluster-name'] ?? '<cluster>',
  });
  if (labels[poolLabels.EKS] !== undefined) return poolOf('EKS');
  if (labels[poolLabels.GKE] !== undefined) return poolOf('GKE');
  return labels[poolLabels.AKS] !== undefined || version.includes('+azure') ? poolOf('AKS') : null;
}

/** Upgrades the nodes of the pool, which are drained and replaced. @param target what they get */
function upgradePool({ cloud, name, cluster }: ManagedPool, say: string, target: Words): Step {
  const commands = {
    AKS: shell`az aks nodepool upgrade --resource-group ${'<resource group>'} --cluster-name ${cluster} --name ${name}${target}`,
    EKS: shell`eksctl upgrade nodegroup --cluster=${cluster} --name=${name}${target}`,
    GKE: shell`gcloud container clusters upgrade ${cluster} --node-pool=${name} --location=${'<location>'}${target}`,
  };
  return onCluster(say, commands[cloud], 'Each node of the pool is drained and replaced.');
}

/**
 * Makes the nodes of the pool from a newer image.
 * Sources: https://learn.microsoft.com/azure/aks/upgrade-node-image, eksctl.io and the EKS user guide ("Update a managed node
 * group"), https://cloud.google.com/sdk/gcloud/reference/container/clusters/upgrade
 */
export function newImage(pool: ManagedPool): Step {
  const says = {
    AKS: 'Upgrade the node pool to the newest node image.',
    EKS: 'Upgrade the node group to the newest node image of its Kubernetes version.',
    GKE: 'Upgrade the node pool to the version of the control plane, whose node image it gets; if it has that already, upgrade the control plane first.',
  };
  return upgradePool(pool, says[pool.cloud], pool.cloud === 'AKS' ? words` --node-image-only` : words``);
}

/** AKS installs containerd 1.7 on Windows from this minor version on. Source: https://github.com/Azure/AKS/issues/3975 */
const minorWithContainerd17 = 28;

/** As `newImage`, for containerd 1.7 or newer, which AKS chooses by the version of Kubernetes. */
export function newContainerdImage(facts: KnownFacts, pool: ManagedPool): Step {
  const minor = Number(/^v1\.(\d+)/.exec(kubeletVersion(facts) ?? '')?.[1] ?? 0);
  return pool.cloud === 'AKS' && minor < minorWithContainerd17
    ? newKubernetes(pool, minorWithContainerd17, ', with which AKS installs containerd 1.7')
    : newImage(pool);
}

/**
 * Brings the pool to a version of Kubernetes, once its control plane has it. That of GKE follows the control plane.
 * @param minor the oldest that is enough: 26 for 1.26
 * @param why follows it in the sentence
 */
export function newKubernetes(pool: ManagedPool, minor: number, why = ''): Step {
  const { cloud } = pool;
  if (cloud === 'GKE') return newImage(pool);
  const say = `Upgrade the node ${cloud === 'EKS' ? 'group' : 'pool'} to Kubernetes 1.${minor} or newer${why}, once the control plane has it.`;
  const version = { AKS: words` ${'<kubernetes version>'}`, EKS: words`=${'<minor version>'}` };
  return upgradePool(pool, say, words` --kubernetes-version${version[cloud]}`);
}

/** Shows the nodes of the pool, which may have other names than before. */
export const showPool = ({ cloud, name }: ManagedPool): ShellCommand =>
  shell`kubectl get nodes -l ${`${poolLabels[cloud]}=${name}`} -o wide`;

/**
 * What to check before a node is drained for a newer release of the distribution that runs it.
 * @param lacks how the sentence describes a release that does not help, as in "if ..., upgrade the servers first"
 */
export function chooseRelease({ name }: Distribution, lacks: string): Step {
  const see = (who: string) =>
    `release the ${who} run, which this node gets too: if ${lacks}, upgrade the ${who} first`;
  return name === 'rke2'
    ? onCluster(
        `See in VERSION which ${see('servers')}, and where Rancher manages the cluster, let Rancher upgrade both instead of the next steps.`,
        'kubectl get nodes -l node-role.kubernetes.io/control-plane',
      )
    : onCluster(`See which ${see(name === 'k0s' ? 'controllers' : 'servers')}.`);
}

/**
 * Installs another release while the service is stopped.
 * Sources: https://docs.rke2.io/install/quickstart and rancher/rke2 install.ps1, whose script stops nothing; k0sproject/k0s
 * docs/experimental-windows.md and docs/upgrade.md; of k3s, https://github.com/k3s-io/k3s/issues/114: it releases no agent for
 * Windows, so it is not known how one was installed.
 */
export function installRelease({ name, program }: Distribution): Step {
  if (name === 'rke2') {
    return onNode(
      'Install that release; the script replaces what is in C:\\usr\\local\\bin.',
      lines(
        shell`Invoke-WebRequest -UseBasicParsing -Uri https://raw.githubusercontent.com/rancher/rke2/master/install.ps1 -OutFile $env:TEMP\\install-rke2.ps1`,
        shell`& $env:TEMP\\install-rke2.ps1 -Version ${'<rke2 release>'}`,
      ),
    );
  }
  if (name === 'k0s') {
    return onNode(
      'Put the program of that release in the place of the old one, which is kept with .old behind its name.',
      lines(
        shell`$release = '<k0s release>'`,
        shell`Copy-Item ${program} ${`${program}.old`}`,
        shell`Invoke-WebRequest -UseBasicParsing -Uri "https://github.com/k0sproject/k0s/releases/download/$($release.Replace('+', '%2B'))/k0s-$release-amd64.exe" -OutFile ${program}`,
      ),
    );
  }
  return onNode(
    `Replace ${program} by one of that release, which you build as the old one was built: k3s releases none for Windows.`,
  );
}
