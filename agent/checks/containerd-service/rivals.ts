// More than one containerd on a node, of which one alone can have the pipe of the kubelet.

import type { Verdict } from '../../check.ts';
import { type Evidence, evidence } from '../../fact/evidence.ts';
import { ifKnown } from '../../fact.ts';
import type { FactValues } from '../../facts/index.ts';
import type { ProcessFact } from '../../facts/runtime-process.ts';
import { shell } from '../../fix/command.ts';
import { onNode, type Step, verified } from '../../fix.ts';
import { embeddedBy, wantPipe } from '../../node/containerd-pipe.ts';
import { disableService, isStartedBy, restartRisk, showContainerds } from '../../node/containerd-service.ts';
import { showAccount } from '../../windows/account.ts';

type Facts = Pick<FactValues, 'services' | 'runtime-process'> &
  Partial<Pick<FactValues, 'logs' | 'runtime' | 'runtime-binaries'>>;

/** More than one containerd.exe that wants the pipe of the kubelet. */
export function several(facts: Facts): Verdict<'warn'> | null {
  const { runtime, 'runtime-binaries': binaries } = facts;
  if (runtime === undefined || binaries === undefined) return null;
  const newest = wantPipe({ runtime, 'runtime-binaries': binaries, 'runtime-process': facts['runtime-process'] });
  const all = newest.toReversed();
  if (all.length < 2) return null;
  const pipe = runtime.kubelet?.endpoint ?? runtime.endpoint;
  const who = all.map((process) => `pid ${process.pid}, started by ${startedBy(process)}`).join('; ');
  return {
    status: 'warn',
    summary: `${all.length} containerd.exe want the pipe of the kubelet, ${pipe}, which only the oldest can have (${who})`,
    evidence: [...serviceEvidence(facts), evidence('pipe of the kubelet', pipe), ...all.map(processEvidence)],
    fix: verified(keepOne(facts, all), showContainerds, 'It lists one containerd.exe.'),
  };
}

/** A service of containerd beside rke2, k3s or k0s, which starts one of its own and, where that ends, no kubelet. */
export function beside(facts: Facts): Verdict<'warn'> | null {
  const { services, 'runtime-process': processes } = facts;
  const [service, parent] = [ifKnown(services.containerd), ifKnown(services.embedding)];
  if (!service || parent?.state !== 'running' || processes.counts.kubelet > 0 || ifKnown(services.kubelet) !== null)
    return null;
  return {
    status: 'warn',
    summary: `the service ${service.name} runs containerd beside ${parent.name}, which starts a containerd of its own, and no kubelet runs: the pipe is taken, and "failed to get listener for main ttrpc endpoint" in the log of ${parent.name} would say so`,
    evidence: [
      ...serviceEvidence(facts),
      ...processes.containerd.map(processEvidence),
      evidence('kubelet.exe', 'does not run'),
    ],
    fix: verified(
      keepOne(facts, processes.containerd),
      showContainerds,
      `It lists one containerd.exe, started by ${parent.name}.`,
    ),
  };
}

function keepOne({ services }: Facts, all: readonly ProcessFact[]): Step[] {
  const service = ifKnown(services.containerd)?.name ?? null;
  const look = onNode('See every containerd.exe, with the program that started it.', showContainerds);
  const parent = ifKnown(services.embedding)?.name ?? all.map(embeddedBy).find((name) => name !== null);
  // The kubelet tells whose node it is: rke2, k3s and k0s start it themselves.
  if (service !== null && parent !== undefined && ifKnown(services.kubelet) === null) {
    return [
      look,
      disableService(
        service,
        `Stop and disable the service ${service}: ${parent} is what runs this node, and starts containerd and the kubelet itself.`,
      ),
      onNode(
        `Restart the service ${parent}.`,
        shell`Restart-Service ${parent} -Force`,
        "It restarts the node's kubelet.",
      ),
    ];
  }
  const others = all.filter((process) => !isOwn(services, process));
  if (service === null || others.length === all.length) {
    return [
      look,
      onNode(
        'Keep the one that is meant for the kubelet: stop the program that starts the other, and end that one with Stop-Process.',
      ),
    ];
  }
  return [
    look,
    ...others.flatMap((process) => [
      onNode(
        `Let ${startedBy(process)} not start it again, or give it a pipe and a root folder of its own (address under [grpc], and root, in its config.toml).`,
      ),
      onNode(
        `End the containerd.exe that is not of the service ${service}.`,
        shell`Stop-Process -Id ${process.pid} -Force`,
      ),
    ]),
    onNode(
      `Restart the service ${service}, which gets the pipe then.`,
      shell`Restart-Service ${service} -Force`,
      restartRisk,
    ),
  ];
}

function isOwn(services: Facts['services'], process: ProcessFact): boolean {
  const service = ifKnown(services.containerd);
  return !!service && isStartedBy(service, process);
}

const startedBy = ({ parentName }: ProcessFact): string => parentName ?? 'a program that has ended';

const serviceEvidence = ({ services }: Facts): Evidence[] =>
  [ifKnown(services.containerd), ifKnown(services.embedding)].flatMap((service) =>
    service ? [evidence(`service ${service.name}`, `${service.state}, start type ${service.startType}`)] : [],
  );

function processEvidence(process: ProcessFact): Evidence {
  const { pid, image, account, startedAt, commandLine } = process;
  const told = [
    ifKnown(commandLine) ?? ifKnown(image),
    account.ok ? `as ${showAccount(account.value)}` : null,
    startedAt.ok ? `since ${startedAt.value}` : null,
  ];
  return evidence(
    `containerd.exe (pid ${pid}, started by ${startedBy(process)})`,
    told.flatMap((part) => part ?? []).join(', ') || 'nothing more could be read',
  );
}
