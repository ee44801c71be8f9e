import { expect, test } from 'vitest';
import { lookAlikes } from '../../agent/signatures/look-alikes.ts';
import { ask } from './ask.ts';

/** What an operator pastes when another program failed, or another pod, and what explain calls it. */
const pasted: Readonly<Record<string, readonly string[]>> = {
  'kubelet-start': [
    'kubelet.err.log since the upgrade to 1.31: run.go:72] "command failed" err="failed to run Kubelet: protocol \\"unix\\" not supported"',
    'windows node stuck since 1.34, kubelet.err.log: E0127 10:02:11.003 4412 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --cloud-config"',
    'kubeadm join on win-4: [kubelet-check] The HTTP call equal to \'curl -sSL http://127.0.0.1:10248/healthz\' returned error: Get "http://127.0.0.1:10248/healthz": context deadline exceeded',
    "StartKubelet.ps1 on a fresh node: Get-Content : Cannot find path 'C:\\var\\lib\\kubelet\\kubeadm-flags.env' because it does not exist.",
    'PrepareNode.ps1 is through, and the service stops at once: F0428 21:54:37.069887    1624 server.go:254] unable to load client CA file C:\\var\\lib\\kubelet\\etc\\kubernetes\\pki\\ca.crt: open C:\\var\\lib\\kubelet\\etc\\kubernetes\\pki\\ca.crt: The system cannot find the path specified.',
    'E0120 14:07:22.959495    3984 server.go:292] "Failed to run kubelet" err="failed to run Kubelet: could not init cloud provider \\"aws\\": unable to determine AWS zone from cloud provider config or EC2 instance metadata: RequestError: send request failed"',
    'new image of the node: "command failed" err="failed to load kubelet config file, path: C:\\k\\config.yaml, error: open C:\\k\\config.yaml: Das System kann den angegebenen Pfad nicht finden."',
  ],
  'host-network-service': [
    'win pods stay in Terminating: error killing pod: failed to "KillPodSandbox" for "206c8fee" with KillPodSandboxError: "rpc error: code = Unknown desc = failed to remove network namespace for sandbox \\"2e9f06d1\\": hcnDeleteNamespace failed in Win32: The specified request is unsupported. (0x803b0015)',
    'after the switch of the CNI: Error running agent: error initializing agent: failed during hnsCallRawResponse: hnsCall failed in Win32: Falscher Parameter. (0x57)',
    'flanneld: E0306 16:43:21.218797 2576 main.go:289] Error registering network: Cannot find network with Management IP 10.20.30.41',
  ],
  'source-vip': [
    'kube-proxy in its HostProcess pod: E0409 13:34:04.794013    3560 proxier.go:998] "Source Vip endpoint creation failed" err="hcnCreateEndpoint failed in Win32: An address provided is invalid or reserved. (0x803b002f)"',
  ],
  'ordinary-container': [
    'nerdctl run --isolation hyperv on a new node: level=fatal msg="failed to create shim task: failed to mount container storage: guest modify: guest RPC failure: The virtual machine or container JSON document is invalid.: unknown"',
    'Error: failed to start containerd task "api": hcs::System::CreateProcess api: The directory name is invalid.: unknown',
  ],
  'ordinary-exited': [
    'since the host fell behind on updates the newest tags fail to run with the same (0xc0370106) error in process isolation',
  ],
  'smb-mount': [
    'failed with NewSmbGlobalMapping failed. output: "New-SmbGlobalMapping : Multiple connections to a server or shared resource by the same user, using more than one user \\r\\nname, are not allowed. Disconnect all previous connections to the server or shared resource and try again. \\r\\nAt line:1 char:190\\r\\n',
    'two claims, two accounts, one storage account: volume(b) mount \\\\acct\\two on globalmount failed with NewSmbGlobalMapping failed. output: "New-SmbGlobalMapping : Multiple connections to a server or shared resource by the same user, using more than one user name, are not allowed.", err: exit status 1',
    'NewSmbGlobalMapping failed. output: "New-SmbGlobalMapping : ... + FullyQualifiedErrorId : Windows System Error 1219,New-SmbGlobalMapping"',
    'source is //files/share/ in the volume: rpc error: code = Unknown desc = NewSmbGlobalMapping failed. output: "New-SmbGlobalMapping : The parameter is incorrect", err: exit status 1',
  ],
  'image-refused': [
    'Failed to pull image "reg.corp/win/agent:4": failed to pull and unpack image "reg.corp/win/agent:4": failed to resolve reference "reg.corp/win/agent:4": failed to do request: Head "https://reg.corp/v2/win/agent/manifests/4": dial tcp 10.1.1.1:443: i/o timeout',
    'Failed to pull image "reg.corp/win/agent:4": failed to pull and unpack image "reg.corp/win/agent:4": failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://blobs.corp/d": dial tcp: lookup blobs.corp: no such host',
    'Warning  ErrImageNeverPull  3s  kubelet  Container image "reg.corp/ca-watcher:static" is not present with pull policy of Never',
    'our mirror, since monday: failed to resolve reference "reg.corp/win/agent:4": unexpected status from HEAD request to https://reg.corp/v2/win/agent/manifests/4: 401 Unauthorized',
  ],
  'image-absent': [
    'since the tag moved: Failed to pull image "reg.corp/win/agent:5": rpc error: code = NotFound desc = failed to pull and unpack image "reg.corp/win/agent:5": failed to resolve reference "reg.corp/win/agent:5": reg.corp/win/agent:5: not found',
    'rke2 with a commit id: failed to get runtime image index.docker.io/rancher/rke2-runtime:v1.22.3-dev: GET https://index.docker.io/v2/rancher/rke2-runtime/manifests/v1.22.3-dev: MANIFEST_UNKNOWN: manifest unknown; unknown tag=v1.22.3-dev',
  ],
  'containerd-not-found': [
    'event log of rke2: level=fatal msg="containerd exited: exec: \\"containerd\\": executable file not found in %PATH%"',
    'rke2 agent on 2019 loops: time="2024-04-16T23:27:46Z" level=error msg="containerd: exec: \\"containerd\\": executable file not found in %PATH%"',
  ],
  'csi-driver': [
    'MountVolume.SetUp failed for volume "keys" : kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name secrets-store.csi.k8s.io not found in the list of registered CSI drivers',
    'since the new node pool: MountVolume.SetUp failed for volume "keys" : rpc error: code = Unknown desc = failed to mount secrets store objects for pod shop/web-0, err: error connecting to provider "azure": provider not found: provider "azure"',
    'MountVolume.MountDevice failed for volume "pvc-2" : rpc error: code = Internal desc = failed to find disk on lun 0. azureDisk - findDiskByLun(0) failed with error(could not find disk id for lun: 0)',
  ],
  'host-network-left': [
    'first pod of a new node: NetworkPlugin cni failed to set up pod "web-2_shop" network: failed to create the new HNSEndpoint: hnsCall failed in Win32: The object already exists. (0x1392)',
  ],
  'pod-network': [
    'windows node unusable until its restart: plugin type="calico" name="Calico" failed (add): timeout acquiring mutex',
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "9f20": plugin type="calico" name="Calico" failed (add): failed to create the new HostComputeEndpoint: hcnCreateEndpoint failed in Win32: The provided policy configuration is invalid or missing parameters. (0x803b000d)',
    'every second start: Error: failed to create containerd task: failed to create shim task: hcs::CreateComputeSystem web: The requested operation for attach namespace failed.: unknown',
    'windows pods of our EKS cluster hang: Failed to create pod sandbox: rpc error: code = Unknown desc = failed to set up sandbox container "72a8cd08" network for pod "api-0": networkPlugin cni failed to set up pod "api-0_shop" network: failed to parse Kubernetes args: pod does not have label vpc.amazonaws.com/PrivateIPv4Address',
    'azure-vnet.log: [8076] Failed to initialize key-value store of network plugin, err:timed out locking store.',
    '2018/07/01 18:04:51 Failed to initialize key-value store of network plugin, err:Store is locked.',
    'since the scale-out: plugin type="vpc-bridge" failed; failed to set up sandbox container "d20e" network for pod "web-3": networkPlugin cni failed to set up pod "web-3_shop" network: hnsCall failed in Win32: An address provided is invalid or reserved. (0x803b002f)',
    'only on win-8: failed to setup network for sandbox "3ce2": plugin type="azure-vnet" failed (add): Failed to allocate pool: Failed to delegate: Failed to allocate address: No available addresses',
    'new cluster, no windows pod starts: failed to setup network for sandbox "2cf8": plugin type="calico" name="Calico" failed (add): global strict affinity should not be false for Windows node',
  ],
  'host-network-absent': [
    'cni_windows.go:59] error while adding to cni network: open /run/flannel/subnet.env: The system cannot find the path specified.',
    'after the patch day: NetworkPlugin cni failed to set up pod "web-0_shop" network: error while GETHNSNewtorkByName(vxlan0): Network vxlan0 not found',
    'networkPlugin cni failed to set up pod "web-1_shop" network: Failed to create endpoint: hnsCall failed in Win32: Element nicht gefunden. (0x490)',
    'with the end of the same pod: [failed to set up sandbox container "5b5f" network for pod "web-4": NetworkPlugin cni failed to set up pod "web-4_shop" network: failed to create the new HNSEndpoint: hnsCall failed in Win32: The object already exists. (0x1392), failed to clean up sandbox container "5b5f" network for pod "web-4": NetworkPlugin cni failed to teardown pod "web-4_shop" network: hnsCall failed in Win32: Element not found. (0x490)]',
    'E0628 16:57:08.673912    1180 proxier.go:564] Unable to find HNS Network specified by cbr0. Please check network name and CNI deployment',
    'start.ps1 of kube-proxy stops: Cannot index into a null array.\n+         $subnet = $hnsNetwork.Subnets[0].AddressPrefix',
    'level=warning msg="can\'t find HNS endpoint for network, retryingExternal" error="Endpoint External not found"',
  ],
  'sandbox-image-windows': [
    'the image runs with ctr, the pod does not: Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox container for pod "iis-1": Error response from daemon: hcsshim::CreateComputeSystem e20e: The container operating system does not match the host operating system.',
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: hcs::CreateComputeSystem e20e: The container operating system does not match the host operating system.: unknown',
  ],
  'docker-runtime': [
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create a sandbox for pod "agent-x7k2p": Error response from daemon: Conflict. The container name "/k8s_POD_agent-x7k2p_ops" is already in use',
    'describe pod on the 2019 node: failed to start sandbox container for pod "agent-x7k2p": Error response from daemon: network host not found',
  ],
  'csi-pipe': [
    'csi-proxy runs: transport: Error while dialing open \\\\.\\pipe\\csi-proxy-filesystem-v1beta1: The system cannot find the file specified.',
  ],
  'unix-socket-silent': [
    'claims hang on win-2: MountVolume.MountDevice failed for volume "pvc-4" : rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix C:\\\\var\\\\lib\\\\kubelet\\\\plugins\\\\smb.csi.k8s.io\\\\csi.sock: connect: No connection could be made because the target machine actively refused it."',
  ],
  'exit-library': [
    'no log at all of the agent, describe says\n    Last State:     Terminated\n      Reason:       Error\n      Exit Code:    -1073741515\n      Started:      Wed, 04 Sep 2024 07:55:10 +0200',
  ],
  'network-absent': [
    'win-3 stays NotReady: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
  ],
  'ordinary-starved': [
    'ten builds at once: failed to start sandbox container for pod "build-1": Error response from daemon: hcsshim::PrepareLayer - failed failed in Win32: The device is not ready. (0x15)',
    'Readiness probe failed: container 4f7d encountered an error during hcsshim::CreateProcess: failure in a Windows system call: The paging file is too small for this operation to complete. (0x5af)',
    'at every rollout: failed to create containerd task: failed to create shim task: hcs::CreateComputeSystem 7a1c33e0: context deadline exceeded: unknown',
    'Readiness probe failed: container 0b6f encountered an error during hcs::System::CreateProcess: failure in a Windows system call: The paging file is too small for this operation to complete. (0x5af)',
    'hcs::System::Start 5c1b: Nicht genügend Systemressourcen, um den angeforderten Dienst auszuführen.',
    'every probe of this pod since sunday: Liveness probe errored: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "d6b7": hcs::System::CreateProcess 05f9: The RPC server is unavailable.: unknown',
    'hcs::System::CreateProcess 05f9: Der RPC-Server ist nicht verfügbar.',
  ],
  'service-start': [
    'at the end of our bootstrap: [SC] StartService FAILED 1053:',
    'event 7000 on win-5: The containerd service failed to start due to the following error: %%1053',
    'A timeout was reached (30000 milliseconds) while waiting for the rke2 service to connect.',
    'The kubelet service terminated unexpectedly. It has done this 3 time(s).',
  ],
  'gmsa-logon': [
    'CCG log of the node: Container Credential Guard failed to fetch gmsa credentials for web using plugin {CCC2A336-D7F3-4818-A213-272B7924213E}. Error reason: The attempted logon is invalid.',
    'nltest /sc_verify in the pod: Trusted DC Connection Status Status = 1311 0x51f ERROR_NO_LOGON_SERVERS',
    'klist get krbtgt: klist failed with 0xc0000022/-1073741790: {Access Denied}',
  ],
  'port-forward': [
    'error forwarding port 80 to pod 4cb3, uid : failed to execute port forward in sandbox: : failed to exec in sandbox: failed to start exec "1b67": hcs::System::CreateProcess: wincat.exe 127.0.0.1 80 4cb3: The system cannot find the file specified.: unknown',
  ],
  'container-stats': [
    'kubectl top shows nothing: failed to list pod stats: failed to list all container stats: rpc error: code = Unknown desc = container d8a5 encountered an error during Properties: failure in a Windows system call: Access is denied. (0x5)',
  ],
};

test.each(Object.entries(pasted).flatMap(([id, texts]) => texts.map((text) => [id, text] as const)))(
  '%s: %s',
  (id, text) => {
    const { diagnoses } = ask(text);
    expect(diagnoses.map(({ signature, hostProcess }) => [signature, hostProcess])).toEqual([[id, false]]);
  },
);

/**
 * Where the trouble is instead, and what helped. Sources: the references of the signatures, and the threads behind the texts above and
 * in look-alikes.jsonl.
 */
const helped: Readonly<Record<string, readonly string[]>> = {
  'docker-runtime': ['Docker', 'no HostProcess containers', 'containerd'],
  'ordinary-container': [
    'An ordinary Windows container failed, not a HostProcess',
    'updates of Windows',
    'host-process-ignored',
  ],
  'ordinary-starved': ['in time, ran out of memory, or was lost by HCS', 'move pods away', 'restart the node'],
  'ordinary-exited': [
    'its image is newer than the updates of the node',
    'KB5058411',
    'an older tag of the base image',
    'Hyper-V isolation',
  ],
  'sandbox-image-windows': [
    'The pause image, not the image of the pod',
    'sandbox_image of containerd',
    '--pod-infra-container-image',
  ],
  'container-stats': ['It tries again: it is no trouble unless', 'then restart the kubelet'],
  'port-forward': ['needs wincat.exe in the pause image', 'reached at the address of its node'],
  'pod-network': [
    'the log of the network plugin on this node',
    'HostProcess pods have no network of their own',
    'host-process-ignored',
  ],
  'pod-network-agent': ['none answered', 'antrea-agent', 'the pod of the agent on this node, and its log', 'a taint'],
  'host-network-absent': ['does not have the HNS network', 'hnsdiag.exe list networks', 'calico does not find Calico'],
  'network-absent': [
    'ordinary pods wait, and HostProcess pods do not',
    'conf_dir and bin_dir of containerd',
    'can pull its images',
  ],
  'host-network-service': ['refused', 'hnsdiag.exe list networks', 'kubectl delete pod --force'],
  'source-vip': ['has no source VIP', '--source-vip (winkernel.sourceVip)', 'free and in its subnet'],
  'host-network-left': [
    'is gone',
    'Restart kube-proxy',
    'what nothing uses',
    'hnsdiag.exe delete endpoints <id>',
    'Windows Server 2019 --forward-healthcheck-vip',
  ],
  'host-network-endpoint': [
    'HNS lost the endpoints of pods on this node',
    'recreate them, or restart the node',
    'the one before helped',
  ],
  'kubelet-start': [
    'does not run, or ends at its start',
    'at the end of its log',
    'instead of npipe:////./pipe/containerd-containerd',
  ],
  'service-start': ['did not start, or ended', 'the event log System'],
  'containerd-not-found': [
    'to the PATH of the machine, and restart its service',
    'has no containerd.exe, stop the service',
    'rke2\\data first',
  ],
  'image-refused': ['was not pulled', 'imagePullSecrets', 'the node to its registry'],
  'image-absent': ['has no such image', 'which tags the repository has'],
  'gmsa-logon': ['did not get the identity', 'Microsoft-Windows-Containers-CCG/Admin'],
  'smb-mount': [
    'could not be mounted',
    'without a slash at the end',
    'the secret of the volume, not the user of the pod',
    'Get-SmbGlobalMapping',
  ],
  'csi-driver': ['not registered on this node', 'node-driver-registrar', 'must run on Windows nodes too'],
  'csi-pipe': ['check that this service runs', 'needs no csi-proxy'],
  'program-panic': ['which no setting of the node explains', 'a newer release has it fixed', 'kubectl logs --previous'],
  'no-node-fits': ['nodeSelector, affinity, tolerations, requests and claims', 'kubectl describe node'],
  quota: ['refuses the pod', 'kubectl describe quota', 'raise it'],
  'kubelet-silent': ['does not report any more', 'the service and the log of the kubelet'],
  'object-missing': ['does not have: create it, or correct the name'],
};

test('each look-alike tells where the trouble is instead', () => {
  expect(lookAlikes.map(({ id }) => id).sort()).toEqual(Object.keys(helped).sort());
  for (const { id, title } of lookAlikes) for (const part of helped[id] ?? []) expect(title).toContain(part);
});
