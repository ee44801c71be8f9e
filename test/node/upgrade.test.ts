import { expect, test } from 'vitest';
import { comparingShims, updateWindows, upgradeContainerd } from '../../agent/node/upgrade.ts';
import type { KnownFacts } from '../../agent/snapshot.ts';
import { distributions } from '../distributions.ts';
import { commandsOf, textOf } from '../fix.ts';
import { factsWith } from '../snapshot.ts';

const rke2 = factsWith(distributions.RKE2);
const aks = factsWith(distributions.AKS);
const eks = factsWith(({ cluster }) => {
  if (cluster.seen?.node.ok && cluster.seen.node.value) {
    cluster.seen.node.value.labels = { 'eks.amazonaws.com/nodegroup': 'windows' };
  }
});
const kubeadm = factsWith(distributions.kubeadm);

const ready = 'kubectl wait --for=condition=Ready node/win-1 --timeout=15m\nkubectl uncordon win-1';
const drain = 'kubectl drain win-1 --ignore-daemonsets --delete-emptydir-data';

test('a node of rke2 or k0s gets its containerd with a newer release of that, while it is drained', () => {
  const steps = upgradeContainerd(rke2, 'win-1');
  expect(commandsOf({ steps })).toEqual([drain, 'Stop-Service rke2 -Force', 'Restart-Computer -Force', ready]);
  expect(steps[2]?.say).toBe('Install a release of rke2 with containerd and its shim of one release, 1.7 or newer.');
  const ofK0s = textOf({ steps: upgradeContainerd(factsWith(distributions.k0s), 'win-1') });
  expect(ofK0s).toContain('Stop-Service k0sworker -Force');
  expect(ofK0s).toContain('Install a release of k0s with');
});

test.each([
  ['AKS, by its build of containerd', aks],
  ['EKS, by the label of its node group', eks],
])('a node of a managed pool is replaced, not changed: %s', (_, facts) => {
  expect(upgradeContainerd(facts, 'win-1', 'Or upgrade it')[0]?.say).toMatch(/^Or upgrade it: upgrade the node pool /);
  for (const steps of [upgradeContainerd(facts, 'win-1'), updateWindows(facts, 'win-1')]) {
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({ on: 'cluster', say: expect.stringContaining('newer node image') });
  }
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

test('an update of Windows has a command, and says that a managed pool takes an image where this may be one', () => {
  const all = (facts: KnownFacts) => textOf({ steps: updateWindows(facts, 'win-1', ': it has the file') });
  expect(all({})).toContain("Start-Process wusa.exe '<update> /quiet /norestart' -Wait");
  expect(all({})).toContain('Install the newest cumulative update: it has the file; <update> is ');
  expect(all({})).toContain('In a managed node pool, take a newer node image instead');
  expect(all(rke2)).toContain('wusa.exe');
  expect(all(rke2)).not.toContain('node pool');
});

test('shims are compared only with what somebody unpacked', () => {
  const proof = (facts: KnownFacts) => comparingShims(facts, upgradeContainerd(facts, 'win-1')).verify?.run;
  expect(proof(kubeadm)).toContain('Get-FileHash ');
  for (const facts of [rke2, aks, eks]) expect(proof(facts)).toBeUndefined();
});
