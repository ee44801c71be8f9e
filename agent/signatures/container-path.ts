import { containerPath } from '../shim/paths.ts';
import type { Signature } from '../signature.ts';
import { catalogue } from './catalogue.ts';
import { failing, trouble, troubleWords } from './words.ts';

/** Words of programs that start containers, which have more specific texts, and of optional files. */
const ofOthers =
  'shim task|containerd task|start exec|host process|serviceaccount|failed to generate container|[cC]mdlet|rootfs|get application name|-File parameter|[Uu]sing default|[Ii]gnoring|[Ss]kipping|side-by-side|Activation context|PermissionDenied: \\(|^[\\w-]{1,40} ?: Access to the path';
const end = `(?=['"”」]|: | \\(|\\)|\\s|$)`;
const path = `(?<path>${containerPath}(?![^\\n'"]{0,300}?:\\d{1,6} \\S{1,12} ?\\d)[^\\n'"”」]{0,300}?)${end}`;
const anywhere = `^(?!because it does not exist)(?![^\\n]{0,3000}?(?:${ofOthers}))[^\\n]{0,3000}?`;

const variable = 'CONTAINER_SANDBOX_MOUNT_POINT';
const unset = `${variable}[%)}]?(?![\\\\/%)}])`;
const below = new RegExp(`${anywhere.replace('^', `^(?![^\\n]{0,3000}?${unset})`)}${path}`);

/** A program in the container had trouble with a file below the root of the container; any wording. */
export const containerPaths: readonly Signature[] = catalogue({ component: 'application', hostProcess: true })({
  'container-path-missing': {
    title: 'A program looked for a file below the root of its container, and the file is not there',
    pattern: below,
    ...trouble('missing'),
    sample: "Get-Content : Cannot find path 'C:\\hpc\\config\\agent.yaml' because it does not exist.",
    causes: ['container-path'],
  },
  'container-path-denied': {
    title: 'PowerShell was not allowed to copy or write a file of the container',
    pattern: new RegExp(
      `(?:PermissionDenied: \\(|^[\\w-]{1,40} ?: Access to the path ')(?<path>${containerPath}[^\\n'"]{0,300}?)(?=['"]|:[A-Z]|$)`,
    ),
    sample:
      '    + CategoryInfo          : PermissionDenied: (C:\\hpc\\etc\\net-conf.json:FileInfo) [Copy-Item], UnauthorizedAccessException',
    causes: ['container-path', 'mount-read-only', 'executable-access'],
  },
  'container-file-denied': {
    title: 'A program is not allowed to use a file below the root of its container',
    pattern: below,
    ...trouble('denied'),
    samples: ["Access to the path 'C:\\hpc\\var\\agent.log' is denied.", 'open C:\\hpc\\agent.db: Access is denied.'],
    causes: ['executable-access', 'mount-read-only', 'container-path', 'security-product'],
  },
  'container-file-locked': {
    title: 'A program could not use a file below the root of its container because another program has it open',
    pattern: below,
    ...trouble('locked'),
    sample: 'open C:\\hpc\\agent.db: The process cannot access the file because it is being used by another process.',
    causes: ['security-product', 'container-path'],
  },
  'container-file-full': {
    title: 'A program could not write below the root of its container, because the disk is full',
    pattern: below,
    ...trouble('full'),
    sample: 'write C:\\hpc\\agent.db: There is not enough space on the disk.',
    causes: ['container-storage'],
  },
  'mount-point-unset': {
    title: 'A program found no value in CONTAINER_SANDBOX_MOUNT_POINT, which every HostProcess container has',
    pattern: new RegExp(unset),
    literals: [variable],
    says: troubleWords.unset,
    sample: "KeyError: 'CONTAINER_SANDBOX_MOUNT_POINT'",
    causes: ['host-process-ignored', 'container-path'],
  },
  'program-variable': {
    title: 'A shell does not replace CONTAINER_SANDBOX_MOUNT_POINT in the name of the program',
    pattern: new RegExp(
      `'(?<command>[^'\\n]{0,40}${variable}[^'\\n]{0,300})'(?= is not recognized| n['’]est pas| wurde nicht|$)`,
    ),
    literals: [variable],
    says: ['is not recognized', 'pas reconnu', 'wurde nicht als', 'no se reconoce', 'non è riconosciuto'],
    sample: "'$env:CONTAINER_SANDBOX_MOUNT_POINT\\agent.exe' is not recognized as an internal or external command",
    causes: ['container-path', 'executable-path'],
  },
  'container-path-other': {
    title: 'The text names a file below the root of a container, and an error that hostprobe does not know',
    hostProcess: false,
    rest: true,
    pattern: new RegExp(`^(?=[^\\n]{0,3000}?(?:${failing}))${anywhere.slice(1)}${path}`),
    literals: [variable],
    says: [variable, 'hpc', ':\\C\\', ':\\\\C\\\\', ':/C/'],
    sample: 'ERROR: the plugin C:\\hpc\\plugins\\agent.dll is invalid',
    unknown: true,
  },
});
