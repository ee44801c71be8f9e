import type { Signature } from '../../signature.ts';

/** Volumes of drivers and of Docker, which fail before a container has part in them. */
export const volumeLookAlikes: readonly Signature[] = [
  {
    id: 'volume-file-system',
    component: 'kubelet',
    title:
      'The volume asks for a file system that Windows does not have: let Windows pods use a StorageClass or PersistentVolume with the fsType ntfs',
    hostProcess: false,
    pattern: /Format-Volume[^\n]{1,300}FAT,FAT32,exFAT,NTFS,ReFS/,
    literals: ['Format-Volume'],
    samples: [
      'format disk failed, error: exit status 1, output: "Format-Volume : Cannot validate argument on parameter \'FileSystem\'. The argument "xfs" does not belong to the set "FAT,FAT32,exFAT,NTFS,ReFS" specified by the ValidateSet attribute."',
    ],
    nearMisses: ['Format-Volume : Access denied'],
    reference: 'https://github.com/kubernetes-sigs/azuredisk-csi-driver/issues/561',
    causes: [],
  },
  {
    id: 'csi-driver',
    component: 'kubelet',
    title:
      'The driver of the volume could not provide it: see the log of its pod on this node, and of the provider that it asks, which must run on Windows nodes too',
    hostProcess: false,
    pattern: /Mount(?:Volume|Device)\.[A-Za-z]{1,20} failed for volume "[^"\n]{1,253}"[^\n]{0,20}? rpc error: code = /,
    literals: ['failed for volume '],
    unless: ['SmbGlobalMapping', 'csi-proxy-'],
    samples: [
      'MountVolume.SetUp failed for volume "keys" : rpc error: code = Unknown desc = failed to mount secrets store objects for pod ops/web, err: error connecting to provider "vault": provider not found: provider "vault"',
    ],
    nearMisses: ['MountVolume.SetUp failed for volume "host" : hostPath type check failed: C:\\k is not a file'],
    reference: 'https://kubernetes-csi.github.io/docs/',
    causes: [],
  },
  {
    id: 'docker-mount',
    component: 'windows',
    title:
      'Docker mounts only folders, and a named pipe only without readOnly: change the volumeMount (no subPath), or let the node use containerd, which HostProcess containers need',
    hostProcess: false,
    pattern:
      /invalid mount config for type \\?"(?:bind\\?": source path must be a directory|npipe\\?": field ReadOnly must not be specified)/,
    literals: ['source path must be a directory', 'field ReadOnly must not be specified'],
    samples: [
      'invalid mount config for type "bind": source path must be a directory',
      'invalid mount config for type "npipe": field ReadOnly must not be specified',
    ],
    nearMisses: [
      'invalid mount config for type "bind": bind source path does not exist',
      'invalid mount config for type "bind": field Target must not be empty',
    ],
    reference: 'https://github.com/moby/moby/issues/30555',
    causes: [],
  },
  {
    id: 'volume-left',
    component: 'kubelet',
    title:
      'The mount of a volume is left from before a restart of the node, and leads nowhere: while no pod of the node uses the volume, remove the folder that the text names from the node (the link, not what it leads to); drain a node before you restart it',
    hostProcess: false,
    pattern:
      /MountDevice failed to create dir "[^"\n]{1,400}": +mkdir [^\n]{1,400}: (?:Cannot create a file when that file already exists|file exists)/,
    literals: ['MountDevice failed to create dir'],
    samples: [
      'MountVolume.MountDevice failed for volume "pvc-1" : kubernetes.io/csi: attacher.MountDevice failed to create dir "\\\\var\\\\lib\\\\kubelet\\\\plugins\\\\kubernetes.io\\\\csi\\\\iscsi\\\\4eb4\\\\globalmount":  mkdir \\var\\lib\\kubelet\\plugins\\kubernetes.io\\csi\\iscsi\\4eb4\\globalmount: Cannot create a file when that file already exists.',
    ],
    nearMisses: ['attacher.MountDevice failed to create dir "C:\\\\x": mkdir C:\\x: Access is denied.'],
    reference: 'https://github.com/democratic-csi/democratic-csi/issues/342',
    causes: [],
  },
];
