import { possible, type Symptom, type Weighing, type WrittenCauses, weighing, weighText } from '../cause.ts';
import { evidence, ifKnown } from '../fact.ts';
import { compact, type Fix, lines, literal, onNode, runAsSystem, type Step, shell, verified } from '../fix.ts';
import {
  containerdRunsAs,
  ranAsSystem,
  runAsLocalSystem,
  showProcessAccount,
  systemAccount,
} from '../node/containerd-account.ts';
import { enableCri, onNewNodes, searchConfig, settingsFile } from '../node/containerd-config.ts';
import {
  containerdStarter,
  disableService,
  nodeOwner,
  restartAfterChange,
  restartContainerd,
  restartOwner,
  showContainerds,
} from '../node/containerd-service.ts';
import { crictl, excludePrograms, listPipes, seeDefender } from '../node/log-steps.ts';
import { restartWindows } from '../node/upgrade.ts';
import type { KnownFacts } from '../snapshot.ts';
import { localService, localSystem, mayLogOn, networkService, serviceAccountSid } from '../windows/account.ts';
import { containerdSource, hostProcessGuide, learnPage, userEvidence, weighBy } from './weigh.ts';

const documented = hostProcessGuide('troubleshooting-hostprocess-containers');

/** The privileges that containerd and its shims use: for tokens of others, for the files of layers, for the links of mounts. */
const privileges = [
  'SeAssignPrimaryTokenPrivilege',
  'SeIncreaseQuotaPrivilege',
  'SeTcbPrivilege',
  'SeImpersonatePrivilege',
  'SeBackupPrivilege',
  'SeRestorePrivilege',
  'SeSecurityPrivilege',
  'SeCreateSymbolicLinkPrivilege',
];
const listed = `${privileges.slice(0, -1).join(', ')} and ${privileges.at(-1)}`;

/** containerd on the node: its account, its rights, and its pipe. */
export const containerdCauses: WrittenCauses = {
  'containerd-account': {
    title: 'containerd runs as an account that is not allowed to create log-on tokens',
    explain:
      'The shim runs as the account of containerd and creates the token of each HostProcess container itself. LocalSystem is allowed to do that (Kubernetes documents LocalService too). A user account, even an administrator, gets "Access is denied", and may be refused the program of the container too. Creating the temporary account for a local group, and starting a program with another token, need LocalSystem.',
    reference: documented,
    checks: ['containerd-account', 'containerd-account-pending'],
    tails: [5, 1314],
    fix: accountFix,
    weigh: weighAccount,
  },
  'service-privileges': {
    title: 'The service of containerd does not have all privileges of its account',
    explain: `A service can be limited to a list of privileges (sc.exe privs). Without ${listed} even LocalSystem cannot unpack images or start a program for another account.`,
    reference: learnPage('windows/win32/api/processthreadsapi/nf-processthreadsapi-createprocessasuserw'),
    tails: [1314],
    fix: (_, facts) =>
      verified(shell`sc.exe qprivs ${serviceName(facts)} 8192`, `It lists nothing, or at least ${listed}.`, [
        onNode(
          'See the list of privileges; an empty list means no limit.',
          shell`sc.exe qprivs ${serviceName(facts)} 8192`,
        ),
        onNode(
          `If the list is not empty, add the missing privileges to it${onNewNodes(facts)}.`,
          lines(
            shell`$service = ${literal(serviceName(facts))}`,
            shell`$list = (Get-ItemProperty HKLM:\\SYSTEM\\CurrentControlSet\\Services\\$service).RequiredPrivileges`,
            shell`$needed = ${literal(privileges.join(' '))} -split ' '`,
            shell`if ($list) { $list = @($list) + $needed; sc.exe privs $service (($list | Select-Object -Unique) -join '/') }`,
          ),
        ),
        restartAfterChange(facts, 'the list'),
      ]),
    weigh: weighBy(
      containerdRunsAs,
      ({ sid }) => (sid === localSystem ? 'likely' : 'possible'),
      () => possible,
    ),
  },
  'security-product': {
    title: 'A security product or a hardening policy blocks containerd, its shim, or a program of the container',
    explain:
      'Virus scanners, endpoint protection and application control block programs, hold files open, and guard LSASS and local accounts. Windows then reports "Access is denied" or a sharing violation although containerd runs as LocalSystem.',
    reference: learnPage(
      'virtualization/windowscontainers/manage-containers/anti-virus-optimization-for-windows-containers',
    ),
    fix: (_, facts) => [
      onNode(
        'See what application control blocked, and allow it in its policy: containerd.exe with its shim, or the program of the container.',
        'Get-WinEvent -LogName Microsoft-Windows-CodeIntegrity/Operational, "Microsoft-Windows-AppLocker/EXE and DLL" -MaxEvents 20 | Format-List TimeCreated, Message',
      ),
      seeDefender,
      excludePrograms(facts),
    ],
    weigh: (symptom, facts) => {
      const account = containerdRunsAs(facts);
      const isSystem = account !== null && ranAsSystem(account, symptom.message.at);
      return isSystem && symptom.match.tail?.code === 5 ? weighing('likely', ...account.evidence) : possible;
    },
  },
  'containerd-stopped': {
    title: 'containerd is not running, or uses another pipe',
    explain: 'The pipe exists as long as containerd runs. Without containerd its clients do not find the pipe.',
    reference: containerdSource('blob/v1.7.28/defaults/defaults_windows.go'),
    checks: ['containerd-service', 'cri-endpoint'],
    fix: (_, facts) =>
      untilReady(facts, [
        onNode('See whether the service runs.', shell`Get-Service ${serviceName(facts)}`),
        onNode(
          'If it does not, see why it stopped.',
          'Get-WinEvent -FilterHashtable @{LogName="System";ProviderName="Service Control Manager"} -MaxEvents 20 | Format-List TimeCreated, Id, Message',
        ),
        onNode('If it does not run, start it.', shell`Start-Service ${serviceName(facts)}`),
        onNode(
          'If it runs, see which pipe it uses: its clients, such as the kubelet and crictl, must use the same.',
          listPipes,
        ),
      ]),
    weigh: (_, { runtime }) => {
      if (runtime === undefined) return possible;
      const seen = evidence(`pipe ${runtime.endpoint}`, runtime.connection);
      return weighing(runtime.connection === 'absent' ? 'confirmed' : 'ruled-out', seen);
    },
  },
  'containerd-starting': {
    title: 'containerd waits for shims from before its start',
    explain:
      'When containerd starts, it asks each shim that still runs for its state, and answers the kubelet only when all have answered. One shim that hangs keeps the kubelet waiting.',
    reference: containerdSource('issues/5621'),
    checks: ['cri-endpoint'],
    fix: (_, facts) =>
      untilReady(facts, [
        {
          ...restartWindows,
          say: 'If that lasts longer than a minute, restart the node, which ends the shims too.',
        },
      ]),
  },
  'containerd-configuration': {
    title: 'The configuration of containerd is not valid, or switches CRI off',
    explain:
      'A containerd that cannot read a setting of its CRI plugin starts without the plugin: its pipe is there, but the kubelet finds no runtime behind it. The same follows where disabled_plugins names cri, as in the file that some packages install. A version of the file that it does not read keeps it from starting at all.',
    reference: containerdSource('blob/v1.7.34/docs/cri/config.md'),
    checks: ['containerd-config'],
    fix: (_, facts) =>
      untilReady(facts, [
        onNode(
          'See the settings that keep CRI off most often.',
          searchConfig(facts, '^version|disabled_plugins|config_path|mirrors'),
        ),
        enableCri(facts),
        onNode(
          `Correct what the text names in ${settingsFile(facts)}: config_path and mirrors, for example, exclude each other.`,
        ),
        restartContainerd(facts),
      ]),
  },
  'second-containerd': {
    title: 'Another containerd already has this pipe',
    explain:
      'Only one program can open a pipe of that name. rke2, k3s and k0s start a containerd of their own, which fails while a service containerd, or a containerd of an earlier start, still runs.',
    reference: 'https://github.com/rancher/rke2/issues/6853',
    checks: ['containerd-service'],
    fix: (_, facts) =>
      verified(showContainerds, 'It lists one containerd.exe.', [
        onNode('See which containerd run, and by which program each was started.', showContainerds),
        ...disableOther(facts),
        onNode(
          'If one has an empty Parent, end it.',
          shell`Stop-Process -Force -Id ${'<process>'}`,
          'What was pulled or started through it just now fails.',
        ),
        restartUsed(facts),
      ]),
    weigh: (symptom, { 'runtime-process': running }) => {
      const count = running?.counts.containerd ?? 0;
      return count > 1 ? weighing('likely', evidence('containerd.exe that run', count)) : weighText(symptom);
    },
  },
  'runtime-pipe-access': {
    title: 'The account of the program is not allowed to use the pipe of containerd',
    explain:
      'The pipe is open to SYSTEM and Administrators. Other accounts can at most read from it, but a client must also write.',
    reference: 'https://github.com/microsoft/go-winio/blob/main/pipe.go',
    checks: ['cri-endpoint', 'agent-account'],
    fix: () => [runAsSystem('Run the program as SYSTEM.')],
    weigh: (symptom, { runtime }) => {
      const { user } = symptom;
      const seen = userEvidence(symptom);
      if (runtime?.connection === 'read-only' || runtime?.connection === 'denied') {
        return weighing(
          'confirmed',
          evidence(`pipe ${runtime.endpoint}`, `${runtime.connection} for hostprobe too`),
          ...seen,
        );
      }
      if (user?.runAs.kind !== 'service') return weighing('possible', ...seen);
      return weighing(/\\system$/i.test(user.runAs.text) ? 'possible' : 'confirmed', ...seen);
    },
  },
};

/** These steps bring back the CRI service of containerd. */
const untilReady = (facts: KnownFacts, steps: Step[]): Fix =>
  verified(shell`${crictl(facts)} info`, 'RuntimeReady is true, also some minutes later.', steps);

function weighAccount(symptom: Symptom, facts: KnownFacts): Weighing {
  const account = containerdRunsAs(facts);
  const code = symptom.match.tail?.code ?? null;
  if (account === null) return code === null ? possible : weighText(symptom);
  const seen = account.evidence;
  if (account.hidden === 'changed') return weighing('likely', ...seen);
  if (account.hidden === 'unknown') return weighing(mayLogOn(account.sid) ? 'possible' : 'likely', ...seen);
  switch (account.sid) {
    case localSystem: {
      if (ranAsSystem(account, symptom.message.at)) return weighing('ruled-out', ...seen);
      const since = evidence('containerd was started', `${account.startedAt}, after the failure`);
      return weighing('possible', ...seen, since);
    }
    // Documented as enough for tokens; it has no right to create local accounts.
    case localService:
      return weighing(needsSystem(symptom) ? 'likely' : 'possible', ...seen);
    case networkService:
      return weighing('likely', ...seen);
    default:
      return weighing(code === null || lookedForProgram(symptom) ? 'likely' : 'confirmed', ...seen);
  }
}

/** Whether the shim failed before it needed a token: any account can be refused a file. */
const lookedForProgram = ({ match }: Symptom) => match.signature.id === 'executable-denied';

/** LocalService can make tokens, but no accounts, and it is refused more files. */
const needsSystem = (symptom: Symptom) =>
  symptom.match.signature.ofTemporaryAccount === true || lookedForProgram(symptom);

function accountFix(symptom: Symptom, facts: KnownFacts): Fix {
  const name = containerdStarter(facts)?.service.name;
  const configured = containerdStarter(facts)?.service.account;
  const sid = configured === undefined ? null : serviceAccountSid(configured);
  const onlySystem = needsSystem(symptom);
  const isEnough = onlySystem ? sid === localSystem : mayLogOn(sid);
  const see = compact(
    containerdRunsAs(facts) === null &&
      onNode(
        `See which account containerd runs as; if Sid is ${localSystem} (SYSTEM)${onlySystem ? '' : ` or ${localService} (Local Service)`}, this is not the cause: skip the next steps.`,
        showProcessAccount,
      ),
  );
  return verified(
    showProcessAccount,
    onlySystem || sid !== localService ? systemAccount : `Sid is ${localService}, which is Local Service.`,
    [...see, ...(isEnough ? [] : [runAsLocalSystem(name, facts)]), restartContainerd(facts)],
  );
}

/** Nothing to disable if the service is the one that the kubelet uses. */
function disableOther({ services }: KnownFacts): Step[] {
  const isKnown = services?.kubelet.ok && services.embedding.ok;
  if (isKnown && nodeOwner(services) === null) return [];
  const name = (services && ifKnown(services.containerd)?.name) ?? 'containerd';
  return [
    disableService(
      name,
      'If one was started by services, and rke2, k3s or k0s has its own, stop that service and keep it from starting.',
    ),
  ];
}

/** rke2, k3s or k0s if one runs the node, even if a containerd service runs too. */
const restartUsed = (facts: KnownFacts): Step =>
  (facts.services && restartOwner(facts.services)) ?? restartContainerd(facts);

const serviceName = (facts: KnownFacts) => containerdStarter(facts)?.service.name ?? '<service>';
