/** Where the lane keeps its files on the machine. */
export const laneFolder = 'C:\\hostprobe-lane';
export const logFolder = `${laneFolder}\\logs`;

/**
 * crictl gives a call two seconds unless it is told otherwise, also on Windows; a sandbox gets twice as much, and its image
 * may have to be downloaded and unpacked. Source: cri-tools, cmd/crictl/main.go; cri-client, pkg/remote_runtime.go.
 */
export const crictlOptions = (seconds = 200): string[] => [
  ...['--runtime-endpoint', 'npipe:////./pipe/containerd-containerd', '--timeout', `${seconds}s`],
];

const hostProcess = { security_context: { host_process: true, run_as_username: 'NT AUTHORITY\\SYSTEM' } };

/**
 * A HostProcess pod as the kubelet asks for it, for crictl.
 * Source: PodSandboxConfig and ContainerConfig in Kubernetes cri-api, pkg/apis/runtime/v1/api.proto.
 */
export const sandboxOf = (name: string): object => ({
  metadata: { name, namespace: 'hostprobe', uid: `uid-of-${name}`, attempt: 0 },
  log_directory: logFolder,
  windows: hostProcess,
});

/** A container of such a pod that runs hostprobe from its image. */
export const containerOf = (name: string, { image, args }: { image: string; args: readonly string[] }): object => ({
  metadata: { name, attempt: 0 },
  image: { image },
  args,
  envs: [
    { key: 'NODE_NAME', value: 'lane' },
    { key: 'POD_NAME', value: name },
    { key: 'POD_NAMESPACE', value: 'hostprobe' },
    { key: 'POD_UID', value: `uid-of-${name}` },
  ],
  log_path: `${name}.log`,
  windows: hostProcess,
});

/** What hostprobe logs when it is asked to stop. */
export const lastWord = '"stopping"';

/**
 * How hostprobe's container may end when it is stopped. In bind mode cmd.exe started it, and ends with
 * STATUS_CONTROL_C_EXIT, whatever its program ended with.
 */
export const mayEndWith = (code: number, containerd: string): boolean =>
  code === 0 || (!containerd.startsWith('1.6.') && code >>> 0 === 0xc000013a);

const anyContainerd = [
  'agent-account',
  'containerd-account',
  'containerd-config',
  'containerd-service',
  'containers-feature',
  'cri-endpoint',
  'host-process',
  'os-build',
  'sandbox-mount-point',
  'working-directory',
];

/** Which statuses a check may have in a HostProcess pod beside a containerd that runs as LocalSystem, without a cluster. */
function expectedWith(containerd: string) {
  return new Map<string, readonly string[]>([
    ...anyContainerd.map((check) => [check, ['pass']] as const),
    // containerd 1.6 knows no bind mode, so the filter is of no use there.
    ['bind-filter', [containerd.startsWith('1.6.') ? 'skip' : 'pass']],
    // Without a cluster nobody has set up the network, and containerd says so: that is a warning. Anything else fails.
    ['runtime-ready', ['pass', 'warn']],
  ]);
}

interface Found {
  check: string;
  status: string;
  summary?: string;
}

/** What a report of the lane says that it must not, one a line; empty: nothing. */
export function wrongIn(findings: readonly Found[], { containerd }: { containerd: string }): string[] {
  return [...expectedWith(containerd)].flatMap(([check, expected]) => {
    const found = findings.find((finding) => finding.check === check);
    if (found === undefined) return [`${check}: must be in the report, but is not`];
    if (expected.includes(found.status)) return [];
    return [`${check}: must be ${expected.join(' or ')}, but is ${found.status}: ${found.summary ?? ''}`];
  });
}
