import { check, type Verdict } from '../check.ts';
import { evidence } from '../fact/evidence.ts';
import { ifKnown, known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import type { Service } from '../facts/services.ts';
import { lines, shell } from '../fix/command.ts';
import { onNode, verified } from '../fix.ts';
import { installContainerd, restartRisk, restartStep, type Starter, starterOf } from '../node/containerd-service.ts';
import { readLog } from '../node/log-steps.ts';
import { loggedFailures } from '../node/service-failures.ts';
import { judgeState, stateEvidence } from '../node/service-state.ts';
import { programName, programOf } from '../windows/command-line.ts';
import { beside, several } from './containerd-service/rivals.ts';

export const containerdService = check({
  id: 'containerd-service',
  area: 'runtime',
  title: 'Service that starts containerd',
  why: 'Without containerd no pod starts, hostprobe among them; running pods keep running, which hides the fault until the next restart.',
  needs: ['services', 'runtime-process'],
  consults: ['logs', 'runtime', 'runtime-binaries'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  stopsNewPods: true,
  run(facts): Verdict {
    const starter = known(starterOf(facts.services));
    const processes = facts['runtime-process'];
    if (starter === null) return several(facts) ?? withoutService(processes);
    const { service, embeds } = starter;

    const stray = service.state === 'stopped' ? processes.containerd[0] : undefined;
    if (!embeds && stray !== undefined) {
      const parent = stray.parentName ?? 'a program that has ended';
      return {
        status: 'warn',
        summary: `the service ${service.name} is stopped, while ${parent} runs a containerd.exe of its own`,
        evidence: [...stateEvidence(service), evidence('containerd.exe outside of the service', `pid ${stray.pid}`)],
        fix: verified(
          [
            onNode(
              `If ${parent} is what starts containerd on this node, disable the service.`,
              shell`sc.exe config ${service.name} start= disabled`,
            ),
            onNode(
              `If not, end that containerd.exe, and start the service ${service.name}.`,
              lines(shell`Stop-Process -Id ${stray.pid} -Force`, shell`Start-Service ${service.name}`),
              restartRisk,
            ),
          ],
          shell`Get-Service ${service.name}`,
          'Its status is Running, or Stopped where it was disabled.',
        ),
      };
    }
    const restart = restartStep(starter, facts.services);
    const wrong = judgeState(service, 'no pod starts on this node; running pods keep running');
    if (wrong !== null) return { ...wrong, evidence: [...wrong.evidence, ...loggedFailures(facts.logs, service)] };
    if (processes.counts.containerd === 0 && runsContainerd(starter)) {
      return {
        status: 'fail',
        summary: `the service ${service.name} runs, but no containerd.exe below it: it has ended, or has not been started yet`,
        evidence: [...stateEvidence(service), evidence('containerd.exe processes', 0)],
        fix: verified(
          [
            onNode('Wait a minute, then see whether it has been started.', 'Get-Process containerd'),
            { ...restart, say: `If not, restart the service ${service.name}.` },
            readLog(facts.logs, 'containerd', 'If it ends again, read the end of its log.'),
          ],
          'Get-Process containerd',
          'It lists containerd.',
        ),
      };
    }
    const rivals = several(facts) ?? beside(facts);
    if (rivals !== null) return rivals;
    if (embeds)
      return { status: 'skip', summary: `no service of its own: ${service.name} starts containerd, and runs` };
    return {
      status: 'pass',
      summary: `${service.name} runs, start type ${service.startType}`,
      evidence: [...stateEvidence(service), evidence('after a failure', recoveryText(service))],
    };
  },
});

function withoutService({ containerd }: FactValues['runtime-process']): Verdict {
  const process = containerd[0];
  if (process !== undefined) {
    return {
      status: 'skip',
      summary: `no service is known to start containerd here; it was started by ${process.parentName ?? 'a program that has ended'} (pid ${process.pid})`,
    };
  }
  return {
    status: 'fail',
    summary: 'there is no containerd on this node: no service for it, none that embeds it, and no containerd.exe',
    evidence: [evidence('containerd.exe processes', 0)],
    fix: verified([...installContainerd], 'Get-Service containerd', 'Its status is Running.'),
  };
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
  return actions.length === 0 ? 'nothing' : actions.join(', then ');
}
