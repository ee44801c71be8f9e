import { checks } from '../agent/checks/index.ts';
import type { Report } from '../agent/report.ts';

type Said = Record<'fail' | 'warn' | 'unknown' | 'hidden', readonly string[]>;

/**
 * What the name of each node promises: the checks that speak, by what they say. Everything else passes or is skipped. Holds
 * for the story that is kept, and for the lab's node of that name.
 */
const promised: Readonly<Record<string, Partial<Said>>> = {
  // Recorded from the lab.
  'healthy-1.7': {},
  'healthy-1.6': { warn: ['containerd-version'] },
  'healthy-2': {},
  'no-bind-filter': { warn: ['bind-filter'] },
  'containerd-user-account': { fail: ['containerd-account'] },
  'account-change-pending': { warn: ['containerd-account-pending'] },
  'containerd-stopped': {
    fail: ['containerd-service', 'cri-endpoint'],
    unknown: ['runtime-ready', 'annotation-passthrough'],
  },
  'cri-silent': { fail: ['cri-endpoint'], unknown: ['runtime-ready', 'annotation-passthrough'] },
  'cri-frozen': { fail: ['cri-endpoint'], unknown: ['runtime-ready', 'annotation-passthrough'] },
  'cri-lists-hang': { fail: ['cri-endpoint'] },
  'kubelet-endpoint-differs': { fail: ['cri-endpoint'] },
  'config-imports': {},
  'config-broken': { fail: ['containerd-config'], warn: ['containerd-restart-pending'] },
  'containerd-rebuilt': { warn: ['containerd-restart-pending'] },
  'containerd-folders-moved': {},
  'shim-released': { warn: ['shim-version', 'sandbox-mode'] },
  'shim-missing': { fail: ['shim-version'] },
  'old-shim': { warn: ['shim-version', 'sandbox-mode'] },
  // The API server, which has the pods, takes neither token.
  'token-expired': { fail: ['token-claims'], unknown: ['terminating-pods', 'sandbox-changes'] },
  'token-of-another-pod': { fail: ['token-claims'], hidden: ['terminating-pods', 'sandbox-changes'] },
  'stray-host-token': { fail: ['token-client'], warn: ['token-paths', 'bind-filter'] },
  'not-host-process': { fail: ['host-process'] },
  'local-service': { hidden: ['interactive-logon-right', 'container-usage'] },
  'local-service-cri-silent': {
    fail: ['cri-endpoint'],
    unknown: ['runtime-ready'],
    hidden: ['interactive-logon-right', 'container-usage'],
  },
  'local-service-containerd-stopped': {
    fail: ['containerd-service', 'cri-endpoint'],
    unknown: ['runtime-ready', 'annotation-passthrough'],
    hidden: ['interactive-logon-right', 'container-usage'],
  },
  'local-service-user-account': {
    fail: ['containerd-account'],
    hidden: ['interactive-logon-right', 'container-usage'],
  },

  // Composed.
  healthy: {},
  'nssm-user-account': { fail: ['containerd-account'] },
  // AKS of its time: HostProcess pods work, in volume mode.
  'aks-containerd-1.6': { warn: ['containerd-version'] },
  // Nothing is wrong with a containerd that rke2 starts.
  'rke2-embedded': {},
  // What the other containerd took: the kubelet of rke2 does not come up.
  'second-containerd': { fail: ['kubelet-service'], warn: ['containerd-service'] },
  'ws2019-no-bind-filter': { warn: ['bind-filter'] },
  'orphaned-group-accounts': { warn: ['interactive-logon-right', 'orphaned-accounts'] },
  // HostProcess containers are supported from containerd 1.6 on, with the shim that it ships.
  // Source: kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod
  'containerd-1.5': {
    fail: ['containerd-version', 'shim-version'],
    hidden: ['terminating-pods', 'sandbox-changes'],
  },
  'containerd-upgraded-under-pod': { warn: ['sandbox-mode'] },
  'port-and-clock': { fail: ['disk-space'], warn: ['host-ports', 'clock-skew'] },
  // Only what the cluster tells is known there, and this one does not show its pods.
  'laptop-without-windows': {
    unknown: checks
      .filter(({ id, needs }) => id === 'terminating-pods' || needs.some((fact) => fact !== 'cluster'))
      .map(({ id }) => id),
  },
};

/** @throws for a node that nobody promised anything of: only a golden would hold what is said of it */
export function promiseOf(name: string): Said {
  const promise = promised[name];
  if (promise === undefined)
    throw new Error(`test/promises.ts has no row for the node ${name}: say which checks must speak`);
  return { fail: [], warn: [], unknown: [], hidden: [], ...promise };
}

export const saidIn = ({ findings }: Report): Said => {
  const saying = (status: string) => findings.filter((finding) => finding.status === status).map(({ check }) => check);
  return { fail: saying('fail'), warn: saying('warn'), unknown: saying('unknown'), hidden: saying('hidden') };
};
