import { QueryError } from '../agent/error.ts';
import { known } from '../agent/fact.ts';
import type { FileStat, Host, HostNetworkKind, LogEvent, ServiceAnswer } from '../agent/host.ts';
import { caPem } from './certificate.ts';
import { fileStat, hostWith, unaskedCluster } from './host.ts';
import { factsWith } from './snapshot.ts';

const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');

/** The three parts of the token of the healthy node's pod; the last is no signature. */
export const tokenParts = [
  encoded({ alg: 'RS256', kid: 'canary-of-the-key-id' }),
  encoded({
    sub: 'system:serviceaccount:hostprobe:hostprobe',
    iat: 1_793_532_600,
    exp: 1_825_068_600,
    jti: 'canary-of-the-token-id',
    'kubernetes.io': { pod: { name: 'hostprobe-x7k2p', uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10' } },
  }),
  Buffer.from('canary-of-the-signature').toString('base64url'),
];

/** Of `Host`, by question: what the machine says. */
type Answers<T> = Readonly<Record<string, T>>;

/**
 * The answer to a question that this node knows.
 * @throws for any other: a fact that asks for more needs an answer here, and a test of its probe
 */
function answerTo<T>(answers: Answers<T>, method: string, question: string): T {
  if (Object.hasOwn(answers, question)) return answers[question] as T;
  throw new QueryError(
    'unsupported',
    `test/healthy-host.ts has no answer to ${method} ${question}: add one, and test what the probe makes of it`,
  );
}

const absent = (...questions: string[]): Answers<null> =>
  Object.fromEntries(questions.map((question) => [question, null]));

const at = new Date('2026-11-01T11:30:00Z');
const directory: FileStat = { ...fileStat('C:\\hpc\\', 0, at), kind: 'directory' };
const secrets = 'var\\run\\secrets\\kubernetes.io\\serviceaccount';
const logFolders = [
  ...['C:\\etc\\kubernetes\\logs\\', 'C:\\k\\', 'C:\\var\\log\\kubelet\\'],
  ...['C:\\var\\lib\\rancher\\rke2\\agent\\logs\\', 'C:\\var\\lib\\rancher\\rke2\\agent\\containerd\\'],
];
const logNames = ['containerd', 'kubelet', 'kube-proxy', 'kubeproxy'].flatMap((name) =>
  ['log', 'err.log', 'out.log'].map((ending) => `${name}.${ending}`),
);
const files: Record<string, string | null> = {
  ...absent('C:\\Program Files\\containerd\\kubelet.exe', 'C:\\var\\lib\\kubelet\\config.yaml'),
  ...absent(...logFolders.flatMap((folder) => logNames.map((name) => folder + name))),
  'C:\\Program Files\\containerd\\containerd.exe': 'MZ',
  'C:\\Program Files\\containerd\\containerd-shim-runhcs-v1.exe': 'MZ',
  'C:\\Program Files\\containerd\\config.toml': 'version = 2\n',
  'C:\\Program Files\\containerd\\cni\\conf\\10-calico.conflist':
    '{"name":"Calico","cniVersion":"0.3.1","plugins":[{"type":"calico","mode":"vxlan"}]}',
  'C:\\Program Files\\containerd\\cni\\bin\\calico.exe': 'MZ',
  'C:\\Windows\\System32\\bindfltapi.dll': 'MZ',
};
const taskFolder = 'C:\\ProgramData\\containerd\\state\\io.containerd.runtime.v2.task\\k8s.io';
const ownId = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
files[`${taskFolder}\\${ownId}\\config.json`] = JSON.stringify({
  annotations: {
    'io.kubernetes.cri.container-name': 'hostprobe',
    'io.kubernetes.cri.sandbox-name': 'hostprobe-x7k2p',
    'io.kubernetes.cri.sandbox-namespace': 'hostprobe',
    'microsoft.com/hostprocess-container': 'true',
  },
});
for (const root of ['C:\\', 'C:\\hpc\\']) {
  files[`${root}${secrets}\\token`] = tokenParts.join('.');
  files[`${root}${secrets}\\ca.crt`] = caPem;
  files[`${root}${secrets}\\namespace`] = 'hostprobe';
}
const variables: Answers<string | null> = {
  ...absent('NODE_NAME', 'POD_NAMESPACE', 'POD_SERVICE_ACCOUNT', 'POD_UID', 'ProgramData', 'SystemDrive'),
  CONTAINER_SANDBOX_MOUNT_POINT: 'C:\\hpc\\',
  SystemRoot: 'C:\\Windows',
  ProgramFiles: 'C:\\Program Files',
  KUBERNETES_SERVICE_HOST: '10.96.0.1',
  KUBERNETES_SERVICE_PORT: '443',
  HOST_IP: '10.0.0.7',
  POD_NAME: 'hostprobe-x7k2p',
};
const service = (name: string, pid: number, commandLine: string): ServiceAnswer => ({
  name,
  displayName: name,
  state: 'running',
  startType: 'auto',
  account: 'LocalSystem',
  commandLine,
  dependsOn: [],
  pid,
  exitCode: 0,
  failureActions: null,
});
const services = [
  service('containerd', 1200, '"C:\\Program Files\\containerd\\containerd.exe" --run-service'),
  service('kubelet', 1300, 'C:\\k\\kubelet.exe --windows-service'),
  service('vmcompute', 700, 'C:\\Windows\\System32\\vmcompute.exe'),
  service('hns', 710, 'C:\\Windows\\System32\\svchost.exe -k NetSvcs'),
];
const absentServices = ['kube-proxy', 'rke2', 'k3s', 'k0sworker'];
const servicesKey = 'SYSTEM\\CurrentControlSet\\Services';
const shim = 'C:\\Program Files\\containerd\\containerd-shim-runhcs-v1.exe';
const programs: Answers<string> = {
  'C:\\Program Files\\containerd\\containerd.exe --version': 'containerd v1.7.28 b98a3aace656',
  [`${shim} -v`]: 'containerd-shim-runhcs-v1 version 0.11.7\ncommit: 04b6c2a\nspec: 1.1.0\n',
};
const processes = [
  { pid: 600, parentPid: 500, name: 'services.exe' },
  { pid: 1200, parentPid: 600, name: 'containerd.exe' },
  { pid: 1300, parentPid: 600, name: 'kubelet.exe' },
  { pid: 2000, parentPid: 1200, name: 'containerd-shim-runhcs-v1.exe' },
  { pid: 4200, parentPid: 2000, name: 'cmd.exe' },
  { pid: 4242, parentPid: 4200, name: 'node.exe' },
];
/** Who holds each right to log on. */
const holders: Answers<string[]> = Object.fromEntries(
  ['Interactive', 'DenyInteractive', 'Service', 'DenyService'].map((kind) => [`Se${kind}LogonRight`, ['S-1-5-32-544']]),
);
/** What is told of one of the processes. */
const ofProcess = <T>(method: string, pid: number, told: (process: (typeof processes)[number]) => T): T =>
  told(answerTo(Object.fromEntries(processes.map((one) => [one.pid, one])), `processes.${method}`, `${pid}`));
const { runtime: cri, cluster: kubernetes } = factsWith();
if (kubernetes.seen === null) throw new Error('the healthy node has no access to its cluster');
const { seen } = kubernetes;

const registry = absent(
  'SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment Path',
  ...['containerd', 'kubelet'].map((name) => `${servicesKey}\\${name}\\Parameters Application`),
  ...['Application', 'EKS'].flatMap((log) =>
    ['kubelet', 'kube-proxy'].map((source) => `${servicesKey}\\EventLog\\${log}\\${source} EventMessageFile`),
  ),
);
const eventLogs: Answers<LogEvent[]> = Object.fromEntries(
  [
    ...['System', 'Application'],
    ...['Host-Network-Service', 'Hyper-V-Compute'].flatMap((source) =>
      ['Admin', 'Operational'].map((channel) => `Microsoft-Windows-${source}-${channel}`),
    ),
  ].map((log) => [log, []]),
);
/** The certificate of each server that answers. */
const served = {
  ...absent('http://127.0.0.1:10248/healthz', 'http://127.0.0.1:10256/healthz'),
  'https://10.96.0.1:443/version': { trusted: true, reason: null },
};
/** What HNS holds of Calico, by kind and id. */
const hns: Readonly<Record<HostNetworkKind, Answers<string>>> = {
  networks: {
    '0F8D2C6E-2424-4C5E-9B9D-000000000002':
      '{"ID":"0F8D2C6E-2424-4C5E-9B9D-000000000002","Name":"Calico","Type":"Overlay","Ipams":[{"Type":"Static","Subnets":[{"IpAddressPrefix":"10.42.1.0/24"}]}]}',
  },
  endpoints: {
    '0F8D2C6E-2424-4C5E-9B9D-000000000003':
      '{"ID":"0F8D2C6E-2424-4C5E-9B9D-000000000003","HostComputeNetwork":"0F8D2C6E-2424-4C5E-9B9D-000000000002","IpConfigurations":[{"IpAddress":"10.42.1.7","PrefixLength":24}]}',
  },
  loadBalancers: {},
};
const disk = { sizeBytes: 128 * 2 ** 30, freeBytes: 80 * 2 ** 30 };
const disks = { 'C:\\': disk, 'C:\\ProgramData\\containerd\\root': disk, 'C:\\var\\lib\\kubelet': disk };

/** A healthy node as its Windows calls would answer: every question has an answer, and what is no question of it is refused. */
export const healthyHost: Host = hostWith({
  self: {
    variable: (name) => answerTo(variables, 'self.variable', name),
    token: async () => ({
      sid: 'S-1-5-18',
      groups: [{ sid: 'S-1-5-32-544', enabled: true }],
      privileges: [{ name: 'SeTcbPrivilege', enabled: true }],
      integrityLevel: 0x4000,
      elevated: true,
      sessionId: 0,
    }),
    job: async () => ({
      inJob: true,
      memoryLimitBytes: 256 * 2 ** 20,
      processMemoryLimitBytes: null,
      activeProcessLimit: null,
      peakMemoryBytes: 90 * 2 ** 20,
      activeProcesses: 2,
    }),
    silo: async () => ({ id: 312, server: false }),
    cpuRate: async () => 500,
  },
  files: {
    stat: async (path) => {
      if (path === 'C:\\hpc\\') return directory;
      const text = answerTo(files, 'files.stat', path);
      return text === null ? null : fileStat(path, text.length, at);
    },
    read: async (path) => {
      const text = answerTo(files, 'files.read', path);
      return text === null ? null : { bytes: Buffer.from(text), size: text.length };
    },
    list: async (path) =>
      answerTo(
        {
          'C:\\hpc\\': ['node.exe', 'hostprobe.mjs', 'var'],
          'C:\\var\\lib\\k0s': null,
          'C:\\Program Files\\containerd\\cni\\conf': ['10-calico.conflist'],
          [taskFolder]: [ownId],
        },
        'files.list',
        path,
      ),
    mayCreateIn: async (path) => answerTo({ 'C:\\hpc\\': true }, 'files.mayCreateIn', path),
    finalPath: async (path) => {
      answerTo({ ...files, 'C:\\hpc\\': null }, 'files.finalPath', path);
      return `\\\\?\\Volume{0f8d2c6e-1111-4222-8333-944455556666}\\${path.slice(3)}`;
    },
    mountedVolume: async (path) => answerTo(absent('C:\\hpc\\'), 'files.mountedVolume', path),
    security: async (path) => {
      answerTo(files, 'files.security', path);
      return { owner: 'S-1-5-32-544', sddl: 'O:BAG:SYD:' };
    },
    version: async (path) => answerTo(absent(shim), 'files.version', path),
  },
  programs: {
    async run(path, args) {
      const stdout = answerTo(programs, 'programs.run', [path, ...args].join(' '));
      return { exitCode: 0, stdout, stderr: '' };
    },
  },
  services: {
    query: async (name) =>
      services.find((one) => one.name === name) ?? answerTo(absent(...absentServices), 'services.query', name),
    list: async () => services,
  },
  processes: {
    list: async () => processes,
    image: async (pid) => ofProcess('image', pid, ({ name }) => `C:\\Program Files\\containerd\\${name}`),
    startedAt: async (pid) => ofProcess('startedAt', pid, () => at),
    usage: async (pid) =>
      ofProcess('usage', pid, () => ({ cpuSeconds: 12.4, memoryBytes: 28 * 2 ** 20, handles: 240, priority: 8 })),
    job: async (name) =>
      answerTo(
        {
          [`Global\\JobContainer_${ownId}`]: {
            ...{ pids: [4200, 4242], cpuSeconds: 41.5, memoryBytes: 84 * 2 ** 20 },
            ...{ peakMemoryBytes: 90 * 2 ** 20, memoryLimitBytes: 256 * 2 ** 20 },
          },
        },
        'processes.job',
        name,
      ),
    account: async (pid) => ofProcess('account', pid, () => 'S-1-5-18'),
    commandLine: async (pid) =>
      ofProcess('commandLine', pid, ({ name }) => services.find((service) => service.pid === pid)?.commandLine ?? name),
  },
  registry: {
    read: async (key, value) => answerTo(registry, 'registry.read', `${key} ${value}`),
    writtenAt: async (key) =>
      answerTo({ [`${servicesKey}\\containerd`]: at, [`${servicesKey}\\kubelet`]: at }, 'registry.writtenAt', key),
    keys: async (key) => answerTo({}, 'registry.keys', key),
    values: async (key) => answerTo({}, 'registry.values', key),
  },
  // Each log is there, and has no failures.
  eventLogs: { read: async (log) => answerTo(eventLogs, 'eventLogs.read', log) },
  accounts: {
    name: async (sid) =>
      answerTo({ 'S-1-5-18': 'NT AUTHORITY\\SYSTEM', 'S-1-5-32-544': 'BUILTIN\\Administrators' }, 'accounts.name', sid),
    groupExists: async (name) => answerTo({ Administrators: true }, 'accounts.groupExists', name),
    groups: async () => ['Administrators'],
    members: async (group) =>
      answerTo(
        { Administrators: [{ sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' }] },
        'accounts.members',
        group,
      ),
    users: async () => [{ name: 'Administrator', disabled: false, locked: false, passwordExpired: false }],
    holders: async (right) => answerTo(holders, 'accounts.holders', right),
    join: async () => ({ kind: 'workgroup', name: 'WORKGROUP' }),
  },
  network: {
    interfaces: async () => [{ name: 'Ethernet', address: '10.0.0.7', family: 'ipv4', internal: false }],
    listeners: async () => [{ address: '127.0.0.1', port: 10_248, pid: 1300 }],
    excludedPorts: async () => [],
    resolve: async (name) => answerTo({ 'kubernetes.default.svc': [] }, 'network.resolve', name),
    nameServers: async () => ['10.0.0.2'],
    get: async (url) => ({
      ...{ status: 200, date: at, receivedAt: at },
      certificate: answerTo(served, 'network.get', url),
    }),
  },
  hostNetworks: {
    list: async (kind) => Object.keys(answerTo(hns, 'hostNetworks.list', kind)),
    read: async (kind, id) => answerTo(hns[kind], `hostNetworks.read ${kind}`, id),
  },
  system: {
    version: async () => ({
      build: 20_348,
      revision: 2700,
      product: 'Windows Server 2022',
      installation: 'Server Core',
    }),
    disk: async (path) => answerTo(disks, 'system.disk', path),
  },
  runtime: () => ({
    connection: async () => 'answers',
    version: async () => known(cri.version),
    status: async () => known(cri.status),
    sandboxes: async () => known(cri.sandboxes),
    containers: async () => known(cri.containers),
    images: async () => [{ id: 'sha256:1f2e', tags: ['mcr.microsoft.com/x:1'], digests: [], bytes: 1 }],
    close: () => undefined,
  }),
  cluster: () => ({
    ...unaskedCluster,
    version: async () => known(seen.version),
    node: async () => known(seen.node),
    pods: async () => known(seen.pods),
    events: async () => ({ items: [], truncated: false }),
    daemonSets: async () => ({ items: [], truncated: false }),
    namespaceLabels: async () => ({ 'pod-security.kubernetes.io/enforce': 'privileged' }),
    permissions: async () => known(seen.permissions),
  }),
});
