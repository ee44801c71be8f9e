import type { Signature } from '../signature.ts';
import { byCode, catalogue } from './catalogue.ts';

/** NetUserAdd failed. */
const createUser =
  /failed to create local account for container: failed to create user (?<account>[0-9a-f]{0,20}): (?<tail>[^\n]{1,400})/;

const taken = [1316, 2224];
const unfitPassword = [1325, 2245];
const badName = [1315, 2202];

const user = '8f2d7c41b0e95a36d1c4';
const account = (text: string) =>
  `Error: failed to start containerd task "agent": failed to create user process token: failed to create local account for container: ${text}: unknown`;

const signatures: readonly Signature[] = catalogue({ component: 'hcsshim', hostProcess: true }, [
  ...byCode({ pattern: createUser, say: (text) => account(`failed to create user ${user}: ${text}`) }, [
    {
      id: 'local-account-denied',
      codes: [5],
      title: 'containerd is not allowed to create the temporary account that a local group needs',
      causes: ['containerd-account', 'security-product'],
    },
    {
      id: 'local-account-password',
      codes: unfitPassword,
      title: 'The password policy of this node refuses the random password of the temporary account',
      causes: ['password-policy'],
    },
    {
      id: 'local-account-exists',
      codes: taken,
      title: 'An account with the name of the temporary account already exists',
      causes: ['stale-local-account'],
    },
    {
      id: 'local-account-controller',
      codes: [2226],
      title: 'Local accounts cannot be created here, because this node is a domain controller',
      causes: ['domain-controller-node'],
    },
    {
      id: 'local-account-name',
      codes: badName,
      title: 'Windows refuses the name of the temporary account',
      causes: ['account-name-invalid'],
    },
    {
      id: 'local-account-other',
      title: 'The temporary account could not be created; hostprobe does not know the reason that it gives',
      causes: [
        'containerd-account',
        'password-policy',
        'domain-controller-node',
        'stale-local-account',
        'account-name-invalid',
        'security-product',
      ],
    },
  ]),
  {
    id: 'local-account-encode',
    title: 'The name of the temporary account cannot be passed to Windows',
    pattern: /failed to create local account for container: failed to encode username to UTF16/,
    sample: account('failed to encode username to UTF16: invalid argument'),
    causes: ['account-name-invalid'],
  },
  {
    id: 'local-account-sid',
    title: 'Windows could not find the temporary account right after it was created',
    pattern: /failed to lookup SID for user "(?<account>[^"\n]{1,80})"(?:: (?<tail>[^\n]{1,400}))?/,
    sample: account(
      `failed to lookup SID for user "${user}": No mapping between account names and security IDs was done.`,
    ),
    causes: ['account-removed'],
  },
  {
    id: 'local-account-membership',
    title: 'The temporary account could not be added to the group',
    pattern:
      /failed to add user "(?<account>[^"\n]{1,80})" to the "(?<group>[^"\n]{1,256})" group(?:: (?<tail>[^\n]{1,400}))?/,
    sample: account(`failed to add user "${user}" to the "hpc-localgroup" group: Access is denied.`),
    causes: ['containerd-account', 'local-group-missing', 'group-membership', 'account-removed'],
  },
  {
    id: 'local-account-left',
    title: 'The shim could not delete the temporary account of a stopped container',
    pattern: /failed to delete (?:local account(?=$|: |")|user "(?<account>[0-9a-f]{20})")/,
    sample: 'failed to delete local account: The user name could not be found.',
    causes: ['stale-local-account'],
  },
]);

/** hcsshim creates the temporary account of a container whose user is a local group (0.10 and later). Source: hcsshim internal/jobcontainers/logon.go at v0.11.7. */
export const hcsshimAccount = signatures.map((one): Signature => ({ ...one, ofTemporaryAccount: true }));
