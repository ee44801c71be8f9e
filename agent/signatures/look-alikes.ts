import type { Signature } from '../signature.ts';

/** Failures that read like those of HostProcess containers but are not; their titles say where to look. */
export const lookAlikes: readonly Signature[] = [
  {
    id: 'ordinary-container',
    component: 'hcsshim',
    title:
      'An ordinary Windows container failed, not a HostProcess container: check its image, Windows version, user and gMSA (if its pod sets hostProcess: true, see host-process-ignored)',
    hostProcess: false,
    pattern:
      /(?<!container layers: )failed to mount container storage: hcsshim::|hcs(?:shim)?::(?:CreateComputeSystem|ComputeSystem::|System::)|encountered an error during (?:CreateProcess|CreateContainer|Start): failure in a Windows system call/,
    literals: [
      'failed to mount container storage',
      '::CreateComputeSystem',
      '::ComputeSystem::',
      '::System::',
      'failure in a Windows system call',
    ],
    samples: [
      'Error: failed to create containerd task: failed to create shim task: hcs::CreateComputeSystem web: Access is denied.: unknown',
      'container e2ce5eef2fea encountered an error during CreateProcess: failure in a Windows system call: The user name or password is incorrect. (0x52e)',
    ],
    nearMisses: ['hcsshim::ImportLayer failed in Win32: The configuration registry database is corrupt. (0x3f1)'],
    reference: 'https://learn.microsoft.com/virtualization/windowscontainers/troubleshooting',
    causes: [],
  },
  {
    id: 'smb-mount',
    component: 'kubelet',
    title:
      'An SMB share refused the credentials of its volume: check the secret of the volume and the share, not the user of the pod',
    hostProcess: false,
    pattern: /New-?SmbGlobalMapping/,
    literals: ['New-SmbGlobalMapping', 'NewSmbGlobalMapping'],
    samples: ['New-SmbGlobalMapping : The user name or password is incorrect.'],
    nearMisses: ['Get-SmbMapping'],
    reference: 'https://github.com/kubernetes-csi/csi-driver-smb',
    causes: [],
  },
  {
    id: 'hyperv-logon',
    component: 'windows',
    title:
      'Hyper-V is not allowed to log on its virtual machines (Docker Desktop shows this): check the right "Log on as a service" of NT VIRTUAL MACHINE\\Virtual Machines',
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
    title: 'The registry refused the image: check its name, imagePullSecrets and the network path to the registry',
    hostProcess: false,
    pattern:
      /pull access denied|insufficient_scope|failed to fetch (?:oauth|anonymous) token|failed to authorize|429 Too Many Requests/,
    literals: [
      'pull access denied',
      'insufficient_scope',
      'failed to fetch oauth token',
      'failed to fetch anonymous token',
      'failed to authorize',
      '429 Too Many Requests',
    ],
    samples: [
      'failed to resolve reference "docker.io/a/b:1": pull access denied, repository does not exist or may require authorization',
    ],
    nearMisses: ['no match for platform in manifest: not found'],
    reference: 'https://kubernetes.io/docs/concepts/containers/images/',
    causes: [],
  },
  {
    id: 'csi-pipe',
    component: 'application',
    title: 'csi-proxy does not run on this node: check that service, not the pod that uses its pipe',
    hostProcess: false,
    pattern: /pipe[\\/]{1,8}csi-proxy-[a-z0-9-]{1,60}/,
    literals: ['csi-proxy-'],
    samples: ['open \\\\.\\pipe\\csi-proxy-filesystem-v1: The system cannot find the file specified.'],
    nearMisses: ['csi-proxy started'],
    reference: 'https://github.com/kubernetes-csi/csi-proxy',
    causes: [],
  },
  {
    id: 'pod-network',
    component: 'containerd',
    title:
      'The network of an ordinary pod could not be set up; HostProcess pods have no network of their own (if its spec sets hostProcess: true, see host-process-ignored)',
    hostProcess: false,
    pattern: /failed to set ?up network for sandbox/,
    literals: ['network for sandbox'],
    samples: [
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "c0ffee": plugin type="azure-vnet" failed (add)',
    ],
    nearMisses: ['failed to destroy network for sandbox'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.28/pkg/cri/server/sandbox_run.go',
    causes: [],
  },
];
