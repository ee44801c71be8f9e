import type { Signature } from '../signature.ts';
import { byCode, catalogue, literalsOf, ofEach } from './catalogue.ts';

/** Ordinary containers, of Windows and of Linux. */
const ordinary =
  'hcs::|com\\.docker\\.|(?<!container layers: [^\\n]{0,300})hcsshim::|OCI runtime|runc|runsc|kata|crun|network for sandbox|encountered an error during|Error response from daemon|guest RPC|guest modify';
/** The last part of the chain, before what gRPC and the shim append. */
const reason =
  '(?:[^\\n]{0,1000}: )?(?<tail>(?!unknown\\b|exit status)[^:\\n"]{1,300})(?=: unknown|["\\\\\\n]|: exit status|$)';

/** What decides between causes; for other codes see `meanings` in signature.ts. */
const reasons = {
  denied: { codes: [5, 740], said: ': something was denied' },
  missing: { codes: [2, 3, 53, 123, 161, 206, 267], said: ': a file or a folder is not there' },
  other: { said: '; hostprobe does not know the reason that it gives' },
};

/** Source: containerd pkg/cri, pkg/unpack and runtime/v2 at v1.7.34, hcsshim internal/jobcontainers at v0.11.7. */
interface Stage {
  component?: Signature['component'];
  /** What did not work, as the beginning of a sentence. */
  title: string;
  /** How the program that does it begins; the rest of its words is not known. */
  start: string;
  /** Whether unknown words after it come from a HostProcess container, if Windows says them. */
  hostProcess?: false;
  ifTold?: true;
  say: (text: string) => string;
  causes: Record<keyof typeof reasons, readonly string[]>;
}

const stages = {
  start: {
    component: 'hcsshim',
    title: 'The container could not be started',
    start: 'failed to start (?:containerd task|exec) "[^"\\n]{1,253}": ',
    say: (text) => `Error: failed to start containerd task "agent": ${text}: unknown`,
    causes: {
      denied: ['containerd-account', 'executable-access', 'working-directory', 'security-product'],
      missing: ['executable-path', 'working-directory'],
      other: ['executable-path', 'working-directory', 'containerd-account', 'shim-fault', 'shim-mismatch'],
    },
  },
  create: {
    component: 'hcsshim',
    title: 'The container could not be created',
    start: 'failed to create shim task: ',
    say: (text) => `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`,
    causes: {
      denied: ['containerd-account', 'mount-invalid', 'container-storage', 'security-product'],
      missing: ['container-storage', 'mount-invalid'],
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
  shim: {
    title: 'containerd could not start the shim of the container',
    start: 'failed to start shim: ',
    say: (text) => `Error: failed to create containerd task: failed to start shim: ${text}: unknown`,
    causes: {
      denied: ['security-product', 'containerd-account', 'shim-fault'],
      missing: ['shim-missing', 'container-storage'],
      other: ['shim-fault', 'shim-missing', 'shim-mismatch'],
    },
  },
  spec: {
    title: 'containerd could not make the description of the container',
    start: 'failed to generate container "[^"\\n]{1,253}" spec: ',
    say: (text) => `Error: failed to generate container "8f2d" spec: failed to generate spec: ${text}`,
    causes: {
      denied: ['mount-source', 'security-product'],
      missing: ['mount-source', 'mount-invalid'],
      other: ['mount-invalid', 'mount-source', 'host-process-ignored', 'mixed-containers'],
    },
  },
  sandbox: {
    title: 'containerd could not create the sandbox of the pod',
    hostProcess: false,
    ifTold: true,
    start: 'Failed to create pod sandbox: ',
    say: (text) => `Failed to create pod sandbox: rpc error: code = Unknown desc = ${text}`,
    causes: {
      denied: ['container-storage', 'containerd-account', 'security-product'],
      missing: ['container-storage'],
      other: ['shim-fault', 'runtime-handler', 'container-storage', 'containerd-stopped'],
    },
  },
  unpack: {
    title: 'A layer of the image could not be unpacked',
    start: 'failed to extract layer ',
    say: (text) => `Failed to pull image "agent:1": failed to extract layer sha256:5f3c: ${text}: unknown`,
    causes: {
      denied: ['containerd-account', 'security-product', 'container-storage'],
      missing: ['image-base', 'container-storage'],
      other: ['container-storage', 'image-base'],
    },
  },
  container: {
    title: 'containerd could not make the container',
    hostProcess: false,
    start: 'failed to create containerd container: ',
    say: (text) => `Error: failed to create containerd container: ${text}`,
    causes: {
      denied: ['container-storage', 'security-product'],
      missing: ['container-storage', 'image-base'],
      other: ['container-storage', 'image-base', 'start-race'],
    },
  },
} satisfies Readonly<Record<string, Stage>>;

/** The subject of the words after a wrapper, if they name it; `say`: such words, where its id is none of them. */
const subjects: Readonly<Record<string, { title: string; words: string; say?: string; causes: readonly string[] }>> = {
  console: {
    title: 'The terminal of the container could not be created',
    words: '\\b(?:pseudo ?)?console\\b|\\bconpty\\b|\\b[pt]ty\\b|\\bterminal\\b',
    causes: ['pseudo-console'],
  },
  isolation: {
    title: 'The pod asks for an isolation that HostProcess containers do not support',
    words: '\\b(?:hyper-?v|hypervisor|utility VM|UVM)\\b|\\bisolat(?:ed|ion)\\b',
    causes: ['hyperv-isolation', 'mixed-containers'],
  },
  annotation: {
    title: 'The shim does not accept an annotation of the pod',
    words: '\\bannotations?\\b',
    causes: ['host-process-disabled', 'resource-limit', 'shim-mismatch'],
  },
  race: {
    title: 'The container or its pod was stopped, or replaced, while it was being started',
    words:
      '\\b(?:task|exec)\\b(?!: ")[^\\n]{0,200} (?:already exists|not found|not running|has exited|is closed)\\b|invalid state|find shim for sandbox',
    say: "task with id: '8f2d' already exists",
    causes: ['start-race', 'shim-fault'],
  },
  silo: {
    title: 'Windows could not make the job object a silo',
    words: '\\bsilo\\b',
    causes: ['silo-unavailable'],
  },
  bind: {
    title: 'The bind filter did not show a volume, or the files of the image, to the container',
    words: '\\bbind ?(?:filter|flt|link|target|rootfs)',
    say: 'bindfilter refused C:\\data: The parameter is incorrect.',
    causes: ['bind-filter', 'mount-invalid'],
  },
  symlink: {
    title: 'A link for a mount could not be created',
    words: '\\b(?:symlink|symbolic link)',
    causes: ['mount-symlink', 'mount-invalid'],
  },
  layers: {
    title: 'The layers of the container could not be used',
    words: '\\b(?:layers?|scratch|snapshot|vhdx?|cim(?:fs)?|sandbox volume|container storage|root ?fs)\\b',
    causes: ['container-storage', 'shim-mismatch'],
  },
  limits: {
    title: 'A limit of the container could not be set',
    words:
      '\\b(?:limits?|affinit(?:y|ies)|quota|(?:cpu|memory|processor)[ -](?:count|weight|rate|set|shares|maximum|control))\\b',
    causes: ['resource-limit'],
  },
  directory: {
    title: 'The working directory of the container could not be used',
    words: '\\b(?:work(?:ing)? ?dir(?:ectory)?|chdir)\\b',
    say: 'chdir C:\\app: Access is denied.',
    causes: ['working-directory'],
  },
  account: {
    title: 'The container user could not be logged on, or its temporary account could not be created',
    words: '\\b(?:log ?on|token|impersonat\\w{1,6}|local ?group|account|user ?name)\\b',
    causes: ['containerd-account', 'service-privileges', 'local-group-missing', 'security-product'],
  },
  environment: {
    title: 'The environment of the container user could not be read',
    words: '\\b(?:environment|user profile)\\b',
    causes: ['profile-unavailable', 'command-quoting'],
  },
  program: {
    title: 'The program of the container was not found',
    words: '\\b(?:executable|command ?line|application name|entrypoint)\\b',
    say: 'no executable in C:\\app: The system cannot find the file specified.',
    causes: ['executable-path', 'command-quoting'],
  },
  mount: {
    title: 'A mount of the container could not be created',
    words: '\\bmount(?:s|ing|ed)?\\b',
    causes: ['mount-invalid', 'mount-source', 'container-storage'],
  },
  streams: {
    title: 'The streams between containerd and the container could not be opened',
    words: '\\b(?:std(?:in|out|err|io)|pipe)\\b',
    say: 'cannot relay stdout of job containers: EOF',
    causes: ['shim-fault', 'security-product'],
  },
};

/** The stages in which a shim works, or is started. */
const wrapped = `(?:${[stages.start, stages.create, stages.shim].map(({ start }) => start).join('|')})`;

/** The stage, and what it handled when it failed. */
const subjectFailures = catalogue({
  component: 'hcsshim',
  hostProcess: true,
  everywhere: true,
  rest: true,
  literals: literalsOf(new RegExp(wrapped)),
})(
  ofEach('stage-about-', subjects, ({ words, say, ...subject }, id) => ({
    pattern: new RegExp(`${wrapped}(?![^\\n]{0,600}?(?:${ordinary}))[^\\n]{0,600}?(?:${words})[^\\n]{0,300}`, 'i'),
    sample: stages.create.say(say ?? `cannot use the ${id} of job containers`),
    ...subject,
  })),
);

/**
 * The stage alone: a wrapper that the way to a HostProcess container prints, with words after it that no other signature
 * knows. The end of the chain has the reason.
 */
const reasonFailures = Object.entries<Stage>(stages).flatMap(([id, { title, start, say, causes, ...stage }]) =>
  catalogue({ component: 'containerd', hostProcess: true, ...stage, everywhere: true, rest: true })(
    byCode({
      pattern: new RegExp(`${start}(?![^\\n]{0,600}?(?:${ordinary}))${reason}`),
      say: (text) => say(`a step that has another name: ${text}`),
    })(
      ofEach(`stage-${id}-`, reasons, ({ said, ...codes }, end) => ({
        ...codes,
        title: `${title}${said}`,
        causes: causes[end],
      })),
    ),
  ),
);

/** What is left of a chain of wrappers: its subject if the words name one, else its stage and reason. */
export const stageFailures: readonly Signature[] = [...subjectFailures, ...reasonFailures];
