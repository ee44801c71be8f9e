import type { Signature } from '../signature.ts';

const tree = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal';
const container = `${tree}/jobcontainers/jobcontainer.go`;
const job = `${tree}/jobobject/jobobject.go`;

const exhausted = [8, 14, 1450, 1455, 1816];
const object =
  /(?:shim task: failed to create job object(?!: failed to enable IO tracking)|failed to set terminate on last handle close on job container|failed initial query for PIDs in job object)(?:: (?<tail>[^\n]{1,400}))?/;
const literals = [
  'failed to create job object',
  'failed to set terminate on last handle close on job container',
  'failed initial query for PIDs in job object',
];

const create = (text: string) =>
  `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;

/** hcsshim creates the job object of a container, makes it a silo, and sets its limits. */
export const hcsshimJob: readonly Signature[] = [
  {
    id: 'job-object',
    component: 'hcsshim',
    title: 'The job object of the container could not be created',
    hostProcess: true,
    pattern: object,
    codes: { except: exhausted },
    literals,
    samples: [create('failed to create job object: Access is denied.')],
    nearMisses: ['failed to create job object for remotevm process'],
    reference: container,
    causes: ['containerd-account', 'service-privileges', 'security-product'],
  },
  {
    id: 'job-object-resources',
    component: 'hcsshim',
    title: 'There was too little memory to create the job object of the container',
    hostProcess: true,
    pattern: object,
    codes: { only: exhausted },
    literals,
    samples: [
      create('failed to create job object: Insufficient system resources exist to complete the requested service.'),
    ],
    nearMisses: ['Insufficient system resources exist to complete the requested service.'],
    reference: container,
    causes: ['resource-limit'],
  },
  {
    id: 'job-tracking',
    component: 'hcsshim',
    title: 'Windows did not switch on the I/O counters of the job object',
    hostProcess: true,
    pattern: /failed to enable IO tracking on job object(?:: (?<tail>[^\n]{1,400}))?/,
    literals: ['failed to enable IO tracking on job object'],
    samples: [
      create('failed to create job object: failed to enable IO tracking on job object: The request is not supported.'),
    ],
    nearMisses: ['failed to enable IO tracking'],
    reference: job,
    causes: ['containerd-account', 'windows-too-old', 'security-product'],
  },
  {
    id: 'silo-promotion',
    component: 'hcsshim',
    title: 'The job object of the container could not be made a silo',
    hostProcess: true,
    pattern: /failed to promote job to silo(?:: (?<tail>[^\n]{1,400}))?/,
    literals: ['failed to promote job to silo'],
    samples: [create('failed to promote job to silo: The parameter is incorrect.')],
    nearMisses: ['job is not a silo'],
    reference: job,
    causes: ['silo-unavailable'],
  },
  {
    id: 'silo-busy',
    component: 'hcsshim',
    title: 'The job object already had processes when it was to become a silo',
    hostProcess: true,
    pattern: /job cannot have running processes to be promoted to a silo/,
    literals: ['to be promoted to a silo'],
    samples: [create('job cannot have running processes to be promoted to a silo, found 2 running processes')],
    nearMisses: ['job cannot have running processes'],
    reference: job,
    causes: ['start-race'],
  },
  {
    id: 'silo-absent',
    component: 'hcsshim',
    title: 'The shim binds the root of the container before its job object is a silo',
    hostProcess: true,
    pattern: /failed to bind rootfs to [^\n]{1,300}: job is not a silo/,
    literals: ['job is not a silo'],
    samples: [create('failed to bind rootfs to C:\\hpc\\: job is not a silo')],
    nearMisses: ['job is not a silo'],
    reference: job,
    causes: ['shim-fault'],
  },
  {
    id: 'job-limits',
    component: 'hcsshim',
    title: 'Windows does not accept the limits of the container for a job object',
    hostProcess: true,
    pattern:
      /(?:failed to convert OCI spec to job object limits(?!: cpu affinity with multiple processor groups)|shim task: failed to set resource limits)(?:: (?<tail>[^\n]{1,400}))?/,
    literals: ['failed to convert OCI spec to job object limits', 'failed to set resource limits'],
    samples: [create('failed to set resource limits: The parameter is incorrect.')],
    nearMisses: ['failed to set resource limits for cgroup'],
    reference: container,
    causes: ['resource-limit'],
  },
  {
    id: 'job-limits-groups',
    component: 'hcsshim',
    title: 'CPU affinity over several processor groups needs a newer Windows',
    hostProcess: true,
    pattern: /cpu affinity with multiple processor groups requires Windows Server 2022 or later/,
    literals: ['cpu affinity with multiple processor groups'],
    samples: [
      create(
        'failed to convert OCI spec to job object limits: cpu affinity with multiple processor groups requires Windows Server 2022 or later: 2 entries',
      ),
    ],
    nearMisses: ['cpu affinity with processor groups'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.15.0-rc.4/internal/hcsoci/cpuaffinity.go',
    causes: ['windows-too-old'],
  },
  {
    id: 'job-limits-update',
    component: 'hcsshim',
    title: 'The limits of a running HostProcess container cannot be changed',
    hostProcess: true,
    pattern:
      /(?:modify|update is) not supported for job containers|failed to update resources: failed to update resources: not implemented/,
    literals: ['not supported for job containers', 'failed to update resources'],
    samples: [
      'failed to update resources: modify not supported for job containers: unknown',
      'failed to update resources: failed to update resources: not implemented',
    ],
    nearMisses: ['cpu affinity update for hypervisor-isolated containers is not supported'],
    reference: container,
    causes: ['resource-limit'],
  },
  {
    id: 'job-query',
    component: 'hcsshim',
    title: 'The shim could not read the counters or the processes of a running HostProcess container',
    hostProcess: true,
    pattern:
      /(?:failed to query for job (?:containers?|object) [a-z ]{1,40}|failed to get (?:pids in container(?!: failed initial query)|private working set for container)|supported property type for job containers)(?::[^\n]{0,200}: (?<tail>[^\n]{1,400})|: (?<code>[^\n:]{1,400}))?/,
    literals: [
      'failed to query for job ',
      'failed to get pids in container',
      'failed to get private working set',
      'supported property type for job containers',
    ],
    samples: [
      'failed to query for job containers storage information: Access is denied.',
      'failed to get pids in container: failed to query for PIDs in job object: Access is denied.',
    ],
    nearMisses: ['failed to query for job status'],
    reference: container,
    causes: ['security-product', 'shim-fault'],
  },
  {
    id: 'job-stop',
    component: 'hcsshim',
    title: 'The shim could not stop a HostProcess container, or send it a signal',
    hostProcess: true,
    pattern:
      /failed to (?:terminate job container|close one or more job container resources|close job container std(?:in|out|err)|open remote thread in target process|load CtrlRoutine)(?:[^\n:]{0,40}: (?<tail>[^\n]{1,400}))?/,
    literals: [
      'failed to terminate job container',
      'failed to close one or more job container resources',
      'failed to close job container std',
      'failed to open remote thread in target process',
      'failed to load CtrlRoutine',
    ],
    samples: [
      'failed to send signal: failed to open remote thread in target process 6120: Access is denied.: unknown',
      'failed to terminate job container: Access is denied.: unknown',
    ],
    nearMisses: ['failed to send signal to the container'],
    reference: `${tree}/jobcontainers/process.go`,
    causes: ['security-product', 'shim-fault'],
  },
  {
    id: 'job-container-other',
    component: 'hcsshim',
    title: 'The shim failed at something else that it does for a HostProcess container',
    hostProcess: true,
    everywhere: true,
    rest: true,
    pattern:
      /\b(?:for|in|of|from|to|with) (?:the )?job ?containers?\b[^\n:]{0,120}(?:: (?:[^\n]{0,600}: )?(?<tail>(?!unknown\b)[^\n:"]{1,300}))?/,
    literals: [' job container'],
    samples: ['failed to open the events of job container agent: The handle is invalid.'],
    nearMisses: ['job container failed to start'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/jobcontainer.go',
    causes: ['shim-fault', 'security-product'],
  },
];
