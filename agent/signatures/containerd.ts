import type { Signature } from '../signature.ts';

const cri = 'https://github.com/containerd/containerd/blob/v1.7.28/pkg/cri';
const imageBase = 'https://github.com/microsoft/windows-host-process-containers-base-image';

const pull = (text: string) =>
  `Failed to pull image "registry.example.net/agent:1": rpc error: code = Unknown desc = failed to pull and unpack image "registry.example.net/agent:1": ${text}`;

/** containerd's own CRI service: the pod as a whole, its mounts, its image, and the pipe to it. */
export const containerd: readonly Signature[] = [
  {
    id: 'cri-host-process',
    component: 'containerd',
    title: 'The pod and its container do not agree on being HostProcess',
    hostProcess: true,
    pattern: /pod spec and all containers inside must have the HostProcess field set to be valid/,
    literals: ['must have the HostProcess field set to be valid'],
    samples: [
      'Error: failed to generate container "c0ffee" spec: failed to generate spec: pod spec and all containers inside must have the HostProcess field set to be valid',
    ],
    nearMisses: ['all containers inside must be valid'],
    reference: `${cri}/server/container_create_windows.go`,
    causes: ['host-process-ignored', 'mixed-containers'],
  },
  {
    id: 'mount-drive',
    component: 'containerd',
    title: 'A mount of the pod has the whole C: drive as its destination',
    hostProcess: true,
    pattern: /destination path can not be C drive/,
    literals: ['destination path can not be C drive'],
    samples: [
      'Error: failed to generate container "c0ffee" spec: failed to generate spec: destination path can not be C drive',
    ],
    nearMisses: ['destination path can not be empty'],
    reference: `${cri}/opts/spec_windows.go`,
    causes: ['mount-invalid'],
  },
  {
    id: 'image-no-platform',
    component: 'containerd',
    title: 'The image has no variant for this node',
    hostProcess: true,
    pattern: /(?:unpack image "(?<image>[^"\n]{1,300})": [^\n]{0,200}?)?no match for platform in manifest/,
    literals: ['no match for platform in manifest'],
    samples: [pull('no match for platform in manifest: not found')],
    nearMisses: [
      pull('failed to resolve reference "registry.example.net/agent:1": registry.example.net/agent:1: not found'),
    ],
    reference: 'https://github.com/containerd/containerd/pull/8101',
    causes: ['image-platform'],
  },
  {
    id: 'image-hives',
    component: 'containerd',
    title: 'The base layer of the image holds registry hives that this Windows does not take',
    hostProcess: true,
    pattern:
      /(?:ImportLayer|ProcessBaseLayer)\b[^\n]{0,400}(?:configuration registry database is corrupt|\(0x3f1\)|winapi error #1009)/,
    literals: ['ImportLayer', 'ProcessBaseLayer'],
    samples: [
      pull(
        'failed to extract layer sha256:5f3c: hcsshim::ImportLayer failed in Win32: The configuration registry database is corrupt. (0x3f1)',
      ),
    ],
    nearMisses: ['The configuration registry database is corrupt.'],
    reference: `${imageBase}/issues/14`,
    causes: ['base-image-hives'],
  },
  {
    id: 'image-module',
    component: 'containerd',
    title: 'Windows has no code to unpack container layers',
    hostProcess: true,
    pattern: /(?:ImportLayer|ProcessBaseLayer)\b[^\n]{0,400}specified module could not be found/,
    literals: ['ImportLayer', 'ProcessBaseLayer'],
    samples: [
      pull(
        'failed to extract layer sha256:5f3c: hcsshim::ProcessBaseLayer C:\\x: The specified module could not be found.',
      ),
    ],
    nearMisses: ['LoadLibrary: The specified module could not be found.'],
    reference: 'https://github.com/microsoft/hcsshim/issues/1445',
    causes: ['containers-feature'],
  },
  {
    id: 'runtime-pipe-absent',
    component: 'containerd',
    title: 'Nobody answers on the pipe of containerd',
    hostProcess: true,
    pattern:
      /(?:open|dial|npipe:)[^\n]{0,40}pipe[\\/]{1,8}containerd-containerd[^\n]{0,80}(?:The system cannot find the file specified|file does not exist)/,
    literals: ['containerd-containerd'],
    samples: [
      'connection error: desc = "transport: Error while dialing: open //./pipe/containerd-containerd: The system cannot find the file specified."',
    ],
    nearMisses: ['open \\\\.\\pipe\\csi-proxy-volume-v1: The system cannot find the file specified.'],
    reference: 'https://github.com/containerd/containerd/blob/v1.7.28/defaults/defaults_windows.go',
    causes: ['containerd-stopped'],
  },
  {
    id: 'runtime-pipe-denied',
    component: 'containerd',
    title: 'This account may not use the pipe of containerd',
    hostProcess: true,
    pattern:
      /(?:open|dial|npipe:|connect E[A-Z]{4,6})[^\n]{0,40}pipe[\\/]{1,8}containerd-containerd[^\n]{0,80}Access is denied|connect E(?:ACCES|PERM) [^\n]{0,20}pipe[\\/]{1,8}containerd-containerd/,
    literals: ['containerd-containerd'],
    samples: [
      'connect EACCES \\\\.\\pipe\\containerd-containerd',
      'open //./pipe/containerd-containerd: Access is denied.',
    ],
    nearMisses: ['open \\\\.\\pipe\\csi-proxy-volume-v1: Access is denied.'],
    reference: 'https://github.com/microsoft/go-winio/blob/main/pipe.go',
    causes: ['runtime-pipe-access'],
  },
];
