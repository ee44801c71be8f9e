import { type Evidence, evidence } from '../fact.ts';
import type { Logs } from '../facts/logs.ts';
import type { Service } from '../facts/services.ts';
import { type Fix, onNode, type Step, shell, verified } from '../fix.ts';
import { localSystem, serviceAccountSid } from '../windows/account.ts';
import { runAsLocalSystem } from './containerd-account.ts';
import type { PoolFacts } from './containerd-config.ts';
import { startService } from './containerd-service.ts';

/** ERROR_SERVICE_LOGON_FAILED: it fails again until the service has an account that can log on. */
const noLogOn = 1069;

/** Win32 exit codes of services. Source: winerror.h, 1053 to 1077. */
const exitTexts: Readonly<Record<number, string>> = {
  0: 'it was stopped normally',
  1053: 'it did not report in time that it had started',
  1066: 'it ended with a service-specific error',
  1067: 'its process ended unexpectedly',
  [noLogOn]: 'it could not log on with its account',
  1077: 'it has not been started since the node booted',
};

const enable = (name: string) =>
  onNode('Let the service start with the node.', shell`sc.exe config ${name} start= auto`);

/** Of a service whose dependents are not known. */
export const restartService = (name: string): Step =>
  onNode(
    `Restart the service ${name}.`,
    shell`Restart-Service ${name} -Force`,
    'Services that depend on it restart too.',
  );

/** What Windows logged of the ends of services. */
export const whyItStopped = (say = 'If it stops again, see why.'): Step =>
  onNode(
    say,
    "Get-WinEvent -FilterHashtable @{LogName='System'; ProviderName='Service Control Manager'} -MaxEvents 20 | Format-List TimeCreated, Message",
  );

/**
 * Ends a service that does not stop, with all that it started, and starts it again. Shims are not among that: the program
 * that starts one ends. Source: containerd core/runtime/v2/README.md, start. By its name: it may have
 * another process by now. Those that depend on it were stopped before it; some are started by scripts, not automatically.
 */
export const endAndStart = (when: string, name: string): Step[] => [
  onNode(
    `${when} end its process.`,
    shell`taskkill.exe /F /T /FI ${`SERVICES eq ${name}`}`,
    'The programs that it started end too; pods keep running.',
  ),
  onNode(
    'Start it again, and the services that depend on it, such as the kubelet.',
    shell`Get-Service ${name} | ForEach-Object { $_; $_.DependentServices } | Where-Object StartType -ne Disabled | Start-Service`,
  ),
];

/** Of a service that is on its way to another state. */
export const waitOrEnd = (name: string): Step[] => [
  onNode('Wait a minute, then see its state again.', shell`sc.exe queryex ${name}`),
  ...endAndStart('If it has not changed,', name),
];

/** A wrapper keeps what the program printed last: why it ended, such as a flag that it does not know. */
function readOutput({ wrapper }: Service): Step[] {
  const wrapped = wrapper.ok ? wrapper.value : null;
  const file = wrapped?.stderr ?? wrapped?.stdout;
  return file === null || file === undefined
    ? []
    : [
        onNode(
          'Read the last lines that the program printed: often only they give the reason.',
          shell`Get-Content -Tail 50 -LiteralPath ${file}`,
        ),
      ];
}

/** What a check says of a service that does not run as it must. */
interface ServiceFault {
  status: 'warn' | 'fail';
  summary: string;
  evidence: Evidence[];
  fix: Fix;
}

/**
 * What is wrong with a service that must run; null when it runs.
 * @param consequence what does not work without it
 * @param facts.before what to do before a stopped one is started
 */
export function judgeState(
  service: Service,
  consequence: string,
  { before = [], logs, ...facts }: PoolFacts & { logs?: Logs; before?: Step[] } = {},
): ServiceFault | null {
  const { name, state, exitCode } = service;
  const seen = [...stateEvidence(service), ...loggedFailures(logs, service)];
  if (state === 'running') {
    if (service.startType !== 'disabled') return null;
    return {
      status: 'warn',
      summary: `the service ${service.name} runs, but is disabled: it will not start again after a stop or a reboot`,
      evidence: seen,
      fix: verified(shell`sc.exe qc ${name} 8192`, 'START_TYPE is AUTO_START.', [enable(name)]),
    };
  }
  if (state === 'stopped' || state === 'paused') {
    const why = state === 'stopped' ? ` (${exitTexts[exitCode] ?? `exit code ${exitCode}`})` : '';
    const start = state === 'stopped' ? startService(name) : restartService(name);
    return {
      status: 'fail',
      summary: `the service ${service.name} is ${state}${why}: ${consequence}`,
      evidence: seen,
      fix: verified(shell`Get-Service ${name}`, 'Its status is Running, also some minutes later.', [
        ...(state === 'stopped' ? before : []),
        ...(service.startType === 'disabled' ? [enable(name)] : []),
        ...(exitCode === noLogOn && serviceAccountSid(service.account) !== localSystem
          ? [runAsLocalSystem(name, facts)]
          : []),
        ...readOutput(service),
        start,
        whyItStopped(),
      ]),
    };
  }
  return {
    status: 'warn',
    summary: `the service ${service.name} is changing its state (${state})`,
    evidence: seen,
    fix: verified(shell`Get-Service ${name}`, 'Its status is Running, also some minutes later.', [...waitOrEnd(name)]),
  };
}

export function stateEvidence(service: Service): Evidence[] {
  const wrapped = service.wrapper.ok ? service.wrapper.value : null;
  const seen = [evidence(`service ${service.name}`, `${service.state}, start type ${service.startType}`)];
  if (service.pid !== null) seen.push(evidence('pid of the service', service.pid));
  if (service.exitCode !== 0) seen.push(evidence('last exit code', service.exitCode));
  seen.push(evidence('command line', service.commandLine));
  if (wrapped !== null) seen.push(evidence('wraps', `${wrapped.application} ${wrapped.parameters}`.trim()));
  return seen;
}

const mostShown = 3;

/**
 * The newest failures of a service that the Service Control Manager logged, newest first. The first value of its events is
 * the service's display name (7031, 7034) or its name.
 */
export function loggedFailures(
  logs: Logs | undefined,
  { name, displayName }: Pick<Service, 'name' | 'displayName'>,
): Evidence[] {
  const names = [name, displayName].map((one) => one.toLowerCase());
  const own = (logs?.windows?.events ?? []).filter(
    ({ log, source, text }) =>
      log === 'System' &&
      source === 'Service Control Manager' &&
      names.includes((text.split('\n', 1)[0] ?? '').toLowerCase()),
  );
  return own
    .slice(-mostShown)
    .reverse()
    .map(({ id, at, count, text }) => {
      const times = count === 1 ? '' : `, ${count} times`;
      return evidence(`System log, event ${id}`, `${at}${times}: ${text.split('\n').join(', ')}`);
    });
}
