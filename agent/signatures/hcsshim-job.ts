import type { Signature } from '../signature.ts';
import { catalogue } from './catalogue.ts';

const object =
  /(?:shim task: failed to create job object(?!: failed to enable IO tracking)|failed to set terminate on last handle close on job container|failed initial query for PIDs in job object)(?:: (?<tail>[^\n]{1,400}))?/;

const create = (text: string) =>
  `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;

/** hcsshim creates the job object of a container, makes it a silo, and sets its limits. Source: hcsshim internal/jobcontainers and internal/jobobject at v0.11.7. */
export const hcsshimJob: readonly Signature[] = catalogue({ component: 'hcsshim', hostProcess: true }, [
  {
    id: 'job-object',
    title: 'The job object of the container could not be created',
    pattern: object,
    sample: create('failed to create job object: Access is denied.'),
    causes: ['containerd-account', 'service-privileges', 'security-product'],
  },
  {
    id: 'job-tracking',
    title: 'Windows did not switch on the I/O counters of the job object',
    pattern: /failed to enable IO tracking on job object(?:: (?<tail>[^\n]{1,400}))?/,
    sample: create(
      'failed to create job object: failed to enable IO tracking on job object: The request is not supported.',
    ),
    causes: ['containerd-account', 'windows-too-old', 'security-product'],
  },
  {
    id: 'job-limits',
    title: 'Windows does not accept the limits of the container for a job object',
    pattern:
      /(?:failed to convert OCI spec to job object limits(?!: cpu affinity with multiple processor groups)|shim task: failed to set resource limits)(?:: (?<tail>[^\n]{1,400}))?/,
    sample: create('failed to set resource limits: The parameter is incorrect.'),
    causes: ['resource-limit'],
  },
  {
    id: 'job-limits-update',
    title: 'The limits of a running HostProcess container cannot be changed',
    pattern:
      /(?:modify|update is) not supported for job containers|failed to update resources: failed to update resources: not implemented/,
    sample: 'failed to update resources: modify not supported for job containers: unknown',
    causes: ['resource-limit'],
  },
  {
    id: 'job-container-other',
    title: 'The shim failed at something else that it does for a HostProcess container',
    everywhere: true,
    rest: true,
    pattern:
      /\b(?:for|in|of|from|to|with) (?:the )?job ?containers?\b[^\n:]{0,120}(?:: (?:[^\n]{0,600}: )?(?<tail>(?!unknown\b)[^\n:"]{1,300}))?/,
    literals: [' job container', ' jobcontainer'],
    sample: 'failed to open the events of job container agent: The handle is invalid.',
    causes: ['shim-fault', 'security-product'],
  },
]);
