import type { Signature } from '../../signature.ts';

/** The networks of ordinary pods, and the service of Windows that makes them. */
export const networkLookAlikes: readonly Signature[] = [
  {
    id: 'pod-network',
    component: 'containerd',
    title:
      'The network of an ordinary pod could not be set up; HostProcess pods have no network of their own (if its spec sets hostProcess: true, see host-process-ignored)',
    hostProcess: false,
    pattern:
      /failed to set ?up network for sandbox|hcs(?:shim)?::[^\n]{1,300}attach namespace failed|etworkPlugin cni failed to set up pod|failed to set up sandbox container "[^"\n]{1,80}" network for pod|key-value store of network plugin|error while adding to cni network|run[\\/]{1,4}flannel[\\/]{1,4}subnet\.env/,
    literals: [
      'network for sandbox',
      'attach namespace failed',
      'NetworkPlugin cni',
      'networkPlugin cni',
      'network for pod',
      'key-value store of network plugin',
      'error while adding to cni network',
      'subnet.env',
    ],
    samples: [
      'Error: failed to create containerd task: failed to create shim task: hcs::CreateComputeSystem web: The requested operation for attach namespace failed.: unknown',
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "c0ffee": plugin type="azure-vnet" failed (add)',
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to set up sandbox container "c0ffee" network for pod "web": networkPlugin cni failed to set up pod "web_ops" network: failed to parse Kubernetes args',
    ],
    nearMisses: ['failed to destroy network for sandbox'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.28/pkg/cri/server/sandbox_run.go',
    causes: [],
  },
  {
    id: 'network-absent',
    component: 'kubelet',
    title:
      'The node has no pod network yet, for which ordinary pods wait, and HostProcess pods do not: see the pod of the network plugin on this node, and whether it wrote its files to the conf_dir and bin_dir of containerd',
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
      'The Host Network Service of Windows (HNS) refused what the pod network or kube-proxy asked of it, which is the same inside and outside a container: see the networks that it has (hnsdiag.exe list networks) and the settings of the program that asked',
    hostProcess: false,
    pattern:
      /\bhcn[A-Z][A-Za-z]{1,40} failed in Win32|\bhnsCall(?:RawResponse)? failed in Win32|failed during hnsCallRawResponse|HNS failed with error|Invoke-HNSRequest : |Unable to find HNS Network|HNS (?:endpoint|network) for network|Source Vip endpoint creation failed|source-vip flag not set|Cannot find network with Management IP/,
    literals: [
      'failed in Win32',
      'hnsCallRawResponse',
      'HNS failed with error',
      'Invoke-HNSRequest',
      'Unable to find HNS Network',
      'for network',
      'Source Vip endpoint creation failed',
      'source-vip flag not set',
      'Cannot find network with Management IP',
    ],
    unless: ['network for sandbox', 'network for pod', 'cni failed to set up pod', 'hcsshim::'],
    samples: [
      'Error registering network: failed to create HostComputeNetwork flannel.4096: hcnCreateNetwork failed in Win32: The parameter is incorrect. (0x57)',
      'Error running agent: failed during hnsCallRawResponse: hnsCall failed in Win32: The object already exists. (0x1392)',
      "can't find HNS endpoint for network, retrying External: Endpoint External not found",
    ],
    nearMisses: ['hcsshim::ActivateLayer failed in Win32: The device is not ready. (0x15)'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/hcn/hcnerrors.go',
    causes: [],
  },
];
