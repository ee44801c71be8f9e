import type { Signature } from '../signature.ts';

const tree = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal';
const mounts = `${tree}/jobcontainers/mounts.go`;
const job = `${tree}/jobobject/jobobject.go`;

const bindTarget =
  /failed to bind target(?<!failed to bind rootfs to [^\n]{1,300}: failed to bind target) "(?<target>[^"\n]{1,400})" to root "(?<root>[^"\n]{1,400})" for job object(?:: (?<tail>[^\n]{1,400}))?/;
const bindLiterals = ['failed to bind target'];
const noSource = [2, 3];
const badDestination = [123, 183, 267];

const directory =
  /failed to make directory for job container mount(?:: (?:mkdir (?<path>[A-Za-z]:[^:\n]{1,300}): )?(?<tail>[^\n]{1,400}))?/;
const link =
  /(?:failed to setup mount for job container(?:: (?:symlink [^\n]{1,800}?: )?(?<tail>[^\n]{1,400}))?|failed to setup symlink from (?<target>[^\n]{1,300}?) to containers rootfs at (?<path>[^\n"]{1,300}))/;
const linkLiterals = ['failed to setup mount for job container', 'to containers rootfs at'];

const create = (text: string) =>
  `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;
const bind = (tail: string) =>
  create(
    `failed to bind target "\\\\\\\\?\\\\Volume{473e53c8-c55d-11ed-9601-ba2be9735a86}\\\\" to root "C:\\\\data" for job object: ${tail}`,
  );

/** hcsshim sets up the root and the mounts of a HostProcess container. */
export const hcsshimMount: readonly Signature[] = [
  {
    id: 'mount-pipe',
    component: 'hcsshim',
    title: 'The pod mounts a named pipe, which HostProcess containers cannot do and do not need',
    hostProcess: true,
    pattern: /named pipe mounts not supported for job containers/,
    literals: ['named pipe mounts not supported for job containers'],
    samples: [create('named pipe mounts not supported for job containers - interact with the pipe directly')],
    nearMisses: ['open \\\\.\\pipe\\csi-proxy-filesystem-v1: The system cannot find the file specified.'],
    reference: mounts,
    causes: ['named-pipe-mount'],
  },
  {
    id: 'mount-incomplete',
    component: 'hcsshim',
    title: 'A mount of the container has no source or no destination',
    hostProcess: true,
    pattern: /invalid OCI spec - a mount must have both source and a destination(?:: (?<mount>[^\n]{1,300}))?/,
    literals: ['a mount must have both source and a destination'],
    samples: [
      create('invalid OCI spec - a mount must have both source and a destination: {Destination: Type: Source:C:\\x}'),
    ],
    nearMisses: ['invalid OCI spec - a mount must have both host and container path set'],
    reference: mounts,
    causes: ['mount-invalid'],
  },
  {
    id: 'mount-parent',
    component: 'hcsshim',
    title: 'The parent directory of a mountPath could not be created on the host',
    hostProcess: true,
    pattern:
      /shim task: mkdir (?![A-Za-z]:[^\n:]{1,200}[\\/]jobcontainer\d)(?<path>[^\n]{1,400}?): (?<tail>[^\n]{1,400})/,
    literals: ['failed to create shim task'],
    samples: [create('mkdir E:\\data: The system cannot find the path specified.')],
    nearMisses: ['mkdir E:\\data: The system cannot find the path specified.'],
    reference: job,
    causes: ['mount-invalid'],
  },
  {
    id: 'mount-directory',
    component: 'hcsshim',
    title: 'The directory of a mount could not be created',
    hostProcess: true,
    pattern: directory,
    codes: { except: [112] },
    literals: ['failed to make directory for job container mount'],
    samples: [create('failed to make directory for job container mount: mkdir C:\\Windows\\x: Access is denied.')],
    nearMisses: ['failed to make directory for mount'],
    reference: mounts,
    causes: ['mount-invalid', 'mount-symlink'],
  },
  {
    id: 'mount-directory-full',
    component: 'hcsshim',
    title: 'The directory of a mount could not be created, because the disk is full',
    hostProcess: true,
    pattern: directory,
    codes: { only: [112] },
    literals: ['failed to make directory for job container mount'],
    samples: [
      create(
        'failed to make directory for job container mount: mkdir C:\\hpc\\etc: There is not enough space on the disk.',
      ),
    ],
    nearMisses: ['There is not enough space on the disk.'],
    reference: mounts,
    causes: ['container-storage'],
  },
  {
    id: 'mount-link',
    component: 'hcsshim',
    title: 'The link of a mount could not be created below the root of the container',
    hostProcess: true,
    pattern: link,
    codes: { except: [1314] },
    literals: linkLiterals,
    samples: [
      create(
        'failed to setup mount for job container: symlink C:\\a C:\\C\\x\\b: Cannot create a file when that file already exists.',
      ),
      'failed to setup symlink from C:\\var\\log to containers rootfs at C:\\hpc\\var\\log',
    ],
    nearMisses: ['failed to setup mount for container'],
    reference: mounts,
    causes: ['mount-symlink'],
  },
  {
    id: 'mount-link-privilege',
    component: 'hcsshim',
    title: 'containerd does not have the privilege to create symbolic links, which mounts need here',
    hostProcess: true,
    pattern: link,
    codes: { only: [1314] },
    literals: linkLiterals,
    samples: [
      create(
        'failed to setup mount for job container: symlink C:\\a C:\\C\\x\\b: A required privilege is not held by the client.',
      ),
    ],
    nearMisses: ['symlink C:\\a C:\\b: A required privilege is not held by the client.'],
    reference: mounts,
    causes: ['containerd-account', 'service-privileges'],
  },
  {
    id: 'mount-shadow',
    component: 'hcsshim',
    title: 'A mount hides a directory of the host from the container',
    hostProcess: true,
    pattern: /job container mount destination exists and will be shadowed/,
    literals: ['job container mount destination exists and will be shadowed'],
    samples: ['job container mount destination exists and will be shadowed'],
    nearMisses: ['mount destination exists'],
    reference: mounts,
    causes: ['mount-shadowed'],
  },
  {
    id: 'mount-temporary',
    component: 'hcsshim',
    title: 'The volume of the container could not be mounted in the TEMP directory of Windows',
    hostProcess: true,
    pattern:
      /(?:shim task: mkdir (?<path>[A-Za-z]:[^\n:]{1,200}[\\/]jobcontainer\d[^\n:]{0,40}): |shim task: failed to mount sandbox volume to [^\n]{1,300}? on host: )(?<tail>[^\n]{1,400})/,
    literals: ['failed to create shim task', 'failed to mount sandbox volume to'],
    samples: [
      create('mkdir C:\\Windows\\TEMP\\jobcontainer2817: Access is denied.'),
      create(
        'failed to mount sandbox volume to C:\\Windows\\TEMP\\jobcontainer2817\\ on host: The parameter is incorrect.',
      ),
    ],
    nearMisses: ['failed to mount sandbox volume'],
    reference: mounts,
    causes: ['container-storage'],
  },
  {
    id: 'mount-leftover',
    component: 'hcsshim',
    title: 'The mount point of an earlier container could not be removed',
    hostProcess: true,
    pattern: /failed to (?:delete sandbox volume mount point|remove sandbox mounted folder path)/,
    literals: ['failed to delete sandbox volume mount point', 'failed to remove sandbox mounted folder path'],
    samples: [create('failed to delete sandbox volume mount point: Access is denied.')],
    nearMisses: ['failed to delete mount point'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.13.0/internal/layers/wcow_mount.go',
    causes: ['security-product', 'container-storage'],
  },
  {
    id: 'bind-rootfs',
    component: 'hcsshim',
    title: 'The root of the container could not be bound to its place',
    hostProcess: true,
    pattern:
      /failed to bind rootfs to (?![^\n]{1,300}: job is not a silo)(?<root>[^\n]{1,300}?): (?:failed to bind target "[^"\n]{1,400}" to root "[^"\n]{1,400}" for job object: )?(?<tail>[^\n]{1,400})/,
    literals: ['failed to bind rootfs to'],
    samples: [create('failed to bind rootfs to C:\\hpc\\: Access is denied.')],
    nearMisses: ['failed to bind rootfs'],
    reference: `${tree}/jobcontainers/storage.go`,
    causes: ['bind-filter'],
  },
  {
    id: 'bind-source',
    component: 'hcsshim',
    title: 'The source of a mount does not exist on the node',
    hostProcess: true,
    pattern: bindTarget,
    codes: { only: noSource },
    literals: bindLiterals,
    samples: [bind('The system cannot find the path specified.')],
    nearMisses: ['failed to bind target port'],
    reference: job,
    causes: ['mount-source', 'bind-filter'],
  },
  {
    id: 'bind-destination',
    component: 'hcsshim',
    title: 'A mount cannot be bound to its mountPath',
    hostProcess: true,
    pattern: bindTarget,
    codes: { only: badDestination },
    literals: bindLiterals,
    samples: [bind('Cannot create a file when that file already exists.')],
    nearMisses: ['failed to bind target port'],
    reference: job,
    causes: ['mount-invalid'],
  },
  {
    id: 'bind-target',
    component: 'hcsshim',
    title: 'A mount could not be bound to its mountPath',
    hostProcess: true,
    pattern: bindTarget,
    codes: { except: [...noSource, ...badDestination] },
    literals: bindLiterals,
    samples: [bind('Do not attach the filter to the volume at this time.')],
    nearMisses: [
      'hcsshim::CreateComputeSystem web: Do not attach the filter to the volume at this time.',
      'failed to bind target port',
    ],
    reference: job,
    causes: ['bind-filter', 'mount-invalid'],
  },
];
