import type { Signature } from '../signature.ts';
import { errorTextsOf } from '../windows/error-text.ts';
import { catalogue } from './catalogue.ts';
import { anyOf, listed, troubleWords } from './words.ts';

/** An ordinary container, in the words of hcsshim and Docker. */
const ordinary =
  /(?<!container layers: )failed to mount container storage: hcsshim::|(?:Error response from daemon:|server error -) hcsshim::(?:Activate|Prepare)Layer|hcs(?:shim)?::(?:CreateComputeSystem|ComputeSystem::|System::)(?![^\n]{0,300}attach namespace failed)|encountered an error during (?:CreateProcess|CreateContainer|Start|hcs(?:shim)?::[A-Za-z:]{1,40}): failure in a Windows system call|(?<!OpenComputeSystem [^\n]{1,300})\(0xc03701(?:0|1)[\da-f]\)|guest RPC failure|guest modify: /;
/** Failures of a node that lacks resources, or whose HCS lost the other end, for any container. */
const starved = [
  ...['deadline exceeded', 'timeout waiting for notification', '(0x15)', '(0x5af)', '(0x5aa)', '(0x6ba)', '(0x6be)'],
  ...errorTextsOf([8, 14, 21, 1450, 1455, 1722, 1726]),
];
/** HCS_E_UNEXPECTED_EXIT: the system processes of the image ended while it started. Source: hcsshim internal/hcs/errors.go */
const exited = ['(0xc0370106)'];
/** Said by its own name. */
const elsewhere = ['failed to execute port', 'container stats', 'ListContainerStats', 'pod stats'];
/** The image is that of the pod, not the pause image. Behind the words: before them it would look back from each place of a line. */
const ofPod = '(?<!failed to get sandbox image [^\\n]{0,1500})';
/** HNS does not have the network, or flannel wrote no file, in the words of win-overlay, win-bridge, flannel and hcsshim. */
const absent = ['GETHNSNewtorkByName', 'Network name ', 'subnet.env', ...errorTextsOf([1168]), '(0x490)'];
/** The agent of the plugin, on the same node, does not answer it. */
const unanswered = ['No connection could be made because', 'connection refused'];
/** HNS has it already: HCN_E_..._ALREADY_EXISTS, ERROR_OBJECT_ALREADY_EXISTS, ERROR_ALREADY_EXISTS. Source: hcsshim hcn/hcnerrors.go */
const left = [...[0, 1, 2, 3].map((last) => `(0x803b001${last})`), '(0x1392)', '(0xb7)', ...errorTextsOf([183])];
/** The step at which containerd, or dockershim, asks a network plugin for the network of a pod. */
const hnsElsewhere = listed(
  'network for sandbox " | network for pod | cni failed to set up pod | failed (add) | hcsshim::',
);
const podNetwork =
  /failed to set ?up network for sandbox|etworkPlugin cni failed to set up pod|failed to set up sandbox container "[^"\n]{1,80}" network for pod|key-value store of network plugin|rror while adding to cni network|plugin type=[\\"]{1,8}[\w-]{1,60}[\\"]{1,8}(?: name=[\\"]{1,8}[^\\"\n]{1,80}[\\"]{1,8})? failed \(add\)|run[\\/]{1,8}flannel[\\/]{1,8}subnet\.env|hcs(?:shim)?::[^\n]{1,300}attach namespace failed/;

/** The same, in the words of kube-proxy and of scripts. */
const notFound = listed(`
  find HNS Network | find Hns Network | the calico/node container | can't find HNS | $hnsNetwork.S |
  KUBE_NETWORK and network-flag not initialized`);

/** What people take for a failure of HostProcess containers, and where to look instead; the titles say it. */
export const lookAlikes: readonly Signature[] = catalogue({
  component: 'containerd',
  hostProcess: false,
  causes: [],
  reference: 'https://learn.microsoft.com/virtualization/windowscontainers/troubleshooting',
})({
  'ordinary-container': {
    component: 'hcsshim',
    title:
      'An ordinary Windows container failed, not a HostProcess container; check its image, working directory, user and gMSA, and the version and updates of Windows (if its pod sets hostProcess: true, see host-process-ignored)',
    pattern: ordinary,
    unless: [...starved, ...elsewhere, ...exited, 'container operating system does not match'],
    sample:
      'Error: failed to create containerd task: failed to create shim task: hcs::CreateComputeSystem web: Access is denied.: unknown',
  },
  'ordinary-starved': {
    component: 'hcsshim',
    title:
      'An ordinary Windows container could not start in time, ran out of memory, or was lost by HCS: move pods away, give them limits, and if HCS no longer answers, restart the node and update Windows',
    pattern: ordinary,
    says: starved,
    unless: [...elsewhere, ...exited],
    sample: 'failed to create shim task: hcs::CreateComputeSystem 7a1c: context deadline exceeded: unknown',
    reference: 'https://github.com/microsoft/Windows-Containers/issues/430',
  },
  'ordinary-exited': {
    component: 'hcsshim',
    title:
      'An ordinary Windows container ended while Windows started in it: mostly its image is newer than the updates of the node. Install on the node the update of the month of the image or a newer one (for images of May 2025 on Windows Server 2025 KB5058411), take an older tag of the base image, or use Hyper-V isolation; if they fit, look at its memory limit',
    pattern: ordinary,
    says: exited,
    unless: elsewhere,
    sample:
      'container 7a1c encountered an error during hcs::System::Start: failure in a Windows system call: The virtual machine or container exited unexpectedly. (0xc0370106)',
    reference: 'https://github.com/microsoft/Windows-Containers/issues/591',
  },
  'sandbox-image-windows': {
    title:
      'The pause image, not the image of the pod, is for another Windows than that of the node: name one for this Windows as sandbox_image of containerd, or as --pod-infra-container-image of a kubelet with Docker',
    pattern: /(?:pod sandbox: |sandbox container)[^\n]{0,900}?container operating system does not match/,
    sample:
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox container for pod "web": Error response from daemon: hcsshim::CreateComputeSystem c0ffee: The container operating system does not match the host operating system.',
    reference: 'https://kubernetes.io/docs/concepts/windows/intro/#pause-container',
  },
  'docker-runtime': {
    component: 'kubelet',
    title:
      'The runtime of this node is Docker, which has no HostProcess containers: make the node anew with containerd, or keep HostProcess pods away from it',
    rest: true,
    pattern: /(?:desc = |for pod "[^"\n]{1,253}": )Error response from daemon: /,
    sample:
      'failed to start sandbox container for pod "kube-flannel-ds-windows-wc22r": Error response from daemon: network host not found',
    reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/',
  },
  'container-stats': {
    component: 'application',
    title:
      'The kubelet or another program, such as a monitoring agent, asked for a container that is starting or has just ended, or for a HostProcess container, which is no compute system. It tries again: it is no trouble unless it is always the same container; then restart the kubelet, or see the release of that program',
    pattern:
      /OpenComputeSystem[^\n]{1,200}(?:does not exist|\(0xc037010e\))|(?:ListContainerStats|list (?:all )?container stats|list pod stats|encountered an error during Properties)[^\n]{0,900}?(?:hcs(?:shim)?::|failure in a Windows system call)/,
    samples: [
      'collector container failed: hcsshim::OpenComputeSystem 7a1c: A virtual machine or container with the specified identifier does not exist.',
      'failed to list pod stats: failed to list all container stats: rpc error: code = Unknown desc = container d8a5 encountered an error during Properties: failure in a Windows system call: Access is denied. (0x5)',
    ],
    reference: 'https://github.com/kubernetes/kubernetes/issues/105230',
  },
  'port-forward': {
    title:
      'kubectl port-forward needs wincat.exe in the pause image: name one that has it as sandbox_image of containerd; a HostProcess pod is reached at the address of its node',
    pattern: /failed to execute port ?forward in sandbox|error forwarding port[^\n]{1,900}(?:wincat|socat)/,
    sample:
      'failed to execute portforward in sandbox "c0ffee": failed to start exec "1b67": hcs::System::CreateProcess: wincat.exe 127.0.0.1 80 4cb3: The system cannot find the file specified.: unknown',
    reference: 'https://kubernetes.io/docs/concepts/windows/intro/#pause-container',
  },
  'pod-network': {
    title:
      'The network of an ordinary pod could not be set up: the end of the text, and the log of the network plugin on this node, say why; HostProcess pods have no network of their own (if its pod sets hostProcess: true, see host-process-ignored)',
    pattern: podNetwork,
    unless: [...absent, ...unanswered, ...left],
    sample:
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "c0ffee": plugin type="azure-vnet" failed (add)',
    reference: 'https://github.com/containerd/containerd/blob/v1.7.28/pkg/cri/server/sandbox_run.go',
  },
  'pod-network-agent': {
    title:
      'The network plugin asked its agent on this node, and none answered: azure-cns, antrea-agent and the like are HostProcess pods, which do not run there yet, or fail. See the pod of the agent on this node, and its log. While a node starts, pods that come before the agent fail and are tried again; a taint that the agent removes would keep them away until then',
    pattern: podNetwork,
    says: unanswered,
    unless: [...absent, ...left],
    sample:
      'failed to setup network for sandbox "c0ffee": plugin type="azure-vnet" failed (add): Post "http://localhost:10090/network/requestipconfigs": dial tcp 127.0.0.1:10090: connectex: No connection could be made because the target machine actively refused it.',
    reference: 'https://github.com/Azure/azure-container-networking/issues/4129',
  },
  'host-network-absent': {
    component: 'application',
    title:
      'The node does not have the HNS network, the endpoint or the file that a network plugin, kube-proxy or another program was given: see the pod of the network plugin, which makes them, and its log on this node, then compare the name (in the CNI configuration, KUBE_NETWORK, --network-name) with hnsdiag.exe list networks: upper and lower case count, so that calico does not find Calico',
    pattern: new RegExp(`${podNetwork.source}|${anyOf(notFound)}`),
    says: [...absent, ...notFound],
    sample:
      'NetworkPlugin cni failed to set up pod "web_ops" network: error while GETHNSNewtorkByName(flannel.4096): Network flannel.4096 not found',
    reference: 'https://github.com/flannel-io/flannel/issues/1422',
  },
  'network-absent': {
    component: 'kubelet',
    title:
      'The node has no pod network yet, for which ordinary pods wait, and HostProcess pods do not: see the pod of the network plugin, and its files in the conf_dir and bin_dir of containerd; if there is no such pod, see the operator or the DaemonSet that makes it, and whether the node can pull its images; a node without a podCIDR needs a controller manager with --allocate-node-cidrs and --cluster-cidr',
    pattern:
      /cni plugin not initialized|cni config uninitialized|reason:NetworkPluginNotReady|no network config found in |pod cidr not assigned/,
    sample:
      'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
    reference: 'https://github.com/containerd/go-cni/blob/v1.1.9/errors.go',
  },
  'host-network-service': {
    component: 'application',
    title:
      'The Host Network Service of Windows (HNS) refused what the pod network or kube-proxy asked of it: see hnsdiag.exe list networks, and the settings of the program that asked; of a namespace that cannot be deleted, once its containers have ended, remove the pod with kubectl delete pod --force',
    pattern:
      /\bhcn[A-Z][A-Za-z]{1,40} failed in Win32|\bhnsCall {1,2}failed in Win32|failed during hnsCallRawResponse|HNS failed with error|Invoke-HNSRequest : |Cannot find network with Management IP/,
    unless: [...hnsElsewhere, ...left, 'Source Vip endpoint'],
    sample:
      'Error registering network: failed to create HostComputeNetwork flannel.4096: hcnCreateNetwork failed in Win32: The parameter is incorrect. (0x57)',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/hcn/hcnerrors.go',
  },
  'source-vip': {
    component: 'application',
    title:
      'kube-proxy has no source VIP, without which it serves no overlay network: its start script, or the network plugin, makes an endpoint for it in the HNS network and passes the address as --source-vip (winkernel.sourceVip). See whether that network is there, and whether the address is free and in its subnet',
    pattern: /Source Vip endpoint creation failed|source-vip flag not set|\$sourceVipJSONData\.ips/,
    sample:
      '"Source Vip endpoint creation failed" err="hcnCreateEndpoint failed in Win32: An address provided is invalid or reserved. (0x803b002f)"',
    reference: 'https://github.com/kubernetes/kubernetes/issues/100962',
  },
  'host-network-left': {
    component: 'application',
    title:
      'HNS has an endpoint, a network, a load balancer or a port already that an ordinary pod or a Service should get: something is left (orphaned) of a pod, a Service or another network that is gone, such as a nat network with its CNI configuration. Restart kube-proxy, which makes its load balancers again; see hnsdiag.exe list endpoints, list networks and list loadbalancers, and remove what nothing uses, as with hnsdiag.exe delete endpoints <id>, a left network with its file in conf_dir, or restart the node. Of a health check it can be the port of kube-proxy itself, which on Windows Server 2019 --forward-healthcheck-vip asks for once more',
    pattern: new RegExp(`${podNetwork.source}|\\bhcn[A-Z][A-Za-z]{1,40} failed in Win32[^\\n]{1,300}`),
    says: left,
    unless: [...absent, 'Source Vip endpoint'],
    samples: [
      'failed to setup network for sandbox "c0ffee": plugin type="sdnoverlay" failed (add): hcnCreateEndpoint failed in Win32: The object already exists. (0x1392)',
      '"Policy creation failed" err="hcnCreateLoadBalancer failed in Win32: The specified port already exists. (0x803b0013)"',
      'hcnCreateLoadBalancer failed in Win32: Cannot create a file when that file already exists. (0xb7)',
    ],
    reference: 'https://github.com/kubernetes/kubernetes/pull/137530',
  },
  'host-network-endpoint': {
    component: 'application',
    title:
      'HNS lost the endpoints of pods on this node, as after a restart of HNS or of the network plugin, so that these pods have no network: recreate them, or restart the node. If it comes back, collect Get-HnsEndpoint, the log of the plugin and both releases: some releases of Calico on Windows do this, and the one before helped',
    pattern: /Failed to look up (?:HNS endpoint for|one or more HNS endpoints)/,
    sample: 'felix/endpoint_mgr.go 440: Failed to look up one or more HNS endpoints; will schedule a retry',
    reference: 'https://github.com/rancher/rke2/issues/7440',
  },
  'kubelet-start': {
    component: 'kubelet',
    title:
      'The kubelet does not run, or ends at its start: the reason is in the text, or at the end of its log, such as a flag that its release does not have, a file that kubeadm join writes, or an endpoint of Linux instead of npipe:////./pipe/containerd-containerd',
    pattern:
      /failed to (?:run Kubelet|construct kubelet dependencies|load kubelet config file|validate kubelet (?:configuration|flags)|parse kubelet flag)|unable to load (?:client CA file|bootstrap kubeconfig)|Cannot find path '[^'\n]{1,200}kubeadm-flags\.env' because it does not exist|https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\]):10248\/healthz[^\n]{0,60}(?: failed| returned|: dial| context)/,
    unless: ['pipe/'],
    sample: '"command failed" err="failed to parse kubelet flag: unknown flag: --container-runtime"',
    reference: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/',
  },
  'service-start': {
    component: 'windows',
    title:
      'A service of the node did not start, or ended: its own log, or the event log System, says why. A script that starts it may be for another way of installing, where the same program is no container',
    pattern:
      /StartService FAILED (?!1069)\d{1,5}|Failed to start service '|Cannot start service [^\n]{1,80} on computer|service failed to start due to the following error:(?!\s{0,4}[^\n]{0,60}(?:%%1069|logon failure))|while waiting for the [^\n]{1,80} service to connect|service terminated (?:unexpectedly|with the following (?:service-specific )?error)|System error 10(?:53|67) has occurred|\b(?:[Cc]ontainerd|[Kk]ubelet) exited: exit status \d{1,3}(?!\w)/,
    sample: "Start-Service : Failed to start service 'ovsdb-server Service (ovsdb-server)'.",
  },
  'containerd-not-found': {
    title:
      'The agent of rke2 or k3s did not find its containerd: add its folder, such as C:\\var\\lib\\rancher\\rke2\\bin, to the PATH of the machine, and restart its service; if that folder has no containerd.exe, stop the service and delete the folder of the release below C:\\var\\lib\\rancher\\rke2\\data first',
    pattern: /containerd(?: exited)?: exec: \\?"containerd(?:\.exe)?\\?": executable file not found in %PATH%/,
    sample: 'level=error msg="containerd: exec: \\"containerd\\": executable file not found in %PATH%"',
    reference: 'https://docs.rke2.io/install/quickstart#windows-agent-worker-node-installation',
  },
  'image-refused': {
    title:
      'The image was not pulled: check its name and tag, imagePullSecrets, and the way of the node to its registry (DNS, proxy, firewall, certificate authorities)',
    pattern: new RegExp(
      `(?:pull access denied|insufficient_scope|failed to fetch (?:oauth|anonymous) token|failed to authorize|429 Too Many Requests|toomanyrequests: |UNAUTHORIZED: |unexpected status(?: code)?(?: from [A-Z]{3,4} request to)?(?: [^\\s]{1,400})?: 40[13] |(?:failed to resolve (?:reference|image)|httpReadSeeker: failed open|failed to copy)[^\\n]{0,600}?failed to do request: |is not present with pull policy of Never)${ofPod}`,
    ),
    sample:
      'failed to resolve reference "docker.io/a/b:1": pull access denied, repository does not exist or may require authorization',
    reference: 'https://kubernetes.io/docs/concepts/containers/images/',
  },
  'image-absent': {
    title:
      'The registry has no such image: the name, the tag or the architecture is wrong, or the release was never made or is gone, as where a guide is older than its images. See which tags the repository has, and take the image that the project of today names',
    pattern: new RegExp(
      `(?:failed to resolve (?:reference|image) "[^"\\n]{1,300}": [^\\s"]{1,300}: not found|MANIFEST_UNKNOWN|manifest unknown|NAME_UNKNOWN)${ofPod}`,
    ),
    sample: 'failed to resolve reference "docker.io/a/b:1": docker.io/a/b:1: not found',
    reference: 'https://github.com/kubernetes-sigs/sig-windows-tools/pull/371',
  },
  'gmsa-logon': {
    component: 'windows',
    title:
      'A container did not get the identity of its gMSA; check whether a role lets the service account of the pod use the GMSACredentialSpec, its DNS, the account that reads the password, and the event log Microsoft-Windows-Containers-CCG/Admin',
    pattern:
      /Container Credential Guard [^\n]{0,60}?(?:fail|error|denied)|Status = \d{1,5} 0x[\da-f]{1,8} (?:ERROR_[A-Z]|RPC_S_)|klist failed with 0x[\da-f]{8}|is not authorized to `use` GMSA cred spec/,
    literals: listed(`
      Container Credential Guard | ERROR_NO_LOGON_SERVERS | RPC_S_SERVER_UNAVAILABLE | GMSA cred spec | klist failed with 0x`),
    sample: 'Container Credential Guard failed to fetch gmsa credentials for web',
    reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-gmsa/#troubleshooting',
  },
  'smb-mount': {
    component: 'kubelet',
    title:
      'An SMB share could not be mounted as a volume; check its source (without a slash at the end), the secret of the volume, not the user of the pod, and with Get-SmbGlobalMapping whether the node has a mapping to that server with another user',
    pattern: /New-?SmbGlobalMapping/,
    unless: troubleWords.noProgram,
    sample: 'New-SmbGlobalMapping : The user name or password is incorrect.',
    reference: 'https://github.com/kubernetes-csi/csi-driver-smb',
  },
  'csi-driver': {
    component: 'kubelet',
    title:
      'The CSI driver of the volume could not provide it, or is not registered on this node: see the log of its pod there, of its node-driver-registrar, and of the provider that it asks, which must run on Windows nodes too',
    pattern:
      /MountVolume\.[A-Za-z]{1,20} failed for volume "[^"\n]{1,253}"[^\n]{0,20}? rpc error: code = |driver name (?<driver>[\w.-]{1,200}) not found in the list of registered CSI drivers|RegisterPlugin error|An operation with the given [Vv]olume/,
    unless: ['SmbGlobalMapping', 'csi-proxy-', ...troubleWords.noProgram],
    sample:
      'MountVolume.SetUp failed for volume "keys" : rpc error: code = Unknown desc = failed to mount secrets store objects for pod ops/web, err: error connecting to provider "vault": provider not found: provider "vault"',
    reference: 'https://kubernetes-csi.github.io/docs/',
  },
  'csi-pipe': {
    component: 'application',
    title:
      'A driver could not use the pipe of csi-proxy on this node: check that this service runs, and that its release knows the version at the end of the name of the pipe; a driver that runs as a HostProcess pod needs no csi-proxy in the releases that have it as a library',
    pattern: /pipe[\\/]{1,8}csi-proxy-[a-z0-9-]{1,60}/,
    sample: 'open \\\\.\\pipe\\csi-proxy-filesystem-v1: The system cannot find the file specified.',
    reference: 'https://github.com/kubernetes-csi/csi-proxy',
  },
  'program-panic': {
    component: 'application',
    rest: true,
    title:
      'A program crashed by a fault of its own, which no setting of the node explains: see whether a newer release has it fixed, or go back to the one before; to report it, collect the whole stack with kubectl logs --previous and the release of the program',
    pattern:
      /panic: runtime error: |\[signal 0xc0000\d{3} code=|^fatal error: (?:unexpected signal|concurrent map|all goroutines)|Unhandled exception\. System\.(?:NullReference|IndexOutOfRange|StackOverflow)|java\.lang\.(?:NullPointerException|StackOverflowError)/,
    sample: 'panic: runtime error: invalid memory address or nil pointer dereference',
    reference: 'https://github.com/kubernetes-sigs/azuredisk-csi-driver/issues/2361',
  },
  'no-node-fits': {
    component: 'scheduler',
    title:
      'No node fits the pod, for the reasons in the text: compare its nodeSelector, affinity, tolerations, requests and claims with the nodes (kubectl describe node)',
    pattern: /\d\/\d{1,5} nodes are available: /,
    unless: ["didn't have free ports for the requested pod ports"],
    sample: '0/1 nodes are available: 1 node(s) had untolerated taint(s).',
    reference: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/',
  },
  quota: {
    component: 'api-server',
    title:
      'A ResourceQuota of the namespace refuses the pod, or none there admits its priority class, as clusters can demand for system-node-critical: see kubectl describe quota, and raise it, or add one with that scope',
    pattern: /insufficient quota to match these scopes: |exceeded quota: |failed quota: /,
    samples: [
      'Error creating: insufficient quota to match these scopes: [{PriorityClass In [system-node-critical system-cluster-critical]}]',
      'Error creating: pods "agent-x7k2p" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=3, limited: pods=3',
    ],
    reference: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
  },
  'kubelet-silent': {
    component: 'kubelet',
    title:
      'The kubelet of the node does not report any more: the machine is down, cut off from the API server, or its kubelet does not run; see whether it runs, and on it the service and the log of the kubelet',
    said: ['Kubelet stopped posting node status', 'Kubelet never posted node status'],
    reference: 'https://kubernetes.io/docs/concepts/architecture/nodes/#condition',
  },
  'object-missing': {
    component: 'api-server',
    title: 'The pod names an object, or a key of one, that the cluster does not have: create it, or correct the name',
    pattern:
      /(?:namespaces|serviceaccount|^(?:Error: )?(?:secret|configmap)|failed for volume "[^"\n]{1,253}" : (?:secret|configmap)) "[^"\n]{1,253}" not found|no PriorityClass with name |couldn't find key [^\s]{1,253} in |references non-existent (?:config|secret) key: /,
    literals: [
      ...['looking up service account', 'no PriorityClass with name', "couldn't find key"],
      'references non-existent',
    ],
    says: ['not found', 'no PriorityClass with name', "couldn't find key", 'references non-existent'],
    samples: ['namespaces "monitoring" not found', "Error: couldn't find key a in ConfigMap ops/settings"],
    reference: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
  },
});
