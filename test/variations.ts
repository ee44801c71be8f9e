import type { ClusterPod, NodeInfo } from '../agent/facts/cluster.ts';
import type { FactValues } from '../agent/facts/index.ts';
import type { TokenPath } from '../agent/facts/token.ts';
import { denied, got } from './snapshot.ts';

/** An edit of the healthy node of `snapshotWith`. */
export type Edit = (facts: FactValues) => void;

export const containerId = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
const secrets = 'var\\run\\secrets\\kubernetes.io\\serviceaccount';

/** Several edits, one after the other. */
export const both =
  (...edits: Edit[]): Edit =>
  (facts) => {
    for (const edit of edits) edit(facts);
  };

/** The look at one token path, for a test to change. */
export function pathIn(facts: FactValues, form: TokenPath['form']): TokenPath {
  const path = facts.token.paths.find((candidate) => candidate.form === form);
  if (path === undefined) throw new Error(`the snapshot has no ${form} token path`);
  return path;
}

export function withoutFiles(path: TokenPath): void {
  path.token = got(null);
  path.ca = got(null);
  path.namespace = got(null);
  path.finalPath = got(null);
  path.security = got(null);
}

function belowMountPoint(facts: FactValues, mountPoint: string, workingDirectory: string): void {
  Object.assign(facts.sandbox, {
    mountPoint,
    containerId,
    mountedVolume: got('\\\\?\\Volume{1f8d2c6e-1111-4222-8333-944455556666}\\'),
    workingDirectory,
    relativeResolvesTo: `${workingDirectory.replace(/\\$/, '')}\\x`,
    executable: `${mountPoint}node.exe`,
  });
  facts.identity.silo = got(null);
  pathIn(facts, 'mount-point').directory = `${mountPoint}${secrets}`;
  pathIn(facts, 'relative').directory = `${workingDirectory.replace(/\\$/, '')}\\${secrets}`;
  for (const form of ['fixed', 'rooted'] as const) withoutFiles(pathIn(facts, form));
  facts.network.apiServer.ca = `${mountPoint}${secrets}\\ca.crt`;
}

/** Nothing else was asked than the API server, and it answered all. */
export const fromOutside: Edit = (facts) => {
  const lease = { renewedAt: '2026-11-01T11:59:52.000Z', fresh: true };
  if (facts.cluster.seen === null) throw new Error('the snapshot has no cluster');
  facts.cluster.seen.beside = {
    lease: got(lease),
    events: got({ items: [], truncated: false }),
    runtimeClasses: got([{ name: 'runhcs-wcow-process', handler: 'runhcs-wcow-process' }]),
    logQuery: null,
  };
};

/** The HostProcess pod of the snapshot. */
export function podIn(facts: FactValues): ClusterPod {
  const pods = facts.cluster.seen?.pods;
  const pod = pods?.ok ? pods.value.hostProcess[0] : undefined;
  if (pod === undefined) throw new Error('the snapshot has no HostProcess pod');
  return pod;
}

/** The pod's container does not start, by the status that the kubelet wrote. */
export function stopStart(pod: ClusterPod, reason: string, message = ''): void {
  const [container] = pod.containers;
  if (container === undefined) throw new Error('the pod has no container');
  Object.assign(pod, { phase: 'Pending', troubled: true, events: got({ items: [], truncated: false }) });
  const state = { kind: 'waiting', reason, message, exitCode: null, at: null };
  Object.assign(container, { ready: false, restarts: 3, state });
}

/** The cluster's API is not reached. */
export const withoutApi: Edit = (facts) => {
  facts.cluster = { access: { kind: 'none', reason: 'this process is in no pod' }, seen: null };
};

/** What the kubelet wrote into the status of its Node. */
export function nodeIn(facts: FactValues): NodeInfo {
  const node = facts.cluster.seen?.node;
  if (!node?.ok || node.value === null) throw new Error('the snapshot has no Node');
  return node.value;
}

/** What the kubelet says in the condition Ready. */
export function tellReady(facts: FactValues, status: string, message: string): void {
  const reason = status === 'True' ? 'KubeletReady' : status === 'False' ? 'KubeletNotReady' : 'NodeStatusUnknown';
  nodeIn(facts).conditions = [{ type: 'Ready', status, reason, message, since: '2026-11-01T11:58:00.000Z' }];
}

/** containerd 1.6: C:\C\<id>, whatever Windows it is. */
export const volumeMode: Edit = (facts) => {
  facts.sandbox.form = 'volume';
  belowMountPoint(facts, `C:\\C\\${containerId}\\`, `C:\\C\\${containerId}\\`);
  facts.runtime.version = got({ name: 'containerd', version: 'v1.6.36', apiVersion: 'v1' });
  const { containerd, shim } = facts['runtime-binaries'];
  if (containerd) containerd.version = got('v1.6.36');
  if (shim) shim.version = got('0.9.12');
  nodeIn(facts).runtimeVersion = 'containerd://1.6.36';
};

/** containerd 1.7 on a Windows without the bind filter: C:\hpc\<id>. */
export const fallbackMode: Edit = (facts) => {
  facts.sandbox.form = 'fallback';
  // containerd 1.7.19 and newer start in \hpc below the root, where no token is: relative paths do not work.
  belowMountPoint(facts, `C:\\hpc\\${containerId}\\`, `C:\\hpc\\${containerId}\\hpc`);
  withoutFiles(pathIn(facts, 'relative'));
  facts['runtime-binaries'].bindFilter = {
    path: 'C:\\Windows\\System32\\bindfltapi.dll',
    present: got(false),
    modifiedAt: null,
  };
  facts.os.version = got({
    build: 17_763,
    revision: 1,
    product: 'Windows Server 2019 Datacenter',
    installation: 'Server Core',
  });
};

/** hostprobe in the hands of an administrator. */
export const asAdministrator: Edit = ({ identity: { token } }) => {
  if (!token.ok) return;
  token.value.user = { sid: 'S-1-5-21-1-2-3-1001', name: null };
  token.value.groups.push({ sid: 'S-1-5-32-544', name: null, enabled: true });
};

/** hostprobe's own default account: it may not see tokens of others, the CRI pipe, and who has which right. */
export const asLocalService: Edit = (facts) => {
  facts.identity.token = got({
    user: { sid: 'S-1-5-19', name: 'NT AUTHORITY\\LOCAL SERVICE' },
    groups: [
      { sid: 'S-1-1-0', name: 'Everyone', enabled: true },
      { sid: 'S-1-5-32-545', name: 'BUILTIN\\Users', enabled: true },
      { sid: 'S-1-5-6', name: 'NT AUTHORITY\\SERVICE', enabled: true },
    ],
    privileges: [{ name: 'SeChangeNotifyPrivilege', enabled: true }],
    integrity: 'system',
    elevated: true,
    sessionId: 0,
  });
  const refused = {
    kind: 'denied',
    message: 'connect EPERM \\\\.\\pipe\\containerd-containerd',
    code: 'EPERM',
  } as const;
  Object.assign(facts.runtime, {
    connection: 'denied',
    version: { ok: false, error: refused },
    status: { ok: false, error: refused },
    sandboxes: { ok: false, error: refused },
    containers: { ok: false, error: refused },
  });
  const { containerd, shims, kubelet } = facts['runtime-process'];
  for (const process of [...containerd, ...shims, ...kubelet]) {
    process.account = denied();
    process.commandLine = denied('OpenProcess: ERROR_ACCESS_DENIED (5)');
  }
  facts.accounts.rights = denied('LsaEnumerateAccountsWithUserRight: ERROR_ACCESS_DENIED (5)');
  facts.usage.containers = denied('EPERM: operation not permitted, scandir');
  const hns = denied<never>('HcnEnumerateNetworks: ERROR_ACCESS_DENIED (5): Access is denied.');
  Object.assign(facts['pod-network'], { networks: hns, endpoints: hns, loadBalancers: hns, services: hns });
};

/** As a local group whose members are no administrators: the shim's temporary account, refused what LocalService is refused. */
export const asLocalGroup: Edit = (facts) => {
  asLocalService(facts);
  facts.identity.token = got({
    user: { sid: 'S-1-5-21-1-2-3-1009', name: `WIN-NODE-1\\${containerId.slice(0, 20)}` },
    groups: [
      { sid: 'S-1-1-0', name: 'Everyone', enabled: true },
      { sid: 'S-1-5-21-1-2-3-1002', name: 'WIN-NODE-1\\hpc-localgroup', enabled: true },
      { sid: 'S-1-5-4', name: 'NT AUTHORITY\\INTERACTIVE', enabled: true },
    ],
    privileges: [{ name: 'SeChangeNotifyPrivilege', enabled: true }],
    integrity: 'medium',
    elevated: false,
    sessionId: 0,
  });
};

/** hostprobe started by an administrator on the node itself, in no container. */
export const plainProgram: Edit = (facts) => {
  Object.assign(facts.identity, {
    token: got({
      user: { sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' },
      groups: [{ sid: 'S-1-5-32-544', name: 'BUILTIN\\Administrators', enabled: true }],
      privileges: [{ name: 'SeDebugPrivilege', enabled: true }],
      integrity: 'high',
      elevated: true,
      sessionId: 2,
    }),
    inJob: got(false),
    silo: got(null),
    parent: got({ pid: 5000, name: 'powershell.exe' }),
  });
  Object.assign(facts.sandbox, {
    mountPoint: null,
    form: 'unset',
    containerId: null,
    root: got(null),
    writable: got(null),
    mountedVolume: got(null),
    finalPath: got(null),
    workingDirectory: 'C:\\Users\\Administrator',
    relativeResolvesTo: 'C:\\Users\\Administrator\\x',
    executable: 'C:\\hostprobe\\node.exe',
  });
  facts.token.paths = facts.token.paths.filter(({ form }) => form !== 'mount-point');
  facts.token.paths.forEach(withoutFiles);
  facts.token.pod = { name: null, namespace: null, uid: null, serviceAccount: null };
  Object.assign(facts.limits, {
    inJob: false,
    memoryLimitBytes: null,
    cpuRate: got(null),
    peakMemoryBytes: null,
    activeProcesses: null,
  });
  const notInPod = { kind: 'unsupported', message: 'KUBERNETES_SERVICE_HOST and _PORT are not set' } as const;
  withoutApi(facts);
  facts.network.nodeAddress = null;
  facts.network.apiServer = { host: null, port: null, ca: null, answer: { ok: false, error: notInPod } };
  facts.network.listeners = got([{ address: '127.0.0.1', port: 10_248, pid: 1300, process: 'kubelet.exe' }]);
};

/**
 * The pod that was started as an ordinary process-isolated container: services, processes, pipes and files are its own,
 * and none of the node's.
 */
export const isolated: Edit = (facts) => {
  facts.identity.silo = got({ id: 88, server: true });
  Object.assign(facts.sandbox, { mountPoint: null, form: 'unset', containerId: null, root: got(null) });
  facts.token.paths = facts.token.paths.filter(({ form }) => form !== 'mount-point');
  const absent = { kind: 'failed', message: 'no pipe of that name' } as const;
  const unanswered = { ok: false, error: absent } as const;
  Object.assign(facts.runtime, {
    connection: 'absent',
    version: unanswered,
    status: unanswered,
    sandboxes: unanswered,
    containers: unanswered,
  });
  facts.services = { containerd: got(null), kubelet: got(null), 'kube-proxy': got(null), embedding: got(null) };
  Object.assign(facts['runtime-process'], { containerd: [], shims: [], kubelet: [] });
  facts['runtime-process'].counts = { containerd: 0, shims: 0, kubelet: 0, 'kube-proxy': 0 };
  Object.assign(facts['runtime-binaries'], { containerd: null, shim: null, config: got(null) });
  facts['runtime-binaries'].bindFilter.present = got(false);
  const notThere = {
    kind: 'unsupported',
    message: 'the Host Network Service (hns) is not installed, and was not asked',
  } as const;
  const hns = { ok: false, error: notThere } as const;
  facts.usage = { containers: got([]), programs: got([]) };
  Object.assign(facts['pod-network'], { networks: hns, endpoints: hns, loadBalancers: hns, services: hns });
  facts['pod-network'].cni = got(null);
  facts.os.computeService = got(null);
  facts.os.networkService = got(null);
  facts.network.kubeletHealth = got(null);
  facts.network.kubeProxyHealth = got(null);
};

/** Every way in which a node, and hostprobe on it, can be right. */
/** Where a check takes the first of several sources, both are there, and they say different things. */
export const asBusy: Edit = (facts) => {
  const { containerd, kubelet } = facts.services;
  const programs = facts['runtime-process'];
  const [process] = programs.kubelet;
  if (!containerd.ok || containerd.value === null || !kubelet.ok || kubelet.value === null || !process) {
    throw new Error('the healthy node has both services, and a kubelet');
  }
  const proxy = { ...kubelet.value, name: 'kube-proxy', displayName: 'kube-proxy', pid: 3000 };
  facts.services['kube-proxy'] = { ok: true, value: { ...proxy, commandLine: 'C:\\k\\kube-proxy.exe' } };
  const image = { ok: true, value: 'C:\\k\\kube-proxy.exe' } as const;
  programs['kube-proxy'] = [{ ...process, pid: 3000, image, commandLine: image }];
  programs.counts['kube-proxy'] = 1;
  const { sandboxes, containers } = facts.runtime;
  const [sandbox, container] = [sandboxes.ok ? sandboxes.value[0] : null, containers.ok ? containers.value[0] : null];
  if (!sandboxes.ok || !containers.ok || !sandbox || !container) throw new Error('the healthy node has a pod');
  for (const [index, name] of ['web-1', 'web-2', 'agent-2'].entries()) {
    const id = String(index + 1).repeat(64);
    const of = { name, uid: `${sandbox.uid.slice(0, -1)}${index + 1}`, namespace: 'web' };
    sandboxes.value.push({ ...sandbox, id, ...of, ready: index !== 1, hostProcess: index === 2 });
    const own = { id: `${index + 4}`.repeat(64), sandboxId: id, name: 'main' };
    containers.value.push({ ...container, ...own, podName: name, podNamespace: 'web', podUid: of.uid });
  }
};

export const healthyVariations: Readonly<Record<string, Edit>> = {
  'compared with the Services of the cluster': (facts) => {
    facts['pod-network'].kubeProxy = got({ pid: 3000, network: 'Calico', mode: 'kernelspace' });
    const counts = { compared: 12, missing: 0, wrong: 0 };
    facts['pod-network'].services = got({
      at: '2026-11-01T11:55:00.000Z',
      truncated: false,
      differing: [],
      ...counts,
    });
  },
  'bind mode': () => undefined,
  'volume mode': volumeMode,
  'fallback mode': fallbackMode,
  'bind mode as LocalService': asLocalService,
  'volume mode as LocalService': both(volumeMode, asLocalService),
  'fallback mode as LocalService': both(fallbackMode, asLocalService),
  'bind mode as LocalService, without the API': both(asLocalService, withoutApi),
  'bind mode as a local group': asLocalGroup,
  'a plain program on the node': plainProgram,
  'seen from outside': fromOutside,
};
