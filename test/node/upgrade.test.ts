import { expect, test } from 'vitest';
import { explained } from '../../agent/fix.ts';
import {
  bringShim,
  comparingShims,
  installContainers,
  knownNodeName,
  kubeletShown,
  updateWindows,
  upgradeContainerd,
  upgradeKubelet,
  upgradeShown,
} from '../../agent/node/upgrade.ts';
import type { KnownFacts } from '../../agent/snapshot.ts';
import { distributions } from '../distributions.ts';
import { commandsOf, textOf } from '../fix.ts';
import { factsWith, got } from '../snapshot.ts';

const rke2 = factsWith(distributions.RKE2);
const aks = factsWith(distributions.AKS);
const labelled = (labels: Record<string, string>, kubeletVersion = 'v1.33.2') =>
  factsWith(({ cluster }) => {
    if (cluster.seen?.node.ok && cluster.seen.node.value)
      Object.assign(cluster.seen.node.value, { labels, kubeletVersion });
  });
const eks = labelled({ 'eks.amazonaws.com/nodegroup': 'windows', 'alpha.eksctl.io/cluster-name': 'prod' });
const gke = labelled({ 'cloud.google.com/gke-nodepool': 'windows' });
const kubeadm = factsWith(distributions.kubeadm);

const ready = 'kubectl wait --for=condition=Ready node/win-1 --timeout=15m\nkubectl uncordon win-1';
const drain = 'kubectl drain win-1 --ignore-daemonsets --delete-emptydir-data';

test('a node of rke2 gets its containerd with the release of the servers, while it is drained', () => {
  expect(commandsOf({ steps: upgradeContainerd(rke2, 'win-1') })).toEqual([
    'kubectl get nodes -l node-role.kubernetes.io/control-plane',
    drain,
    'Stop-Service rke2 -Force',
    expect.stringMatching(/install\.ps1 -OutFile (\$env:TEMP\\install-rke2\.ps1)\n& \1 -Version <rke2 release>$/),
    'Restart-Computer -Force',
    ready,
  ]);
});

test('a service that does not start with Windows is started after the restart', () => {
  const byHand = factsWith((facts) => {
    distributions.RKE2?.(facts);
    if (facts.services.embedding.ok && facts.services.embedding.value)
      facts.services.embedding.value.startType = 'demand';
  });
  expect(commandsOf({ steps: upgradeContainerd(byHand, 'win-1') }).slice(-3)).toEqual([
    'Restart-Computer -Force',
    'Start-Service rke2',
    ready,
  ]);
});

test('a node of k0s gets its program anew where the service has it', () => {
  const steps = upgradeContainerd(factsWith(distributions.k0s), 'win-1');
  expect(commandsOf({ steps })).toContain('Stop-Service k0sworker -Force');
  expect(commandsOf({ steps }).join('\n')).toMatch(/\/k0s-\$release-amd64\.exe" -OutFile 'C:\\[^']*k0s\.exe'/);
});

test('a node of k3s is told that there is no release for Windows', () => {
  const k3s = factsWith((facts) => {
    distributions.k0s?.(facts);
    if (facts.services.embedding.ok && facts.services.embedding.value) {
      Object.assign(facts.services.embedding.value, { name: 'k3s', commandLine: '"C:\\k3s\\k3s.exe" agent' });
    }
  });
  const told = textOf({ steps: upgradeContainerd(k3s, 'win-1') });
  expect(told).toContain(
    'Replace C:\\k3s\\k3s.exe by one of that release, which you build as the old one was built: k3s releases none for Windows.',
  );
});

test.each([
  ['AKS by its build of containerd', aks, '--name <node pool> --node-image-only'],
  [
    'AKS by its labels',
    labelled({ 'kubernetes.azure.com/agentpool': 'npwin' }),
    'az aks nodepool upgrade --resource-group <resource group> --cluster-name <cluster> --name npwin --node-image-only',
  ],
  ['EKS', eks, 'eksctl upgrade nodegroup --cluster=prod --name=windows'],
  ['GKE', gke, 'gcloud container clusters upgrade <cluster> --node-pool=windows --location=<location>'],
])('the pool of a node gets a newer image, and the node is not changed: %s', (_, facts, command) => {
  for (const steps of [
    upgradeContainerd(facts, 'win-1'),
    updateWindows(facts, 'win-1', ': it has the file'),
    installContainers(facts, 'win-1').steps,
  ]) {
    expect(commandsOf({ steps })).toEqual([expect.stringContaining(command)]);
    expect(steps[0]).toMatchObject({ on: 'cluster', risk: 'Each node of the pool is drained and replaced.' });
  }
  expect(upgradeContainerd(facts, 'win-1', 'Or upgrade it')[0]?.say).toMatch(/^Or upgrade it: upgrade the node /);
});

test('AKS has containerd 1.7 from Kubernetes 1.28 on, so that an older pool is upgraded to that', () => {
  const old = labelled({ 'kubernetes.azure.com/agentpool': 'npwin' }, 'v1.27.9');
  expect(commandsOf({ steps: upgradeContainerd(old, 'win-1') })).toEqual([
    expect.stringMatching(/ --name npwin --kubernetes-version <kubernetes version>$/),
  ]);
  expect(commandsOf({ steps: updateWindows(old, 'win-1', '') })).toEqual([
    expect.stringContaining('--node-image-only'),
  ]);
});

test('what shows the upgrade finds the nodes of a pool by its label, since they may have new names', () => {
  expect(upgradeShown(gke, 'win-1')[0]).toBe('kubectl get nodes -l cloud.google.com/gke-nodepool=windows -o wide');
  expect(upgradeShown(aks, 'win-1')[0]).toContain("-l 'kubernetes.azure.com/agentpool=<node pool>'");
  expect(upgradeShown(rke2, 'win-1')[0]).toContain('kubectl get node win-1 ');
});

test.each([
  ['nothing known', {}],
  ['kubeadm', kubeadm],
])('any other node gets both programs, and is Ready before it takes pods again: %s', (_, facts: KnownFacts) => {
  const steps = upgradeContainerd(facts, 'win-1');
  const commands = commandsOf({ steps });
  expect(steps[0]?.say).toContain('managed node pool');
  expect(steps[1]?.say).toContain('add --force');
  expect(commands[0]).toBe(drain);
  expect(commands).toContainEqual(expect.stringContaining('Copy-Item '));
  expect(commands.at(-2)).toBe(ready);
});

test('containerd may be stopped: its folder is that of the facts or of its service, and it is started in any case', () => {
  const typed = (facts: KnownFacts) => commandsOf({ steps: upgradeContainerd(facts, 'win-1') }).join('\n');
  expect(typed(kubeadm)).toContain("$program = 'C:\\Program Files\\containerd\\containerd.exe'\n");
  expect(typed(kubeadm)).not.toContain('Get-Process');
  expect(typed({})).toMatch(/if \(!\$program\) \{ \$program = \(Get-CimInstance Win32_Service .*PathName/);
  expect(typed({})).toContain('\nStart-Service containerd, kubelet\n$stopped | Start-Service\n');
});

test('an update of Windows has a command, and says that a managed pool takes an image where this may be one', () => {
  const all = (facts: KnownFacts) => textOf(explained({ steps: updateWindows(facts, 'win-1', ': it has the file') }));
  expect(all({})).toContain("'<update> /quiet /norestart' -Wait -PassThru | Select-Object ExitCode");
  expect(all({})).toContain('Install the newest cumulative update: it has the file; ExitCode 0 and 3010 are good, ');
  expect(all({})).toContain('In a managed node pool, take a newer node image instead');
  expect(all(rke2)).toContain('wusa.exe');
  expect(all(rke2)).not.toContain('node pool');
});

test('shims are compared only with what somebody unpacked; of others the nodes and their reports tell', () => {
  const proof = (facts: KnownFacts) => comparingShims(facts, 'win-1', upgradeContainerd(facts, 'win-1')).verify?.run;
  expect(proof(kubeadm)).toContain('Get-FileHash ');
  expect(proof(rke2)).toBe('hostprobe report --node win-1');
  expect(proof(eks)).toBe('kubectl get nodes -l eks.amazonaws.com/nodegroup=windows -o wide');
});

test.each([
  // https://github.com/sassoftware/viya4-iac-gcp/issues/92
  ['SAS Viya on any cloud', { 'kubernetes.azure.com/mode': 'system' }],
  // https://github.com/Azure/aks-engine pkg/api/types.go, GetKubernetesLabels
  ['aks-engine', { 'kubernetes.azure.com/cluster': 'my-group', 'kubernetes.azure.com/role': 'agent' }],
])('a node with labels of Azure is not one of AKS: %s', (_, labels: Record<string, string>) => {
  expect(commandsOf({ steps: upgradeContainerd(labelled(labels), 'win-1') })[0]).toBe(drain);
});

const upgraded = (facts: KnownFacts) => commandsOf({ steps: upgradeKubelet(facts, 'win-1', 26) });

test.each([
  ['AKS', labelled({ 'kubernetes.azure.com/agentpool': 'npwin' }), / --name npwin --kubernetes-version <kubernetes v/],
  ['EKS', eks, / --cluster=prod --name=windows --kubernetes-version=<minor version>$/],
  ['GKE', gke, /^gcloud container clusters upgrade <cluster> --node-pool=windows /],
])('the kubelet of a pool gets a newer version with its pool: %s', (_, facts, command) => {
  expect(upgraded(facts)).toEqual([expect.stringMatching(command)]);
  expect(kubeletShown(facts, 'win-1', 26)[0]).toMatch(/^kubectl get nodes -l /);
});

test('the kubelet of rke2 gets a newer version with rke2, and any other by its own program, while the node is drained', () => {
  expect(upgraded(rke2)).toEqual(commandsOf({ steps: upgradeContainerd(rke2, 'win-1') }));
  const [version, first, stop, replace, last] = upgraded(kubeadm);
  expect([version, first, last]).toEqual(['kubectl version', drain, ready]);
  expect(stop).toMatch(/\nStop-Service kubelet -Force$/);
  expect(replace).toContain('https://dl.k8s.io/<kubernetes release>/bin/windows/amd64/kubelet.exe -OutFile $kubelet\n');
  expect(kubeletShown(kubeadm, 'win-1', 26)).toEqual(['kubectl get node win-1', 'VERSION is 1.26 or newer.']);
});

test('a missing shim comes from where the node has it from', () => {
  const brought = (facts: KnownFacts) => bringShim('If it is not', facts);
  expect(brought(kubeadm).run).toMatch(/^Copy-Item /);
  expect(brought(rke2).run).toMatch(/^Copy-Item /);
  expect(brought(factsWith(distributions.k0s)).run).toBe('Restart-Service k0sworker -Force');
  expect(brought(eks)).toMatchObject({
    say: expect.stringMatching(/^If it is not, upgrade the node group to /),
    run: 'eksctl upgrade nodegroup --cluster=prod --name=windows',
  });
});

test('a node has the name of its Node object, and where there is none of that name the one that its pod was told', () => {
  const named = (isThere: boolean) =>
    knownNodeName(
      factsWith(({ cluster: { seen }, token }) => {
        if (seen === null) throw new Error('the healthy node is seen');
        seen.nodeName = 'of-the-cluster';
        if (!isThere) seen.node = got(null);
        token.pod.node = 'of-the-pod';
      }),
    );
  expect([named(true), named(false)]).toEqual(['of-the-cluster', 'of-the-pod']);
});
