import type { FactId } from '../agent/fact/ids.ts';
import type { FactError } from '../agent/fact.ts';
import type { FactValues } from '../agent/facts/index.ts';
import type { Snapshot } from '../agent/snapshot.ts';
import { got, snapshotWith } from './snapshot.ts';

/**
 * Nodes as they are met, each told by what is different from the healthy one (WS2022, containerd 1.7.28, bind mode,
 * hostprobe as SYSTEM). Other stories are recorded; `stories.ts` gives both.
 */
export const composed: Readonly<Record<string, Snapshot>> = {
  healthy: snapshotWith(),

  'aks-containerd-1.6': snapshotWith((facts) => {
    wrapByNssm(facts, 'LocalSystem');
    runContainerd(facts, 'v1.6.35+azure', '0.9.12');
    // AKS has containerd 1.7 on Windows from Kubernetes 1.28 on. Source: github.com/Azure/AKS/issues/3975
    runKubernetes(facts, 'v1.27.9');
    useFolderPerContainer(facts, 'C');
  }),

  'rke2-embedded': snapshotWith((facts) => {
    facts.services.embedding = got({
      ...serviceOf(facts, 'containerd'),
      name: 'rke2',
      displayName: 'Rancher Kubernetes Engine v2',
      commandLine: '"C:\\usr\\local\\bin\\rke2.exe" agent service run',
      pid: 900,
    });
    facts.services.containerd = got(null);
    facts.services.kubelet = got(null);
    for (const process of [...facts['runtime-process'].containerd, ...facts['runtime-process'].kubelet]) {
      Object.assign(process, { parentPid: 900, parentName: 'rke2.exe' });
    }
    facts['runtime-binaries'].log = {
      to: 'parent',
      path: 'C:\\var\\lib\\rancher\\rke2\\agent\\containerd\\containerd.log',
    };
  }),

  // Composed, after rke2 issue 6853: a service of containerd has the pipe that the containerd of rke2 wants.
  'second-containerd': snapshotWith((facts) => {
    const [process] = facts['runtime-process'].containerd;
    if (process === undefined) throw new Error('the healthy node runs containerd');
    facts.services.embedding = got({
      ...serviceOf(facts, 'containerd'),
      name: 'rke2',
      displayName: 'Rancher Kubernetes Engine v2',
      commandLine: '"C:\\usr\\local\\bin\\rke2.exe" agent service run',
      pid: 900,
    });
    facts.services.kubelet = got(null);
    const config = 'C:\\var\\lib\\rancher\\rke2\\agent\\etc\\containerd\\config.toml';
    facts['runtime-process'].containerd.unshift({
      ...process,
      pid: 5120,
      parentPid: 900,
      parentName: 'rke2.exe',
      image: got('C:\\var\\lib\\rancher\\rke2\\bin\\containerd.exe'),
      startedAt: got('2026-11-01T11:59:58.000Z'),
      commandLine: got(`C:\\var\\lib\\rancher\\rke2\\bin\\containerd.exe -c ${config}`),
    });
    facts['runtime-process'].counts.containerd = 2;
    facts['runtime-process'].kubelet = [];
    facts['runtime-process'].counts.kubelet = 0;
    facts.network.kubeletHealth = got(null);
  }),

  'nssm-user-account': snapshotWith((facts) => {
    wrapByNssm(facts, '.\\k8s-admin');
    for (const process of facts['runtime-process'].containerd) {
      process.account = got({ sid: 'S-1-5-21-1-2-3-1001', name: 'WIN-NODE-1\\k8s-admin' });
    }
  }),

  'ws2019-no-bind-filter': snapshotWith((facts) => {
    facts.os.version = got({
      build: 17_763,
      revision: 2300,
      product: 'Windows Server 2019 Datacenter',
      installation: 'Server Core',
    });
    Object.assign(facts['runtime-binaries'].bindFilter, { present: got(false), modifiedAt: null });
    useFolderPerContainer(facts, 'hpc');
  }),

  'orphaned-group-accounts': snapshotWith((facts) => {
    const orphan = (name: string) => ({ name, disabled: false, locked: false, passwordExpired: false });
    if (facts.accounts.users.ok) {
      facts.accounts.users.value.push(orphan('8f2d7c41b0e95a36d1c4'), orphan('00ffeeddccbbaa998877'));
    }
    if (facts.accounts.groups.ok) {
      facts.accounts.groups.value.push({
        name: 'hpc-localgroup',
        members: got([
          { sid: 'S-1-5-21-1-2-3-1007', name: 'WIN-NODE-1\\8f2d7c41b0e95a36d1c4' },
          { sid: 'S-1-5-21-1-2-3-1006', name: null },
        ]),
      });
    }
    if (facts.accounts.rights.ok) {
      facts.accounts.rights.value = {
        SeInteractiveLogonRight: ['S-1-5-32-544'],
        SeDenyInteractiveLogonRight: ['S-1-5-113'],
        SeServiceLogonRight: ['S-1-5-80-0'],
        SeDenyServiceLogonRight: [],
      };
    }
  }),

  'containerd-1.5': snapshotWith((facts) => {
    runContainerd(facts, 'v1.5.18', '0.8.25');
    leavePod(facts);
  }),

  'containerd-upgraded-under-pod': snapshotWith((facts) => useFolderPerContainer(facts, 'C')),

  'port-and-clock': snapshotWith((facts) => {
    facts.network.excludedPorts = got([{ first: 20_200, last: 20_299 }]);
    facts.network.listeners = got([]);
    const answer = facts.network.apiServer.answer;
    if (answer.ok && answer.value !== null) answer.value.date = '2026-11-01T12:11:00.000Z';
    facts.network.kubeProxyHealth = got(null);
    facts.os.disks = [{ path: 'C:\\', space: got({ sizeBytes: 128 * 2 ** 30, freeBytes: 2 * 2 ** 30 }) }];
  }),

  'laptop-without-windows': snapshotWith(leaveCluster, notHere()),
};

function serviceOf(facts: FactValues, name: 'containerd' | 'kubelet') {
  const service = facts.services[name];
  if (!service.ok || service.value === null) throw new Error(`the healthy node has a service ${name}`);
  return service.value;
}

/** As AKS has it: the service's process is nssm.exe and containerd its child. */
function wrapByNssm(facts: FactValues, account: string) {
  Object.assign(serviceOf(facts, 'containerd'), {
    account,
    startType: 'demand',
    commandLine: 'C:\\k\\nssm.exe',
    pid: 1100,
    failureActions: null,
    wrapper: got({
      application: 'C:\\Program Files\\containerd\\containerd.exe',
      parameters: '--config "C:\\Program Files\\containerd\\config.toml"',
      stdout: 'C:\\k\\containerd.log',
      stderr: 'C:\\k\\containerd.err.log',
    }),
  });
  for (const process of facts['runtime-process'].containerd) {
    Object.assign(process, { parentPid: 1100, parentName: 'nssm.exe' });
  }
  facts['runtime-binaries'].log = { to: 'wrapper', path: 'C:\\k\\containerd.err.log' };
}

function runContainerd(facts: FactValues, version: string, shim: string) {
  facts.runtime.version = got({ name: 'containerd', version, apiVersion: 'v1' });
  const { containerd, shim: shimBinary } = facts['runtime-binaries'];
  if (containerd) containerd.version = got(version);
  if (shimBinary) shimBinary.version = got(shim);
  const node = facts.cluster.seen?.node;
  if (node?.ok && node.value) node.value.runtimeVersion = `containerd://${version.slice(1)}`;
}

function runKubernetes({ cluster: { seen } }: FactValues, version: string) {
  if (seen === null) throw new Error('the healthy node sees its cluster');
  seen.version = got(version);
  if (seen.node.ok && seen.node.value) seen.node.value.kubeletVersion = version;
}

/** Volume mode (C:\C\<id>, containerd 1.6) or fallback mode (C:\hpc\<id>): mounts are only below the container's folder. */
function useFolderPerContainer(facts: FactValues, folder: 'C' | 'hpc') {
  const id = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
  const root = `C:\\${folder}\\${id}`;
  facts.identity.silo = got(null);
  const { access } = facts.cluster;
  if (access.kind === 'pod') access.directory = `${root}\\var\\run\\secrets\\kubernetes.io\\serviceaccount`;
  Object.assign(facts.sandbox, {
    mountPoint: `${root}\\`,
    form: folder === 'C' ? 'volume' : 'fallback',
    containerId: id,
    mountedVolume: got('\\\\?\\Volume{0f8d2c6e-1111-4222-8333-944455556666}\\'),
    workingDirectory: root,
    relativeResolvesTo: `${root}\\x`,
    executable: `${root}\\node.exe`,
  });
  for (const path of facts.token.paths) {
    path.directory = path.directory.replace('C:\\hpc', root);
    if (path.form !== 'fixed' && path.form !== 'rooted') continue;
    path.token = got(null);
    path.ca = got(null);
    path.namespace = got(null);
    path.finalPath = got(null);
    path.security = got(null);
  }
}

function leaveCluster(facts: FactValues) {
  facts.cluster = { access: { kind: 'none', reason: 'this process is in no pod' }, seen: null };
}

/** hostprobe as a plain program on the node, as an administrator. */
function leavePod(facts: FactValues) {
  leaveCluster(facts);
  Object.assign(facts.sandbox, {
    mountPoint: null,
    form: 'unset',
    root: got(null),
    writable: got(null),
    finalPath: got(null),
    workingDirectory: 'C:\\hostprobe',
    relativeResolvesTo: 'C:\\hostprobe\\x',
    executable: 'C:\\hostprobe\\node.exe',
  });
  Object.assign(facts.identity, {
    inJob: got(false),
    silo: got(null),
    parent: got({ pid: 4200, name: 'powershell.exe' }),
  });
  Object.assign(facts.limits, {
    inJob: false,
    memoryLimitBytes: null,
    cpuRate: got(null),
    peakMemoryBytes: null,
    activeProcesses: null,
  });
  for (const path of facts.token.paths) {
    path.directory = path.directory.replace('C:\\hpc', 'C:\\hostprobe');
    Object.assign(path, {
      token: got(null),
      ca: got(null),
      namespace: got(null),
      finalPath: got(null),
      security: got(null),
    });
  }
  facts.token.paths = facts.token.paths.filter((path) => path.form !== 'mount-point');
  facts.token.pod = { name: null, namespace: null, uid: null, serviceAccount: null };
  Object.assign(facts.network, { nodeAddress: null });
  Object.assign(facts.network.apiServer, { host: null, port: null, ca: null, answer: got(null) });
  facts.runtime.sandboxes = got([]);
  facts.runtime.containers = got([]);
}

function notHere(): Partial<Record<FactId, FactError>> {
  const error: FactError = { kind: 'unsupported', message: 'available on Windows only' };
  const ids: FactId[] = [
    'services',
    'runtime-process',
    'runtime',
    'runtime-binaries',
    'identity',
    'accounts',
    'limits',
  ];
  return Object.fromEntries(
    [...ids, 'usage', 'sandbox', 'token', 'network', 'pod-network', 'os'].map((id) => [id, error]),
  );
}
