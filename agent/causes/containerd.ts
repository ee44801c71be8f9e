import { type Cause, possible, type Sighting, type Weighing, weighing } from '../cause.ts';
import { evidence } from '../check.ts';
import { unsplit } from '../fix.ts';
import { quoted, restartText } from '../node/containerd-service.ts';
import { containerdAccount, ranAsSystem, starterClue } from '../node/evidence.ts';
import type { KnownFacts } from '../snapshot.ts';
import { localService, localSystem, mayLogOn, networkService, serviceAccountSid } from '../windows/account.ts';

const documented =
  'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#troubleshooting-hostprocess-containers';

const codeOf = (sighting: Sighting) => sighting.match.tail?.code ?? null;

/** The account of containerd, and what is run as it, on the node. */
export const containerdCauses: readonly Cause[] = [
  {
    id: 'containerd-account',
    title: 'containerd runs as an account that may not make log-on tokens',
    explain:
      'The shim runs as containerd does, and makes the token of each HostProcess container itself. LocalSystem may do that (Kubernetes documents LocalService too); a user account, even an administrator, gets "Access is denied". Making the temporary account for a local group, and starting a program with another token, need LocalSystem as well.',
    reference: documented,
    checks: ['containerd-account', 'containerd-account-pending'],
    tails: [5, 1314],
    fix: (sighting, facts) => unsplit(accountFix(sighting, facts)),
    weigh: weighAccount,
  },
  {
    id: 'service-privileges',
    title: 'The service of containerd was stripped of privileges',
    explain:
      'A service may be limited to a list of privileges (sc.exe privs). Without SeAssignPrimaryTokenPrivilege, SeIncreaseQuotaPrivilege and SeTcbPrivilege even LocalSystem cannot start a program for another account.',
    reference:
      'https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-createprocessasuserw',
    checks: [],
    tails: [1314],
    fix: (_, facts) =>
      unsplit(
        `Look at the list: sc.exe qprivs ${serviceName(facts)}. When it is not empty, take the limit away or add the three privileges: sc.exe privs ${serviceName(facts)} SeAssignPrimaryTokenPrivilege/SeIncreaseQuotaPrivilege/SeTcbPrivilege/..., then ${restart(facts)}`,
      ),
    weigh: (_, facts) => {
      const account = containerdAccount(facts);
      if (account?.sid !== localSystem) return account === null ? possible : weighing('possible', ...account.evidence);
      return weighing('likely', ...account.evidence);
    },
  },
  {
    id: 'security-product',
    title: 'A security product, or a hardened LSA, refuses what containerd asks',
    explain:
      'When containerd already runs as LocalSystem, "Access is denied" to a log-on has no documented reason. Endpoint protection that guards LSASS or local accounts is the usual one.',
    reference: documented,
    checks: [],
    tails: [5, 740, 1260],
    fix: () =>
      unsplit(
        'Look at what refused at that time: the Security log (Get-WinEvent -FilterHashtable @{LogName="Security";Id=4625}), the log of the endpoint protection, and Microsoft-Windows-CodeIntegrity/Operational. Make an exception for containerd.exe and containerd-shim-runhcs-v1.exe.',
      ),
    weigh: (sighting, facts) => {
      const account = containerdAccount(facts);
      const isSystem = account !== null && ranAsSystem(account, sighting.message.at) === 'yes';
      return isSystem ? weighing('likely', ...account.evidence) : possible;
    },
  },
  {
    id: 'containerd-stopped',
    title: 'containerd does not run, or serves another pipe',
    explain: 'The pipe is there as long as containerd runs. Its clients then find no such file.',
    reference: 'https://github.com/containerd/containerd/blob/v1.7.28/defaults/defaults_windows.go',
    checks: ['containerd-service', 'cri-endpoint'],
    fix: (_, facts) =>
      unsplit(
        `Start it and see why it stopped: Start-Service ${serviceName(facts)}; Get-WinEvent -FilterHashtable @{LogName="System";ProviderName="Service Control Manager"} -MaxEvents 20.`,
      ),
    weigh: (_, { runtime }) => {
      if (runtime === undefined) return possible;
      const seen = evidence(`pipe ${runtime.endpoint}`, runtime.connection);
      return weighing(runtime.connection === 'absent' ? 'confirmed' : 'ruled-out', seen);
    },
  },
  {
    id: 'runtime-pipe-access',
    title: 'The account of this program may not write to the pipe of containerd',
    explain: 'The pipe is open to SYSTEM and Administrators; everybody else may only read it, which is of no use.',
    reference: 'https://github.com/microsoft/go-winio/blob/main/pipe.go',
    checks: ['cri-endpoint', 'agent-account'],
    fix: () =>
      unsplit(
        'Run the program as "NT AUTHORITY\\SYSTEM": securityContext.windowsOptions.runAsUserName. Risk: it may then do anything on the node.',
      ),
    weigh: (_, { runtime }) =>
      runtime?.connection === 'read-only'
        ? weighing('confirmed', evidence(`pipe ${runtime.endpoint}`, 'read-only for this account'))
        : possible,
  },
];

function weighAccount(sighting: Sighting, facts: KnownFacts): Weighing {
  const account = containerdAccount(facts);
  if (account === null) return possible;
  const seen = account.evidence;
  switch (account.sid) {
    case localSystem: {
      if (ranAsSystem(account, sighting.message.at) === 'yes' || account.startedAt === null) {
        return weighing('ruled-out', ...seen);
      }
      const since = evidence('containerd was started', `${account.startedAt}, after this was said`);
      return weighing('possible', ...seen, since);
    }
    // Documented as enough for tokens; it holds no right to make local accounts.
    case localService:
      return weighing(sighting.match.signature.id.startsWith('local-account') ? 'likely' : 'possible', ...seen);
    case networkService:
      return weighing('likely', ...seen);
    default:
      return weighing(codeOf(sighting) === null ? 'likely' : 'confirmed', ...seen);
  }
}

function accountFix(_: Sighting, facts: KnownFacts): string {
  const name = serviceName(facts);
  const starter = starterClue(facts);
  const isSet = starter !== null && mayLogOn(serviceAccountSid(starter.service.account));
  const set = isSet
    ? `The service ${starter.service.name} is set right by now, but a running process keeps its account until a restart:`
    : `Let it run as LocalSystem: sc.exe config ${name} obj= LocalSystem (the space after obj= belongs there); it takes effect with a restart:`;
  return `${set} ${restart(facts)}`;
}

const serviceName = (facts: KnownFacts) => quoted(starterClue(facts)?.service.name ?? 'containerd');

function restart(facts: KnownFacts): string {
  const starter = starterClue(facts);
  return starter === null || facts.services === undefined
    ? 'Restart-Service containerd -Force. Running pods go on; new ones wait for some seconds.'
    : restartText(starter, facts.services);
}
