import { expect, test } from 'vitest';
import type { RuntimeBinaries } from '../../agent/facts/runtime-binaries.ts';
import { shell } from '../../agent/fix/command.ts';
import { onNode, verified } from '../../agent/fix.ts';
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

test('a fix says once where crictl is from, unless the node is known to have it', () => {
  const source = 'a node without crictl gets it from github.com/kubernetes-sigs/cri-tools/releases';
  const rke2 = beside('C:\\var\\lib\\rancher\\rke2\\bin\\containerd.exe');
  expect(onNode('See it.', shell`${crictl({})} info`).say).toBe(`See it; ${source}.`);
  expect(onNode('See it.', shell`${crictl(rke2)} info`).say).toBe('See it.');
  const shown = (steps: Parameters<typeof verified>[0]) => verified(steps, shell`${crictl({})} info`, 'It is.').verify;
  expect(shown([onNode('See it.')])?.expect).toBe(`It is; ${source}.`);
  expect(shown([onNode('See it.', shell`${crictl({})} ps`)])?.expect).toBe('It is.');
});
