import type { Signature } from '../signature.ts';

const tree = 'https://github.com/microsoft/hcsshim/blob/v0.11.7';
const job = `${tree}/internal/jobcontainers/jobcontainer.go`;
const cri = 'https://github.com/containerd/containerd/blob/v1.7.34/pkg/cri';

/** Ordinary containers, of Windows and of Linux. */
const ordinary =
  'hcs::|(?<!container layers: [^\\n]{0,300})hcsshim::|OCI runtime|runc|runsc|kata|crun|network for sandbox|encountered an error during';
/** The last part of the chain, before what gRPC and the shim append. */
const reason =
  '(?:[^\\n]{0,1000}: )?(?<tail>(?!unknown\\b|exit status)[^:\\n"]{1,300})(?=: unknown|["\\\\\\n]|: exit status|$)';

/** What a step of the start is stopped by, whichever step it is. */
const reasons = {
  denied: [5, 740, 1314],
  blocked: [225, 577, 1260, 4551],
  missing: [2, 3, 53, 123, 161, 206, 267],
  exhausted: [8, 14, 1450, 1455, 1816],
  full: [39, 112],
} as const;
type Reason = keyof typeof reasons;

interface Stage {
  id: string;
  component: Signature['component'];
  /** What did not work, as the beginning of a sentence. */
  title: string;
  /** How the program that does it begins; the rest of its words is not known. */
  start: string;
  /** Whether the words behind it that no other signature knows are those of a HostProcess container, where Windows says them. */
  hostProcess: boolean;
  literals: readonly string[];
  say: (text: string) => string;
  reference: string;
  causes: Record<Reason | 'other', readonly string[]>;
}

const stages: readonly Stage[] = [
  {
    id: 'start',
    component: 'hcsshim',
    title: 'The container could not be started',
    hostProcess: true,
    start: 'failed to start (?:containerd task|exec) "[^"\\n]{1,253}": ',
    literals: ['failed to start containerd task', 'failed to start exec'],
    say: (text) => `Error: failed to start containerd task "agent": ${text}: unknown`,
    reference: job,
    causes: {
      denied: ['containerd-account', 'executable-access', 'working-directory', 'security-product'],
      blocked: ['security-product', 'executable-access'],
      missing: ['executable-path', 'working-directory'],
      exhausted: ['resource-limit'],
      full: ['container-storage'],
      other: ['executable-path', 'working-directory', 'containerd-account', 'shim-fault', 'shim-mismatch'],
    },
  },
  {
    id: 'create',
    component: 'hcsshim',
    title: 'The container could not be created',
    hostProcess: true,
    start: 'failed to create shim task: ',
    literals: ['failed to create shim task'],
    say: (text) => `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`,
    reference: job,
    causes: {
      denied: ['containerd-account', 'mount-invalid', 'container-storage', 'security-product'],
      blocked: ['security-product'],
      missing: ['container-storage', 'mount-invalid'],
      exhausted: ['resource-limit'],
      full: ['container-storage'],
      other: [
        'container-storage',
        'mount-invalid',
        'shim-fault',
        'shim-mismatch',
        'silo-unavailable',
        'resource-limit',
      ],
    },
  },
  {
    id: 'shim',
    component: 'containerd',
    title: 'containerd could not start the shim of the container',
    hostProcess: true,
    start: 'failed to start shim: ',
    literals: ['failed to start shim'],
    say: (text) => `Error: failed to create containerd task: failed to start shim: ${text}: unknown`,
    reference: 'https://github.com/containerd/containerd/blob/v1.7.34/runtime/v2/manager.go',
    causes: {
      denied: ['security-product', 'containerd-account', 'shim-fault'],
      blocked: ['security-product'],
      missing: ['shim-missing', 'container-storage'],
      exhausted: ['resource-limit'],
      full: ['container-storage'],
      other: ['shim-fault', 'shim-missing', 'shim-mismatch'],
    },
  },
  {
    id: 'spec',
    component: 'containerd',
    title: 'containerd could not make the description of the container',
    hostProcess: true,
    start: 'failed to generate container "[^"\\n]{1,253}" spec: ',
    literals: ['failed to generate container'],
    say: (text) => `Error: failed to generate container "8f2d" spec: failed to generate spec: ${text}`,
    reference: `${cri}/server/container_create_windows.go`,
    causes: {
      denied: ['mount-source', 'security-product'],
      blocked: ['security-product'],
      missing: ['mount-source', 'mount-invalid'],
      exhausted: ['resource-limit'],
      full: ['container-storage'],
      other: ['mount-invalid', 'mount-source', 'host-process-ignored', 'mixed-containers'],
    },
  },
  {
    id: 'unpack',
    component: 'containerd',
    title: 'A layer of the image could not be unpacked',
    hostProcess: true,
    start: 'failed to extract layer ',
    literals: ['failed to extract layer'],
    say: (text) => `Failed to pull image "agent:1": failed to extract layer sha256:5f3c: ${text}: unknown`,
    reference: 'https://github.com/containerd/containerd/blob/v1.7.34/pkg/unpack/unpacker.go',
    causes: {
      denied: ['containerd-account', 'security-product', 'container-storage'],
      blocked: ['security-product'],
      missing: ['image-base', 'container-storage'],
      exhausted: ['resource-limit'],
      full: ['container-storage'],
      other: ['container-storage', 'image-base'],
    },
  },
  {
    id: 'container',
    component: 'containerd',
    title: 'containerd could not make the container',
    hostProcess: false,
    start: 'failed to create containerd container: ',
    literals: ['failed to create containerd container'],
    say: (text) => `Error: failed to create containerd container: ${text}`,
    reference: `${cri}/server/container_create.go`,
    causes: {
      denied: ['container-storage', 'security-product'],
      blocked: ['security-product'],
      missing: ['container-storage', 'image-base'],
      exhausted: ['resource-limit'],
      full: ['container-storage'],
      other: ['container-storage', 'image-base', 'start-race'],
    },
  },
];

const ending: Record<Reason | 'other', string> = {
  denied: 'something was denied',
  blocked: 'a policy or a virus scanner blocked a file',
  missing: 'a file or a folder is not there',
  exhausted: 'there was too little memory',
  full: 'a disk is full',
  other: 'hostprobe does not know the reason in the text',
};
const example: Record<Reason | 'other', string> = {
  denied: 'Access is denied.',
  blocked: 'An Application Control policy has blocked this file.',
  missing: 'The system cannot find the path specified.',
  exhausted: 'The paging file is too small for this operation to complete.',
  full: 'There is not enough space on the disk.',
  other: 'The handle is invalid.',
};

/**
 * The stage alone: a wrapper that the way to a HostProcess container prints, with words behind it that no other signature
 * knows. What the chain ends in tells the reason.
 */
export const stageFailures: readonly Signature[] = stages.flatMap((stage) =>
  (Object.keys(stage.causes) as (Reason | 'other')[]).map((why): Signature => {
    const codes = why === 'other' ? { except: Object.values(reasons).flat() } : { only: [...reasons[why]] };
    return {
      id: `stage-${stage.id}-${why}`,
      component: stage.component,
      title: `${stage.title}: ${ending[why]}`,
      hostProcess: stage.hostProcess,
      ...(stage.hostProcess ? { everywhere: true } : {}),
      rest: true,
      pattern: new RegExp(`${stage.start}(?![^\\n]{0,600}?(?:${ordinary}))${reason}`),
      codes,
      literals: stage.literals,
      samples: [stage.say(`a step that has another name: ${example[why]}`)],
      nearMisses: [stage.say(`hcs::CreateComputeSystem agent: ${example[why]}`)],
      reference: stage.reference,
      causes: stage.causes[why],
    };
  }),
);
