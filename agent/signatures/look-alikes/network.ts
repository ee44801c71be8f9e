import type { Signature } from '../../signature.ts';
import { errorTextsOf } from '../../windows/error-text.ts';

/** The step at which containerd, or dockershim, asks a network plugin for the network of a pod. */
const podNetwork =
  /failed to set ?up network for sandbox|etworkPlugin cni failed to set up pod|failed to set up sandbox container "[^"\n]{1,80}" network for pod|key-value store of network plugin|error while adding to cni network|plugin type=[\\"]{1,8}[\w-]{1,60}[\\"]{1,8}(?: name=[\\"]{1,8}[^\\"\n]{1,80}[\\"]{1,8})? failed \(add\)|run[\\/]{1,4}flannel[\\/]{1,4}subnet\.env/;
const podNetworkWords = [
  'network for sandbox',
  'NetworkPlugin cni',
  'networkPlugin cni',
  'network for pod',
  'key-value store of network plugin',
  'error while adding to cni network',
  'failed (add)',
  'subnet.env',
];
/** HNS does not have the network, or flannel wrote no file, in the words of win-overlay, win-bridge, flannel and hcsshim. */
const absent = ['GETHNSNewtorkByName', 'Network name ', 'subnet.env', ...errorTextsOf([1168]), '(0x490)'];
/** HNS has the object already, or does not give this address: HCN_E_ADDR_INVALID_OR_RESERVED. */
const left = ['The object already exists', '(0x1392)', 'An address provided is invalid or reserved', '(0x803b002f)'];
/** Azure CNI, host-local of the CNI project. */
const used = ['No available addresses', 'no IP addresses available in '];
const locked = ['locking store', 'store is already locked', 'Store is locked'];
const eks = 'vpc.amazonaws.com/PrivateIPv4Address';
const attach = 'attach namespace failed';
const affinity = 'strict affinity should not be false';
/** A text with one of these gives the reason. The teardown of a pod that never had a network says more, and means less. */
const withReason = [...used, ...locked, eks, attach, affinity];

/** The networks of ordinary pods, and the service of Windows that makes them. */
export const networkLookAlikes: readonly Signature[] = [
  {
    id: 'pod-network',
    component: 'containerd',
    title:
      'The network of an ordinary pod could not be set up: the end of the text, and the log of the network plugin on this node, say why; HostProcess pods have no network of their own (if its pod sets hostProcess: true, see host-process-ignored)',
    hostProcess: false,
    pattern: podNetwork,
    literals: podNetworkWords,
    unless: [...withReason, ...left, ...absent],
    samples: [
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "c0ffee": plugin type="azure-vnet" failed (add)',
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to set up sandbox container "c0ffee" network for pod "web": networkPlugin cni failed to set up pod "web_ops" network: failed to parse Kubernetes args',
    ],
    nearMisses: ['failed to destroy network for sandbox'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.28/pkg/cri/server/sandbox_run.go',
    causes: [],
  },
  {
    id: 'pod-network-absent',
    component: 'containerd',
    title:
      'The node does not have the HNS network, or the file, from which an ordinary pod gets its network: see the pod of the network plugin, which makes it, and its log on this node, then hnsdiag.exe list networks',
    hostProcess: false,
    pattern: podNetwork,
    literals: podNetworkWords,
    says: absent,
    unless: [...withReason, ...left],
    samples: [
      'NetworkPlugin cni failed to set up pod "web_ops" network: error while GETHNSNewtorkByName(flannel.4096): Network flannel.4096 not found',
      'failed to set up sandbox container "c0ffee" network for pod "web": networkPlugin cni failed to set up pod "web_ops" network: Failed to create endpoint: hnsCall failed in Win32: Element not found. (0x490)',
    ],
    nearMisses: ['Network flannel.4096 not found'],
    reference:
      'https://github.com/containernetworking/plugins/blob/v1.6.0/plugins/main/windows/win-overlay/win-overlay_windows.go',
    causes: [],
  },
  {
    id: 'pod-endpoint-left',
    component: 'containerd',
    title:
      'HNS does not make the endpoint of this ordinary pod: its name or address is still that of an earlier one, or no address of its network; delete the pod, and if that repeats, drain the node and restart it',
    hostProcess: false,
    pattern: podNetwork,
    literals: podNetworkWords,
    says: left,
    unless: withReason,
    samples: [
      'networkPlugin cni failed to set up pod "web_ops" network: hnsCall failed in Win32: An address provided is invalid or reserved. (0x803b002f)',
      'networkPlugin cni failed to set up pod "web_ops" network: error while ProvisionEndpoint(c0ffee_l2bridge,359CAE70,c0ffee): failed to create the new HNSEndpoint: hnsCall failed in Win32: The object already exists. (0x1392)',
    ],
    nearMisses: ['hnsCall failed in Win32: The object already exists. (0x1392)'],
    reference: 'https://github.com/kubernetes/kubernetes/issues/74766',
    causes: [],
  },
  {
    id: 'pod-address',
    component: 'containerd',
    title:
      'The network plugin has no free address for an ordinary pod on this node: let fewer pods run there, or let the plugin release the addresses of pods that are gone (azure-vnet.json, its IPAM blocks), or replace the node',
    hostProcess: false,
    pattern: podNetwork,
    literals: podNetworkWords,
    says: used,
    unless: [...locked, eks],
    samples: [
      'failed to setup network for sandbox "c0ffee": plugin type="azure-vnet" failed (add): Failed to allocate pool: Failed to delegate: Failed to allocate address: No available addresses',
      'failed to setup network for sandbox "c0ffee": plugin type="win-bridge" failed (add): no IP addresses available in range set: 10.244.3.2-10.244.3.254',
    ],
    nearMisses: ['No available addresses'],
    reference: 'https://github.com/Azure/azure-container-networking/issues/831',
    causes: [],
  },
  {
    id: 'eks-address',
    component: 'containerd',
    title:
      'The controller of EKS gave this ordinary pod no address: see whether enable-windows-ipam is "true" in the ConfigMap amazon-vpc-cni of kube-system, the role of the cluster has AmazonEKSVPCResourceController, the pod the node selector kubernetes.io/os: windows, and the subnet free addresses',
    hostProcess: false,
    pattern: podNetwork,
    literals: podNetworkWords,
    says: [eks],
    unless: locked,
    samples: [
      'networkPlugin cni failed to set up pod "web_ops" network: failed to parse Kubernetes args: pod does not have label vpc.amazonaws.com/PrivateIPv4Address',
    ],
    nearMisses: ['Insufficient vpc.amazonaws.com/PrivateIPv4Address'],
    reference: 'https://docs.aws.amazon.com/eks/latest/userguide/windows-support.html',
    causes: [],
  },
  {
    id: 'pod-network-lock',
    component: 'containerd',
    title:
      'Azure CNI could not lock its records, which the start or the end of another pod uses: the kubelet tries again, and if it persists, see azure-vnet.log, then drain the node and restart it',
    hostProcess: false,
    pattern: podNetwork,
    literals: podNetworkWords,
    says: locked,
    samples: [
      'failed to setup network for sandbox "c0ffee": plugin type="azure-vnet" failed (add): Failed to initialize key-value store of network plugin: timed out locking store',
    ],
    nearMisses: ['timed out locking store'],
    reference: 'https://github.com/Azure/azure-container-networking/issues/1918',
    causes: [],
  },
  {
    id: 'calico-affinity',
    component: 'containerd',
    title:
      'Calico gives pods on Windows nodes an address only if no node borrows addresses of another: run calicoctl ipam configure --strictaffinity=true once for the cluster',
    hostProcess: false,
    pattern: /strict affinity should not be false/,
    literals: [affinity],
    samples: [
      'failed to setup network for sandbox "c0ffee": plugin type="calico" name="Calico" failed (add): global strict affinity should not be false for Windows node',
    ],
    nearMisses: ['strict affinity is true'],
    reference: 'https://docs.tigera.io/calico/latest/reference/calicoctl/ipam/configure',
    causes: [],
  },
  {
    id: 'pod-network-attach',
    component: 'hcsshim',
    title:
      'HNS could not attach an ordinary container to the network of its pod: delete the pod, and if all fail so, check the settings of the network plugin, such as the CIDR of services',
    hostProcess: false,
    pattern: /hcs(?:shim)?::[^\n]{1,300}attach namespace failed/,
    literals: [attach],
    samples: [
      'Error: failed to create containerd task: failed to create shim task: hcs::CreateComputeSystem web: The requested operation for attach namespace failed.: unknown',
    ],
    nearMisses: ['attach namespace failed'],
    reference: 'https://github.com/projectcalico/calico/issues/5189',
    causes: [],
  },
  {
    id: 'network-absent',
    component: 'kubelet',
    title:
      'The node has no pod network yet, for which ordinary pods wait, and HostProcess pods do not: see the pod of the network plugin, and its files in the conf_dir and bin_dir of containerd',
    hostProcess: false,
    pattern:
      /cni plugin not initialized|cni config uninitialized|reason:NetworkPluginNotReady|no network config found in /,
    literals: [
      'cni plugin not initialized',
      'cni config uninitialized',
      'NetworkPluginNotReady',
      'no network config found in ',
    ],
    samples: [
      'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
    ],
    nearMisses: ['container runtime network is ready'],
    reference: 'https://github.com/containerd/go-cni/blob/v1.1.9/errors.go',
    causes: [],
  },
  {
    id: 'host-network-service',
    component: 'application',
    title:
      'The Host Network Service of Windows (HNS) refused what the pod network or kube-proxy asked of it: see hnsdiag.exe list networks, and the settings of the program that asked',
    hostProcess: false,
    pattern:
      /\bhcn[A-Z][A-Za-z]{1,40} failed in Win32|\bhnsCall(?:RawResponse)? failed in Win32|failed during hnsCallRawResponse|HNS failed with error|Invoke-HNSRequest : |Source Vip endpoint creation failed|source-vip flag not set|Cannot find network with Management IP/,
    literals: [
      'failed in Win32',
      'hnsCallRawResponse',
      'HNS failed with error',
      'Invoke-HNSRequest',
      'Source Vip endpoint creation failed',
      'source-vip flag not set',
      'Cannot find network with Management IP',
    ],
    unless: [
      'network for sandbox',
      'network for pod',
      'cni failed to set up pod',
      'failed (add)',
      'hcsshim::',
      'hcnDeleteNamespace',
    ],
    samples: [
      'Error registering network: failed to create HostComputeNetwork flannel.4096: hcnCreateNetwork failed in Win32: The parameter is incorrect. (0x57)',
      'Error running agent: failed during hnsCallRawResponse: hnsCall failed in Win32: The object already exists. (0x1392)',
    ],
    nearMisses: ['hcsshim::ActivateLayer failed in Win32: The device is not ready. (0x15)'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/hcn/hcnerrors.go',
    causes: [],
  },
  {
    id: 'pod-namespace-left',
    component: 'containerd',
    title:
      'HNS does not delete the network namespace of an ordinary pod, often after a restart of the node: once its containers have ended, remove it with kubectl delete pod --force, and drain the node before you restart it',
    hostProcess: false,
    pattern: /hcnDeleteNamespace failed in Win32/,
    literals: ['hcnDeleteNamespace'],
    samples: [
      'failed to remove network namespace for sandbox "c0ffee": hcnDeleteNamespace failed in Win32: The specified request is unsupported. (0x803b0015)',
    ],
    nearMisses: ['hcnCreateNamespace failed in Win32: The specified request is unsupported. (0x803b0015)'],
    reference: 'https://github.com/rancher/rke2/issues/5551',
    causes: [],
  },
  {
    id: 'host-network-absent',
    component: 'application',
    title:
      'A program, such as kube-proxy, does not find the HNS network or endpoint that it was given: see the pod of the network plugin, which makes them, and its log on this node, then compare the name (KUBE_NETWORK, --network-name) with hnsdiag.exe list networks',
    hostProcess: false,
    pattern: /Unable to find HNS Network|can't find HNS (?:endpoint|network)|\$hnsNetwork\.Subnets/,
    literals: ['Unable to find HNS Network', "can't find HNS ", '$hnsNetwork.Subnets'],
    samples: [
      'Unable to find HNS Network specified by cbr0. Please check network name and CNI deployment',
      "can't find HNS endpoint for network, retrying External: Endpoint External not found",
      '+         $subnet = $hnsNetwork.Subnets[0].AddressPrefix',
    ],
    nearMisses: ['Found new HNS endpoint EndpointId="2B4A"', 'HNS network created'],
    reference: 'https://github.com/kubernetes/kubernetes/blob/v1.31.0/pkg/proxy/winkernel/proxier.go',
    causes: [],
  },
];
