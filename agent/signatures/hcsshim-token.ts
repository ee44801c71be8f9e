import type { Signature } from '../signature.ts';

const reference = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go';
const documented =
  'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#troubleshooting-hostprocess-containers';

/** The wrapper of a log-on that LogonUserW refused. */
const logon = /(?:user process token: |^(?:Error: )?)failed to logon user: (?<tail>[^\n]{1,400})/;
const literals = ['failed to logon user'];

const restricted = [1327, 1328, 1329, 1330, 1331, 1793, 1907, 1909];
const domain = [1311, 1355, 1722, 1787, 1788, 1789, 1792, 1937];

/** All that can be behind a refused log-on; which of it the tail rules out, the causes know. */
const causes = [
  'containerd-account',
  'local-group-missing',
  'nt-authority-spelling',
  'image-user',
  'account-needs-password',
  'local-group-unsupported',
  'local-group-prefixed',
  'interactive-logon-right',
  'service-logon-right',
  'account-restriction',
  'domain-unavailable',
  'service-privileges',
  'security-product',
];

/** What follows "failed to create user process token: " elsewhere in the catalogue. */
const toldBelow =
  'failed to logon user: |failed to open current process token|failed to create local account for container|empty user(?:name or group name| string) passed|invalid user string `';

const task = (text: string) =>
  `Error: failed to start containerd task "agent": failed to create user process token: ${text}: unknown`;

/** hcsshim making the log-on token of a container's user: the first thing that a start does from hcsshim 0.10 on. */
export const hcsshimToken: readonly Signature[] = [
  {
    id: 'logon-denied',
    component: 'hcsshim',
    title: 'Windows did not let containerd log the user of the container on: access denied',
    hostProcess: true,
    pattern: logon,
    codes: { only: [5] },
    literals,
    samples: [task('failed to logon user: Access is denied.'), task('failed to logon user: Zugriff verweigert')],
    nearMisses: ['hcs::CreateComputeSystem agent: Access is denied.', 'sshd: failed to logon user: Access is denied.'],
    reference: documented,
    causes,
  },
  {
    id: 'logon-incorrect',
    component: 'hcsshim',
    title: 'Windows does not know the user of the container, or wants a password that the runtime does not have',
    hostProcess: true,
    pattern: logon,
    codes: { only: [1326] },
    literals,
    samples: [
      task('failed to logon user: The user name or password is incorrect.'),
      task('failed to logon user: ユーザー名またはパスワードが正しくありません。'),
      'failed to logon user: 0x52e',
    ],
    nearMisses: [
      'New-SmbGlobalMapping : The user name or password is incorrect.',
      'hcs::System::CreateProcess web: The user name or password is incorrect.: unknown',
    ],
    reference,
    causes,
  },
  {
    id: 'logon-type',
    component: 'hcsshim',
    title: 'The user of the container may not log on in the way that HostProcess containers do',
    hostProcess: true,
    pattern: logon,
    codes: { only: [1385] },
    literals,
    samples: [
      task(
        'failed to logon user: Logon failure: the user has not been granted the requested logon type at this computer.',
      ),
      task('failed to logon user: winapi error #1385'),
    ],
    nearMisses: [
      'The Hyper-V Virtual Machine Management service encountered an unexpected error: Logon failure: the user has not been granted the requested logon type at this computer. (0x80070569).',
    ],
    reference,
    causes,
  },
  {
    id: 'logon-restricted',
    component: 'hcsshim',
    title: 'The account is there, and Windows does not let it log on now',
    hostProcess: true,
    pattern: logon,
    codes: { only: restricted },
    literals,
    samples: [
      task("failed to logon user: This user can't sign in because this account is currently disabled."),
      task('failed to logon user: The referenced account is currently locked out and may not be logged on to.'),
    ],
    nearMisses: ["This user can't sign in because this account is currently disabled."],
    reference,
    causes,
  },
  {
    id: 'logon-domain',
    component: 'hcsshim',
    title: 'Windows could not ask the domain about the user of the container',
    hostProcess: true,
    pattern: logon,
    codes: { only: domain },
    literals,
    samples: [
      task('failed to logon user: The specified domain either does not exist or could not be contacted.'),
      task('failed to logon user: The trust relationship between this workstation and the primary domain failed.'),
    ],
    nearMisses: [
      'hcs::CreateComputeSystem iis: The trust relationship between this workstation and the primary domain failed.',
    ],
    reference,
    causes,
  },
  {
    id: 'logon-privilege',
    component: 'hcsshim',
    title: 'containerd lacks a privilege that a log-on needs',
    hostProcess: true,
    pattern: logon,
    codes: { only: [1314] },
    literals,
    samples: [task('failed to logon user: A required privilege is not held by the client.')],
    nearMisses: ['CreateProcessAsUserW failed error:1314'],
    reference,
    causes,
  },
  {
    id: 'logon-other',
    component: 'hcsshim',
    title: 'Windows refused to log the user of the container on, in words that hostprobe does not know',
    hostProcess: true,
    pattern: logon,
    codes: { except: [5, 1326, 1385, 1314, ...restricted, ...domain] },
    literals,
    samples: [
      task('failed to logon user: Notandanafn eða aðgangsorð er rangt.'),
      task('failed to logon user: winapi error #4390'),
    ],
    nearMisses: ['failed to log on user: quota'],
    reference,
    causes,
  },
  {
    id: 'user-empty',
    component: 'hcsshim',
    title: 'The container has no user: runAsUserName is not set and the image names none',
    hostProcess: true,
    pattern: /empty (?:user string|username or group name) passed/,
    literals: ['empty user string passed', 'empty username or group name passed'],
    samples: [task('empty username or group name passed'), task('empty user string passed')],
    nearMisses: ['empty username passed to basic auth'],
    reference,
    causes: ['run-as-user-missing'],
  },
  {
    id: 'user-malformed',
    component: 'hcsshim',
    title: 'The user of the container has more than one backslash',
    hostProcess: true,
    pattern: /user process token: invalid user string `(?<account>[^`\n]{1,300})`/,
    literals: ['invalid user string `'],
    samples: [task('invalid user string `CORP\\EU\\svc-agent`')],
    nearMisses: ['invalid user string: root:x'],
    reference,
    causes: ['run-as-user-malformed'],
  },
  {
    id: 'token-inherit',
    component: 'hcsshim',
    title: 'The shim could not hand its own token to the container, as an annotation asks of it',
    hostProcess: true,
    pattern: /failed to open current process token(?:: (?<tail>[^\n]{1,400}))?/,
    literals: ['failed to open current process token'],
    samples: [task('failed to open current process token: Access is denied.')],
    nearMisses: ['failed to open process token: Access is denied.'],
    reference,
    causes: ['inherit-user-annotation'],
  },
  {
    id: 'token-cut',
    component: 'hcsshim',
    title: 'No log-on token for the user of the container; the text is cut before it says why',
    hostProcess: true,
    pattern: new RegExp(`failed to create user process token(?!: (?:${toldBelow}))`),
    literals: ['failed to create user process token'],
    samples: ['Error: failed to start containerd task "agent": failed to create user process token: failed to lo...'],
    nearMisses: ['failed to create user token for dashboard'],
    reference,
    causes: [
      'containerd-account',
      'local-group-missing',
      'nt-authority-spelling',
      'image-user',
      'account-needs-password',
      'local-group-unsupported',
      'local-group-prefixed',
      'interactive-logon-right',
      'service-logon-right',
      'run-as-user-missing',
    ],
  },
];
