import { containerPath } from '../shim/path-mode.ts';
import type { Signature } from '../signature.ts';
import { textsOf } from '../windows/error-text.ts';

const guide = 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts';

/** What Windows and PowerShell say, in every language, and what runtimes say before or after the path. */
const notFound: readonly string[] = [
  ...textsOf([2, 3, 123]),
  'Cannot find path',
  'Could not find a part of the path',
  'Could not find file',
  'NoSuchFileException',
  'FileNotFoundException',
  'no such file or directory',
  'No such file or directory',
  'Cannot find module',
  'Unable to access jarfile',
  'was not loaded because no valid module file',
  'DirectoryNotFoundException',
  'does not exist',
  'cannot open',
  "can't open",
  'ould not open',
  'nable to open',
  'ailed to open',
  'nable to read',
  'ailed to read',
  'nable to load',
  'ailed to load',
  'ile not found',
  ...[
    'kann nicht gefunden werden, da',
    'Impossible de trouver le chemin',
    'No se encuentra la ruta de acceso',
    'Impossibile trovare il percorso',
    'Não é possível localizar o caminho',
    'Не удается найти путь',
    'が存在しないため検出できません',
    '找不到路径',
    '존재하지 않으므로',
  ],
];
const anyOf = (texts: readonly string[]) => texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');

/** Of the programs that start containers, whose own words tell more. */
const ofOthers =
  'shim task|containerd task|host process|serviceaccount|failed to generate container|[cC]mdlet|rootfs|get application name|-File parameter|[Uu]sing default|[Ii]gnoring|[Ss]kipping';
const end = `(?=['"”」]|: | \\(|\\)|\\s|$)`;

/** A program in the container looked for a file below the root of the container, in whichever words. */
export const containerPaths: readonly Signature[] = [
  {
    id: 'container-path-missing',
    component: 'application',
    title: 'A program looked for a file below the root of its container, and the file is not there',
    hostProcess: true,
    pattern: new RegExp(
      `^(?!because it does not exist)(?=[^\\n]{0,3000}?(?:${anyOf(notFound)}))(?![^\\n]{0,3000}?(?:${ofOthers}))[^\\n]{0,3000}?(?<path>${containerPath}(?![^\\n'"]{0,300}?:\\d{1,6} \\S{1,12} ?\\d)[^\\n'"”」]{0,300}?)${end}`,
    ),
    literals: notFound,
    samples: [
      "Get-Content : Cannot find path 'C:\\hpc\\config\\agent.yaml' because it does not exist.",
      'open C:\\hpc\\config\\agent.yaml: The system cannot find the path specified.',
      "ENOENT: no such file or directory, open 'C:\\%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.json'",
      'CreateFile C:\\hpc\\\\/var/lib/kube-proxy/kubeconfig.conf: Das System kann den angegebenen Pfad nicht finden.',
    ],
    nearMisses: [
      "Get-Content : Cannot find path 'C:\\config\\agent.yaml' because it does not exist.",
      'open C:\\hpcs\\agent.yaml: The system cannot find the path specified.',
    ],
    reference: guide,
    causes: ['container-path'],
  },
  {
    id: 'container-path-denied',
    component: 'application',
    title: 'A program is not allowed to use a file below the root of its container',
    hostProcess: true,
    pattern: new RegExp(
      `(?:PermissionDenied: \\(|Access to the path '|E(?:ACCES|PERM): [a-z ]{1,40}, [a-z]{1,12} ')(?!serviceaccount)(?<path>${containerPath}(?![^\\n'"]{0,300}serviceaccount)[^\\n'"]{0,300}?)(?=['"]|:[A-Z]|$)`,
    ),
    literals: [
      'PermissionDenied: (',
      'Access to the path',
      'EACCES: permission denied',
      'EPERM: operation not permitted',
    ],
    samples: [
      '    + CategoryInfo          : PermissionDenied: (C:\\hpc\\etc\\net-conf.json:FileInfo) [Copy-Item], UnauthorizedAccessException',
    ],
    nearMisses: ["Access to the path 'C:\\etc\\net-conf.json' is denied."],
    reference: guide,
    causes: ['container-path', 'executable-access'],
  },
];
