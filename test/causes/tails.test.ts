import { expect, test } from 'vitest';
import { account, judged, seen, token } from './case.ts';

const logon = (code: number) => token(`failed to logon user: winapi error #${code}`);
const created = (code: number) => account(`failed to create user 8f2d7c41b0e95a36d1c4: winapi error #${code}`);
const added = (code: number) =>
  account(`failed to add user "8f2d7c41b0e95a36d1c4" to the "hpc-pods" group: winapi error #${code}`);
const lookedUp = (code: number) =>
  account(`failed to lookup SID for user "8f2d7c41b0e95a36d1c4": winapi error #${code}`);

/** What can be behind a code of Windows where nothing else is known, by the step that failed. Names: winerror.h, lmerr.h. */
const table: readonly [step: (code: number) => string, causes: string, codes: Readonly<Record<string, number>>][] = [
  [logon, 'containerd-account security-product', { ERROR_ACCESS_DENIED: 5 }],
  [logon, 'containerd-account service-privileges', { ERROR_PRIVILEGE_NOT_HELD: 1314 }],
  [
    logon,
    'local-group-missing nt-authority-spelling image-user account-needs-password local-group-unsupported local-group-prefixed',
    { ERROR_LOGON_FAILURE: 1326 },
  ],
  [logon, 'interactive-logon-right service-logon-right nt-authority-spelling', { ERROR_LOGON_TYPE_NOT_GRANTED: 1385 }],
  [
    logon,
    'account-restriction account-needs-password',
    {
      ERROR_ACCOUNT_RESTRICTION: 1327,
      ERROR_INVALID_LOGON_HOURS: 1328,
      ERROR_INVALID_WORKSTATION: 1329,
      ERROR_PASSWORD_EXPIRED: 1330,
      ERROR_ACCOUNT_DISABLED: 1331,
      ERROR_ACCOUNT_EXPIRED: 1793,
      ERROR_PASSWORD_MUST_CHANGE: 1907,
      ERROR_ACCOUNT_LOCKED_OUT: 1909,
    },
  ],
  [
    logon,
    'domain-unavailable account-needs-password local-group-prefixed',
    { ERROR_NO_LOGON_SERVERS: 1311, ERROR_NO_SUCH_DOMAIN: 1355 },
  ],
  [
    logon,
    'domain-unavailable account-needs-password',
    {
      ERROR_BAD_NETPATH: 53,
      ERROR_UNEXP_NET_ERR: 59,
      ERROR_NETNAME_DELETED: 64,
      ERROR_BAD_NET_NAME: 67,
      ERROR_SEM_TIMEOUT: 121,
      ERROR_NETWORK_UNREACHABLE: 1231,
      ERROR_WRONG_TARGET_NAME: 1396,
      ERROR_TIME_SKEW: 1398,
      RPC_S_SERVER_UNAVAILABLE: 1722,
      RPC_S_CALL_FAILED: 1726,
      EPT_S_NOT_REGISTERED: 1753,
      ERROR_NO_TRUST_SAM_ACCOUNT: 1787,
      ERROR_TRUSTED_DOMAIN_FAILURE: 1788,
      ERROR_TRUSTED_RELATIONSHIP_FAILURE: 1789,
      ERROR_NETLOGON_NOT_STARTED: 1792,
      ERROR_NTLM_BLOCKED: 1937,
    },
  ],
  [logon, 'local-group-missing security-product', { ERROR_NO_SUCH_ALIAS: 1376, NERR_GroupNotFound: 2220 }],
  [added, 'containerd-account group-membership account-removed', { ERROR_ACCESS_DENIED: 5 }],
  [added, 'local-group-missing', { ERROR_NO_SUCH_ALIAS: 1376, NERR_GroupNotFound: 2220 }],
  [added, 'group-membership account-removed', { ERROR_NO_SUCH_MEMBER: 1387 }],
  [added, 'group-membership', { ERROR_MEMBER_IN_ALIAS: 1378, ERROR_INVALID_MEMBER: 1388 }],
  [
    lookedUp,
    'account-removed',
    {
      ERROR_ACCESS_DENIED: 5,
      ERROR_NONE_MAPPED: 1332,
      ERROR_NO_SUCH_MEMBER: 1387,
      RPC_S_SERVER_UNAVAILABLE: 1722,
      NERR_UserNotFound: 2221,
    },
  ],
  [created, 'stale-local-account', { ERROR_USER_EXISTS: 1316, NERR_UserExists: 2224 }],
  [created, 'domain-controller-node', { NERR_NotPrimary: 2226 }],
  [created, 'account-name-invalid', { ERROR_INVALID_ACCOUNT_NAME: 1315, NERR_BadUsername: 2202 }],
  [created, 'password-policy', { ERROR_PASSWORD_RESTRICTION: 1325, NERR_PasswordTooShort: 2245 }],
];

/** The causes that the words of a text do not rule out. */
const left = (text: string) =>
  seen(text, {})
    .match.signature.causes.filter((id) => judged(id, text, {})[0] !== 'ruled-out')
    .join(' ');

test.each(
  table.flatMap(([step, expected, codes]) => Object.entries(codes).map(([name, code]) => [name, step(code), expected])),
)('%s', (_, text, expected) => {
  expect(left(text)).toBe(expected);
});
