import type { Signature } from '../signature.ts';
import { byCode, catalogue } from './catalogue.ts';

const create = (text: string) =>
  `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;

const object =
  /(?:shim task: failed to create job object(?!: failed to enable IO tracking)|failed to set terminate on last handle close on job container|failed initial query for PIDs in job object)(?:: (?<tail>[^\n]{1,400}))?/;

const own =
  "layer retry loop failed|field 'Spec\\.Windows\\.Layerfolders'|layers can not be nil|need at least two layers|failed to attach overlay filter";

const mounting = (text: string) =>
  create(`failed to mount container layers: failed to mount job container storage: ${text}`);

const bindTarget =
  /failed to bind target(?<!failed to bind rootfs to [^\n]{1,300}: failed to bind target) "(?<target>[^"\n]{1,400})" to root "(?<root>[^"\n]{1,400})" for job object(?:: (?<tail>[^\n]{1,400}))?/;

const bind = (tail: string) =>
  create(
    `failed to bind target "\\\\\\\\?\\\\Volume{473e53c8-c55d-11ed-9601-ba2be9735a86}\\\\" to root "C:\\\\data" for job object: ${tail}`,
  );

/**
 * hcsshim creates a container: its job object, which it makes a silo and limits, the layers of its image, its root and its mounts.
 * Source: hcsshim internal/jobcontainers and internal/jobobject at v0.11.7, internal/layers at v0.13.0.
 */
export const hcsshimCreate: readonly Signature[] = catalogue({ component: 'hcsshim', hostProcess: true })({
  'job-object': {
    title: 'The job object of the container could not be created',
    pattern: object,
    sample: create('failed to create job object: Access is denied.'),
    causes: ['containerd-account', 'service-privileges', 'security-product'],
  },
  'job-tracking': {
    title: 'Windows did not switch on the I/O counters of the job object',
    pattern: /failed to enable IO tracking on job object(?:: (?<tail>[^\n]{1,400}))?/,
    sample: create(
      'failed to create job object: failed to enable IO tracking on job object: The request is not supported.',
    ),
    causes: ['containerd-account', 'windows-too-old', 'security-product'],
  },
  'job-limits': {
    title: 'Windows does not accept the limits of the container for a job object',
    pattern:
      /(?:failed to convert OCI spec to job object limits(?!: cpu affinity with multiple processor groups)|shim task: failed to set resource limits)(?:: (?<tail>[^\n]{1,400}))?/,
    sample: create('failed to set resource limits: The parameter is incorrect.'),
    causes: ['resource-limit'],
  },
  'job-limits-update': {
    title: 'The limits of a running HostProcess container cannot be changed',
    pattern:
      /(?:modify|update is) not supported for job containers|failed to update resources: failed to update resources: not implemented/,
    sample: 'failed to update resources: modify not supported for job containers: unknown',
    causes: ['resource-limit'],
  },
  'job-container-other': {
    title: 'The shim failed at something else that it does for a HostProcess container',
    everywhere: true,
    rest: true,
    pattern:
      /\b(?:for|in|of|from|to|with) (?:the )?job ?containers?\b[^\n:]{0,120}(?:: (?:[^\n]{0,600}: )?(?<tail>(?!unknown\b)[^\n:"]{1,300}))?/,
    literals: [' job container', ' jobcontainer'],
    sample: 'failed to open the events of job container agent: The handle is invalid.',
    causes: ['shim-fault', 'security-product'],
  },
  'container-layers': {
    title: 'The layers of the image could not be mounted for the container',
    pattern: new RegExp(
      `(?:failed to mount container layers|failed to mount job container storage)(?![^\\n]{0,200}: (?:${own}))(?:: (?<detail>[^\\n]{1,600}))?`,
    ),
    sample: mounting('hcsshim::ActivateLayer failed in Win32: The system cannot find the path specified. (0x3)'),
    causes: ['container-storage'],
  },
  'layers-retry': {
    title: 'The device of a layer did not become ready in time',
    said: 'layer retry loop failed',
    causes: ['node-overloaded', 'container-storage'],
  },
  'layers-few': {
    title: 'The image has no base layer',
    said: 'need at least two layers - base and scratch',
    causes: ['image-base'],
  },
  'mount-pipe': {
    title: 'The pod mounts a named pipe, which HostProcess containers cannot do and do not need',
    said: 'named pipe mounts not supported for job containers',
    causes: ['named-pipe-mount'],
  },
  'mount-incomplete': {
    title: 'A mount of the container has no source or no destination',
    pattern: /invalid OCI spec - a mount must have both source and a destination(?:: (?<mount>[^\n]{1,300}))?/,
    sample: create(
      'invalid OCI spec - a mount must have both source and a destination: {Destination: Type: Source:C:\\x}',
    ),
    causes: ['mount-invalid'],
  },
  'mount-parent': {
    title: 'The parent directory of a mountPath could not be created on the host',
    pattern:
      /shim task: mkdir (?![A-Za-z]:[^\n:]{1,200}[\\/]jobcontainer\d)(?<path>[^\n]{1,400}?): (?<tail>[^\n]{1,400})/,
    sample: create('mkdir E:\\data: The system cannot find the path specified.'),
    causes: ['mount-invalid'],
  },
  'mount-link': {
    title: 'The link of a mount could not be created below the root of the container',
    pattern: /failed to setup mount for job container(?:: (?:symlink [^\n]{1,800}?: )?(?<tail>[^\n]{1,400}))?/,
    sample: create(
      'failed to setup mount for job container: symlink C:\\a C:\\C\\x\\b: Cannot create a file when that file already exists.',
    ),
    causes: ['mount-symlink'],
  },
  'mount-link-warning': {
    title: 'The shim warns: a mount has no link below the root of the container, and is at its mountPath alone',
    warns: true,
    pattern:
      /failed to setup symlink from (?<target>[^\n]{1,300}?) to containers rootfs at (?<path>(?:[A-Za-z]:)?[^\n":]{1,300})/,
    sample: 'failed to setup symlink from C:\\var\\log to containers rootfs at C:\\hpc\\var\\log',
    causes: ['mount-symlink'],
  },
  'mount-shadow': {
    title: 'The shim warns: a mount hides a directory of the host from the container',
    warns: true,
    said: 'job container mount destination exists and will be shadowed',
    causes: ['mount-shadowed'],
  },
  'mount-leftover': {
    title: 'The mount point of an earlier container could not be removed',
    said: ['failed to delete sandbox volume mount point', 'failed to remove sandbox mounted folder path'],
    causes: ['security-product', 'container-storage'],
  },
  ...byCode({ pattern: bindTarget, say: bind })({
    'bind-source': {
      codes: [2, 3],
      title: 'The source of a mount does not exist on the node',
      causes: ['mount-source', 'bind-filter'],
    },
    'bind-destination': {
      codes: [123, 183, 267],
      title: 'A mount cannot be bound to its mountPath',
      causes: ['mount-invalid'],
    },
    'bind-target': {
      title: 'A mount could not be bound to its mountPath',
      causes: ['bind-filter', 'mount-invalid'],
    },
  }),
});
