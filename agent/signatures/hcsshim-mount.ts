import type { Signature } from '../signature.ts';
import { byCode, catalogue } from './catalogue.ts';

const bindTarget =
  /failed to bind target(?<!failed to bind rootfs to [^\n]{1,300}: failed to bind target) "(?<target>[^"\n]{1,400})" to root "(?<root>[^"\n]{1,400})" for job object(?:: (?<tail>[^\n]{1,400}))?/;
const noSource = [2, 3];
const badDestination = [123, 183, 267];

const link =
  /(?:failed to setup mount for job container(?:: (?:symlink [^\n]{1,800}?: )?(?<tail>[^\n]{1,400}))?|failed to setup symlink from (?<target>[^\n]{1,300}?) to containers rootfs at (?<path>[^\n"]{1,300}))/;

const create = (text: string) =>
  `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;
const bind = (tail: string) =>
  create(
    `failed to bind target "\\\\\\\\?\\\\Volume{473e53c8-c55d-11ed-9601-ba2be9735a86}\\\\" to root "C:\\\\data" for job object: ${tail}`,
  );

/** hcsshim sets up the root and the mounts of a HostProcess container. Source: hcsshim internal/jobcontainers/mounts.go and internal/jobobject at v0.11.7. */
export const hcsshimMount: readonly Signature[] = catalogue({ component: 'hcsshim', hostProcess: true }, [
  {
    id: 'mount-pipe',
    title: 'The pod mounts a named pipe, which HostProcess containers cannot do and do not need',
    said: 'named pipe mounts not supported for job containers',
    causes: ['named-pipe-mount'],
  },
  {
    id: 'mount-incomplete',
    title: 'A mount of the container has no source or no destination',
    pattern: /invalid OCI spec - a mount must have both source and a destination(?:: (?<mount>[^\n]{1,300}))?/,
    sample: create(
      'invalid OCI spec - a mount must have both source and a destination: {Destination: Type: Source:C:\\x}',
    ),
    causes: ['mount-invalid'],
  },
  {
    id: 'mount-parent',
    title: 'The parent directory of a mountPath could not be created on the host',
    pattern:
      /shim task: mkdir (?![A-Za-z]:[^\n:]{1,200}[\\/]jobcontainer\d)(?<path>[^\n]{1,400}?): (?<tail>[^\n]{1,400})/,
    sample: create('mkdir E:\\data: The system cannot find the path specified.'),
    causes: ['mount-invalid'],
  },
  {
    id: 'mount-link',
    title: 'The link of a mount could not be created below the root of the container',
    pattern: link,
    samples: [
      create(
        'failed to setup mount for job container: symlink C:\\a C:\\C\\x\\b: Cannot create a file when that file already exists.',
      ),
      'failed to setup symlink from C:\\var\\log to containers rootfs at C:\\hpc\\var\\log',
    ],
    causes: ['mount-symlink'],
  },
  {
    id: 'mount-shadow',
    title: 'A mount hides a directory of the host from the container',
    said: 'job container mount destination exists and will be shadowed',
    causes: ['mount-shadowed'],
  },
  {
    id: 'mount-leftover',
    title: 'The mount point of an earlier container could not be removed',
    pattern: /failed to (?:delete sandbox volume mount point|remove sandbox mounted folder path)/,
    sample: create('failed to delete sandbox volume mount point: Access is denied.'),
    causes: ['security-product', 'container-storage'],
  },
  ...byCode({ pattern: bindTarget, say: bind }, [
    {
      id: 'bind-source',
      codes: noSource,
      title: 'The source of a mount does not exist on the node',
      causes: ['mount-source', 'bind-filter'],
    },
    {
      id: 'bind-destination',
      codes: badDestination,
      title: 'A mount cannot be bound to its mountPath',
      causes: ['mount-invalid'],
    },
    {
      id: 'bind-target',
      title: 'A mount could not be bound to its mountPath',
      causes: ['bind-filter', 'mount-invalid'],
    },
  ]),
]);
