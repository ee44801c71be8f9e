import type { Signature } from '../signature.ts';
import { logonRefusals } from '../windows/account.ts';
import { byCode, catalogue } from './catalogue.ts';

/** LogonUserW failed. */
const logon = /(?:user process token: |^(?:Error: )?)failed to logon user: (?<tail>[^\n]{1,400})/;

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

/** hcsshim creates the log-on token of the container user. From hcsshim 0.10 on only the working directory comes before it. Source: hcsshim internal/jobcontainers/logon.go at v0.11.7. */
export const hcsshimToken: readonly Signature[] = catalogue({ component: 'hcsshim', hostProcess: true }, [
  ...byCode({ pattern: logon, say: (text) => task(`failed to logon user: ${text}`) }, [
    {
      id: 'logon-denied',
      codes: [5],
      title: 'Windows denied containerd the log-on of the container user',
      causes: ['containerd-account', 'security-product'],
    },
    {
      id: 'logon-incorrect',
      codes: [1326],
      title:
        'Windows does not know the container user, or the account needs a password, which the runtime does not have',
      causes: ofUser,
    },
    {
      id: 'logon-type',
      codes: [1385],
      title: 'The container user does not have the log-on right that HostProcess containers need',
      causes: [...ofRights, 'nt-authority-spelling'],
    },
    {
      id: 'logon-restricted',
      codes: logonRefusals.restricted,
      title: 'The account exists, but Windows does not allow it to log on now',
      causes: ['account-restriction', 'account-needs-password'],
    },
    {
      id: 'logon-domain',
      codes: logonRefusals.domain,
      title: 'Windows could not reach the domain of the container user',
      causes: ['domain-unavailable', 'account-needs-password', 'local-group-prefixed'],
    },
    {
      id: 'logon-privilege',
      codes: [1314],
      title: 'containerd does not have a privilege that the log-on needs',
      causes: ['containerd-account', 'service-privileges'],
    },
    {
      id: 'logon-other',
      title: 'Windows refused to log on the container user; hostprobe does not know the reason that it gives',
      causes: all,
    },
  ]),
  {
    id: 'user-empty',
    title: 'The container has no user, because runAsUserName is not set and the image sets no USER',
    pattern: /empty (?:user string|username or group name) passed/,
    sample: task('empty username or group name passed'),
    causes: ['run-as-user-missing'],
  },
  {
    id: 'user-malformed',
    title: 'The name of the container user has more than one backslash',
    pattern: /user process token: invalid user string `(?<account>[^`\n]{1,300})`/,
    sample: task('invalid user string `CORP\\EU\\svc-agent`'),
    causes: ['run-as-user-malformed'],
  },
  {
    id: 'token-inherit',
    title: 'The shim could not use its own token for the container, as an annotation of the pod requests',
    pattern: /failed to open current process token(?:: (?<tail>[^\n]{1,400}))?/,
    sample: task('failed to open current process token: Access is denied.'),
    causes: ['inherit-user-annotation'],
  },
  {
    id: 'token-cut',
    title: 'The shim could not create a log-on token for the container user; the text ends before the reason',
    pattern: new RegExp(`failed to create user process token(?!: (?:${toldBelow}))`),
    sample: 'Error: failed to start containerd task "agent": failed to create user process token: failed to lo...',
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
]);
