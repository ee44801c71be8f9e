import type { Signature } from '../signature.ts';
import { catalogue } from './catalogue.ts';

/** kubelet's own checks before it asks the runtime, and the scheduler's message about ports. Source: kubernetes pkg/kubelet and pkg/scheduler at v1.29.0. */
export const kubelet: readonly Signature[] = catalogue({ component: 'kubelet', hostProcess: true })({
  'kubelet-mixed': {
    title: 'The pod mixes HostProcess containers with others',
    said: [
      'pod must not contain both HostProcess and non-HostProcess containers',
      "pod must not contain any HostProcess containers if Pod's WindowsOptions.HostProcess is set to false",
    ],
    causes: ['mixed-containers'],
  },
  'kubelet-host-network': {
    title: 'The pod has HostProcess containers but does not use the host network',
    said: 'hostNetwork is required if Pod contains HostProcess containers',
    causes: ['host-network-required'],
  },
  'kubelet-feature-gate': {
    title: 'The feature gate of HostProcess containers is off in this kubelet, or a component no longer has it',
    pattern:
      /feature 'WindowsHostProcessContainers' is not enabled|(?:cannot set feature gate|unrecognized feature gate:) WindowsHostProcessContainers/,
    samples: [
      "feature 'WindowsHostProcessContainers' is not enabled",
      'cannot set feature gate WindowsHostProcessContainers to false, feature is locked to true',
    ],
    causes: ['feature-gate'],
  },
  'kubelet-os': {
    title: 'The kubelet rejected the pod: its operating system is not the one of the node',
    said: [
      "Failed to admit pod as the OS field doesn't match node OS",
      "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label",
    ],
    causes: ['os-mismatch'],
  },
  'runtime-class': {
    title: 'The runtimeClassName of the pod names a RuntimeClass that does not exist',
    everywhere: true,
    pattern: /failed to lookup RuntimeClass (?<handler>[^\s:]{1,253})/,
    sample:
      'Failed to create pod sandbox: failed to lookup RuntimeClass windows-host: runtimeclass.node.k8s.io "windows-host" not found',
    causes: ['runtime-handler'],
  },
  'kubelet-chown': {
    title: 'The pod sets runAsUser or fsGroup, and Windows has no owners by number',
    hostProcess: false,
    pattern:
      /MountVolume\.SetUp failed for volume "(?<volume>[^"\n]{1,253})" : chown [^\n]{1,500}: not supported by windows|run as uid \(\d{1,10}\) is not supported on Windows/,
    samples: [
      'MountVolume.SetUp failed for volume "kube-api-access-8zx2q" : chown c:\\var\\lib\\kubelet\\pods\\3f8b\\token: not supported by windows',
      'Error: run as uid (1000) is not supported on Windows',
    ],
    causes: ['owner-by-number'],
  },
  'runtime-down': {
    title: 'The runtime does not answer the kubelet',
    said: 'container runtime is down',
    causes: ['containerd-stopped', 'containerd-starting', 'containerd-configuration', 'node-overloaded'],
  },
  'disk-pressure': {
    title: 'The disk of the node is nearly full, so that the kubelet evicts pods there and admits no new ones',
    hostProcess: false,
    said: [
      'The node was low on resource: ephemeral-storage',
      'kubelet has disk pressure',
      'Failed to garbage collect required amount of images',
    ],
    causes: ['container-storage'],
  },
  deadline: {
    title:
      'The runtime did not answer the kubelet in time: containerd gets too little CPU, its files are scanned or on a slow disk, or HNS does not answer it',
    hostProcess: false,
    pattern:
      /^(?:Error: )?context deadline exceeded$|(?:ontainer|andbox)[^\n]{0,600}?(?:desc = |Error: \\?"?|timeout: |failed: |(?:task|container)(?: "[^"\n]{1,253}")?: )context deadline exceeded|PLEG is not healthy: pleg was last seen active/,
    unless: ['shim task', 'ull image', 'PullImage', 'MountVolume', 'probe', 'Client.Timeout'],
    samples: [
      'Error: context deadline exceeded',
      'skipping pod synchronization - PLEG is not healthy: pleg was last seen active 3m21.36s ago; threshold is 3m0s',
    ],
    causes: ['node-overloaded'],
  },
  'kubelet-non-root': {
    title: 'The pod sets runAsNonRoot, and the kubelet counts its user as root',
    hostProcess: false,
    pattern: /container's runAsUser(?:Name)? \((?<account>[^)\n]{1,120})\) which will be regarded as root identity/,
    sample:
      'Error: container\'s runAsUserName (ContainerAdministrator) which will be regarded as root identity and will break non-root policy (pod: "a_b(1)", container: c)',
    causes: ['run-as-non-root'],
  },
  'host-port-conflict': {
    title: 'Another pod on the node already uses a host port of this pod',
    hostProcess: false,
    said: ["didn't have free ports for the requested pod ports", 'Predicate NodePorts failed', 'Host port conflict'],
    causes: ['host-port-in-use'],
  },
  'probe-unanswered': {
    title:
      'A probe of the kubelet got no answer at the address of the pod, which for a HostProcess pod is that of the node. A liveness probe that asks the API server fails whenever that is slow, and a restart does not help: see the log and the release of the program',
    hostProcess: false,
    pattern:
      /(?:Liveness|Readiness|Startup) probe failed: (?:Get "?https?:\/\/(?<address>[^\s"/]{1,253}?):(?<port>\d{1,5})[^\s"]{0,400}"?: |dial tcp (?<host>[^\s]{1,60}?):(?<number>\d{1,5}): )/,
    samples: [
      'Readiness probe failed: Get "http://192.0.2.7:9182/health": dial tcp 192.0.2.7:9182: connectex: No connection could be made because the target machine actively refused it.',
      'Liveness probe failed: dial tcp 192.0.2.7:9182: i/o timeout',
    ],
    causes: ['probe-address'],
  },
});
