import type { Signature } from '../signature.ts';

const reference = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go';

/** NetUserAdd refused to make the account. */
const createUser =
  /failed to create local account for container: (?:failed to create user (?<account>[0-9a-f]{0,20}): |failed to (?=generate random password|encode username))(?<tail>[^\n]{1,400})/;
const literals = ['failed to create local account for container'];

const taken = [1316, 2224];
const unfitPassword = [1325, 2245];
const badName = [1315, 2202];

const user = '8f2d7c41b0e95a36d1c4';
const account = (text: string) =>
  `Error: failed to start containerd task "agent": failed to create user process token: failed to create local account for container: ${text}: unknown`;

/** hcsshim making the temporary account of a container whose user is a local group (0.10 and later). */
export const hcsshimAccount: readonly Signature[] = [
  {
    id: 'local-account-denied',
    component: 'hcsshim',
    title: 'containerd may not make the temporary account that a local group as user needs',
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
    title: "This node's password policy refuses the random password of the temporary account",
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
    title: 'An account with the name of the temporary one is there already',
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
    title: 'Local accounts cannot be made here: this node is a domain controller',
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
    title: 'Windows does not take the name of the temporary account',
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
    title: 'The temporary account of the container could not be made, for a reason that hostprobe does not know',
    hostProcess: true,
    pattern: createUser,
    codes: { except: [5, 2226, ...unfitPassword, ...taken, ...badName] },
    literals,
    samples: [
      account(`failed to create user ${user}: The RPC server is unavailable.`),
      account('failed to generate random password: no entropy'),
    ],
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
    id: 'local-account-sid',
    component: 'hcsshim',
    title: 'The temporary account was gone right after it had been made',
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
    title: 'The temporary account could not be put into the group',
    hostProcess: true,
    pattern:
      /failed to add user "(?<account>[^"\n]{1,80})" to the "(?<group>[^"\n]{1,256})" group(?:: (?<tail>[^\n]{1,400}))?/,
    literals: ['failed to add user'],
    samples: [account(`failed to add user "${user}" to the "hpc-localgroup" group: Access is denied.`)],
    nearMisses: ['failed to add user "alice" to the docker group'],
    reference,
    causes: ['containerd-account', 'local-group-missing', 'account-removed', 'group-membership'],
  },
  {
    id: 'local-account-left',
    component: 'hcsshim',
    title: 'The shim could not delete the temporary account of a container that has ended',
    hostProcess: true,
    pattern: /failed to delete local account(?=$|: |")/,
    literals: ['failed to delete local account'],
    samples: ['failed to delete local account: The user name could not be found.'],
    nearMisses: ['failed to delete local accounts cache'],
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/jobcontainer.go',
    causes: ['stale-local-account'],
  },
];
