import { check, fail, pass, skip, type Verdict, warn } from '../check.ts';
import { evidence, ifKnown, known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import type { ProcessFact } from '../facts/runtime-process.ts';
import type { Service, Services } from '../facts/services.ts';
import { compact, onNode, type Step, shell, verified } from '../fix.ts';
import {
  disableService,
  installContainerd,
  otherProcesses,
  restartRisk,
  restartStep,
  type Starter,
  starterOf,
  startService,
  whoStarted,
} from '../node/containerd-service.ts';
import { readLog } from '../node/log-steps.ts';
import { judgeState, stateEvidence } from '../node/service-state.ts';
import { programName, programOf } from '../windows/command-line.ts';
import { beside, endLeft, notAgain, several } from './containerd-service/rivals.ts';

export const containerdService = check({
  id: 'containerd-service',
  area: 'runtime',
  title: 'Service that starts containerd',
  why: 'Without containerd no pod starts, not even hostprobe; running pods keep running, which hides the fault until the next restart.',
  needs: ['services', 'runtime-process'],
  consults: ['cluster', 'logs', 'runtime', 'runtime-binaries'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  stopsNewPods: 'sandbox',
  follows: ['containerd-config'],
  run(facts): Verdict {
    const starter = known(starterOf(facts.services));
    const processes = facts['runtime-process'];
    if (starter === null) return several(facts) ?? withoutService(processes);
    const { service, embeds } = starter;

    const stray = service.state === 'stopped' ? processes.containerd[0] : undefined;
    if (!embeds && stray !== undefined) return outside(service, stray, processes.containerd);
    const rival = service.state === 'running' ? (several(facts) ?? beside(facts)) : null;
    if (rival !== null) return rival;
    const before = embeds ? endLeft(facts) : [];
    const wrong = judgeState(service, 'no pod starts on this node; running pods keep running', { ...facts, before });
    if (wrong !== null) return { ...wrong, causes: ['containerd-stopped'] };
    if (processes.counts.containerd === 0 && runsContainerd(starter)) {
      return fail(
        `the service ${service.name} runs, but no containerd.exe below it: it has ended, or has not been started yet`,
        [...stateEvidence(service), evidence('containerd.exe processes', processes.counts.containerd)],
        verified('Get-Process containerd', 'It lists containerd.', [
          onNode('Wait a minute, then see whether it has been started.', 'Get-Process containerd'),
          restartStep(starter, facts.services, `If not, restart the service ${service.name}.`),
          readLog(facts, 'containerd', 'If it ends again, read the end of its log.'),
          ...startUsed(starter, facts.services),
        ]),
      );
    }
    if (embeds) return besideLeftover(service, ifKnown(facts.services.containerd) ?? null);
    return pass(`${service.name} runs, start type ${service.startType}`, [
      ...stateEvidence(service),
      evidence('after a failure', recoveryText(service)),
    ]);
  },
});

/** A containerd.exe that runs while the service of containerd is stopped. */
function outside(service: Service, stray: ProcessFact, all: readonly ProcessFact[]): Verdict<'skip' | 'warn'> {
  const parent = whoStarted(stray);
  if (service.startType === 'disabled') {
    return skip(`the service ${service.name} is disabled; containerd was started by ${parent} (pid ${stray.pid})`);
  }
  const meant = compact(
    stray.parentName !== null &&
      onNode(
        `If ${parent} is what starts containerd on this node, disable the service, and leave out the other steps.`,
        shell`sc.exe config ${service.name} start= disabled`,
      ),
  );
  return warn(
    `the service ${service.name} is stopped, while ${parent} runs a containerd.exe of its own`,
    [
      ...stateEvidence(service),
      evidence('containerd.exe outside of the service', `pid ${stray.pid}`),
      ...otherProcesses('containerd.exe', [stray], all),
    ],
    verified(
      shell`Get-Service ${service.name} | Format-List Status, StartType`,
      'Status is Running, or StartType is Disabled.',
      [
        ...meant,
        ...notAgain(stray),
        onNode('End that containerd.exe.', shell`Stop-Process -Id ${stray.pid} -Force`, restartRisk),
        startService(service.name),
      ],
    ),
  );
}

/** rke2, k3s or k0s runs, perhaps next to a stopped containerd service. */
function besideLeftover(owner: Service, leftover: Service | null): Verdict<'skip' | 'warn'> {
  const summary = `no service of its own: ${owner.name} starts containerd, and runs`;
  if (leftover === null) return skip(summary);
  const { name, startType } = leftover;
  if (startType !== 'auto')
    return skip(`${summary}; the service ${name} is ${leftover.state}, start type ${startType}`);
  return warn(
    `${owner.name} starts containerd, and runs, but the service ${name} starts another with the node: after a reboot that may take the pipe first, and ${owner.name} then starts no kubelet`,
    [...stateEvidence(owner), ...stateEvidence(leftover)],
    verified(shell`sc.exe qc ${name} 8192`, 'START_TYPE is DISABLED.', [
      disableService(
        name,
        `Stop and disable the service ${name}: ${owner.name} is what runs this node, and starts containerd itself.`,
      ),
    ]),
  );
}

/** rke2, k3s or k0s may be configured to use a stopped service of containerd. */
function startUsed({ service: owner, embeds }: Starter, { containerd }: Services): Step[] {
  const service = ifKnown(containerd) ?? null;
  return compact(
    embeds &&
      service !== null &&
      service.startType !== 'disabled' &&
      startService(
        service.name,
        `If ${owner.name} is set to use another containerd (container-runtime-endpoint of rke2 and k3s, --cri-socket of k0s), start the service ${service.name} instead.`,
      ),
  );
}

function withoutService({ containerd }: FactValues['runtime-process']): Verdict {
  const process = containerd[0];
  if (process !== undefined) {
    return skip(
      `no service is known to start containerd here; it was started by ${whoStarted(process)} (pid ${process.pid})`,
    );
  }
  return fail(
    'there is no containerd on this node: no service for it, none that embeds it, and no containerd.exe',
    [evidence('containerd.exe processes', 0)],
    verified('Get-Service containerd', 'Its status is Running.', [...installContainerd]),
  );
}

/** Whether this service, as it is set, ends up in a process called containerd.exe. */
function runsContainerd({ service, embeds }: Starter): boolean {
  const program = ifKnown(service.wrapper)?.application ?? programOf(service.commandLine);
  return embeds || programName(program) === 'containerd';
}

function recoveryText({ failureActions }: Service): string {
  if (failureActions === null) return 'not known';
  const actions = failureActions.actions.map(({ kind, delayMs }) =>
    kind === 'none' ? 'nothing' : `${kind} after ${delayMs / 1000} s`,
  );
  return actions.join(', then ') || 'nothing';
}
