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

/** What follows "failed to create user process token: " elsewhere in the catalogue. */
const toldBelow =
  'failed to logon user: |failed to open current process token|failed to create local account for container|empty user(?:name or group name| string) passed|invalid user string `';

const task = (text: string) =>
  `Error: failed to start containerd task "agent": failed to create user process token: ${text}: unknown`;

/** hcsshim creates the log-on token of the container user. From hcsshim 0.10 on only the working directory comes before it. Source: hcsshim internal/jobcontainers/logon.go at v0.11.7. */
const ofToken = catalogue({ component: 'hcsshim', hostProcess: true })({
  ...byCode({ pattern: logon, say: (text) => task(`failed to logon user: ${text}`) })({
    'logon-denied': {
      codes: [5],
      title: 'Windows denied containerd the log-on of the container user',
      causes: ['containerd-account', 'security-product'],
    },
    'logon-incorrect': {
      codes: [1326],
      title:
        'Windows does not know the container user, or the account needs a password, which the runtime does not have',
      causes: ofUser,
    },
    'logon-type': {
      codes: [1385],
      title: 'The container user does not have the log-on right that HostProcess containers need',
      causes: [...ofRights, 'nt-authority-spelling'],
    },
    'logon-restricted': {
      codes: logonRefusals.restricted,
      title: 'The account exists, but Windows does not allow it to log on now',
      causes: ['account-restriction', 'account-needs-password'],
    },
    'logon-domain': {
      codes: logonRefusals.domain,
      title: 'Windows could not reach the domain of the container user',
      causes: ['domain-unavailable', 'account-needs-password', 'local-group-prefixed'],
    },
    'logon-privilege': {
      codes: [1314],
      title: 'containerd does not have a privilege that the log-on needs',
      causes: ['containerd-account', 'service-privileges'],
    },
    'logon-other': {
      title: 'Windows refused to log on the container user; hostprobe does not know the reason that it gives',
    },
  }),
  'user-empty': {
    title: 'The container has no user, because runAsUserName is not set and the image sets no USER',
    said: ['empty user string passed', 'empty username or group name passed'],
    causes: ['run-as-user-missing'],
  },
  'user-malformed': {
    title: 'The name of the container user has more than one backslash',
    pattern: /user process token: invalid user string `(?<account>[^`\n]{1,300})`/,
    sample: task('invalid user string `CORP\\EU\\svc-agent`'),
    causes: ['run-as-user-malformed'],
  },
  'token-inherit': {
    title: 'The shim could not use its own token for the container, as an annotation of the pod requests',
    pattern: /failed to open current process token(?:: (?<tail>[^\n]{1,400}))?/,
    sample: task('failed to open current process token: Access is denied.'),
    causes: ['inherit-user-annotation'],
  },
  'token-cut': {
    title: 'The shim could not create a log-on token for the container user; the text ends before the reason',
    pattern: new RegExp(`failed to create user process token(?!: (?:${toldBelow}))`),
    sample: 'Error: failed to start containerd task "agent": failed to create user process token: failed to lo...',
    causes: ['containerd-account', ...ofUser, ...ofRights, 'run-as-user-missing'],
  },
});

/** NetUserAdd failed. */
const createUser =
  /failed to create local account for container: failed to create user (?<account>[0-9a-f]{0,20}): (?<tail>[^\n]{1,400})/;

const user = '8f2d7c41b0e95a36d1c4';
const account = (text: string) => task(`failed to create local account for container: ${text}`);

/** hcsshim creates the temporary account of a container whose user is a local group (0.10 and later). Source: hcsshim internal/jobcontainers/logon.go at v0.11.7. */
const ofAccount = catalogue({ component: 'hcsshim', hostProcess: true, ofTemporaryAccount: true })({
  ...byCode({ pattern: createUser, say: (text) => account(`failed to create user ${user}: ${text}`) })({
    'local-account-denied': {
      codes: [5],
      title: 'containerd is not allowed to create the temporary account that a local group needs',
      causes: ['containerd-account', 'security-product'],
    },
    'local-account-password': {
      codes: [1325, 2245],
      title: 'The password policy of this node refuses the random password of the temporary account',
      causes: ['password-policy'],
    },
    'local-account-exists': {
      codes: [1316, 2224],
      title: 'An account with the name of the temporary account already exists',
      causes: ['stale-local-account'],
    },
    'local-account-controller': {
      codes: [2226],
      title: 'Local accounts cannot be created here, because this node is a domain controller',
      causes: ['domain-controller-node'],
    },
    'local-account-name': {
      codes: [1315, 2202],
      title: 'Windows refuses the name of the temporary account',
      causes: ['account-name-invalid'],
    },
    'local-account-other': {
      title: 'The temporary account could not be created; hostprobe does not know the reason that it gives',
    },
  }),
  'local-account-encode': {
    title: 'The name of the temporary account cannot be passed to Windows',
    said: 'failed to create local account for container: failed to encode username to UTF16',
    causes: ['account-name-invalid'],
  },
  'local-account-sid': {
    title: 'Windows could not find the temporary account right after it was created',
    pattern: /failed to lookup SID for user "(?<account>[^"\n]{1,80})"(?:: (?<tail>[^\n]{1,400}))?/,
    sample: account(
      `failed to lookup SID for user "${user}": No mapping between account names and security IDs was done.`,
    ),
    causes: ['account-removed'],
  },
  'local-account-membership': {
    title: 'The temporary account could not be added to the group',
    pattern:
      /failed to add user "(?<account>[^"\n]{1,80})" to the "(?<group>[^"\n]{1,256})" group(?:: (?<tail>[^\n]{1,400}))?/,
    sample: account(`failed to add user "${user}" to the "hpc-localgroup" group: Access is denied.`),
    causes: ['containerd-account', 'local-group-missing', 'group-membership', 'account-removed'],
  },
  'local-account-left': {
    title: 'The shim could not delete the temporary account of a stopped container',
    warns: true,
    pattern: /failed to delete (?:local account(?=$|: |")|user "(?<account>[0-9a-f]{20})")/,
    sample: 'failed to delete local account: The user name could not be found.',
    causes: ['stale-local-account'],
  },
});

/** What the shim does before it starts the program of a container as its user. */
export const hcsshimLogon: readonly Signature[] = [...ofToken, ...ofAccount];
