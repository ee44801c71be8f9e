// More than one containerd on a node: only one of them can have the pipe of the kubelet.

import { type FactsOf, fail, type Verdict, warn } from '../../check.ts';
import { type Evidence, evidence, ifKnown } from '../../fact.ts';
import type { ProcessFact } from '../../facts/runtime-process.ts';
import type { Service } from '../../facts/services.ts';
import { lines, onNode, type Step, shell, verified } from '../../fix.ts';
import { embeddedBy, wantPipe } from '../../node/containerd-pipe.ts';
import {
  disableService,
  isStartedBy,
  nodeOwner,
  restartRisk,
  restartStep,
  showContainerds,
  startService,
  whoStarted,
} from '../../node/containerd-service.ts';
import { showAccount } from '../../windows/account.ts';

type Facts = FactsOf<'services' | 'runtime-process', 'logs' | 'runtime' | 'runtime-binaries'>;

/** More than one containerd.exe that wants the pipe of the kubelet. */
export function several(facts: Facts): Verdict<'warn'> | null {
  const { runtime, 'runtime-binaries': binaries } = facts;
  if (runtime === undefined || binaries === undefined) return null;
  const newest = wantPipe({ runtime, 'runtime-binaries': binaries, 'runtime-process': facts['runtime-process'] });
  const all = newest.toReversed();
  if (all.length < 2) return null;
  const pipe = runtime.kubelet?.endpoint ?? runtime.endpoint;
  const who = all.map((process) => `pid ${process.pid}, started by ${whoStarted(process)}`).join('; ');
  return warn(
    `${all.length} containerd.exe want the pipe of the kubelet, ${pipe}, which only the oldest can have (${who})`,
    [...serviceEvidence(facts), evidence('pipe of the kubelet', pipe), ...all.map(processEvidence)],
    verified(showContainerds, 'It lists one containerd.exe.', keepOne(facts, all)),
  );
}

/**
 * A service of containerd that runs beside rke2, k3s or k0s, which start their own containerd and, if that ends, no kubelet.
 * They start it again and again, and it fails because the pipe is taken. Source: rke2 pkg/pebinaryexecutor/pebinary.go, issue 6853.
 */
export function beside(facts: Facts): Verdict<'warn' | 'fail'> | null {
  const { services, 'runtime-process': processes } = facts;
  const [service, parent] = [ifKnown(services.containerd), nodeOwner(services)];
  if (service?.state !== 'running' || parent === null) return null;
  // A kubelet whose parent has ended was left by a dead owner.
  const isLeft = parent.state === 'stopped' && processes.kubelet.every(({ parentName }) => parentName === null);
  if (processes.counts.kubelet > 0 && !isLeft) return null;
  const seen = [
    ...serviceEvidence(facts),
    ...processes.containerd.map(processEvidence),
    evidence('kubelet.exe', isLeft ? 'left by what started it' : 'does not run'),
  ];
  const fix = verified(
    showContainerds,
    `It lists one containerd.exe, started by ${parent.name} unless that is set to use another.`,
    keepOne(facts, processes.containerd),
  );
  if (parent.state !== 'running') {
    return fail(
      `the service ${parent.name}, which starts the containerd and the kubelet of this node, is ${parent.state}, while the service ${service.name} runs another containerd: no pod of the cluster starts`,
      seen,
      fix,
    );
  }
  return warn(
    `the service ${service.name} runs containerd beside ${parent.name}, which starts a containerd of its own, and no kubelet runs: the pipe is probably taken, which "failed to get listener for main ttrpc endpoint" in the log of the containerd of ${parent.name} would prove`,
    seen,
    fix,
  );
}

function keepOne(facts: Facts, all: readonly ProcessFact[]): Step[] {
  const { services } = facts;
  const service = ifKnown(services.containerd) ?? null;
  const look = onNode('See every containerd.exe, with the program that started it.', showContainerds);
  // The kubelet shows which distribution runs the node: rke2, k3s and k0s start it themselves.
  const embedded = all.map(embeddedBy).find((name) => name !== null);
  const owner = nodeOwner(services);
  const parent = owner?.name ?? embedded;
  if (service !== null && parent !== undefined && ifKnown(services.kubelet) === null) {
    const unless =
      embedded === undefined
        ? `Unless ${parent} is set to use the containerd of the service ${service.name} (container-runtime-endpoint of rke2 and k3s, --cri-socket of k0s), stop and disable that service`
        : `Stop and disable the service ${service.name}`;
    return [
      look,
      disableService(
        service.name,
        `${unless}: ${parent} is what runs this node, and starts containerd and the kubelet itself.`,
      ),
      ...(owner === null || owner.state === 'running'
        ? [restartStep({ service: { name: parent }, embeds: true }, services)]
        : [...endLeft(facts), startOwner(owner)]),
    ];
  }
  const others = all.filter((process) => !isOwn(services, process));
  if (service === null || others.length === all.length) {
    return [
      look,
      onNode(
        'Keep the one that is meant for the kubelet: stop the program that starts the other, and end that one.',
        'Stop-Process -Force -Id <process>',
        restartRisk,
      ),
    ];
  }
  return [
    look,
    ...others.flatMap((process) => [
      ...notAgain(process),
      onNode(
        `End the containerd.exe that is not of the service ${service.name}.`,
        shell`Stop-Process -Id ${process.pid} -Force`,
      ),
    ]),
    restartStep({ service, embeds: false }, services, `Restart the service ${service.name}, which gets the pipe then.`),
  ];
}

/** What an owner that ended left running: its next containerd and kubelet find their pipe and port taken. */
export function endLeft({ 'runtime-process': { containerd, kubelet } }: Facts): Step[] {
  const left = [...containerd, ...kubelet].filter(({ parentName }) => parentName === null);
  if (left.length === 0) return [];
  return [
    onNode(
      'End the containerd.exe and kubelet.exe that its last run left: they have the pipe and the port that new ones need.',
      lines(...left.map(({ pid }) => shell`Stop-Process -Id ${pid} -Force`)),
      restartRisk,
    ),
  ];
}

function startOwner({ name, startType }: Service): Step {
  return startType === 'disabled'
    ? onNode(
        `Let the service ${name} start with the node, and start it.`,
        lines(shell`sc.exe config ${name} start= auto`, shell`Start-Service ${name}`),
      )
    : startService(name);
}

/** Keeps the parent of a containerd from starting it again; nothing to do if the parent has ended. */
export function notAgain(process: ProcessFact): Step[] {
  if (process.parentName === null) return [];
  const service = embeddedBy(process);
  return service === null
    ? [
        onNode(
          `Let ${process.parentName} not start it again, or give it a pipe and a root folder of its own (address under [grpc], and root, in its config.toml).`,
        ),
      ]
    : [disableService(service, `Stop and disable the service ${service}, which starts it again and again.`)];
}

function isOwn(services: Facts['services'], process: ProcessFact): boolean {
  const service = ifKnown(services.containerd);
  return !!service && isStartedBy(service, process);
}

const serviceEvidence = ({ services }: Facts): Evidence[] =>
  [ifKnown(services.containerd), ifKnown(services.embedding)].flatMap((service) =>
    service ? [evidence(`service ${service.name}`, `${service.state}, start type ${service.startType}`)] : [],
  );

function processEvidence(process: ProcessFact): Evidence {
  const { pid, image, account, startedAt, commandLine } = process;
  const parts = [
    ifKnown(commandLine) ?? ifKnown(image),
    account.ok ? `as ${showAccount(account.value)}` : null,
    startedAt.ok ? `since ${startedAt.value}` : null,
  ];
  return evidence(
    `containerd.exe (pid ${pid}, started by ${whoStarted(process)})`,
    parts.flatMap((part) => part ?? []).join(', ') || 'nothing more could be read',
  );
}
