/** Well-known SIDs, the same on every Windows and in every language. */
export const localSystem = 'S-1-5-18';
export const localService = 'S-1-5-19';
export const networkService = 'S-1-5-20';
export const administrators = 'S-1-5-32-544';

/**
 * Whether this is the name of an account, without its domain, that a shim made for a container that runs as a local group:
 * the first 20 digits of the container's id. Windows names match in any case.
 * Source: hcsshim internal/jobcontainers/logon.go.
 */
export const isShimAccount = (name: string): boolean => /^[0-9a-f]{20}$/i.test(name);

const names: Readonly<Record<string, string>> = {
  [localSystem]: 'LocalSystem',
  [localService]: 'LocalService',
  [networkService]: 'NetworkService',
  [administrators]: 'Administrators',
};

/**
 * What every account that a shim makes for a local group is: INTERACTIVE once it logs on so, and Users through these by
 * default. Source: hcsshim logon.go (NetUserAdd, LOGON32_LOGON_INTERACTIVE).
 */
export const everyTemporaryAccount: Readonly<Record<string, string>> = {
  'S-1-1-0': 'Everyone',
  'S-1-5-4': 'INTERACTIVE',
  'S-1-5-11': 'Authenticated Users',
  'S-1-5-113': 'Local account',
  'S-1-5-32-545': 'Users',
};

/** What a system account is that logs on as a service. */
export const everyService: Readonly<Record<string, string>> = {
  'S-1-1-0': 'Everyone',
  'S-1-5-6': 'SERVICE',
  'S-1-5-11': 'Authenticated Users',
  [localSystem]: 'SYSTEM',
  [localService]: 'LocalService',
  [networkService]: 'NetworkService',
};

/** English name of a well-known SID, else the SID itself. */
export const sidName = (sid: string): string => names[sid] ?? sid;

/**
 * Whether containerd may make the log-on tokens of HostProcess containers as this account, as Kubernetes documents it.
 * LocalService may not do more than that: create accounts for local groups, administer the host.
 */
export const mayLogOn = (sid: string | null): boolean => sid === localSystem || sid === localService;

/** An account with its SID: a well-known one by the same name in every language. */
export const showAccount = ({ sid, name }: { sid: string; name: string | null }): string =>
  names[sid] === undefined && name === null ? sid : `${names[sid] ?? name} (${sid})`;

/** A service's configured account in a sentence. */
export const showServiceAccount = (account: string): string => (account === '' ? 'LocalSystem (left empty)' : account);

/**
 * The SID of a service's configured account (lpServiceStartName), null when it is an ordinary account whose SID
 * only the machine knows. Empty means LocalSystem; its three names are the same in every language, and the SCM wants
 * English ones for the others. Source: sdk-api QueryServiceConfigW, win32 {localsystem,localservice}-account.
 */
export function serviceAccountSid(account: string): string | null {
  const [first, second] = account.toLowerCase().split('\\');
  const [domain, user] = second === undefined ? ['', first] : [first, second];
  if (account === '' || user === 'localsystem') return localSystem;
  if (domain !== 'nt authority') return null;
  switch (user?.replaceAll(' ', '')) {
    case 'system':
      return localSystem;
    case 'localservice':
      return localService;
    case 'networkservice':
      return networkService;
    default:
      return null;
  }
}

/**
 * The SID of a group that every Windows has, by its English name; null for any other name.
 * Source: https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers
 */
export const groupSid = (name: string): string | null => builtIn[name.toLowerCase()] ?? null;

const builtIn: Readonly<Record<string, string>> = {
  administrators: administrators,
  users: 'S-1-5-32-545',
  guests: 'S-1-5-32-546',
  'power users': 'S-1-5-32-547',
  'backup operators': 'S-1-5-32-551',
  'remote desktop users': 'S-1-5-32-555',
  'network configuration operators': 'S-1-5-32-556',
  'performance monitor users': 'S-1-5-32-558',
  'performance log users': 'S-1-5-32-559',
  'event log readers': 'S-1-5-32-573',
  'hyper-v administrators': 'S-1-5-32-578',
  'remote management users': 'S-1-5-32-580',
};

/** With which errors Windows refuses to log an account on: because of the account, or because its domain does not answer. */
export const logonRefusals: Readonly<Record<'restricted' | 'domain', readonly number[]>> = {
  restricted: [1327, 1328, 1329, 1330, 1331, 1793, 1907, 1909],
  domain: [53, 59, 64, 67, 121, 1231, 1311, 1355, 1396, 1398, 1722, 1726, 1753, 1787, 1788, 1789, 1792, 1937],
};
