import type { Signature } from '../signature.ts';
import { errorTextsOf } from '../windows/error-text.ts';
import { kubeletLookAlikes } from './look-alikes/kubelet.ts';
import { networkLookAlikes } from './look-alikes/network.ts';
import { schedulingLookAlikes } from './look-alikes/scheduling.ts';
import { volumeLookAlikes } from './look-alikes/volumes.ts';

/** An ordinary container, in the words of hcsshim and Docker. */
const ordinary =
  /(?<!container layers: )failed to mount container storage: hcsshim::|Error response from daemon: hcsshim::(?:Activate|Prepare)Layer|hcs(?:shim)?::(?:CreateComputeSystem|ComputeSystem::|System::)(?![^\n]{0,300}attach namespace failed)|encountered an error during (?:CreateProcess|CreateContainer|Start|hcs(?:shim)?::[A-Za-z:]{1,40}): failure in a Windows system call|\(0xc03701[01][\da-f]\)/;
/** Failures of a node that lacks resources, for any container. */
const starved = ['deadline exceeded', ...errorTextsOf([8, 14, 21, 1450, 1455]), '(0x15)', '(0x5af)', '(0x5aa)'];
/** Of the sandbox of a pod, which is the pause image alone. */
const sandbox = /(?:pod sandbox: |sandbox container)[^\n]{0,900}?container operating system does not match/;
/** HCS no longer has the other end. */
const gone = [...errorTextsOf([1722, 1726]), '(0x6ba)', '(0x6be)'];
/** PowerShell breaks its message at the width of a console, and Go writes the break as \\r\\n. */
const otherUser = String.raw`(?:using more than one user(?: |\\[rn]){1,12}name|System Error 1219)`;
/** Said by its own name. */
const elsewhere = ['failed to execute port', 'container stats', 'ListContainerStats', 'pod stats'];

/** Failures that read like those of HostProcess containers but are not; their titles say where to look. */
export const lookAlikes: readonly Signature[] = [
  ...networkLookAlikes,
  ...kubeletLookAlikes,
  ...volumeLookAlikes,
  ...schedulingLookAlikes,
  {
    id: 'ordinary-container',
    component: 'hcsshim',
    title:
      'An ordinary Windows container failed, not a HostProcess container; check its image, working directory, user and gMSA, and the version and updates of Windows (if its pod sets hostProcess: true, see host-process-ignored)',
    hostProcess: false,
    pattern: ordinary,
    literals: [
      'failed to mount container storage',
      '::CreateComputeSystem',
      '::ComputeSystem::',
      '::System::',
      'failure in a Windows system call',
      '(0xc037010',
      '(0xc037011',
    ],
    unless: [...starved, ...gone, ...elsewhere, 'container operating system does not match'],
    samples: [
      'Error: failed to create containerd task: failed to create shim task: hcs::CreateComputeSystem web: Access is denied.: unknown',
      'container e2ce5eef2fea encountered an error during CreateProcess: failure in a Windows system call: The user name or password is incorrect. (0x52e)',
      'the newest tags fail to run with (0xc0370106) in process isolation',
    ],
    nearMisses: ['hcsshim::ImportLayer failed in Win32: The configuration registry database is corrupt. (0x3f1)'],
    reference: 'https://learn.microsoft.com/virtualization/windowscontainers/troubleshooting',
    causes: [],
  },
  {
    id: 'ordinary-starved',
    component: 'hcsshim',
    title:
      'An ordinary Windows container could not start in time, or because memory ran out: move pods away, give them limits, and restart the node if HCS no longer answers',
    hostProcess: false,
    pattern: ordinary,
    literals: [
      'failed to mount container storage',
      'hcsshim::PrepareLayer',
      'hcsshim::ActivateLayer',
      '::CreateComputeSystem',
      '::ComputeSystem::',
      '::System::',
      'failure in a Windows system call',
    ],
    says: starved,
    unless: elsewhere,
    samples: [
      'failed to start sandbox container for pod "web": Error response from daemon: hcsshim::PrepareLayer - failed failed in Win32: The device is not ready. (0x15)',
      'failed to create shim task: hcs::CreateComputeSystem 7a1c: context deadline exceeded: unknown',
      'container 0b6f encountered an error during hcs::System::CreateProcess: failure in a Windows system call: The paging file is too small for this operation to complete. (0x5af)',
    ],
    nearMisses: ['hcs::CreateComputeSystem web: Access is denied.'],
    reference: 'https://github.com/microsoft/Windows-Containers/issues/430',
    causes: [],
  },
  {
    id: 'ordinary-gone',
    component: 'hcsshim',
    title:
      'HCS lost an ordinary Windows container, which ended or hangs: delete its pod, and if that repeats, update Windows and containerd',
    hostProcess: false,
    pattern: ordinary,
    literals: ['::CreateComputeSystem', '::ComputeSystem::', '::System::', 'failure in a Windows system call'],
    says: gone,
    unless: [...starved, ...elsewhere],
    samples: [
      'failed to exec in container: failed to start exec "d6b7": hcs::System::CreateProcess 05f9: The RPC server is unavailable.: unknown',
    ],
    nearMisses: ['nltest: The RPC server is unavailable.'],
    reference: 'https://github.com/kubernetes/kubernetes/issues/117086',
    causes: [],
  },
  {
    id: 'utility-vm',
    component: 'hcsshim',
    title:
      'An ordinary container failed in its virtual machine (Hyper-V isolation); try without the isolation, and another patch release of containerd with its shim',
    hostProcess: false,
    pattern: /guest RPC failure|guest modify: /,
    literals: ['guest RPC failure', 'guest modify: '],
    samples: [
      'Error: failed to create containerd task: failed to create shim task: failed to mount container storage: guest modify: guest RPC failure: The virtual machine or container JSON document is invalid.: unknown',
    ],
    nearMisses: ['guest account: Access is denied.'],
    reference: 'https://github.com/containerd/containerd/issues/13254',
    causes: [],
  },
  {
    id: 'docker-runtime',
    component: 'containerd',
    title:
      'Docker told containerd to start its own runtime, which has no shim: set default-runtime of dockerd to io.containerd.runhcs.v1',
    hostProcess: false,
    pattern: /failed to resolve runtime path: runtime [\\"]{1,8}com\.docker\./,
    literals: ['failed to resolve runtime path'],
    samples: [
      'docker: Error response from daemon: failed to create task for container: failed to start shim: failed to resolve runtime path: runtime "com.docker.hcsshim.v1" binary not installed "containerd-shim-hcsshim-v1.exe": file does not exist',
    ],
    nearMisses: ['failed to resolve runtime path: runtime "io.containerd.runc.v2" binary not installed'],
    reference: 'https://docs.docker.com/reference/cli/dockerd/',
    causes: [],
  },
  {
    id: 'gmsa-admission',
    component: 'api-server',
    title:
      'The webhook of gMSA refused the pod: its GMSACredentialSpec must exist, and the service account of the pod needs the verb use for it; HostProcess containers have no gMSA of their own',
    hostProcess: false,
    pattern: /webhook "[^"\n]{0,60}windows-gmsa[^"\n]{0,60}" denied the request|gMSA cred(?:ential)? ?spec/i,
    literals: ['windows-gmsa', 'gMSA cred spec'],
    samples: [
      'admission webhook "admission-webhook.windows-gmsa.sigs.k8s.io" denied the request: service account "web" is not authorized to `use` gMSA cred spec "web-gmsa"',
    ],
    nearMisses: ['admission webhook "policy.example.net" denied the request: no gMSA'],
    reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-gmsa/',
    causes: [],
  },
  {
    id: 'gmsa-logon',
    component: 'windows',
    title:
      'A container did not get the identity of its gMSA; check its DNS, the account that reads the password, and the event log Microsoft-Windows-Containers-CCG/Admin',
    hostProcess: false,
    pattern:
      /Container Credential Guard [^\n]{0,60}?(?:fail|error|denied)|Status = \d{1,5} 0x[\da-f]{1,8} (?:ERROR_[A-Z]|RPC_S_)|klist failed with 0x[\da-f]{8}/,
    literals: [
      'Container Credential Guard',
      'ERROR_NO_LOGON_SERVERS',
      'RPC_S_SERVER_UNAVAILABLE',
      'klist failed with 0x',
    ],
    samples: [
      'Container Credential Guard failed to fetch gmsa credentials for web',
      'Status = 1722 0x6ba RPC_S_SERVER_UNAVAILABLE',
      'klist failed with 0xc0000022/-1073741790',
    ],
    nearMisses: ['Trusted DC Connection Status Status = 0 0x0 NERR_Success'],
    reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-gmsa/#troubleshooting',
    causes: [],
  },
  {
    id: 'smb-conflict',
    component: 'kubelet',
    title:
      'The node already has a mapping to the server of this SMB share with the name of another user; see Get-SmbGlobalMapping, and let all volumes of the server use one user',
    hostProcess: false,
    pattern: new RegExp(`New-?SmbGlobalMapping[^\\n]{0,900}?${otherUser}`),
    literals: ['New-SmbGlobalMapping', 'NewSmbGlobalMapping'],
    samples: [
      'mount of \\\\files\\logs failed with NewSmbGlobalMapping failed. output: "New-SmbGlobalMapping : Multiple connections to a server or shared resource by the same user, using more than one user name, are not allowed."',
    ],
    nearMisses: ['net use: System error 1219 has occurred.'],
    reference: 'https://github.com/Azure/AKS/issues/5612',
    causes: [],
  },
  {
    id: 'smb-mount',
    component: 'kubelet',
    title:
      'An SMB share could not be mounted as a volume; check its source (without a slash at the end) and the secret of the volume, not the user of the pod',
    hostProcess: false,
    pattern: new RegExp(`New-?SmbGlobalMapping(?![^\\n]{0,900}?${otherUser})`),
    literals: ['New-SmbGlobalMapping', 'NewSmbGlobalMapping'],
    samples: [
      'New-SmbGlobalMapping : The user name or password is incorrect.',
      'NewSmbGlobalMapping failed. output: "New-SmbGlobalMapping : The parameter is incorrect", err: exit status 1',
    ],
    nearMisses: ['Get-SmbMapping'],
    reference: 'https://github.com/kubernetes-csi/csi-driver-smb',
    causes: [],
  },
  {
    id: 'sandbox-image-windows',
    component: 'containerd',
    title:
      'The pause image, not the image of the pod, is for another Windows than that of the node: name one for this Windows as sandbox_image of containerd, or as --pod-infra-container-image of a kubelet with Docker',
    hostProcess: false,
    pattern: sandbox,
    literals: ['container operating system does not match'],
    samples: [
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox container for pod "web": Error response from daemon: hcsshim::CreateComputeSystem c0ffee: The container operating system does not match the host operating system.',
    ],
    nearMisses: [
      'hcs::CreateComputeSystem web: The container operating system does not match the host operating system.',
    ],
    reference: 'https://kubernetes.io/docs/concepts/windows/intro/#pause-container',
    causes: [],
  },
  {
    id: 'performance-counter',
    component: 'application',
    title:
      'A performance counter of Windows is not there, or not yet after a restart: restart the program that reads it, such as windows_exporter, or rebuild the counters (lodctr.exe /R)',
    hostProcess: false,
    pattern:
      /error build collector [a-z_]{1,40}: [^\n]{0,300}?(?:failed to create counter|GetCounterTimeBase)|collector [a-z_]{1,40} failed after [^\n]{1,40}?(?:counter not found|performance counter not initialized)/,
    literals: ['error build collector ', 'counter not found', 'performance counter not initialized'],
    samples: [
      'msg="couldn\'t initialize collector" err="error build collector iis: failed to build APP_POOL_WAS collector: failed to create APP_POOL_WAS collector: failed to initialize collector: GetCounterTimeBase: No data to return."',
      'collector cpu failed after 0.000000s: counter not found',
    ],
    nearMisses: ['collector cpu failed after 0.000000s: Access is denied.'],
    reference:
      'https://learn.microsoft.com/troubleshoot/windows-server/performance/manually-rebuild-performance-counters',
    causes: [],
  },
  {
    id: 'hyperv-logon',
    component: 'windows',
    title:
      'Hyper-V is not allowed to log on its virtual machines (Docker Desktop shows this); check the right "Log on as a service" of NT VIRTUAL MACHINE\\Virtual Machines',
    hostProcess: false,
    pattern: /Hyper-V Virtual Machine Management service encountered an unexpected error: Logon failure/,
    literals: ['Virtual Machine Management service encountered an unexpected error'],
    samples: [
      'The Hyper-V Virtual Machine Management service encountered an unexpected error: Logon failure: the user has not been granted the requested logon type at this computer. (0x80070569).',
    ],
    nearMisses: ['Logon failure: the user has not been granted the requested logon type at this computer.'],
    reference: 'https://github.com/docker/for-win/issues/6915',
    causes: [],
  },
  {
    id: 'image-refused',
    component: 'containerd',
    title: 'The registry refused the image; check its name, imagePullSecrets and the network path to the registry',
    hostProcess: false,
    pattern:
      /(?<!failed to get sandbox image [^\n]{0,900})(?:pull access denied|insufficient_scope|failed to fetch (?:oauth|anonymous) token|failed to authorize|429 Too Many Requests|toomanyrequests: |UNAUTHORIZED: |unexpected status(?: code)?(?: from [A-Z]{3,4} request to)? [^\s]{1,400}: 40[13] )/,
    literals: [
      'pull access denied',
      'insufficient_scope',
      'failed to fetch oauth token',
      'failed to fetch anonymous token',
      'failed to authorize',
      '429 Too Many Requests',
      'toomanyrequests: ',
      'UNAUTHORIZED: ',
      ': 401 Unauthorized',
      ': 403 Forbidden',
    ],
    samples: [
      'failed to resolve reference "docker.io/a/b:1": pull access denied, repository does not exist or may require authorization',
      'failed to resolve reference "registry.example.net/agent:1": unexpected status from HEAD request to https://registry.example.net/v2/agent/manifests/1: 403 Forbidden',
    ],
    nearMisses: ['no match for platform in manifest: not found'],
    reference: 'https://kubernetes.io/docs/concepts/containers/images/',
    causes: [],
  },
  {
    id: 'image-unreachable',
    component: 'containerd',
    title:
      'The node did not get an answer that it trusts from the registry of the image; check its DNS, proxy, firewall and certificate authorities',
    hostProcess: false,
    pattern:
      /(?<!failed to get sandbox image [^\n]{0,900})(?:failed to resolve (?:reference|image)|httpReadSeeker: failed open|failed to copy)[^\n]{0,600}?failed to do request: /,
    literals: ['failed to do request: '],
    samples: [
      'Failed to pull image "registry.example.net/agent:1": failed to pull and unpack image "registry.example.net/agent:1": failed to resolve reference "registry.example.net/agent:1": failed to do request: Head "https://registry.example.net/v2/agent/manifests/1": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ],
    nearMisses: ['failed to do request: Get "https://10.96.0.1/healthz": EOF'],
    reference: 'https://github.com/containerd/containerd/blob/main/docs/hosts.md',
    causes: [],
  },
  {
    id: 'image-absent',
    component: 'containerd',
    title: 'The registry does not have the image under this name and tag: correct it in the manifest, or push it',
    hostProcess: false,
    pattern:
      /(?<!failed to get sandbox image [^\n]{0,900})(?:failed to resolve (?:reference|image) "[^"\n]{1,300}": [^\s"]{1,300}: not found|MANIFEST_UNKNOWN|manifest unknown|NAME_UNKNOWN)/,
    literals: [
      'failed to resolve reference',
      'failed to resolve image',
      'MANIFEST_UNKNOWN',
      'manifest unknown',
      'NAME_UNKNOWN',
    ],
    samples: [
      'Failed to pull image "registry.example.net/agent:1": failed to resolve reference "registry.example.net/agent:1": registry.example.net/agent:1: not found',
      'failed to get runtime image registry.example.net/agent:1: GET https://registry.example.net/v2/agent/manifests/1: MANIFEST_UNKNOWN: manifest unknown; unknown tag=1',
    ],
    nearMisses: ['failed to resolve reference "registry.example.net/agent:1": unexpected status code 500'],
    reference: 'https://kubernetes.io/docs/concepts/containers/images/',
    causes: [],
  },
  {
    id: 'image-never-pulled',
    component: 'kubelet',
    title:
      'The node does not have the image, and imagePullPolicy forbids to pull it; import it into the namespace k8s.io of containerd on every node, or change the policy',
    hostProcess: false,
    pattern: /is not present with pull policy of Never/,
    literals: ['is not present with pull policy of Never'],
    samples: ['Container image "registry.example.net/agent:1" is not present with pull policy of Never'],
    nearMisses: ['Container image "registry.example.net/agent:1" already present on machine'],
    reference: 'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
    causes: [],
  },
  {
    id: 'layer-removal',
    component: 'containerd',
    title:
      'containerd, or Docker, could not delete layers that nothing uses, because they are open, and tries again; if the disk fills, or the pod stays in Terminating, restart the node, install the newest update of Windows, and exclude containerd.exe from the virus scanner',
    hostProcess: false,
    pattern:
      /hcsshim::DestroyLayer\b|snapshot garbage collection failed|second rename attempt following detach failed|failed to remove root filesystem: [^\n]{0,200}failed to detach VHD/,
    literals: [
      'hcsshim::DestroyLayer',
      'snapshot garbage collection failed',
      'second rename attempt following detach failed',
      'failed to remove root filesystem',
    ],
    samples: [
      'level=warning msg="snapshot garbage collection failed" error="second rename attempt following detach failed: rename C:\\ProgramData\\containerd\\root\\snapshots\\7 C:\\ProgramData\\containerd\\root\\snapshots\\rm-7: Access is denied."',
      'container c0ffee: driver "windowsfilter" failed to remove root filesystem: failed to detach VHD: failed to open virtual disk: The process cannot access the file because it is being used by another process.',
      'snapshot garbage collection failed: failed to remove "C:\\ProgramData\\containerd\\root\\snapshots\\rm-7": hcsshim::DestroyLayer failed in Win32: Access is denied. (0x5)',
    ],
    nearMisses: ['snapshot garbage collected'],
    reference: 'https://github.com/microsoft/Windows-Containers/issues/358',
    causes: [],
  },
  {
    id: 'kubelet-flag',
    component: 'kubelet',
    title:
      'The kubelet does not start, because its release has no such flag; remove it from the command line of its service, or from the configuration of rke2 or k3s',
    hostProcess: false,
    pattern: /failed to parse kubelet flag: unknown flag: (?<flag>--[\w-]{1,100})/,
    literals: ['failed to parse kubelet flag'],
    samples: ['"command failed" err="failed to parse kubelet flag: unknown flag: --container-runtime"'],
    nearMisses: ['Error: unknown flag: --container-runtime'],
    reference: 'https://github.com/rancher/rke2/issues/9591',
    causes: [],
  },
  {
    id: 'agent-join',
    component: 'kubelet',
    title:
      'The agent of rke2 or k3s did not get its configuration from the server: compare its token and release with those of the server; for a rejected node password delete the Secret <node>.node-password.rke2 in kube-system',
    hostProcess: false,
    pattern:
      /Node password rejected|(?:to retrieve agent config(?:uration)?(?:; server is not ready)?|failed to (?:get CA certs|validate token)): |could not retrieve [\w-]{1,40} node token from the cluster/,
    literals: [
      'Node password rejected',
      'to retrieve agent config',
      'failed to get CA certs',
      'failed to validate token',
      'node token from the cluster',
    ],
    samples: [
      "Node password rejected, duplicate hostname or contents of '\\etc\\rancher\\node\\password' may not match",
      'could not retrieve calico node token from the cluster',
    ],
    nearMisses: ['level=info msg="Retrieved agent configuration"'],
    reference: 'https://docs.k3s.io/architecture#how-agent-node-registration-works',
    causes: [],
  },
  {
    id: 'containerd-not-found',
    component: 'containerd',
    title:
      'The agent of rke2 or k3s did not find its containerd: add its folder, such as C:\\var\\lib\\rancher\\rke2\\bin, to the PATH of the machine, and restart its service; if that folder has no containerd.exe, see agent-runtime',
    hostProcess: false,
    pattern: /containerd(?: exited)?: exec: \\?"containerd(?:\.exe)?\\?": executable file not found in %PATH%/,
    literals: ['containerd: exec: ', 'containerd exited: exec: '],
    samples: [
      'level=error msg="containerd: exec: \\"containerd\\": executable file not found in %PATH%"',
      'level=fatal msg="containerd exited: exec: \\"containerd\\": executable file not found in %PATH%"',
    ],
    nearMisses: ['containerd: exec: already closed'],
    reference: 'https://docs.rke2.io/install/quickstart#windows-agent-worker-node-installation',
    causes: [],
  },
  {
    id: 'agent-runtime',
    component: 'containerd',
    title:
      'The agent of rke2 did not get all its programs out of the runtime image: stop the service rke2 and the containerd that it left, delete the folder of the release below C:\\var\\lib\\rancher\\rke2\\data, and start the service again',
    hostProcess: false,
    pattern: /failed to extract runtime image: /,
    literals: ['failed to extract runtime image'],
    samples: [
      'level=fatal msg="failed to extract runtime image: open C:\\\\var\\\\lib\\\\rancher\\\\rke2\\\\data\\\\v1.23.4\\\\bin\\\\containerd.exe: The process cannot access the file because it is being used by another process."',
    ],
    nearMisses: ['failed to get runtime image registry.example.net/agent:1: connection refused'],
    reference: 'https://github.com/rancher/rke2/pull/9278',
    causes: [],
  },
  {
    id: 'csi-unregistered',
    component: 'kubelet',
    title:
      "The CSI driver of the volume is not registered with the kubelet of this node: check the driver's own pod there and its node-driver-registrar, and restart that pod",
    hostProcess: false,
    pattern: /driver name (?<driver>[\w.-]{1,200}) not found in the list of registered CSI drivers/,
    literals: ['in the list of registered CSI drivers'],
    samples: [
      'MountVolume.SetUp failed for volume "keys" : kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name files.csi.example.net not found in the list of registered CSI drivers',
    ],
    nearMisses: ['registered CSI drivers: files.csi.example.net'],
    reference: 'https://github.com/kubernetes/kubernetes/issues/104584',
    causes: [],
  },
  {
    id: 'linux-host-path',
    component: 'kubelet',
    title:
      'The pod mounts a folder of the Linux kernel, and this node has none; on a Windows node it is a pod for Linux, which needs the node selector kubernetes.io/os: linux',
    hostProcess: false,
    pattern: /hostPath type check failed: \/(?:proc|sys|dev|lib\/modules)(?:\/[^\s]{0,200})? is not a/,
    literals: ['hostPath type check failed: /'],
    samples: ['MountVolume.SetUp failed for volume "proc" : hostPath type check failed: /proc is not a directory'],
    nearMisses: ['MountVolume.SetUp failed for volume "k" : hostPath type check failed: C:\\k is not a directory'],
    reference: 'https://kubernetes.io/docs/concepts/windows/user-guide/',
    causes: [],
  },
  {
    id: 'csi-pipe',
    component: 'application',
    title:
      'A driver could not use the pipe of csi-proxy on this node: check that this service runs, and that its release knows the version at the end of the name of the pipe',
    hostProcess: false,
    pattern: /pipe[\\/]{1,8}csi-proxy-[a-z0-9-]{1,60}/,
    literals: ['csi-proxy-'],
    samples: ['open \\\\.\\pipe\\csi-proxy-filesystem-v1: The system cannot find the file specified.'],
    nearMisses: ['csi-proxy started'],
    reference: 'https://github.com/kubernetes-csi/csi-proxy',
    causes: [],
  },
];
