import type { Signature } from '../signature.ts';

const unpacker = 'https://github.com/containerd/containerd/blob/v1.7.34/pkg/unpack/unpacker.go';
const layer = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/wclayer';
const imageBase = 'https://github.com/microsoft/windows-host-process-containers-base-image';

const extract = 'failed to extract layer [^\\n]{0,300}?hcsshim::';
const unpack = new RegExp(`${extract}(?:ImportLayer|ProcessBaseLayer)\\b[^\\n]{0,400}?: (?<tail>[^\\n]{1,400})`);
/** Docker and others report the same about the base image, without the wrapper. */
const anywhere = /hcsshim::(?:ImportLayer|ProcessBaseLayer)\b[^\n]{0,400}?: (?<tail>[^\n]{1,400})/;
const importing = new RegExp(`${extract}ImportLayer\\b[^\\n]{0,400}?: (?<tail>[^\\n]{1,400})`);
const converting = new RegExp(
  `${extract}(?:ConvertToBaseLayer|ProcessUtilityVMImage)\\b[^\\n]{0,400}?: (?<tail>[^\\n]{1,400})`,
);
const processing = new RegExp(`${extract}ProcessBaseLayer\\b[^\\n]{0,400}?: (?<tail>[^\\n]{1,400})`);
const literals = ['failed to extract layer'];
/** Codes that mean the same in both calls. */
const unambiguous = [5, 32, 112, 126, 1009];
/** ERROR_INVALID_FUNCTION: the volume, or one of its filters, does not support the request; the image is not to blame. */
const refused = [1];

const pull = (text: string) =>
  `Failed to pull image "registry.example.net/agent:1": rpc error: code = Unknown desc = failed to pull and unpack image "registry.example.net/agent:1": ${text}`;
const layers = (text: string) => pull(`failed to extract layer sha256:5f3c: hcsshim::${text}`);

/** containerd pulls the image and unpacks its layers. */
export const containerdImage: readonly Signature[] = [
  {
    id: 'image-no-platform',
    component: 'containerd',
    title: 'The image has no variant for the platform of the node',
    hostProcess: false,
    pattern:
      /(?:unpack image "(?<image>[^"\n]{1,300})": [^\n]{0,200}?)?(?<!failed to get sandbox image [^\n]{0,900})no match for platform in manifest/,
    literals: ['no match for platform in manifest'],
    samples: [pull('no match for platform in manifest: not found')],
    nearMisses: [
      pull('failed to resolve reference "registry.example.net/agent:1": registry.example.net/agent:1: not found'),
    ],
    reference: 'https://github.com/containerd/containerd/pull/8101',
    causes: ['image-platform'],
  },
  {
    id: 'image-incompatible',
    component: 'containerd',
    title: 'The image is for another Windows than that of the node',
    hostProcess: false,
    pattern:
      /no matching manifest for windows|a Windows version [\d.]{1,20}-based image is incompatible|operating system "?[a-z]{1,10}"? cannot be used on this platform|container operating system does not match the host operating system/,
    literals: [
      'no matching manifest for windows',
      '-based image is incompatible',
      'cannot be used on this platform',
      'container operating system does not match',
    ],
    unless: ['pod sandbox: ', 'sandbox container'],
    samples: [pull('no matching manifest for windows(10.0.20348)/amd64 in the manifest list entries')],
    nearMisses: [pull('no matching manifest for linux/arm64/v8 in the manifest list entries')],
    reference: 'https://learn.microsoft.com/virtualization/windowscontainers/deploy-containers/version-compatibility',
    causes: ['image-platform'],
  },
  {
    id: 'sandbox-image-platform',
    component: 'containerd',
    title: 'The pause image that containerd is configured with has no variant for the platform of the node',
    hostProcess: true,
    pattern: /failed to get sandbox image "(?<image>[^"\n]{1,300})": [^\n]{0,600}?no match for platform in manifest/,
    literals: ['no match for platform in manifest'],
    samples: [
      'Failed to create pod sandbox: rpc error: code = NotFound desc = failed to get sandbox image "registry.example.net/pause:3.9": failed to pull image "registry.example.net/pause:3.9": no match for platform in manifest: not found',
    ],
    nearMisses: ['failed to get sandbox image "registry.example.net/pause:3.9": failed to pull image'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.34/pkg/cri/server/sandbox_run.go',
    causes: ['image-platform'],
  },
  {
    id: 'sandbox-image',
    component: 'containerd',
    title: 'containerd could not get the pause image, which every pod of the node needs',
    hostProcess: false,
    pattern: /failed to get sandbox image "(?<image>[^"\n]{1,300})"(?![^\n]{0,900}no match for platform in manifest)/,
    literals: ['failed to get sandbox image '],
    samples: [
      'Failed to create pod sandbox: rpc error: code = NotFound desc = failed to start sandbox "8f2d": failed to get sandbox image "localhost/pause": image "localhost/pause": not found',
    ],
    nearMisses: ['failed to get image "registry.example.net/pause:3.9"'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.34/pkg/cri/server/sandbox_run.go',
    causes: ['sandbox-image'],
  },
  {
    id: 'image-volume',
    component: 'containerd',
    title: 'containerd could not prepare a VOLUME that the image declares',
    hostProcess: false,
    pattern:
      /failed to create containerd container: rootpath on mountPath [^\n]{1,300}?, volume (?<volume>[^\n]{1,200}?):? (?:readlink|CreateFile|open|The )|failed to generate container "[^"\n]{1,80}" spec: [^\n]{0,120}?failed to stat "[^"\n]{1,300}io\.containerd\.grpc\.v1\.cri[\\/]{1,8}containers[\\/]/,
    literals: ['failed to create containerd container: rootpath on mountPath', 'failed to generate container'],
    samples: [
      'Error: failed to create containerd container: rootpath on mountPath C:\\Windows\\SystemTemp\\ctd-volume20, volume c:\\data: CreateFile C:\\Windows\\SystemTemp\\ctd-volume20\\c:: The filename, directory name, or volume label syntax is incorrect.',
      'Error: failed to generate container "a160" spec: failed to generate spec: failed to stat "C:\\\\ProgramData\\\\containerd\\\\root\\\\io.containerd.grpc.v1.cri\\\\containers\\\\a160\\\\volumes\\\\4c60": The system cannot find the path specified.',
    ],
    nearMisses: ['Error: failed to create containerd container: volume data'],
    reference: 'https://github.com/containerd/containerd/issues/8171',
    causes: ['image-volume'],
  },
  {
    id: 'image-hives',
    component: 'containerd',
    title: 'Windows refuses the registry hives in the base layer of the image',
    hostProcess: true,
    pattern: anywhere,
    codes: { only: [1009] },
    literals: ['ImportLayer', 'ProcessBaseLayer'],
    samples: [layers('ImportLayer failed in Win32: The configuration registry database is corrupt. (0x3f1)')],
    nearMisses: ['The configuration registry database is corrupt.'],
    reference: `${imageBase}/issues/14`,
    causes: ['base-image-hives'],
  },
  {
    id: 'image-module',
    component: 'containerd',
    title: 'Windows has no code to unpack container layers',
    hostProcess: true,
    pattern: anywhere,
    codes: { only: [126] },
    literals: ['ImportLayer', 'ProcessBaseLayer'],
    samples: [layers('ProcessBaseLayer C:\\x: The specified module could not be found.')],
    nearMisses: ['LoadLibrary: The specified module could not be found.'],
    reference: 'https://github.com/microsoft/hcsshim/issues/1445',
    causes: ['containers-feature'],
  },
  {
    id: 'image-locked',
    component: 'containerd',
    title: 'Another program holds a file of the layer that is being unpacked',
    hostProcess: true,
    pattern: unpack,
    codes: { only: [32] },
    literals,
    samples: [
      layers(
        'ImportLayer failed in Win32: The process cannot access the file because it is being used by another process. (0x20)',
      ),
    ],
    nearMisses: ['The process cannot access the file because it is being used by another process.'],
    reference: unpacker,
    causes: ['security-product'],
  },
  {
    id: 'image-denied',
    component: 'containerd',
    title: 'containerd is not allowed to write a layer of the image',
    hostProcess: true,
    pattern: unpack,
    codes: { only: [5] },
    literals,
    samples: [layers('ImportLayer failed in Win32: Access is denied. (0x5)')],
    nearMisses: ['hcsshim::ImportLayer failed in Win32: Access is denied. (0x5)'],
    reference: unpacker,
    causes: ['containerd-account', 'security-product'],
  },
  {
    id: 'image-full',
    component: 'containerd',
    title: 'The disk is too full to unpack the image',
    hostProcess: true,
    pattern: unpack,
    codes: { only: [112] },
    literals,
    samples: [layers('ImportLayer failed in Win32: There is not enough space on the disk. (0x70)')],
    nearMisses: ['There is not enough space on the disk.'],
    reference: unpacker,
    causes: ['container-storage'],
  },
  {
    id: 'image-layer',
    component: 'containerd',
    title: 'Windows could not import a layer of the image',
    hostProcess: true,
    pattern: importing,
    codes: { except: unambiguous },
    literals,
    samples: [layers('ImportLayer failed in Win32: The system cannot find the path specified. (0x3)')],
    nearMisses: [
      're-exec error: exit status 1: output: hcsshim::ImportLayer failed in Win32: The system cannot find the path specified. (0x3)',
    ],
    reference: unpacker,
    causes: ['container-storage', 'image-base'],
  },
  {
    id: 'image-base-layer',
    component: 'containerd',
    title: 'Windows does not accept the base layer of the image',
    hostProcess: true,
    pattern: processing,
    codes: { except: unambiguous },
    literals,
    samples: [layers('ProcessBaseLayer C:\\x: The system cannot find the path specified.')],
    nearMisses: ['hcsshim::ProcessBaseLayer C:\\x: The system cannot find the path specified.'],
    reference: `${layer}/processimage.go`,
    causes: ['image-base', 'container-storage'],
  },
  {
    id: 'image-conversion',
    component: 'containerd',
    title: 'The base of the image is not one that Windows can unpack',
    hostProcess: true,
    pattern: converting,
    codes: { except: refused },
    literals,
    samples: [layers('ProcessUtilityVMImage C:\\x: The system cannot find the path specified.')],
    nearMisses: ['hcsshim::ConvertToBaseLayer'],
    reference: `${layer}/converttobaselayer.go`,
    causes: ['image-base'],
  },
  {
    id: 'image-conversion-storage',
    component: 'containerd',
    title: 'The volume of containerd did not take a request of Windows while it unpacked the image',
    hostProcess: true,
    pattern: converting,
    codes: { only: refused },
    literals,
    samples: [layers('ProcessUtilityVMImage \\\\?\\C:\\x\\UtilityVM: Incorrect function.')],
    nearMisses: ['hcsshim::ProcessUtilityVMImage C:\\x: Incorrect function.'],
    reference: 'https://github.com/microsoft/hcsshim/issues/2294',
    causes: ['container-storage'],
  },
  {
    id: 'image-privilege',
    component: 'containerd',
    title: 'containerd does not have the privileges that it needs to unpack layers',
    hostProcess: true,
    pattern: /failed to extract layer [^\n]{0,300}?Could not enable privileges/,
    literals,
    samples: [
      pull(
        'failed to extract layer sha256:5f3c: Could not enable privileges "SeBackupPrivilege", "SeRestorePrivilege": unknown',
      ),
    ],
    nearMisses: ['Could not enable privileges "SeBackupPrivilege"'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.34/diff/windows/windows.go',
    causes: ['containerd-account', 'service-privileges'],
  },
  {
    id: 'image-storage',
    component: 'containerd',
    title: 'containerd could not store the image',
    hostProcess: true,
    everywhere: true,
    pattern:
      /failed to prepare extraction snapshot "[^"\n]{1,300}": failed to create snapshot dir|wrong diff id calculated on extraction|is not on an NTFS volume - only NTFS volumes are supported/,
    literals: [
      'failed to prepare extraction snapshot',
      'wrong diff id calculated on extraction',
      'only NTFS volumes are supported',
    ],
    samples: [
      pull(
        'failed to prepare extraction snapshot "extract-42 sha256:5f3c": failed to create snapshot dir C:\\x: mkdir C:\\x: Access is denied.',
      ),
      'D:\\containerd is not on an NTFS volume - only NTFS volumes are supported: invalid argument',
    ],
    nearMisses: ['failed to prepare extraction snapshot: already exists'],
    reference: unpacker,
    causes: ['container-storage'],
  },
  {
    id: 'scratch-layer',
    component: 'containerd',
    title: 'The writable layer of the container could not be created',
    hostProcess: true,
    everywhere: true,
    pattern:
      /failed to create scratch layer: (?!no parent layers present)(?<detail>[^\n]{1,600})|failed to create containerd container: error unpacking image/,
    literals: ['failed to create scratch layer', 'failed to create containerd container: error unpacking image'],
    unless: ['FSCTL_EXTEND_VOLUME'],
    samples: [
      'Error: failed to create containerd container: failed to create scratch layer: failed to open C:\\x: open C:\\x: The system cannot find the file specified.',
      'Error: failed to create containerd container: error unpacking image: failed to stat snapshot sha256:5c1b: not found',
    ],
    nearMisses: ['failed to create a layer'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.34/snapshots/windows/windows.go',
    causes: ['container-storage'],
  },
  {
    id: 'scratch-size',
    component: 'containerd',
    title: 'The volume in the writable layer of the container could not be given its size',
    hostProcess: true,
    pattern: /failed to create scratch layer: [^\n]{0,200}?FSCTL_EXTEND_VOLUME [^\n]{1,200}?: (?<tail>[^\n]{1,300})/,
    literals: ['FSCTL_EXTEND_VOLUME'],
    samples: [
      'Error: failed to create containerd container: failed to create scratch layer: failed to expand sandbox vhdx size to 42949672960 bytes: FSCTL_EXTEND_VOLUME \\\\?\\Volume{5b2a1f7e-0000-0000-0000-100000000000}: The media is write protected.',
    ],
    nearMisses: ['FSCTL_EXTEND_VOLUME \\\\?\\Volume{5b2a1f7e}: The media is write protected.'],
    reference: 'https://github.com/microsoft/hcsshim/pull/2572',
    causes: ['unprotected-drives', 'container-storage'],
  },
  {
    id: 'scratch-parents',
    component: 'containerd',
    title: 'The image of the container has no layers',
    hostProcess: true,
    pattern: /failed to create scratch layer: no parent layers present/,
    literals: ['no parent layers present'],
    samples: ['Error: failed to create containerd container: failed to create scratch layer: no parent layers present'],
    nearMisses: ['no parent layers present'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.34/snapshots/windows/windows.go',
    causes: ['image-base'],
  },
  {
    id: 'layer-mount',
    component: 'containerd',
    title: 'containerd could not mount a layer of an image',
    hostProcess: false,
    pattern:
      /failed to (?:activate|prepare|unprepare|deactivate|get volume path for|set volume mount path for|record source for) layer [A-Za-z]:[^\n]{1,400}/,
    literals: [
      'activate layer ',
      'prepare layer ',
      'get volume path for layer ',
      'set volume mount path for layer ',
      'record source for layer ',
    ],
    unless: ['failed to mount {windows-layer', 'buildkit-mount'],
    samples: [
      'failed to activate layer C:\\ProgramData\\containerd\\root\\snapshots\\7: hcsshim::ActivateLayer failed in Win32: The device is not ready. (0x15)',
    ],
    nearMisses: ['failed to prepare layer sha256:5f3c'],
    reference: 'https://github.com/containerd/containerd/blob/v2.0.11/core/mount/mount_windows.go',
    causes: ['container-storage'],
  },
];
