import { ifKnown } from '../fact.ts';
import {
  begun,
  type Fix,
  lines,
  literal,
  onCluster,
  onNode,
  riskOfRecreate,
  type ShellCommand,
  type Step,
  shell,
  verified,
  words,
} from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';
import { type Distribution, distributionOf, restartsBoth } from './containerd-service.ts';
import {
  chooseRelease,
  installRelease,
  managedPool,
  newContainerdImage,
  newImage,
  newKubernetes,
  showPool,
} from './managed-pool.ts';

/** Replaces the name of a node that is not known. */
export const unknownNode = '<node>';

/**
 * The name of the node in the cluster: from the cluster itself, or from hostprobe's manifest. The name of the machine can
 * differ: EKS has ip-10-0-1-2.ec2.internal where Windows has EC2AMAZ-1A2B3C.
 */
export const nodeName = (facts: KnownFacts): string => knownNodeName(facts) ?? unknownNode;

/** The same; null: the facts do not say. */
export function knownNodeName({ cluster, token }: KnownFacts): string | null {
  const seen = cluster?.seen;
  const isAbsent = seen?.node.ok && seen.node.value === null;
  return (isAbsent ? null : seen?.nodeName) || token?.pod.node || null;
}

/** The pods of the node move to others, so that it can be restarted or changed. */
export const drain = (
  node: string,
  say = 'Drain the node; if it is refused because of pods without a controller, add --force, which deletes them for good.',
): Step =>
  onCluster(
    say,
    shell`kubectl drain ${node} --ignore-daemonsets --delete-emptydir-data`,
    'Its pods are evicted, and their emptyDir volumes are deleted.',
  );

/** The node takes pods again. A node that has just been restarted is Ready for the cluster until its kubelet is missed. */
const uncordon = (node: string): Step =>
  onCluster(
    'Some minutes later, wait until the node is Ready, and let it take pods again.',
    lines(shell`kubectl wait --for=condition=Ready node/${node} --timeout=15m`, shell`kubectl uncordon ${node}`),
  );

/** Steps that the pods of the node do not survive. */
export const whileDrained = (node: string, ...steps: Step[]): Step[] => [drain(node), ...steps, uncordon(node)];

/** Restarts Windows. It belongs between `drain` and `uncordon`. */
export const restartWindows: Step = onNode(
  'Restart the node.',
  'Restart-Computer -Force',
  'What still runs on the node ends.',
);

/**
 * The newest update of Windows, with the restart that it needs. Codes of wusa.exe: Microsoft's article 949545, and 3010 is
 * ERROR_SUCCESS_REBOOT_REQUIRED.
 * @param why follows the sentence of the update
 * @param condition begins the first step: when to do this, or why
 */
export function updateWindows(facts: KnownFacts, node: string, why: string, condition?: string): Step[] {
  const install = onNode(
    `Install the newest cumulative update${why}; ExitCode 0 and 3010 are good, 2359302 says that Windows has it, and -2145124329 that it is for another Windows.`,
    shell`Start-Process wusa.exe '<update> /quiet /norestart' -Wait -PassThru | Select-Object ExitCode`,
  );
  return under(condition, changeWindows(facts, node, [install]));
}

/** Changes Windows on the node by these steps and a restart; in a managed pool, by a new node. */
export function changeWindows(facts: KnownFacts, node: string, steps: Step[]): Step[] {
  const pool = managedPool(facts);
  if (pool !== null) return [newImage(pool)];
  return [
    ...(distributionOf(facts) === null
      ? [onCluster('In a managed node pool, take a newer node image instead of the next steps.')]
      : []),
    ...whileDrained(node, ...steps, restartWindows),
  ];
}

/** Puts a condition before several steps, and says for how many of them it holds. */
export function under(condition: string | undefined, steps: Step[]): Step[] {
  const [first, ...rest] = steps;
  if (first === undefined || condition === undefined) return steps;
  const count = rest.length === 0 ? '' : `, in ${steps.length} steps`;
  return [begun(`${condition}${count}:`, first), ...rest];
}

/** Installs the Containers feature of Windows. @param condition begins the sentence */
export const installContainers = (facts: KnownFacts, node: string, condition?: string): Fix =>
  verified(
    'Get-Service vmcompute, hns',
    'It lists both services; they may be stopped, because Windows starts them when they are needed.',
    under(
      condition,
      changeWindows(facts, node, [
        onNode(
          'Install the feature.',
          (facts.os && ifKnown(facts.os.version))?.installation === 'Client'
            ? 'Enable-WindowsOptionalFeature -Online -FeatureName Containers -NoRestart'
            : 'Install-WindowsFeature -Name Containers',
        ),
      ]),
    ),
  );

/** The first release of containerd with rules that all manifests can follow. */
const atLeast = '1.7 or newer';

/**
 * To another release of containerd; the shim must be of the same one. Pods of DaemonSets outlive the drain, and shims
 * outlive containerd: Windows lets the file of a program that runs be renamed, but not replaced.
 * @param release which one
 */
export function upgradeContainerd(facts: KnownFacts, node: string, condition?: string, release = atLeast): Step[] {
  const pool = managedPool(facts);
  if (pool !== null) {
    return under(condition, [release === atLeast ? newContainerdImage(facts, pool) : newImage(pool)]);
  }
  const owner = distributionOf(facts);
  if (owner !== null) {
    const lacks =
      release === atLeast ? `its release notes do not name containerd ${atLeast}` : 'the node has that release already';
    return under(condition, upgradeDistribution(owner, node, lacks));
  }
  const program = facts['runtime-binaries']?.containerd?.path;
  return under(condition, [
    onNode(
      'Take a newer node image in a managed node pool, or a newer rke2, k3s or k0s where that contains containerd; else do the next steps.',
    ),
    ...whileDrained(
      node,
      onNode(
        'Use one PowerShell window for this step and the next three; go on only if the folder of containerd has containerd.exe and its shim.',
        lines(
          ...(program === undefined ? findProgram : [shell`$program = ${literal(program)}`]),
          shell`$folder = Split-Path $program`,
          shell`Get-ChildItem $folder\\containerd*.exe`,
        ),
      ),
      onNode(
        'In that window, stop the kubelet and containerd, and rename both programs of containerd: pods of DaemonSets still run, and keep their shim in use.',
        lines(
          rememberServices,
          shell`Stop-Service kubelet, containerd -Force`,
          shell`$old = (Get-Date -Format yyyyMMddHHmmss) + '.old'`,
          shell`Rename-Item $folder\\containerd.exe "containerd.exe.$old"`,
          shell`Rename-Item $folder\\containerd-shim-runhcs-v1.exe "containerd-shim-runhcs-v1.exe.$old"`,
        ),
        'Services that depend on containerd stop too, for example kube-proxy.',
      ),
      onNode(
        `Copy both programs from one release of containerd, ${release}, into that folder.`,
        shell`Copy-Item ${'<release>'}\\bin\\containerd.exe, ${'<release>'}\\bin\\containerd-shim-runhcs-v1.exe $folder`,
      ),
      onNode('Start both again, and what stopped with them.', startAgain),
    ),
    recreatePods(node, 'Recreate the pods of DaemonSets on this node, which the drain left: they keep the old shim.'),
  ]);
}

/** The containerd.exe that runs, or that its service starts. */
const findProgram = [
  shell`$program = (Get-Process containerd -ErrorAction SilentlyContinue | Select-Object -First 1).Path`,
  shell`if (!$program) { $program = (Get-CimInstance Win32_Service -Filter "Name='containerd'").PathName -replace '^"?(.+?\\.exe).*', '$1' }`,
];

/**
 * To another release of rke2, k3s or k0s.
 * @param lacks how the sentence describes a release that does not help, as in "if ..., upgrade the servers first"
 */
const upgradeDistribution = (owner: Distribution, node: string, lacks: string): Step[] => [
  chooseRelease(owner, lacks),
  ...whileDrained(
    node,
    onNode(
      `Stop the service ${owner.service}, so that its program can be replaced.`,
      shell`Stop-Service ${owner.service} -Force`,
    ),
    installRelease(owner),
    restartWindows,
    ...(owner.isAutomatic
      ? []
      : [
          onNode(
            `Start the service ${owner.service}, which does not start with Windows.`,
            shell`Start-Service ${owner.service}`,
          ),
        ]),
  ),
];

/**
 * To this minor version of Kubernetes or a newer one. Sources: kubernetes.io, "Upgrading Windows nodes"; those of
 * `newKubernetes` and `installRelease`.
 */
export function upgradeKubelet(facts: KnownFacts, node: string, minor: number): Step[] {
  const pool = managedPool(facts);
  if (pool !== null) return [newKubernetes(pool, minor)];
  const owner = distributionOf(facts);
  if (owner !== null) return upgradeDistribution(owner, node, `it is older than Kubernetes 1.${minor}`);
  const program = facts['runtime-binaries']?.kubelet?.path;
  return [
    onCluster('In a managed node pool, or with rke2, k3s or k0s, upgrade that instead of the next steps.'),
    onCluster(
      `See the Server Version, which this node gets too: if it is older than 1.${minor}, upgrade the control plane first.`,
      'kubectl version',
    ),
    ...whileDrained(
      node,
      onNode(
        `In one PowerShell window for this step and the next, stop the kubelet${program === undefined ? '; if it did not run, set $kubelet to the path of kubelet.exe' : ''}.`,
        lines(
          program === undefined ? shell`$kubelet = (Get-Process kubelet).Path` : shell`$kubelet = ${literal(program)}`,
          rememberServices,
          shell`Stop-Service kubelet -Force`,
        ),
      ),
      onNode(
        'Put its program of that release in the place of the old one, which is kept as kubelet.exe.old, and start it again with what stopped.',
        lines(
          shell`Copy-Item $kubelet "$kubelet.old"`,
          shell`Invoke-WebRequest -UseBasicParsing -Uri https://dl.k8s.io/${'<kubernetes release>'}/bin/windows/amd64/kubelet.exe -OutFile $kubelet`,
          startAgain,
        ),
      ),
    ),
  ];
}

/** How to see that `upgradeKubelet` worked. */
export function kubeletShown(facts: KnownFacts, node: string, minor: number): [ShellCommand, string] {
  const pool = managedPool(facts);
  return pool === null
    ? [shell`kubectl get node ${node}`, `VERSION is 1.${minor} or newer.`]
    : [showPool(pool), `VERSION of every node is 1.${minor} or newer.`];
}

/**
 * Keeps which services run, for `startAgain`: with -Force, those that depend on the kubelet and containerd stop too. These two
 * must run afterwards, whether they did before or not.
 */
const rememberServices = shell`$stopped = Get-Service kubelet, containerd -ErrorAction SilentlyContinue | ForEach-Object { $_; $_.DependentServices } | Where-Object Status -eq Running | Sort-Object Name -Unique`;
const startAgain = lines(shell`Start-Service containerd, kubelet`, shell`$stopped | Start-Service`);

/** Recreates a pod of a list that the reader has just made. */
export const deletePod = ({ name, namespace }: { name: string; namespace: string }): ShellCommand =>
  shell`kubectl delete pod ${words`${name} -n ${namespace}`}`;
export const deleteListed: ShellCommand = shell`kubectl delete pod ${'<listed pod>'} -n ${'<its namespace>'}`;

/** @param say which pods of the node */
export const recreatePods = (node: string, say: string): Step =>
  onCluster(say, lines(podsOfNode(node), deleteListed), riskOfRecreate);

/** Shows where the two programs of containerd are, and their versions. Without facts, next to the one that runs. */
export function showPrograms({ 'runtime-binaries': binaries }: Pick<KnownFacts, 'runtime-binaries'>): ShellCommand {
  const versions = words`Format-List FullName, @{n='Version'; e={(& $_.FullName --version) -join ' '}}`;
  const path = binaries?.containerd?.path;
  if (path === undefined) {
    return shell`Get-Item "$(Split-Path (Get-Process containerd | Select-Object -First 1).Path)\\containerd*.exe" | ${versions}`;
  }
  return shell`Get-Item -LiteralPath ${path}, ${binaries?.shim?.path ?? besideContainerd(path)} | ${versions}`;
}

const shimThatRuns = words`"$(Split-Path (Get-Process containerd | Select-Object -First 1).Path)\\containerd-shim-runhcs-v1.exe"`;

/**
 * Brings back a missing shim, which containerd looks for again at the next pod. Sources: rancher/rke2 Dockerfile.windows, which
 * has the shim of containerd's own release; k0sproject/k0s pkg/assets/stage.go, which unpacks at the start what is missing.
 * @param condition begins the sentence
 */
export function bringShim(condition: string, facts: KnownFacts): Step {
  const pool = managedPool(facts);
  if (pool !== null) return begun(`${condition},`, newImage(pool));
  const owner = distributionOf(facts);
  if (owner?.name === 'k0s') {
    return onNode(
      `${condition}, restart the service ${owner.service}, which unpacks it again.`,
      shell`Restart-Service ${owner.service} -Force`,
      restartsBoth,
    );
  }
  const path = facts['runtime-binaries']?.containerd?.path;
  return onNode(
    `${condition}, copy the shim of the same release of containerd beside containerd.exe: containerd looks for it again at the next pod.`,
    shell`Copy-Item ${'<release>'}\\bin\\containerd-shim-runhcs-v1.exe ${path === undefined ? shimThatRuns : besideContainerd(path)}`,
  );
}

/** The path that a shim has in the folder of containerd. */
const besideContainerd = (containerd: string): string =>
  containerd.replace(/[^\\/]*$/, 'containerd-shim-runhcs-v1.exe');

/**
 * Steps of `upgradeContainerd`, with the command that shows whether the shim at this path, or beside the containerd that
 * runs, is the one that they copied. Where a pool or a distribution brings the shim there is nothing to compare it with.
 */
export function comparingShims(facts: KnownFacts, node: string, steps: Step[], shim?: string): Fix {
  const pool = managedPool(facts);
  if (pool !== null) {
    return verified(
      showPool(pool),
      'CONTAINER-RUNTIME of every node is the new one, and a new report of such a node shows no problem for shim-version.',
      steps,
    );
  }
  if (distributionOf(facts) !== null) {
    return verified(shell`hostprobe report --node ${node}`, 'It shows no problem for shim-version.', steps);
  }
  return verified(
    shell`Get-FileHash ${shim ?? shimThatRuns}, ${'<release>'}\\bin\\containerd-shim-runhcs-v1.exe`,
    'Both hashes are the same.',
    steps,
  );
}

/** Shows the release of containerd that runs on the node. */
const showContainerd = (node: string): ShellCommand =>
  shell`kubectl get node ${node} -o jsonpath='{.status.nodeInfo.containerRuntimeVersion}'`;

/** How to see that `upgradeContainerd` worked. @param which what it prints then */
export function upgradeShown(facts: KnownFacts, node: string, which = atLeast): [ShellCommand, string] {
  const pool = managedPool(facts);
  return pool === null
    ? [showContainerd(node), `It prints ${which}.`]
    : [showPool(pool), `CONTAINER-RUNTIME of every node is ${which}.`];
}

/** The pods of a node, with their nodes and ages. */
export const podsOfNode = (node: string): ShellCommand =>
  shell`kubectl get pods -A -o wide --field-selector ${`spec.nodeName=${node}`}`;
