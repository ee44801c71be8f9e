import type { Signature } from '../../signature.ts';

/** The connection to the kubelet, and its requests other than to start a container. */
export const kubeletLookAlikes: readonly Signature[] = [
  {
    id: 'kubelet-health',
    component: 'kubelet',
    title:
      'The kubelet does not answer: it does not run, or ends right after its start; see Get-Service kubelet, and the reason at the end of its log',
    hostProcess: false,
    pattern:
      /https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\]):10248\/healthz[^\n]{0,60}(?: failed| returned|: dial| context)/,
    literals: [':10248/healthz'],
    samples: [
      'The HTTP call equal to \'curl -sSL http://localhost:10248/healthz\' failed with error: Get "http://localhost:10248/healthz": dial tcp [::1]:10248: connectex: No connection could be made because the target machine actively refused it.',
    ],
    nearMisses: ['Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s'],
    reference: 'https://github.com/kubernetes/kubernetes/blob/v1.31.0/cmd/kubeadm/app/util/apiclient/wait.go',
    causes: [],
  },
  {
    id: 'kubelet-port',
    component: 'api-server',
    title:
      'The kubelet of the node was not reached at port 10250, which kubectl logs, exec and port-forward need: check that it runs, that the firewall of the node allows the port, and after a TLS error, that its certificate is approved (kubectl get csr)',
    hostProcess: false,
    pattern:
      /(?:https:\/\/[^\s"/]{1,253}:10250\/(?:containerLogs|exec|attach|portForward|metrics|stats|pods)|error dialing backend: )[^\n]{0,900}?(?:i\/o timeout|timed out|connection refused|connection reset|no route to host|connectex: |tls: |EOF|deadline exceeded)/,
    literals: [
      ':10250/containerLogs',
      ':10250/exec',
      ':10250/attach',
      ':10250/portForward',
      ':10250/metrics',
      ':10250/stats',
      ':10250/pods',
      'error dialing backend',
    ],
    samples: [
      'Error from server: Get "https://192.0.2.7:10250/containerLogs/ops/agent-7/agent": dial tcp 192.0.2.7:10250: i/o timeout',
      'Error from server: error dialing backend: remote error: tls: internal error',
    ],
    nearMisses: ['Get "https://192.0.2.7:10250/metrics": 200 OK'],
    reference: 'https://kubernetes.io/docs/reference/networking/ports-and-protocols/',
    causes: [],
  },
  {
    id: 'kubelet-refuses',
    component: 'kubelet',
    title:
      'The kubelet of the node was reached, and refused the API server: compare its clientCAFile and authorization with those of other nodes',
    hostProcess: false,
    pattern:
      /has asked for the client to provide credentials \( ?pods\/|Forbidden \(user=[^,\n]{1,200}, verb=[a-z]{1,20}, resource=nodes, subresource/,
    literals: ['has asked for the client to provide credentials', 'Forbidden (user='],
    samples: [
      'the server has asked for the client to provide credentials ( pods/log agent-7)',
      'Forbidden (user=kube-apiserver-kubelet-client, verb=get, resource=nodes, subresource=proxy)',
    ],
    nearMisses: ['error: You must be logged in to the server (Unauthorized)'],
    reference: 'https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/',
    causes: [],
  },
  {
    id: 'kubelet-start',
    component: 'kubelet',
    title:
      'The kubelet ends at its start, for the reason in the text, such as a file that kubeadm join writes, or an address that the node must reach',
    hostProcess: false,
    pattern:
      /failed to (?:run Kubelet|construct kubelet dependencies|load kubelet config file|validate kubelet (?:configuration|flags))|unable to load (?:client CA file|bootstrap kubeconfig)|Cannot find path '[^'\n]{1,200}kubeadm-flags\.env' because it does not exist/,
    literals: [
      'failed to run Kubelet',
      'failed to construct kubelet dependencies',
      'failed to load kubelet config file',
      'failed to validate kubelet',
      'unable to load client CA file',
      'unable to load bootstrap kubeconfig',
      'kubeadm-flags.env',
    ],
    unless: ['pipe/', 'unix'],
    samples: [
      'unable to load client CA file C:\\etc\\kubernetes\\pki\\ca.crt: open C:\\etc\\kubernetes\\pki\\ca.crt: The system cannot find the path specified.',
      '"command failed" err="failed to run Kubelet: could not init cloud provider"',
      "Get-Content : Cannot find path 'C:\\var\\lib\\kubelet\\kubeadm-flags.env' because it does not exist.",
    ],
    nearMisses: ['Started kubelet'],
    reference: 'https://github.com/kubernetes/kubernetes/blob/v1.31.0/cmd/kubelet/app/server.go',
    causes: [],
  },
  {
    id: 'kubelet-endpoint',
    component: 'kubelet',
    title:
      'The kubelet was given an endpoint of Linux: set containerRuntimeEndpoint in its configuration file, or --container-runtime-endpoint, to npipe:////./pipe/containerd-containerd, for kubeadm in the ConfigMap kubelet-config too',
    hostProcess: false,
    pattern: /failed to run Kubelet: protocol [\\"]{1,8}unix[\\"]{1,8} not supported/,
    literals: ['failed to run Kubelet'],
    says: ['unix'],
    samples: ['"command failed" err="failed to run Kubelet: protocol \\"unix\\" not supported"'],
    nearMisses: ['protocol "unixgram" not supported'],
    reference:
      'https://github.com/kubernetes/kubernetes/blob/v1.31.0/staging/src/k8s.io/cri-client/pkg/util/util_windows.go',
    causes: [],
  },
  {
    id: 'service-start',
    component: 'windows',
    title: 'A service of the node did not start, or ended: its own log, or the event log System, says why',
    hostProcess: false,
    pattern:
      /StartService FAILED (?!1069)\d{1,5}|(?:Start-Service : |)Failed to start service '|Cannot start service [^\n]{1,80} on computer|service failed to start due to the following error:(?![^\n]{0,20}(?:%%1069|logon failure))|while waiting for the [^\n]{1,80} service to connect|service terminated (?:unexpectedly|with the following (?:service-specific )?error)|System error 10(?:53|67) has occurred/,
    literals: [
      'StartService FAILED',
      'Failed to start service',
      'Cannot start service',
      'service failed to start due to the following error',
      'service to connect',
      'service terminated unexpectedly',
      'service terminated with the following',
      'System error 10',
    ],
    samples: [
      '[SC] StartService FAILED 1053:',
      "Start-Service : Failed to start service 'kubelet (kubelet)'.",
      'The rke2 service failed to start due to the following error: %%1053',
    ],
    nearMisses: ['[SC] StartService FAILED 1069:', 'The rke2 service entered the running state.'],
    reference: 'https://learn.microsoft.com/windows/win32/services/service-startup',
    causes: [],
  },
  {
    id: 'kubeadm-preflight',
    component: 'kubelet',
    title:
      'kubeadm did not join the node, for the reason in the text: after an earlier attempt run kubeadm reset, and for "string escape code" take a newer crictl',
    hostProcess: false,
    pattern:
      /\[ERROR (?:FileAvailable|CRI|Port|SystemVerification)[^\]\n]{0,300}\]: |getting status of runtime: invalid character '[^']{1,4}' in string/,
    literals: [
      'ERROR FileAvailable',
      'ERROR CRI]',
      'ERROR Port-',
      'ERROR SystemVerification',
      'getting status of runtime: invalid character',
    ],
    unless: ['pipe/'],
    samples: [
      '[ERROR FileAvailable-\\etc\\kubernetes\\kubelet.conf]: \\etc\\kubernetes\\kubelet.conf already exists',
      'level=fatal msg="getting status of runtime: invalid character \'P\' in string escape code"',
    ],
    nearMisses: ['[ERROR] no answer'],
    reference: 'https://github.com/kubernetes-sigs/cri-tools/issues/1426',
    causes: [],
  },
  {
    id: 'port-forward',
    component: 'containerd',
    title:
      'kubectl port-forward needs wincat.exe in the pause image: name one that has it as sandbox_image of containerd; a HostProcess pod is reached at the address of its node',
    hostProcess: false,
    pattern: /failed to execute port ?forward in sandbox|error forwarding port[^\n]{1,900}(?:wincat|socat)/,
    literals: ['failed to execute port', 'error forwarding port'],
    samples: [
      'error forwarding port 80 to pod 8f2d, uid : failed to execute port forward in sandbox: : failed to exec in sandbox: failed to start exec "1b67": hcs::System::CreateProcess: wincat.exe 127.0.0.1 80 8f2d: The system cannot find the file specified.: unknown',
    ],
    nearMisses: ['error forwarding port 80 to pod 8f2d: connection refused'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.28/pkg/cri/server/sandbox_portforward_windows.go',
    causes: [],
  },
  {
    id: 'container-stats',
    component: 'kubelet',
    title:
      'The statistics of a container that just ended or starts could not be read, which the kubelet tries again; if it persists, restart the kubelet',
    hostProcess: false,
    pattern:
      /(?:ListContainerStats|list (?:all )?container stats|list pod stats|encountered an error during Properties)[^\n]{0,900}?(?:hcs(?:shim)?::|failure in a Windows system call)/,
    literals: ['ListContainerStats', 'container stats', 'list pod stats', 'encountered an error during Properties'],
    samples: [
      'failed to list pod stats: failed to list all container stats: rpc error: code = Unknown desc = hcsshim::OpenComputeSystem 8f2d: A virtual machine or container with the specified identifier does not exist.',
    ],
    nearMisses: [
      'hcsshim::OpenComputeSystem 8f2d: A virtual machine or container with the specified identifier does not exist.',
    ],
    reference: 'https://github.com/kubernetes/kubernetes/issues/98509',
    causes: [],
  },
  {
    id: 'node-disk-full',
    component: 'kubelet',
    title:
      'The disk of the node is full, and the kubelet removes images that nothing uses, then pods: see what fills it, such as logs, dumps and old snapshots of containerd, or give the node a larger disk',
    hostProcess: false,
    pattern:
      /[Ff]ailed to garbage collect required amount of images|[Aa]ttempting to reclaim (?:resource=\\?")?ephemeral-storage|low on resource: ephemeral-storage/,
    literals: ['required amount of images', 'ephemeral-storage'],
    samples: [
      'failed to garbage collect required amount of images. Wanted to free 17275608268 bytes, but freed 0 bytes',
      'Failed to garbage collect required amount of images. Attempted to free 3077055283 bytes, but only found 0 bytes eligible to free.',
      'Attempting to reclaim ephemeral-storage',
      'The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: 9Gi.',
    ],
    nearMisses: ['Attempting to reclaim memory', 'exceeds local ephemeral-storage limit'],
    reference: 'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
    causes: [],
  },
  {
    id: 'kube-proxy-start',
    component: 'application',
    title:
      'kube-proxy does not start, for the reason in the text; if it finds no MAC address of the host, set bindAddress of its configuration, or --bind-address, to the address of the node',
    hostProcess: false,
    rest: true,
    pattern: /unable to create (?:ipv[46] )?proxier: |[Cc]ould not find host mac address for /,
    literals: ['unable to create proxier', 'find host mac address for'],
    unless: ['source-vip', 'failed in Win32'],
    samples: [
      'unable to create proxier: unable to create ipv4 proxier: Could not find host mac address for 0.0.0.0, hostname: win-1, clusterCIDR : 10.244.0.0/16, nodeIP:0.0.0.0',
      '"command failed" err="could not find host mac address for 192.0.2.7"',
    ],
    nearMisses: ['Using winkernel proxier'],
    reference: 'https://github.com/kubernetes/kubernetes/blob/v1.31.0/pkg/proxy/winkernel/proxier.go',
    causes: [],
  },
];
