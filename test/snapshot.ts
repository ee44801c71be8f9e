import { type FactId, factIds } from '../agent/fact/ids.ts';
import { type FactError, noAgent, type Part } from '../agent/fact.ts';
import type { FactValues } from '../agent/facts/index.ts';
import type { ProgramUsage } from '../agent/facts/usage.ts';
import { type Facts, type Snapshot, schemaVersion } from '../agent/snapshot.ts';

export const got = <T>(value: T): Part<T> => ({ ok: true, value });
export const denied = <T>(message = 'OpenProcessToken: ERROR_ACCESS_DENIED (5)'): Part<T> => ({
  ok: false,
  error: { kind: 'denied', message, code: '5' },
});

const id = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
const sandboxId = 'b1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f91';
const system = { sid: 'S-1-5-18', name: 'NT AUTHORITY\\SYSTEM' };
const secrets = 'var\\run\\secrets\\kubernetes.io\\serviceaccount';

const process = (pid: number, parentPid: number, parentName: string, image: string, commandLine: string) => ({
  pid,
  parentPid,
  parentName,
  image: got(image),
  account: got(system),
  startedAt: got('2026-10-31T12:01:00.000Z'),
  commandLine: got(commandLine),
});

const service = (name: string, pid: number, commandLine: string) => ({
  name,
  displayName: name,
  state: 'running' as const,
  startType: 'auto' as const,
  account: 'LocalSystem',
  commandLine,
  dependsOn: [],
  pid,
  exitCode: 0,
  failureActions: { resetSeconds: 86_400, actions: [{ kind: 'restart' as const, delayMs: 15_000 }] },
  configuredAt: got('2026-10-01T00:00:00.000Z'),
  wrapper: got(null),
});

const tokenFile = {
  size: 1180,
  modifiedAt: '2026-11-01T11:30:00.000Z',
  fingerprint: '0123456789abcdef',
  claims: {
    issuer: 'https://kubernetes.default.svc.cluster.local',
    subject: 'system:serviceaccount:hostprobe:hostprobe',
    audience: ['https://kubernetes.default.svc.cluster.local'],
    issuedAt: '2026-11-01T11:30:00.000Z',
    expiresAt: '2027-11-01T11:30:00.000Z',
    notBefore: '2026-11-01T11:30:00.000Z',
    warnAfter: '2026-11-01T12:30:07.000Z',
    namespace: 'hostprobe',
    serviceAccount: 'hostprobe',
    pod: { name: 'hostprobe-x7k2p', uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10' },
    node: 'win-node-1',
  },
};
const tokenPath = (form: FactValues['token']['paths'][number]['form'], directory: string) => ({
  form,
  directory,
  token: got(tokenFile),
  ca: got({
    certificates: 1,
    subject: 'CN=kubernetes',
    expiresAt: '2035-01-01T00:00:00.000Z',
    fingerprint: 'fedcba9876543210',
  }),
  namespace: got('hostprobe'),
  finalPath: got(
    '\\\\?\\Volume{0f8d2c6e-1111-4222-8333-944455556666}\\var\\lib\\kubelet\\pods\\5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10\\volumes\\kubernetes.io~projected\\kube-api-access-7b2xw\\..2026_11_01_11_30_00.123456789\\token',
  ),
  security: got({ owner: 'S-1-5-32-544', sddl: 'O:BAG:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)' }),
});

/** What a program of the node uses; a shim where nothing else is said. */
export const programUsage = (more: Partial<ProgramUsage>): ProgramUsage => ({
  ...{ program: 'shim', pid: 2000, sandboxId: null, startedAt: '2026-10-31T12:05:00.000Z' },
  ...{ cpuSeconds: 12.4, memoryBytes: 28 * 2 ** 20, handles: 240, priority: 8 },
  ...more,
});

/** A node where everything is right: WS2022, containerd 1.7.28 as LocalSystem, bind mode, hostprobe as SYSTEM. */
const healthy: FactValues = {
  services: {
    containerd: got(
      service(
        'containerd',
        1200,
        '"C:\\Program Files\\containerd\\containerd.exe" --run-service --log-file C:\\var\\log\\containerd.log',
      ),
    ),
    kubelet: got(
      service('kubelet', 1300, 'C:\\k\\kubelet.exe --windows-service --config=C:\\var\\lib\\kubelet\\config.yaml'),
    ),
    'kube-proxy': got(null),
    embedding: got(null),
  },
  'runtime-process': {
    containerd: [
      process(
        1200,
        600,
        'services.exe',
        'C:\\Program Files\\containerd\\containerd.exe',
        '"C:\\Program Files\\containerd\\containerd.exe" --run-service --log-file C:\\var\\log\\containerd.log',
      ),
    ],
    shims: [
      process(
        2000,
        1200,
        'containerd.exe',
        'C:\\Program Files\\containerd\\containerd-shim-runhcs-v1.exe',
        `containerd-shim-runhcs-v1.exe -namespace k8s.io -id ${sandboxId}`,
      ),
    ],
    kubelet: [
      process(
        1300,
        600,
        'services.exe',
        'C:\\k\\kubelet.exe',
        'C:\\k\\kubelet.exe --windows-service --config=C:\\var\\lib\\kubelet\\config.yaml',
      ),
    ],
    'kube-proxy': [],
    counts: { containerd: 1, shims: 1, kubelet: 1, 'kube-proxy': 0 },
  },
  runtime: {
    endpoint: '\\\\.\\pipe\\containerd-containerd',
    endpointFrom: 'default',
    connection: 'answers',
    version: got({ name: 'containerd', version: 'v1.7.28', apiVersion: 'v1' }),
    status: got({
      conditions: [
        { type: 'RuntimeReady', status: true, reason: '', message: '' },
        { type: 'NetworkReady', status: true, reason: '', message: '' },
        { type: 'ContainerdHasNoDeprecationWarnings', status: true, reason: '', message: '' },
      ],
      config: {
        defaultHandler: 'runhcs-wcow-process',
        snapshotter: 'windows',
        sandboxImage: 'registry.k8s.io/pause:3.8',
        cniConfDir: 'C:\\Program Files\\containerd\\cni\\conf',
        cniBinDirs: ['C:\\Program Files\\containerd\\cni\\bin'],
        handlers: [
          {
            name: 'runhcs-wcow-process',
            type: 'io.containerd.runhcs.v1',
            podAnnotations: [],
            containerAnnotations: ['io.microsoft.container.*'],
          },
        ],
      },
      goVersion: 'go1.23.12',
      lastCniLoadStatus: 'OK',
    }),
    sandboxes: got([
      {
        id: sandboxId,
        name: 'hostprobe-x7k2p',
        namespace: 'hostprobe',
        uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10',
        ready: true,
        createdAt: '2026-10-31T12:05:00.000Z',
        handler: 'runhcs-wcow-process',
        hostProcess: true,
      },
    ]),
    containers: got([
      {
        id,
        sandboxId,
        name: 'hostprobe',
        podName: 'hostprobe-x7k2p',
        podNamespace: 'hostprobe',
        podUid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10',
        image: 'hostprobe:0.1.0',
        state: 'running',
        createdAt: '2026-10-31T12:05:10.000Z',
        exit: null,
        user: 'NT AUTHORITY\\SYSTEM',
      },
    ]),
  },
  'runtime-binaries': {
    containerd: {
      path: 'C:\\Program Files\\containerd\\containerd.exe',
      modifiedAt: '2026-10-01T00:00:00.000Z',
      version: got('v1.7.28'),
      fileVersion: got(null),
    },
    shim: {
      path: 'C:\\Program Files\\containerd\\containerd-shim-runhcs-v1.exe',
      modifiedAt: '2026-10-01T00:00:00.000Z',
      version: got('0.11.7'),
      fileVersion: got(null),
    },
    bindFilter: {
      path: 'C:\\Windows\\System32\\bindfltapi.dll',
      present: got(true),
      modifiedAt: '2025-01-01T00:00:00.000Z',
    },
    config: got({
      path: 'C:\\Program Files\\containerd\\config.toml',
      modifiedAt: '2026-10-01T00:00:00.000Z',
      grpcAddress: null,
      root: null,
      state: null,
      handlers: [
        {
          name: 'runhcs-wcow-process',
          type: 'io.containerd.runhcs.v1',
          podAnnotations: [],
          containerAnnotations: ['io.microsoft.container.*'],
        },
      ],
    }),
    log: { to: 'file', path: 'C:\\var\\log\\containerd.log' },
  },
  identity: {
    token: got({
      user: system,
      groups: [
        { sid: 'S-1-5-32-544', name: 'BUILTIN\\Administrators', enabled: true },
        { sid: 'S-1-1-0', name: 'Everyone', enabled: true },
      ],
      privileges: [
        { name: 'SeTcbPrivilege', enabled: true },
        { name: 'SeAssignPrimaryTokenPrivilege', enabled: false },
        { name: 'SeIncreaseQuotaPrivilege', enabled: false },
      ],
      integrity: 'system',
      elevated: true,
      sessionId: 0,
    }),
    inJob: got(true),
    silo: got({ id: 312, server: false }),
    pid: 4242,
    parent: got({ pid: 4200, name: 'cmd.exe' }),
  },
  sandbox: {
    mountPoint: 'C:\\hpc\\',
    form: 'bind',
    containerId: null,
    root: got({ entries: ['node.exe', 'hostprobe.mjs', 'var', 'License.txt'], truncated: false }),
    writable: got(true),
    mountedVolume: got(null),
    finalPath: got('\\\\?\\Volume{0f8d2c6e-1111-4222-8333-944455556666}\\'),
    workingDirectory: 'C:\\hpc',
    relativeResolvesTo: 'C:\\hpc\\x',
    rootedResolvesTo: 'C:\\x',
    executable: 'C:\\hpc\\node.exe',
  },
  token: {
    paths: [
      tokenPath('fixed', `C:\\${secrets}`),
      tokenPath('mount-point', `C:\\hpc\\${secrets}`),
      tokenPath('relative', `C:\\hpc\\${secrets}`),
      tokenPath('rooted', `C:\\${secrets}`),
    ],
    pod: {
      name: 'hostprobe-x7k2p',
      namespace: 'hostprobe',
      uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10',
      serviceAccount: 'hostprobe',
      node: 'win-node-1',
    },
  },
  accounts: {
    join: got({ kind: 'workgroup', name: 'WORKGROUP' }),
    groups: got([
      { name: 'Administrators', members: got([{ sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' }]) },
      { name: 'Users', members: got([{ sid: 'S-1-5-11', name: 'NT AUTHORITY\\Authenticated Users' }]) },
    ]),
    users: got([{ name: 'Administrator', disabled: false, locked: false, passwordExpired: false }]),
    rights: got({
      SeInteractiveLogonRight: ['S-1-5-32-544', 'S-1-5-32-545'],
      SeDenyInteractiveLogonRight: [],
      SeServiceLogonRight: ['S-1-5-80-0'],
      SeDenyServiceLogonRight: [],
    }),
    truncated: [],
  },
  limits: {
    inJob: true,
    memoryLimitBytes: 256 * 2 ** 20,
    processMemoryLimitBytes: null,
    activeProcessLimit: null,
    cpuRate: got(500),
    peakMemoryBytes: 90 * 2 ** 20,
    activeProcesses: 2,
  },
  usage: {
    containers: got([
      {
        id,
        namespace: 'hostprobe',
        pod: 'hostprobe-x7k2p',
        name: 'hostprobe',
        job: got({
          processes: 2,
          cpuSeconds: 41.5,
          memoryBytes: 84 * 2 ** 20,
          peakMemoryBytes: 90 * 2 ** 20,
          memoryLimitBytes: 256 * 2 ** 20,
          handles: 612,
        }),
      },
    ]),
    programs: got([
      programUsage({ program: 'containerd', pid: 1200, memoryBytes: 96 * 2 ** 20, handles: 820 }),
      programUsage({ program: 'kubelet', pid: 1300, memoryBytes: 88 * 2 ** 20, handles: 510 }),
      programUsage({ program: 'shim', pid: 2000, sandboxId }),
    ]),
  },
  network: {
    interfaces: got([
      { name: 'Ethernet', address: '10.0.0.7', family: 'ipv4', internal: false },
      { name: 'Loopback Pseudo-Interface 1', address: '127.0.0.1', family: 'ipv4', internal: true },
    ]),
    nodeAddress: '10.0.0.7',
    own: [{ address: '127.0.0.1', port: 20258 }],
    listeners: got([
      { address: '127.0.0.1', port: 10248, pid: 1300, process: 'kubelet.exe' },
      { address: '127.0.0.1', port: 20258, pid: 4242, process: 'node.exe' },
    ]),
    excludedPorts: got([{ first: 50_000, last: 50_059 }]),
    nameServers: got(['10.0.0.2']),
    clusterName: got([]),
    apiServer: {
      host: '10.96.0.1',
      port: '443',
      ca: `C:\\hpc\\${secrets}\\ca.crt`,
      answer: got({
        status: 401,
        date: '2026-11-01T12:00:00.000Z',
        receivedAt: '2026-11-01T12:00:00.300Z',
        certificate: { trusted: true, reason: null },
      }),
    },
    kubeletHealth: got({ status: 200, date: null, receivedAt: '2026-11-01T12:00:00.000Z', certificate: null }),
    kubeProxyHealth: got({ status: 200, date: null, receivedAt: '2026-11-01T12:00:00.000Z', certificate: null }),
  },
  'pod-network': {
    networks: got([
      { id: '0F8D2C6E-2424-4C5E-9B9D-000000000001', name: 'External', type: 'Overlay', subnets: ['192.168.255.0/30'] },
      { id: '0F8D2C6E-2424-4C5E-9B9D-000000000002', name: 'Calico', type: 'Overlay', subnets: ['10.42.1.0/24'] },
    ]),
    endpoints: got({ local: 4, remote: 9, unread: 0, shared: [] }),
    loadBalancers: got({ at: '2026-11-01T11:55:00.000Z', count: 12, unread: 0, orphaned: [] }),
    cni: got({
      directory: 'C:\\Program Files\\containerd\\cni\\conf',
      programs: ['C:\\Program Files\\containerd\\cni\\bin'],
      files: [{ name: '10-calico.conflist', network: 'Calico', plugins: ['calico'], problem: null }],
      missing: [],
    }),
    kubeProxy: got(null),
    services: got(null),
  },
  os: {
    hostname: 'win-node-1',
    version: got({
      build: 20_348,
      revision: 2700,
      product: 'Windows Server 2022 Datacenter',
      installation: 'Server Core',
    }),
    architecture: 'x64',
    bootedAt: '2026-10-31T12:00:00.000Z',
    memory: { totalBytes: 16 * 2 ** 30, freeBytes: 8 * 2 ** 30 },
    disks: [{ path: 'C:\\', space: got({ sizeBytes: 128 * 2 ** 30, freeBytes: 80 * 2 ** 30 }) }],
    computeService: got({ state: 'running', startType: 'demand' }),
    networkService: got({ state: 'running', startType: 'demand' }),
    inventory: null,
  },
  logs: {
    sources: [
      {
        kind: 'file',
        component: 'containerd',
        path: 'C:\\var\\log\\containerd.log',
        foundBy: 'command-line',
        searched: got({ size: 48_213, modifiedAt: '2026-11-01T11:59:58.000Z', from: 0, to: 48_213, rotated: [] }),
      },
    ],
    lines: [],
    leftOut: 0,
  },
  cluster: {
    access: { kind: 'pod', server: 'https://10.96.0.1:443', directory: `C:\\hpc\\${secrets}` },
    seen: {
      nodeName: 'win-node-1',
      version: got('v1.33.4'),
      node: got({
        kubeletVersion: 'v1.33.4',
        runtimeVersion: 'containerd://1.7.28',
        osImage: 'Windows Server 2022 Datacenter',
        kernelVersion: '10.0.20348.2700',
        operatingSystem: 'windows',
        architecture: 'amd64',
        unschedulable: false,
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            message: 'kubelet is posting ready status',
            since: '2026-10-31T12:04:00.000Z',
            heartbeatAt: '2026-11-01T11:57:40.000Z',
          },
        ],
        capacity: { cpu: '4', memory: '16776756Ki', pods: '110' },
        allocatable: { cpu: '4', memory: '16674356Ki', pods: '110' },
        taints: [{ key: 'os', value: 'windows', effect: 'NoSchedule' }],
        labels: {
          'kubernetes.io/os': 'windows',
          'kubernetes.io/arch': 'amd64',
          'node.kubernetes.io/windows-build': '10.0.20348',
        },
      }),
      pods: got({
        hostProcess: [
          {
            hostProcess: true,
            runAsUserName: 'NT AUTHORITY\\SYSTEM',
            name: 'hostprobe-x7k2p',
            namespace: 'hostprobe',
            uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10',
            owner: { kind: 'DaemonSet', name: 'hostprobe' },
            createdAt: '2026-10-31T12:04:58.000Z',
            phase: 'Running',
            reason: '',
            message: '',
            hostNetwork: true,
            containers: [
              {
                hostProcess: null,
                runAsUserName: null,
                name: 'hostprobe',
                kind: 'container',
                image: 'hostprobe:0.1.0',
                ready: true,
                restarts: 0,
                ids: [id],
                state: { kind: 'running', reason: '', message: '', exitCode: null, at: '2026-10-31T12:05:11.000Z' },
                last: null,
              },
            ],
            troubled: false,
            events: null,
          },
        ],
        others: 4,
        truncated: false,
      }),
      podSecurity: [{ namespace: 'hostprobe', labels: got({ 'pod-security.kubernetes.io/enforce': 'privileged' }) }],
      refused: got({ items: [], truncated: false }),
      permissions: got([
        { group: '', resource: 'nodes', verb: 'get', allowed: true },
        { group: '', resource: 'pods', verb: 'list', allowed: true },
        { group: '', resource: 'events', verb: 'list', allowed: true },
        { group: '', resource: 'namespaces', verb: 'get', allowed: true },
        { group: 'apps', resource: 'daemonsets', verb: 'list', allowed: true },
      ]),
    },
  },
};

/** The healthy node as facts; a test says what is different by giving whole facts, or a function that edits a copy. */
export function factsWith(edit: (facts: FactValues) => void = () => undefined): FactValues {
  const copy = structuredClone(healthy);
  edit(copy);
  return copy;
}

/** A whole snapshot around `factsWith`; `missing` names facts that could not be gathered, with the reason. */
export function snapshotWith(
  edit: (facts: FactValues) => void = () => undefined,
  missing: Partial<Record<FactId, FactError>> = {},
): Snapshot {
  const values = factsWith(edit);
  const ids = Object.keys(values) as FactId[];
  const facts = Object.fromEntries(
    ids.map((factId) => {
      const error = missing[factId];
      return [factId, error ? { ok: false, ms: 1, error } : { ok: true, ms: 1, value: values[factId] }];
    }),
  ) as Facts;
  return {
    schemaVersion,
    tool: { name: 'hostprobe', version: '0.1.0' },
    node: 'win-node-1',
    at: '2026-11-01T12:00:00.000Z',
    standIns: [],
    facts,
  };
}

/** The same node where no agent answered: the cluster told of it, and nothing else. */
export function withoutAgent(edit: (facts: FactValues) => void): Snapshot {
  const error: FactError = {
    kind: 'unsupported',
    code: noAgent,
    message: 'no agent answered: no pod of hostprobe runs',
  };
  const missing = Object.fromEntries(factIds.flatMap((fact) => (fact === 'cluster' ? [] : [[fact, error]])));
  return snapshotWith(edit, missing);
}
