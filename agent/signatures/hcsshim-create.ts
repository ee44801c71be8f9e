import type { Signature } from '../signature.ts';

const tree = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal';
const mounts = `${tree}/jobcontainers/mounts.go`;
const container = `${tree}/jobcontainers/jobcontainer.go`;

const create = (text: string) =>
  `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;

/** hcsshim setting a HostProcess container up: mounts, layers, silo, limits. All of it is before a user is looked at. */
export const hcsshimCreate: readonly Signature[] = [
  {
    id: 'mount-pipe',
    component: 'hcsshim',
    title: 'The pod mounts a named pipe, which HostProcess containers do not need and cannot have',
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
    title: 'A mount of the container lacks its source or its destination',
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
    id: 'mount-directory',
    component: 'hcsshim',
    title: 'The directory for a mount could not be made',
    hostProcess: true,
    pattern:
      /failed to make directory for job container mount(?:: (?:mkdir (?<path>[A-Za-z]:[^:\n]{1,300}): )?(?<tail>[^\n]{1,400}))?/,
    literals: ['failed to make directory for job container mount'],
    samples: [create('failed to make directory for job container mount: mkdir C:\\Windows\\x: Access is denied.')],
    nearMisses: ['failed to make directory for mount'],
    reference: mounts,
    causes: ['mount-invalid', 'mount-symlink'],
  },
  {
    id: 'mount-link',
    component: 'hcsshim',
    title: 'The link for a mount could not be made below the root of the container',
    hostProcess: true,
    pattern:
      /(?:failed to setup mount for job container(?:: (?<tail>[^\n]{1,400}))?|failed to setup symlink from (?<target>[^\n]{1,300}?) to containers rootfs at (?<path>[^\n"]{1,300}))/,
    literals: ['failed to setup mount for job container', 'to containers rootfs at'],
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
    id: 'bind-rootfs',
    component: 'hcsshim',
    title: 'The root of the container could not be bound to its place',
    hostProcess: true,
    pattern:
      /failed to bind rootfs to (?<root>[^\n]{1,300}?): (?:failed to bind target "[^"\n]{1,400}" to root "[^"\n]{1,400}" for job object: )?(?<tail>[^\n]{1,400})/,
    literals: ['failed to bind rootfs to'],
    samples: [create('failed to bind rootfs to C:\\hpc\\: Access is denied.')],
    nearMisses: ['failed to bind rootfs'],
    reference: `${tree}/jobcontainers/storage.go`,
    causes: ['bind-filter'],
  },
  {
    id: 'bind-target',
    component: 'hcsshim',
    title: 'A mount could not be bound to its place',
    hostProcess: true,
    pattern:
      /failed to bind target(?<!failed to bind rootfs to [^\n]{1,300}: failed to bind target) "(?<target>[^"\n]{1,400})" to root "(?<root>[^"\n]{1,400})" for job object(?:: (?<tail>[^\n]{1,400}))?/,
    literals: ['failed to bind target'],
    samples: [
      create(
        'failed to bind target "\\\\\\\\?\\\\Volume{473e53c8-c55d-11ed-9601-ba2be9735a86}\\\\" to root "C:\\\\data" for job object: Do not attach the filter to the volume at this time.',
      ),
    ],
    nearMisses: [
      'hcsshim::CreateComputeSystem web: Do not attach the filter to the volume at this time.',
      'failed to bind target port',
    ],
    reference: `${tree}/jobobject/jobobject.go`,
    causes: ['bind-filter', 'mount-invalid'],
  },
  {
    id: 'silo-promotion',
    component: 'hcsshim',
    title: 'The job of the container could not be made a silo',
    hostProcess: true,
    pattern:
      /(?:failed to promote job to silo(?:: (?<tail>[^\n]{1,400}))?|job cannot have running processes to be promoted to a silo)/,
    literals: ['failed to promote job to silo', 'to be promoted to a silo'],
    samples: [create('failed to promote job to silo: The parameter is incorrect.')],
    nearMisses: ['job is not a silo'],
    reference: `${tree}/jobobject/jobobject.go`,
    causes: ['silo-unavailable'],
  },
  {
    id: 'container-layers',
    component: 'hcsshim',
    title: 'The layers of the image could not be mounted for the container',
    hostProcess: true,
    pattern: /(?:failed to mount container layers|failed to mount job container storage)(?:: (?<detail>[^\n]{1,600}))?/,
    literals: ['failed to mount container layers', 'failed to mount job container storage'],
    samples: [
      create(
        'failed to mount container layers: failed to mount job container storage: hcsshim::ActivateLayer failed in Win32: The system cannot find the path specified. (0x3)',
      ),
    ],
    nearMisses: ['failed to mount container storage'],
    reference: container,
    causes: ['container-storage'],
  },
  {
    id: 'root-path',
    component: 'hcsshim',
    title: 'The root of the container is no volume',
    hostProcess: true,
    pattern: /invalid container spec - Root\.Path '(?<path>[^'\n]{0,300})' must be a volume GUID path/,
    literals: ['must be a volume GUID path'],
    samples: [
      create(
        "invalid container spec - Root.Path 'C:\\x' must be a volume GUID path in the format '\\\\?\\Volume{GUID}\\'",
      ),
    ],
    nearMisses: ['path must be a volume'],
    reference: container,
    causes: ['container-storage'],
  },
  {
    id: 'job-limits',
    component: 'hcsshim',
    title: 'The limits of the container do not fit a job object',
    hostProcess: true,
    pattern:
      /(?:failed to convert OCI spec to job object limits|shim task: failed to set resource limits)(?:: (?<tail>[^\n]{1,400}))?/,
    literals: ['failed to convert OCI spec to job object limits', 'failed to set resource limits'],
    samples: [create('failed to set resource limits: The parameter is incorrect.')],
    nearMisses: ['failed to set resource limits for cgroup'],
    reference: container,
    causes: ['resource-limit'],
  },
  {
    id: 'job-limits-update',
    component: 'hcsshim',
    title: 'The limits of a running HostProcess container cannot be changed',
    hostProcess: true,
    pattern: /modify not supported for job containers/,
    literals: ['modify not supported for job containers'],
    samples: ['failed to update resources: modify not supported for job containers: unknown'],
    nearMisses: ['cpu affinity update is not supported'],
    reference: container,
    causes: ['resource-limit'],
  },
  {
    id: 'job-object',
    component: 'hcsshim',
    title: 'The job object of the container could not be made',
    hostProcess: true,
    pattern:
      /(?:shim task: failed to create job object|failed to set terminate on last handle close on job container)(?:: (?<tail>[^\n]{1,400}))?/,
    literals: ['failed to create job object', 'failed to set terminate on last handle close on job container'],
    samples: [create('failed to create job object: Access is denied.')],
    nearMisses: ['failed to create job object for remotevm process'],
    reference: container,
    causes: ['containerd-account', 'security-product'],
  },
  {
    id: 'pod-isolation',
    component: 'hcsshim',
    title: 'The pod is a HostProcess pod and one of its containers is not',
    hostProcess: true,
    pattern: /cannot create a normal process isolated container if the pod sandbox is a job container/,
    literals: ['if the pod sandbox is a job container'],
    samples: [create('cannot create a normal process isolated container if the pod sandbox is a job container')],
    nearMisses: ['cannot create a normal container'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/cmd/containerd-shim-runhcs-v1/pod.go',
    causes: ['mixed-containers'],
  },
  {
    id: 'hyperv-host-process',
    component: 'hcsshim',
    title: 'The pod runs in a virtual machine, where HostProcess containers cannot be',
    hostProcess: true,
    pattern: /UVM does not support HostProcess containers/,
    literals: ['does not support HostProcess containers'],
    samples: ['failed to create shim task: UVM does not support HostProcess containers: unknown'],
    nearMisses: ['UVM does not support hot add'],
    reference: 'https://github.com/microsoft/hcsshim/blob/main/cmd/containerd-shim-runhcs-v1/pod.go',
    causes: ['hyperv-isolation'],
  },
  {
    id: 'annotation-conflict',
    component: 'hcsshim',
    title: 'HostProcess containers are switched off by an annotation, and the pod asks for one',
    hostProcess: true,
    pattern: /annotations? (?:expansion )?conflict: (?=[^\n]{0,300}hostprocess-container)/,
    literals: ['disable-hostprocess-container', 'hostprocess-container'],
    samples: [
      create(
        'unable to process OCI Spec annotations: specified annotations conflict: "microsoft.com/hostprocess-container" = "true" and "microsoft.com/disable-hostprocess-container" = "true"',
      ),
    ],
    nearMisses: ['specified annotations conflict: "io.microsoft.a" = "1" and "io.microsoft.b" = "2"'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.13.0/pkg/annotations/annotations.go',
    causes: ['host-process-disabled'],
  },
];
