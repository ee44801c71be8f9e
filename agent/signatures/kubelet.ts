import type { Signature } from '../signature.ts';

const source = 'https://github.com/kubernetes/kubernetes/blob/v1.29.0/pkg/kubelet/kuberuntime';

const sandbox = (text: string) =>
  `Failed to create pod sandbox: failed to generate sandbox config for pod "agent_default(1b2c)": ${text}`;

/** kubelet's own checks before it asks the runtime, and the scheduler's word on ports. */
export const kubelet: readonly Signature[] = [
  {
    id: 'kubelet-mixed',
    component: 'kubelet',
    title: 'The pod mixes HostProcess containers with others',
    hostProcess: true,
    pattern: /pod must not contain both HostProcess and non-HostProcess containers/,
    literals: ['both HostProcess and non-HostProcess containers'],
    samples: [sandbox('pod must not contain both HostProcess and non-HostProcess containers')],
    nearMisses: ['HostProcess containers are supported on this node'],
    reference: `${source}/kuberuntime_sandbox.go`,
    causes: ['mixed-containers'],
  },
  {
    id: 'kubelet-pod-not-host-process',
    component: 'kubelet',
    title: 'The pod says that it is no HostProcess pod, and one of its containers that it is one',
    hostProcess: true,
    pattern: /pod must not contain any HostProcess containers if Pod's WindowsOptions\.HostProcess is set to false/,
    literals: ['pod must not contain any HostProcess containers'],
    samples: [
      sandbox("pod must not contain any HostProcess containers if Pod's WindowsOptions.HostProcess is set to false"),
    ],
    nearMisses: ['WindowsOptions.HostProcess is set to false'],
    reference: `${source}/kuberuntime_sandbox.go`,
    causes: ['mixed-containers'],
  },
  {
    id: 'kubelet-host-network',
    component: 'kubelet',
    title: 'The pod has HostProcess containers and no host network',
    hostProcess: true,
    pattern: /hostNetwork is required if Pod contains HostProcess containers/,
    literals: ['hostNetwork is required if Pod contains HostProcess containers'],
    samples: [sandbox('hostNetwork is required if Pod contains HostProcess containers')],
    nearMisses: ['hostNetwork is required'],
    reference: `${source}/kuberuntime_sandbox.go`,
    causes: ['host-network-required'],
  },
  {
    id: 'kubelet-feature-gate',
    component: 'kubelet',
    title: 'This kubelet has HostProcess containers switched off',
    hostProcess: true,
    pattern: /feature 'WindowsHostProcessContainers' is not enabled/,
    literals: ['WindowsHostProcessContainers'],
    samples: ["Error: pod contains HostProcess containers but feature 'WindowsHostProcessContainers' is not enabled"],
    nearMisses: ['unrecognized feature gate: WindowsHostProcessContainers'],
    reference: `${source}/kuberuntime_container_windows.go`,
    causes: ['feature-gate'],
  },
  {
    id: 'kubelet-non-root',
    component: 'kubelet',
    title: 'The pod asks for runAsNonRoot, and its user counts as root',
    hostProcess: true,
    pattern: /container's runAsUser(?:Name)? \((?<account>[^)\n]{1,120})\) which will be regarded as root identity/,
    literals: ['regarded as root identity'],
    samples: [
      'Error: container\'s runAsUserName (ContainerAdministrator) which will be regarded as root identity and will break non-root policy (pod: "a_b(1)", container: c)',
    ],
    nearMisses: ['Error: container has runAsNonRoot and image will run as root'],
    reference: `${source}/security_context_windows.go`,
    causes: ['run-as-non-root'],
  },
  {
    id: 'host-port-conflict',
    component: 'kubelet',
    title: 'A port that the pod wants on the host is taken there by another pod',
    hostProcess: true,
    pattern: /(?:didn't have free ports for the requested pod ports|Predicate NodePorts failed|Host port conflict)/,
    literals: [
      "didn't have free ports for the requested pod ports",
      'Predicate NodePorts failed',
      'Host port conflict',
    ],
    samples: ["0/3 nodes are available: 1 node(s) didn't have free ports for the requested pod ports."],
    nearMisses: ["0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector."],
    reference:
      'https://github.com/kubernetes/kubernetes/blob/v1.29.0/pkg/scheduler/framework/plugins/nodeports/node_ports.go',
    causes: ['host-port-in-use'],
  },
];
