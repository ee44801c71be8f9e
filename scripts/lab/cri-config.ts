/**
 * What containerd prints as its CRI configuration on Windows (`info.config` of a verbose Status): every key that it
 * prints, with its Windows defaults. Source: containerd pkg/cri/config/{config,config_windows}.go at v1.6.36 and
 * v1.7.28, internal/cri/config at v2.1.4.
 */
export type Series = '1.6' | '1.7' | '2.1';

/** The series whose configuration this version prints; releases before 1.6 print nearly the same as 1.6. */
export function seriesOf(version: string): Series {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major >= 2) return '2.1';
  return minor >= 7 ? '1.7' : '1.6';
}

/** Annotation patterns by handler, if the node's config.toml differs from containerd's defaults. */
export type HandlerAnnotations = Record<string, { pod?: string[]; container?: string[] }>;

export function criConfig(series: Series, endpoint: string, annotations: HandlerAnnotations): object {
  const runtimes = handlersOf(series, annotations);
  const data = 'C:\\ProgramData\\containerd';
  return {
    ...(series === '2.1' ? newerConfig(runtimes) : olderConfig(series, runtimes)),
    containerdRootDir: `${data}\\root`,
    containerdEndpoint: endpoint,
    rootDir: `${data}\\root\\io.containerd.grpc.v1.cri`,
    stateDir: `${data}\\state\\io.containerd.grpc.v1.cri`,
  };
}

function handlersOf(series: Series, annotations: HandlerAnnotations) {
  const container = series === '1.6' ? null : ['io.microsoft.container.*'];
  const defaults: [name: string, pod: string[] | null, options: object | null][] = [
    ['runhcs-wcow-process', null, null],
    [
      'runhcs-wcow-hypervisor',
      ['io.microsoft.virtualmachine.*'],
      { SandboxIsolation: 1, ScaleCpuLimitsToSandbox: true },
    ],
  ];
  return Object.fromEntries(
    (series === '1.6' ? defaults.slice(0, 1) : defaults).map(([name, pod, options]) => [
      name,
      handler(series, {
        type: 'io.containerd.runhcs.v1',
        pod: annotations[name]?.pod ?? pod,
        container: annotations[name]?.container ?? container,
        options,
      }),
    ]),
  );
}

interface Handler {
  type: string;
  pod: string[] | null;
  container: string[] | null;
  options: object | null;
}

const noHandler: Handler = { type: '', pod: null, container: null, options: null };

function handler(series: Series, { type, pod, container, options }: Handler) {
  const common = {
    runtimeType: type,
    runtimePath: '',
    PodAnnotations: pod,
    ContainerAnnotations: container,
    options,
    privileged_without_host_devices: false,
    baseRuntimeSpec: '',
    cniConfDir: '',
    cniMaxConfNum: 0,
  };
  const devices = { privileged_without_host_devices_all_devices_allowed: false };
  switch (series) {
    case '1.6':
      return { ...common, runtimeEngine: '', runtimeRoot: '' };
    case '1.7': {
      const sandboxMode = type === '' ? '' : 'podsandbox';
      return { ...common, ...devices, runtimeEngine: '', runtimeRoot: '', snapshotter: '', sandboxMode };
    }
    case '2.1':
      return { ...common, ...devices, cgroupWritable: false, snapshotter: '', sandboxer: 'podsandbox', io_type: '' };
  }
}

const cniDirectory = 'C:\\Program Files\\containerd\\cni';
const cniCommon = { confDir: `${cniDirectory}\\conf`, maxConfNum: 1, confTemplate: '', ipPref: '' };
const switchedOff = {
  enableSelinux: false,
  selinuxCategoryRange: 0,
  disableApparmor: false,
  restrictOOMScoreAdj: false,
  disableProcMount: false,
  unsetSeccompProfile: '',
  tolerateMissingHugetlbController: false,
  disableHugetlbController: false,
  device_ownership_from_security_context: false,
  ignoreImageDefinedVolumes: false,
  netnsMountsUnderStateDir: false,
  enableUnprivilegedPorts: false,
  enableUnprivilegedICMP: false,
  drainExecSyncIOTimeout: '0s',
  ignoreDeprecationWarnings: null,
};
const deviceInterface = { enableCDI: false, cdiSpecDirs: null };

function olderConfig(series: '1.6' | '1.7', runtimes: object) {
  const only17 = series === '1.7';
  return {
    containerd: {
      snapshotter: 'windows',
      defaultRuntimeName: 'runhcs-wcow-process',
      defaultRuntime: handler(series, noHandler),
      untrustedWorkloadRuntime: handler(series, noHandler),
      runtimes,
      noPivot: false,
      disableSnapshotAnnotations: false,
      discardUnpackedLayers: false,
      ...(only17 ? { ignoreBlockIONotEnabledErrors: false } : {}),
      ignoreRdtNotEnabledErrors: false,
    },
    cni: { binDir: `${cniDirectory}\\bin`, ...cniCommon, ...(only17 ? { setupSerially: false } : {}) },
    registry: { configPath: '', mirrors: null, configs: null, auths: null, headers: null },
    imageDecryption: { keyModel: 'node' },
    disableTCPService: true,
    streamServerAddress: '127.0.0.1',
    streamServerPort: '0',
    streamIdleTimeout: '4h0m0s',
    sandboxImage: only17 ? 'registry.k8s.io/pause:3.8' : 'registry.k8s.io/pause:3.6',
    statsCollectPeriod: 10,
    systemdCgroup: false,
    enableTLSStreaming: false,
    x509KeyPairStreaming: { tlsCertFile: '', tlsKeyFile: '' },
    maxContainerLogSize: 16_384,
    disableCgroup: false,
    maxConcurrentDownloads: 3,
    ...switchedOff,
    ...(only17 ? { ...deviceInterface, imagePullProgressTimeout: '5m0s', imagePullWithSyncFs: false } : {}),
  };
}

function newerConfig(runtimes: object) {
  return {
    containerd: {
      defaultRuntimeName: 'runhcs-wcow-process',
      runtimes,
      ignoreBlockIONotEnabledErrors: false,
      ignoreRdtNotEnabledErrors: false,
    },
    cni: {
      binDir: '',
      binDirs: [`${cniDirectory}\\bin`],
      ...cniCommon,
      setupSerially: false,
      useInternalLoopback: false,
    },
    maxContainerLogLineSize: 16_384,
    ...switchedOff,
    ...deviceInterface,
  };
}
