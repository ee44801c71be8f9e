import { expect, test } from 'vitest';
import type { RuntimeBinaries } from '../../agent/facts/runtime-binaries.ts';
import { shell } from '../../agent/fix/command.ts';
import { explained } from '../../agent/fix/explained.ts';
import { onNode } from '../../agent/fix.ts';
import { crictl, ctr } from '../../agent/node/crictl.ts';
import { factsWith } from '../snapshot.ts';

const beside = (path: string): { 'runtime-binaries': Pick<RuntimeBinaries, 'containerd'> } => {
  const { containerd } = factsWith()['runtime-binaries'];
  return { 'runtime-binaries': { containerd: containerd && { ...containerd, path } } };
};

test('ctr is beside containerd, crictl only beside that of rke2, and k0s has neither there', () => {
  const usual = beside('C:\\Program Files\\containerd\\containerd.exe');
  expect(shell`${ctr(usual)} version`).toBe("& 'C:\\Program Files\\containerd\\ctr.exe' version");
  expect(shell`${crictl(usual)} info`).toBe('crictl.exe info');
  const rke2 = beside('C:\\var\\lib\\rancher\\rke2\\bin\\containerd.exe');
  expect(shell`${crictl(rke2)} info`).toBe("& 'C:\\var\\lib\\rancher\\rke2\\bin\\crictl.exe' info");
  expect(shell`${ctr(beside('C:\\var\\lib\\k0s\\bin\\containerd.exe'))} version`).toBe('ctr.exe version');
  expect(shell`${ctr({})} version`).toBe('ctr.exe version');
});

test('a fix says where crictl is from, unless the node is known to have it', () => {
  const rke2 = beside('C:\\var\\lib\\rancher\\rke2\\bin\\containerd.exe');
  const saysOf = (facts: Parameters<typeof crictl>[0]) =>
    explained({ steps: [onNode('See it.', shell`${crictl(facts)} info`)] }).steps.map(({ say }) => say);
  expect(saysOf({})).toEqual([
    'See it; a node without crictl gets it from github.com/kubernetes-sigs/cri-tools/releases.',
  ]);
  expect(saysOf(rke2)).toEqual(['See it.']);
});
