import type { Signature } from '../signature.ts';

const reference = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go';
const documented =
  'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#troubleshooting-hostprocess-containers';

/** LogonUserW failed. */
const logon = /(?:user process token: |^(?:Error: )?)failed to logon user: (?<tail>[^\n]{1,400})/;
const literals = ['failed to logon user'];

const restricted = [1327, 1328, 1329, 1330, 1331, 1793, 1907, 1909];
const exhausted = [8, 14, 1450, 1455, 1816];
const domain = [53, 59, 64, 67, 121, 1231, 1311, 1355, 1396, 1398, 1722, 1726, 1753, 1787, 1788, 1789, 1792, 1937];

/** Causes of a log-on that Windows refuses because of the user. */
const ofUser = [
  'local-group-missing',
  'nt-authority-spelling',
  'image-user',
  'account-needs-password',
  'local-group-unsupported',
  'local-group-prefixed',
];
const ofRights = ['interactive-logon-right', 'service-logon-right'];
/** An unknown text can have any of these causes. */
const all = [
  'containerd-account',
  ...ofUser,
  ...ofRights,
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

/** hcsshim creates the log-on token of the container user. From hcsshim 0.10 on only the working directory comes before it. */
export const hcsshimToken: readonly Signature[] = [
  {
    id: 'logon-denied',
    component: 'hcsshim',
    title: 'Windows denied containerd the log-on of the container user',
    hostProcess: true,
    pattern: logon,
    codes: { only: [5] },
    literals,
    samples: [task('failed to logon user: Access is denied.'), task('failed to logon user: Zugriff verweigert')],
    nearMisses: ['hcs::CreateComputeSystem agent: Access is denied.', 'sshd: failed to logon user: Access is denied.'],
    reference: documented,
    causes: ['containerd-account', 'security-product'],
  },
  {
    id: 'logon-incorrect',
    component: 'hcsshim',
    title: 'Windows does not know the container user, or the account needs a password, which the runtime does not have',
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
    causes: ofUser,
  },
  {
    id: 'logon-type',
    component: 'hcsshim',
    title: 'The container user does not have the log-on right that HostProcess containers need',
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
    causes: [...ofRights, 'nt-authority-spelling'],
  },
  {
    id: 'logon-restricted',
    component: 'hcsshim',
    title: 'The account exists, but Windows does not allow it to log on now',
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
    causes: ['account-restriction', 'account-needs-password'],
  },
  {
    id: 'logon-domain',
    component: 'hcsshim',
    title: 'Windows could not reach the domain of the container user',
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
    causes: ['domain-unavailable', 'account-needs-password', 'local-group-prefixed'],
  },
  {
    id: 'logon-privilege',
    component: 'hcsshim',
    title: 'containerd does not have a privilege that the log-on needs',
    hostProcess: true,
    pattern: logon,
    codes: { only: [1314] },
    literals,
    samples: [task('failed to logon user: A required privilege is not held by the client.')],
    nearMisses: ['CreateProcessAsUserW failed error:1314'],
    reference,
    causes: ['containerd-account', 'service-privileges'],
  },
  {
    id: 'logon-resources',
    component: 'hcsshim',
    title: 'The node had too little memory to log on the user of the container',
    hostProcess: true,
    pattern: logon,
    codes: { only: exhausted },
    literals,
    samples: [task('failed to logon user: The paging file is too small for this operation to complete.')],
    nearMisses: ['The paging file is too small for this operation to complete.'],
    reference,
    causes: ['resource-limit'],
  },
  {
    id: 'logon-other',
    component: 'hcsshim',
    title: 'Windows refused to log on the container user; hostprobe does not know the reason that it gives',
    hostProcess: true,
    pattern: logon,
    codes: { except: [5, 1326, 1385, 1314, ...restricted, ...domain, ...exhausted] },
    literals,
    samples: [
      task('failed to logon user: Notandanafn eða aðgangsorð er rangt.'),
      task('failed to logon user: winapi error #4390'),
    ],
    nearMisses: ['failed to log on user: quota'],
    reference,
    causes: all,
  },
  {
    id: 'user-empty',
    component: 'hcsshim',
    title: 'The container has no user, because runAsUserName is not set and the image sets no USER',
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
    title: 'The name of the container user has more than one backslash',
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
    title: 'The shim could not use its own token for the container, as an annotation of the pod requests',
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
    title: 'The shim could not create a log-on token for the container user; the text ends before the reason',
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
