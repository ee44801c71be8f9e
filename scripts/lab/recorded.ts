import type { JobLimits, Silo, Token } from '../../agent/host.ts';
import type { Mode } from '../../agent/shim/paths.ts';
import type { Scenario } from './scenario.ts';

/** Recorded answers for questions that Wine cannot answer, from C:\lab\recorded.json. */
export interface Recorded {
  token: Token;
  job: JobLimits;
  silo: Silo | null;
  cpuRate: number | null;
  mode: Mode | null;
  account: Scenario['pod']['account'];
  /** The ports on which the kubelet and kube-proxy really listen, by the port that a real node uses. */
  movedPorts: Record<number, number>;
}

/** The machine SID: the common prefix of the SIDs of local accounts. */
const machine = 'S-1-5-21-2986384518-1724511297-1054312236';
const sids = {
  system: 'S-1-5-18',
  administrators: 'S-1-5-32-544',
  users: 'S-1-5-32-545',
  everyone: 'S-1-1-0',
  authenticatedUsers: 'S-1-5-11',
  organization: 'S-1-5-15',
  service: 'S-1-5-6',
  localService: 'S-1-5-19',
  networkService: 'S-1-5-20',
  containerUser: 'S-1-5-93-2-2',
  administrator: `${machine}-500`,
} as const;

/** DOMAIN\name by SID. */
export const names: Readonly<Record<string, string>> = {
  [sids.system]: 'NT AUTHORITY\\SYSTEM',
  [sids.localService]: 'NT AUTHORITY\\LOCAL SERVICE',
  [sids.networkService]: 'NT AUTHORITY\\NETWORK SERVICE',
  [sids.authenticatedUsers]: 'NT AUTHORITY\\Authenticated Users',
  [sids.organization]: 'NT AUTHORITY\\This Organization',
  [sids.administrators]: 'BUILTIN\\Administrators',
  [sids.users]: 'BUILTIN\\Users',
  [sids.everyone]: 'Everyone',
  [sids.service]: 'NT AUTHORITY\\SERVICE',
  [sids.containerUser]: 'User Manager\\ContainerUser',
  [sids.administrator]: 'WIN-NODE-1\\Administrator',
};

/** The SID of a service's account (obj=), as the service control manager resolves it. */
export function sidOf(account: string): string {
  const name = account.split('\\').at(-1)?.toLowerCase().replaceAll(' ', '') ?? '';
  const known: Readonly<Record<string, string>> = {
    localsystem: sids.system,
    system: sids.system,
    localservice: sids.localService,
    networkservice: sids.networkService,
    administrator: sids.administrator,
  };
  const sid = known[name];
  if (sid === undefined) throw new Error(`the lab knows no account ${account}`);
  return sid;
}

export const groups: Readonly<Record<string, string[]>> = {
  Administrators: [sids.administrator],
  Users: [sids.authenticatedUsers],
  'Performance Monitor Users': [],
  'hpc-localgroup': [],
};

export const users = [{ name: 'Administrator', disabled: false, locked: false, passwordExpired: false }];

/** Rights as on a server with default policies. */
export const holders: Readonly<Record<string, string[]>> = {
  SeInteractiveLogonRight: [sids.administrators, sids.users],
  SeDenyInteractiveLogonRight: [],
  SeServiceLogonRight: ['S-1-5-80-0'],
  SeDenyServiceLogonRight: [],
};

/** Owner and access list of files that the kubelet writes to a pod's volume. Source: Kubernetes, projected volumes on Windows. */
export const volumeSecurity = {
  owner: sids.administrators,
  sddl: 'O:BAG:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)',
};

const on = (name: string) => ({ name, enabled: true });
const off = (name: string) => ({ name, enabled: false });

const systemToken: Token = {
  sid: sids.system,
  groups: [sids.administrators, sids.everyone, sids.authenticatedUsers].map((sid) => ({ sid, enabled: true })),
  privileges: [
    ...['SeTcbPrivilege', 'SeDebugPrivilege', 'SeAuditPrivilege', 'SeChangeNotifyPrivilege'].map(on),
    ...['SeImpersonatePrivilege', 'SeCreateGlobalPrivilege', 'SeLockMemoryPrivilege'].map(on),
    ...['SeAssignPrimaryTokenPrivilege', 'SeIncreaseQuotaPrivilege', 'SeBackupPrivilege', 'SeRestorePrivilege'].map(
      off,
    ),
  ],
  integrityLevel: 0x4000,
  elevated: true,
  sessionId: 0,
};

/** S-1-5-6 is SERVICE: the shim logs LocalService on as a service. Source: hcsshim internal/jobcontainers/logon.go. */
const localServiceToken: Token = {
  sid: sids.localService,
  groups: [sids.everyone, sids.users, sids.service, sids.authenticatedUsers, sids.organization].map((sid) => ({
    sid,
    enabled: true,
  })),
  privileges: [
    ...['SeChangeNotifyPrivilege', 'SeImpersonatePrivilege', 'SeCreateGlobalPrivilege'].map(on),
    ...['SeAssignPrimaryTokenPrivilege', 'SeIncreaseQuotaPrivilege', 'SeAuditPrivilege', 'SeSystemtimePrivilege'].map(
      off,
    ),
  ],
  integrityLevel: 0x4000,
  elevated: true,
  sessionId: 0,
};

const containerUserToken: Token = {
  sid: sids.containerUser,
  groups: [sids.users, sids.everyone, sids.authenticatedUsers].map((sid) => ({ sid, enabled: true })),
  privileges: [on('SeChangeNotifyPrivilege'), off('SeIncreaseWorkingSetPrivilege')],
  integrityLevel: 0x3000,
  elevated: false,
  sessionId: 2,
};

const tokens = { SYSTEM: systemToken, LocalService: localServiceToken };

/** The recorded answers for one node. */
export function recordedFor({ pod }: Scenario, ports: { kubelet: number; kubeProxy: number }): Recorded {
  const silos = { bind: { id: 1208, server: false }, fallback: null, volume: null };
  return {
    token: pod.mode === null ? containerUserToken : tokens[pod.account],
    job: {
      inJob: true,
      memoryLimitBytes: 256 * 2 ** 20,
      processMemoryLimitBytes: null,
      activeProcessLimit: null,
      peakMemoryBytes: 92 * 2 ** 20,
      activeProcesses: pod.mode === 'bind' ? 2 : 1,
    },
    silo: pod.mode === null ? { id: 1208, server: true } : silos[pod.mode],
    cpuRate: 1000,
    mode: pod.mode,
    account: pod.account,
    movedPorts: { 10248: ports.kubelet, 10256: ports.kubeProxy },
  };
}
