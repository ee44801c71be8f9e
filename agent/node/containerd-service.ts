import { type Evidence, evidence, ifKnown, type Part } from '../fact.ts';
import type { ProcessFact } from '../facts/runtime-process.ts';
import type { Service, Services } from '../facts/services.ts';
import { begun, lines, onNode, type Step, shell, words } from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';
import { flagOf, programOf } from '../windows/command-line.ts';

/** The service that starts containerd on a node. `embeds`: it has no service of its own, rke2 or k0s starts it. */
export interface Starter {
  service: Service;
  embeds: boolean;
}

/** rke2, k3s or k0s where one runs the node: it starts the kubelet itself, which then has no service of its own. */
export const nodeOwner = ({ embedding, kubelet }: Services): Service | null =>
  ifKnown(kubelet) === null ? (ifKnown(embedding) ?? null) : null;

/** Restarts rke2, k3s or k0s, and what these start; null: none of them runs the node. */
export function restartOwner(services: Services, say?: string): Step | null {
  const owner = nodeOwner(services);
  return owner === null ? null : restartStep({ service: owner, embeds: true }, services, say);
}

/** Restarts the kubelet: rke2, k3s and k0s start it, and it then has no service of its own. */
export const restartKubelet = (services: Services | undefined, say?: string): Step =>
  (services && restartOwner(services, say)) ??
  onNode(
    say ?? 'Restart the kubelet.',
    'Restart-Service kubelet -Force',
    'Pods keep running; none starts or stops meanwhile, and services that depend on it restart too.',
  );

/** rke2, k3s or k0s, with its service and the program that this starts. */
export type Distribution = NonNullable<ReturnType<typeof distributionOf>>;

/** The distribution that is known to run the node. */
export function distributionOf({ services }: { services?: Services }) {
  const owner = services && nodeOwner(services);
  const name = /^(?:rke2|k3s|k0s)/i.exec(owner?.name ?? '')?.[0].toLowerCase();
  return owner == null || name === undefined
    ? null
    : {
        name,
        service: owner.name,
        program: programOf(owner.commandLine),
        /** Whether Windows starts the service at its own start. */
        isAutomatic: owner.startType === 'auto',
      };
}

/**
 * null: no service is known to start containerd here. On a node of rke2, k3s or k0s a service of containerd that does not
 * run is a leftover: they start one of their own, unless they are configured to use another, which then must run.
 */
export function starterOf(services: Services): Part<Starter | null> {
  const { containerd, embedding } = services;
  if (!containerd.ok) return containerd;
  if (containerd.value !== null && (containerd.value.state === 'running' || nodeOwner(services) === null)) {
    return { ok: true, value: { service: containerd.value, embeds: false } };
  }
  if (!embedding.ok) return embedding;
  return { ok: true, value: embedding.value === null ? null : { service: embedding.value, embeds: true } };
}

/** The service that starts containerd here, according to the facts. */
export const containerdStarter = (facts: KnownFacts): Starter | null =>
  facts.services === undefined ? null : (ifKnown(starterOf(facts.services)) ?? null);

/** Who started a process, in words. */
export const whoStarted = ({ parentName }: Pick<ProcessFact, 'parentName'>): string =>
  parentName ?? 'a program that has ended';

export const startService = (name: string, say = `Start the service ${name}.`): Step =>
  onNode(say, shell`Start-Service ${name}`);

/** Whether a process is a service's own, or the child of one that wraps it. */
export const isStartedBy = (service: Pick<Service, 'pid'>, process: { pid: number; parentPid: number }): boolean =>
  service.pid !== null && (process.pid === service.pid || process.parentPid === service.pid);

/**
 * The containerd.exe processes that a service runs: its own process or its children, else all where the service starts
 * something else that starts containerd. Empty when the service does not run, or none is known to belong to it.
 */
export function processesOf({ service, embeds }: Starter, processes: readonly ProcessFact[]): readonly ProcessFact[] {
  const { pid, wrapper } = service;
  if (pid === null) return [];
  const own = processes.filter((process) => isStartedBy(service, process));
  const isFarAbove = embeds || (wrapper.ok && wrapper.value !== null);
  return own.length === 0 && isFarAbove ? processes : own;
}

/** The processes to judge as the node's containerd: the processes of its service if any are known, else all of that name. */
export function containerdProcesses(starter: Starter | null, all: readonly ProcessFact[]): readonly ProcessFact[] {
  const own = starter === null ? [] : processesOf(starter, all);
  return own.length > 0 ? own : all;
}

/** The kubelet or kube-proxy of this node: the process of its service, or of the distribution that starts it, else the newest. */
export function meantOf<Process extends { pid: number; parentPid: number }>(
  name: 'kubelet' | 'kube-proxy',
  services: Services | undefined,
  newestFirst: readonly Process[],
): Process | undefined {
  const service = services && (ifKnown(services[name]) ?? nodeOwner(services));
  return newestFirst.find((one) => service && isStartedBy(service, one)) ?? newestFirst[0];
}

/** The same by the facts; `others`: those of the same name, which a check names as not meant. */
export function meantProcess(
  { services, 'runtime-process': processes }: Pick<KnownFacts, 'services' | 'runtime-process'>,
  name: 'kubelet' | 'kube-proxy',
): { process: ProcessFact | undefined; others: Evidence[] } {
  const all = processes?.[name] ?? [];
  const process = meantOf(name, services, all);
  return { process, others: otherProcesses(`${name}.exe`, process === undefined ? [] : [process], all) };
}

/** The processes of one name that a check does not mean: nobody should take them for the one that it judges. */
export const otherProcesses = (
  file: string,
  judged: readonly { pid: number }[],
  all: readonly { pid: number }[],
): Evidence[] =>
  all
    .filter(({ pid }) => !judged.some((one) => one.pid === pid))
    .map(({ pid }) => evidence(`another ${file}, which is not meant`, `pid ${pid}`));

/** Services that the SCM must stop before this one. */
function dependentsOf(service: Pick<Service, 'name'>, services: Services): string[] {
  const own = service.name.toLowerCase();
  return [services.kubelet, services['kube-proxy']].flatMap((answer) =>
    answer.ok && answer.value?.dependsOn.some((name) => name.toLowerCase() === own) ? [answer.value.name] : [],
  );
}

/** Stops a service that is in the way of another containerd. */
export const disableService = (name: string, say: string): Step =>
  onNode(
    say,
    lines(shell`Stop-Service ${name} -Force`, shell`sc.exe config ${name} start= disabled`),
    'Pods that this containerd started keep running, but unmanaged: restart Windows if there are any.',
  );

/** Shows every containerd.exe, with the program that started it. */
export const showContainerds = `Get-CimInstance Win32_Process -Filter "Name='containerd.exe'" | Format-List ProcessId, CreationDate, CommandLine, @{n='Parent'; e={(Get-Process -Id $_.ParentProcessId -ErrorAction SilentlyContinue).Name}}`;

/**
 * Registers containerd as a service, which then runs as LocalSystem. It keeps the arguments given with
 * --register-service: without those of the process that runs, it would read another configuration.
 * Source: containerd cmd/containerd/command/service_windows.go.
 */
export function registerService(say: string, process: ProcessFact | null): Step {
  const program = process === null ? undefined : ifKnown(process.image);
  const line = (process && ifKnown(process.commandLine)) ?? '';
  const flags = [['address', '-a'], ['config', '-c'], ['log-file'], ['root'], ['state']];
  const kept = flags.reduce((before, [name = '', ...short]) => {
    const value = flagOf(line, `--${name}`, ...short);
    return value === null ? before : words`${before} --${name} ${value}`;
  }, words``);
  return onNode(say, shell`& ${program ?? installed} --register-service${kept}`);
}

/** Where containerd's own instructions install it. */
export const installed = 'C:\\Program Files\\containerd\\containerd.exe';

export const installContainerd: Step[] = [
  onNode(`Install containerd 1.7 or newer as ${installed}, with its shim beside it.`),
  registerService('Register its service, which runs as LocalSystem.', null),
  onNode('Start it.', 'Start-Service containerd'),
];

/** What a restart of containerd does to pods: shims outlive it, and with them the pods. */
export const restartRisk = 'Running pods keep running; new ones wait for some seconds.';

/** Of rke2, k3s and k0s. */
export const restartsBoth = "It restarts the node's kubelet and containerd together.";

/**
 * How to restart what starts containerd, with what else it touches. Without -Force, Restart-Service refuses a service
 * that others depend on; with it, it stops and starts them too.
 */
export function restartStep(
  { service, embeds }: { service: Pick<Service, 'name'>; embeds: boolean },
  services: Services,
  say = `Restart the service ${service.name}.`,
): Step {
  const dependents = dependentsOf(service, services);
  const also =
    dependents.length === 0
      ? ''
      : ` It restarts ${dependents.join(' and ')} too, which ${dependents.length === 1 ? 'depends' : 'depend'} on it.`;
  const risk = embeds ? restartsBoth : restartRisk;
  return onNode(say, shell`Restart-Service ${service.name} -Force`, `${risk}${also}`);
}

/** As `restartStep`, if the node, or what starts containerd there, is not known. */
export const restartUnknown: Step = onNode(
  'Restart containerd.',
  shell`Restart-Service ${'<service>'} -Force`,
  `${restartRisk} The kubelet restarts too where it depends on that service.`,
);

/** As `restartContainerd`, if the step before it may have changed nothing. */
export const restartAfterChange = (facts: { services?: Services }, what: string): Step =>
  begun(`If you changed ${what},`, restartContainerd(facts));

/** Restarts containerd through the service that starts it, according to the facts. */
export function restartContainerd({ services }: { services?: Services }): Step {
  const starter = services && ifKnown(starterOf(services));
  if (services === undefined || starter === undefined) return restartUnknown;
  return starter === null
    ? onNode('Restart the program that starts containerd: Parent names it.', showContainerds)
    : restartStep(starter, services);
}
