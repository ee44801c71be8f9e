import type { Signature } from '../signature.ts';

const reference = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go';

/** NetUserAdd failed. */
const createUser =
  /failed to create local account for container: failed to create user (?<account>[0-9a-f]{0,20}): (?<tail>[^\n]{1,400})/;
const literals = ['failed to create local account for container'];

const taken = [1316, 2224];
const unfitPassword = [1325, 2245];
const badName = [1315, 2202];

const user = '8f2d7c41b0e95a36d1c4';
const account = (text: string) =>
  `Error: failed to start containerd task "agent": failed to create user process token: failed to create local account for container: ${text}: unknown`;

const signatures: readonly Signature[] = [
  {
    id: 'local-account-denied',
    component: 'hcsshim',
    title: 'containerd is not allowed to create the temporary account that a local group needs',
    hostProcess: true,
    pattern: createUser,
    codes: { only: [5] },
    literals,
    samples: [account(`failed to create user ${user}: Access is denied.`)],
    nearMisses: [`failed to create user ${user}: Access is denied.`],
    reference,
    causes: ['containerd-account', 'security-product'],
  },
  {
    id: 'local-account-password',
    component: 'hcsshim',
    title: 'The password policy of this node refuses the random password of the temporary account',
    hostProcess: true,
    pattern: createUser,
    codes: { only: unfitPassword },
    literals,
    samples: [account(`failed to create user ${user}: winapi error #2245`)],
    nearMisses: ['The password does not meet the password policy requirements.'],
    reference,
    causes: ['password-policy'],
  },
  {
    id: 'local-account-exists',
    component: 'hcsshim',
    title: 'An account with the name of the temporary account already exists',
    hostProcess: true,
    pattern: createUser,
    codes: { only: taken },
    literals,
    samples: [account(`failed to create user ${user}: winapi error #2224`)],
    nearMisses: ['The account already exists.'],
    reference,
    causes: ['stale-local-account'],
  },
  {
    id: 'local-account-controller',
    component: 'hcsshim',
    title: 'Local accounts cannot be created here, because this node is a domain controller',
    hostProcess: true,
    pattern: createUser,
    codes: { only: [2226] },
    literals,
    samples: [account(`failed to create user ${user}: winapi error #2226`)],
    nearMisses: ['This operation is only allowed on the primary domain controller of the domain.'],
    reference,
    causes: ['domain-controller-node'],
  },
  {
    id: 'local-account-name',
    component: 'hcsshim',
    title: 'Windows refuses the name of the temporary account',
    hostProcess: true,
    pattern: createUser,
    codes: { only: badName },
    literals,
    samples: [account(`failed to create user ${user}: winapi error #2202`)],
    nearMisses: ['The name provided is not a properly formed account name.'],
    reference,
    causes: ['account-name-invalid'],
  },
  {
    id: 'local-account-other',
    component: 'hcsshim',
    title: 'The temporary account could not be created; hostprobe does not know the reason that it gives',
    hostProcess: true,
    pattern: createUser,
    codes: { except: [5, 2226, ...unfitPassword, ...taken, ...badName] },
    literals,
    samples: [account(`failed to create user ${user}: The RPC server is unavailable.`)],
    nearMisses: ['failed to create user account in the directory'],
    reference,
    causes: [
      'containerd-account',
      'password-policy',
      'domain-controller-node',
      'stale-local-account',
      'account-name-invalid',
      'security-product',
    ],
  },
  {
    id: 'local-account-random',
    component: 'hcsshim',
    title: 'The shim could not generate a password for the temporary account',
    hostProcess: true,
    pattern: /failed to create local account for container: failed to generate random password/,
    literals,
    samples: [account('failed to generate random password: unexpected EOF')],
    nearMisses: ['failed to generate random password for the database'],
    reference,
    causes: ['shim-fault'],
  },
  {
    id: 'local-account-encode',
    component: 'hcsshim',
    title: 'The name of the temporary account cannot be passed to Windows',
    hostProcess: true,
    pattern: /failed to create local account for container: failed to encode username to UTF16/,
    literals,
    samples: [account('failed to encode username to UTF16: invalid argument')],
    nearMisses: ['failed to encode username to UTF16'],
    reference,
    causes: ['account-name-invalid'],
  },
  {
    id: 'local-account-sid',
    component: 'hcsshim',
    title: 'Windows could not find the temporary account right after it was created',
    hostProcess: true,
    pattern: /failed to lookup SID for user "(?<account>[^"\n]{1,80})"(?:: (?<tail>[^\n]{1,400}))?/,
    literals: ['failed to lookup SID for user'],
    samples: [
      account(`failed to lookup SID for user "${user}": No mapping between account names and security IDs was done.`),
    ],
    nearMisses: ['failed to lookup SID for group'],
    reference,
    causes: ['account-removed'],
  },
  {
    id: 'local-account-membership',
    component: 'hcsshim',
    title: 'The temporary account could not be added to the group',
    hostProcess: true,
    pattern:
      /failed to add user "(?<account>[^"\n]{1,80})" to the "(?<group>[^"\n]{1,256})" group(?:: (?<tail>[^\n]{1,400}))?/,
    literals: ['failed to add user'],
    samples: [account(`failed to add user "${user}" to the "hpc-localgroup" group: Access is denied.`)],
    nearMisses: ['failed to add user "alice" to the docker group'],
    reference,
    causes: ['containerd-account', 'local-group-missing', 'group-membership', 'account-removed'],
  },
  {
    id: 'local-account-left',
    component: 'hcsshim',
    title: 'The shim could not delete the temporary account of a stopped container',
    hostProcess: true,
    pattern: /failed to delete (?:local account(?=$|: |")|user "(?<account>[0-9a-f]{20})")/,
    literals: ['failed to delete local account', 'failed to delete user'],
    samples: [
      'failed to delete local account: The user name could not be found.',
      `cleanup warnings failed to delete user "${user}": Access is denied.`,
    ],
    nearMisses: ['failed to delete local accounts cache'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/jobcontainer.go',
    causes: ['stale-local-account'],
  },
];

/** hcsshim creates the temporary account of a container whose user is a local group (0.10 and later). */
export const hcsshimAccount = signatures.map((one): Signature => ({ ...one, ofTemporaryAccount: true }));
