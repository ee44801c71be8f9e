import { expect, test } from 'vitest';
import type { Logs } from '../../agent/facts/logs.ts';
import type { RuntimeBinaries } from '../../agent/facts/runtime-binaries.ts';
import { explained, onNode, shell } from '../../agent/fix.ts';
import { crictl, ctr, endpointUrl, readLog, saveLog } from '../../agent/node/log-steps.ts';
import { distributions } from '../distributions.ts';
import { denied, factsWith, got } from '../snapshot.ts';

const file = (path: string, modifiedAt: string): Logs['sources'][number] => ({
  kind: 'file',
  component: 'kubelet',
  path,
  foundBy: 'service-wrapper',
  searched: got({ size: 10, modifiedAt, from: 0, to: 10, rotated: [] }),
});

const logsOf = (...sources: Logs['sources']): { logs: Logs } => ({ logs: { sources, lines: [], leftOut: 0 } });

test('reads the log that was written last', () => {
  const logs = logsOf(
    file('C:\\k\\kubelet.log', '2026-11-25T10:00:00.000Z'),
    file('C:\\k\\kubelet.err.log', '2026-11-25T11:00:00.000Z'),
  );
  expect(readLog(logs, 'kubelet').run).toBe("Get-Content -Tail 200 -LiteralPath 'C:\\k\\kubelet.err.log'");
  expect(readLog(logs, 'containerd')).toEqual({ say: 'Read the end of the log of containerd.', on: 'node' });
});

// As on EKS: https://github.com/awslabs/amazon-eks-ami (Windows), where kubelet writes to the event log EKS.
test('reads the event log where there is no file', () => {
  const logs = logsOf(
    { ...file('C:\\k\\kubelet.log', '2026-11-25T10:00:00.000Z'), searched: denied() } as Logs['sources'][number],
    {
      kind: 'event-log',
      component: 'kubelet',
      log: 'EKS',
      eventSource: 'kubelet',
      searched: got({ events: 3, newest: 9 }),
    },
  );
  expect(readLog(logs, 'kubelet').run).toBe(
    "Get-WinEvent -FilterHashtable @{LogName='EKS'; ProviderName='kubelet'} -MaxEvents 50 | Format-List TimeCreated, Message",
  );
});

test('where rke2 runs the node, its logs are read where it writes them, even if they were not found', () => {
  const { services } = factsWith(distributions.RKE2);
  expect(readLog({ ...logsOf(), services }, 'kubelet').run).toBe(
    "Get-Content -Tail 200 -LiteralPath 'C:\\var\\lib\\rancher\\rke2\\agent\\logs\\kubelet.log'",
  );
});

test('saves the end of the log of k0s, which holds that of containerd', () => {
  const logs = logsOf({
    ...file('C:\\var\\log\\k0s.log', '2026-11-25T10:00:00.000Z'),
    component: 'k0s',
  } as Logs['sources'][number]);
  expect(saveLog(logs, 'containerd', 'it tells why.')).toMatchObject({
    say: 'Save the end of the log of containerd: it tells why.',
    run: "Get-Content -Tail 200 -LiteralPath 'C:\\var\\log\\k0s.log' | Out-File -Encoding utf8 -Width 4096 'C:\\containerd-log.txt'",
  });
});

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

// kubernetes.io, "Container runtimes": npipe:////./pipe/containerd-containerd.
test('the endpoint of a pipe is written as the kubelet takes it', () => {
  expect(endpointUrl('\\\\.\\pipe\\containerd-containerd')).toBe('npipe:////./pipe/containerd-containerd');
});
