/** Well-known SIDs, the same on every Windows and in every language. */
export const localSystem = 'S-1-5-18';
export const localService = 'S-1-5-19';
export const networkService = 'S-1-5-20';
export const administrators = 'S-1-5-32-544';

/**
 * Names of the accounts that shims make for containers that run as a local group: the first 20 digits of the container's
 * id. Source: hcsshim internal/jobcontainers/logon.go.
 */
export const shimAccountName = /^[0-9a-f]{20}$/;

const names: Readonly<Record<string, string>> = {
  [localSystem]: 'LocalSystem',
  [localService]: 'LocalService',
  [networkService]: 'NetworkService',
  [administrators]: 'Administrators',
};

/** English name of a well-known SID, else the SID itself. */
export const sidName = (sid: string): string => names[sid] ?? sid;

/**
 * The SID behind a service's configured account (lpServiceStartName), null when it is an ordinary account whose SID
 * only the machine knows. Empty means LocalSystem. Source: sdk-api QueryServiceConfigW, win32 localsystem-account.
 */
export function serviceAccountSid(account: string): string | null {
  const [domain, user] = account.includes('\\') ? account.split('\\', 2) : [null, account];
  const name = (user ?? '').toLowerCase().replaceAll(' ', '');
  if (account === '' || name === 'localsystem') return localSystem;
  if (domain?.toUpperCase() !== 'NT AUTHORITY') return null;
  if (name === 'system') return localSystem;
  if (name === 'localservice') return localService;
  if (name === 'networkservice') return networkService;
  return null;
}
