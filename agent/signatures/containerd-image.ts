import type { Signature } from '../signature.ts';
import { byCode, catalogue } from './catalogue.ts';

const extract = 'failed to extract layer [^\\n]{0,300}?hcsshim::';
const unpack = new RegExp(`${extract}(?:ImportLayer|ProcessBaseLayer)\\b[^\\n]{0,400}?: (?<tail>[^\\n]{1,400})`);
/** Docker and others report the same about the base image, without the wrapper. */
const anywhere = /hcsshim::(?:ImportLayer|ProcessBaseLayer)\b[^\n]{0,400}?: (?<tail>[^\n]{1,400})/;
const importing = new RegExp(`${extract}ImportLayer\\b[^\\n]{0,400}?: (?<tail>[^\\n]{1,400})`);
const converting = new RegExp(
  `${extract}(?:ConvertToBaseLayer|ProcessUtilityVMImage)\\b[^\\n]{0,400}?: (?<tail>[^\\n]{1,400})`,
);
const processing = new RegExp(`${extract}ProcessBaseLayer\\b[^\\n]{0,400}?: (?<tail>[^\\n]{1,400})`);
/** Codes that mean the same in both calls. */
const unambiguous = [5, 126, 1009];
/** ERROR_INVALID_FUNCTION: the volume, or one of its filters, does not support the request; the image is not to blame. */
const refused = [1];

const pull = (text: string) =>
  `Failed to pull image "registry.example.net/agent:1": rpc error: code = Unknown desc = failed to pull and unpack image "registry.example.net/agent:1": ${text}`;
const layers = (text: string) => pull(`failed to extract layer sha256:5f3c: hcsshim::${text}`);

/**
 * containerd pulls the image and unpacks its layers. Source: containerd pkg/unpack, diff/windows, snapshots/windows and core/mount,
 * hcsshim internal/wclayer.
 */
export const containerdImage: readonly Signature[] = catalogue({ component: 'containerd', hostProcess: true })({
  'image-no-platform': {
    title: 'The image has no variant for the Windows of the node, or for its processor',
    hostProcess: false,
    pattern:
      /(?:unpack image "(?<image>[^"\n]{1,300})": [^\n]{0,200}?)?no match for platform in manifest(?<!failed to get sandbox image [^\n]{0,1500})|no matching manifest for windows|a Windows version [\d.]{1,20}-based image is incompatible|operating system "?[a-z]{1,10}"? cannot be used on this platform|container operating system does not match the host operating system/,
    unless: ['pod sandbox: ', 'sandbox container'],
    samples: [
      pull('no match for platform in manifest: not found'),
      pull('no matching manifest for windows(10.0.20348)/amd64 in the manifest list entries'),
    ],
    causes: ['image-platform'],
  },
  'sandbox-image-platform': {
    title: 'The pause image that containerd is configured with has no variant for the platform of the node',
    pattern: /failed to get sandbox image "(?<image>[^"\n]{1,300})": [^\n]{0,600}?no match for platform in manifest/,
    sample:
      'Failed to create pod sandbox: rpc error: code = NotFound desc = failed to get sandbox image "registry.example.net/pause:3.9": failed to pull image "registry.example.net/pause:3.9": no match for platform in manifest: not found',
    causes: ['image-platform'],
  },
  'sandbox-image': {
    title:
      'containerd could not get the pause image, which every pod of the node needs: if it was removed and no registry has it, import it, or name another as sandbox_image',
    hostProcess: false,
    pattern: /failed to get sandbox image "(?<image>[^"\n]{1,300})"(?![^\n]{0,900}no match for platform in manifest)/,
    sample:
      'Failed to create pod sandbox: rpc error: code = NotFound desc = failed to start sandbox "8f2d": failed to get sandbox image "localhost/pause": image "localhost/pause": not found',
    causes: ['sandbox-image'],
  },
  'image-volume': {
    title: 'containerd could not prepare a VOLUME that the image declares',
    hostProcess: false,
    pattern:
      /failed to create containerd container: rootpath on mountPath [^\n]{1,300}?, volume (?<volume>[^\n]{1,200}?): (?:readlink|CreateFile|open|The )|failed to generate container "[^"\n]{1,80}" spec: [^\n]{0,120}?failed to stat "[^"\n]{1,300}io\.containerd\.grpc\.v1\.cri[\\/]{1,16}containers[\\/]/,
    samples: [
      'Error: failed to create containerd container: rootpath on mountPath C:\\Windows\\SystemTemp\\ctd-volume20, volume c:\\data: CreateFile C:\\Windows\\SystemTemp\\ctd-volume20\\c:: The filename, directory name, or volume label syntax is incorrect.',
      'Error: failed to generate container "a160" spec: failed to generate spec: failed to stat "C:\\\\ProgramData\\\\containerd\\\\root\\\\io.containerd.grpc.v1.cri\\\\containers\\\\a160\\\\volumes\\\\4c60": The system cannot find the path specified.',
    ],
    causes: ['image-volume'],
  },
  ...byCode({ pattern: anywhere, say: (text) => layers(`ImportLayer failed in Win32: ${text}`) })({
    'image-hives': {
      codes: [1009],
      title: 'Windows refuses the registry hives in the base layer of the image',
      causes: ['base-image-hives'],
    },
    'image-module': {
      codes: [126],
      title: 'Windows has no code to unpack container layers',
      causes: ['containers-feature'],
    },
  }),
  ...byCode({ pattern: unpack, say: (text) => layers(`ImportLayer failed in Win32: ${text}`) })({
    'image-denied': {
      codes: [5],
      title: 'containerd is not allowed to write a layer of the image',
      causes: ['containerd-account', 'security-product'],
    },
  }),
  'image-layer': {
    title: 'Windows could not import a layer of the image',
    pattern: importing,
    codes: { except: unambiguous },
    sample: layers('ImportLayer failed in Win32: The system cannot find the path specified. (0x3)'),
    causes: ['container-storage', 'image-base'],
  },
  'image-base-layer': {
    title: 'Windows does not accept the base layer of the image',
    pattern: processing,
    codes: { except: unambiguous },
    sample: layers('ProcessBaseLayer C:\\x: The system cannot find the path specified.'),
    causes: ['image-base', 'container-storage'],
  },
  ...byCode({ pattern: converting, say: (text) => layers(`ProcessUtilityVMImage C:\\x: ${text}`) })({
    'image-conversion': {
      title: 'The base of the image is not one that Windows can unpack',
      causes: ['image-base'],
    },
    'image-conversion-storage': {
      codes: refused,
      title: 'The volume of containerd did not take a request of Windows while it unpacked the image',
      // Source: github.com/microsoft/hcsshim/issues/2294
      causes: ['container-storage'],
    },
  }),
  'image-privilege': {
    title: 'containerd does not have the privileges that it needs to unpack layers',
    pattern: /failed to extract layer [^\n]{0,300}?Could not enable privileges/,
    sample: pull(
      'failed to extract layer sha256:5f3c: Could not enable privileges "SeBackupPrivilege", "SeRestorePrivilege": unknown',
    ),
    causes: ['containerd-account', 'service-privileges'],
  },
  'image-storage': {
    title: 'containerd could not store a layer of the image, or the writable layer of the container',
    everywhere: true,
    pattern:
      /failed to prepare extraction snapshot "[^"\n]{1,300}": failed to create snapshot dir|wrong diff id calculated on extraction|is not on an NTFS volume - only NTFS volumes are supported|failed to create scratch layer: (?!no parent layers present)(?<detail>[^\n]{1,600})|failed to create containerd container: error unpacking image/,
    unless: ['FSCTL_EXTEND_VOLUME'],
    samples: [
      pull(
        'failed to prepare extraction snapshot "extract-42 sha256:5f3c": failed to create snapshot dir C:\\x: mkdir C:\\x: Access is denied.',
      ),
      'Error: failed to create containerd container: failed to create scratch layer: failed to open C:\\x: open C:\\x: The system cannot find the file specified.',
    ],
    causes: ['container-storage'],
  },
  'scratch-size': {
    title: 'The volume in the writable layer of the container could not be given its size',
    pattern: /failed to create scratch layer: [^\n]{0,200}?FSCTL_EXTEND_VOLUME [^\n]{1,200}?: (?<tail>[^\n]{1,300})/,
    sample:
      'Error: failed to create containerd container: failed to create scratch layer: failed to expand sandbox vhdx size to 42949672960 bytes: FSCTL_EXTEND_VOLUME \\\\?\\Volume{5b2a1f7e-0000-0000-0000-100000000000}: The media is write protected.',
    // Source: github.com/microsoft/hcsshim/pull/2572
    causes: ['unprotected-drives', 'container-storage'],
  },
  'scratch-parents': {
    title: 'The image of the container has no layers',
    said: 'failed to create scratch layer: no parent layers present',
    causes: ['image-base'],
  },
  'layer-mount': {
    title: 'containerd could not mount a layer of an image',
    hostProcess: false,
    pattern:
      /failed to (?:activate|prepare|unprepare|deactivate|get volume path for|set volume mount path for|record source for) layer [A-Za-z]:[^\n]{1,400}/,
    unless: ['failed to mount {windows-layer', 'buildkit-mount'],
    sample:
      'failed to activate layer C:\\ProgramData\\containerd\\root\\snapshots\\7: hcsshim::ActivateLayer failed in Win32: The device is not ready. (0x15)',
    causes: ['container-storage'],
  },
});
