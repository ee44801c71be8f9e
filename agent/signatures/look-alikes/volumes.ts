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
    id: 'docker-file-mount',
    component: 'windows',
    title:
      'Docker mounts folders only on Windows: mount the folder without subPath, or let the node use containerd, which HostProcess containers need',
    hostProcess: false,
    pattern: /invalid mount config for type \\?"bind\\?": source path must be a directory/,
    literals: ['source path must be a directory'],
    samples: ['invalid mount config for type "bind": source path must be a directory'],
    nearMisses: ['invalid mount config for type "bind": bind source path does not exist'],
    reference: 'https://github.com/moby/moby/issues/30555',
    causes: [],
  },
];
