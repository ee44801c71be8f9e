import { ifKnown } from '../../fact.ts';
import type { Service, Services } from '../../facts/services.ts';
import type { Host } from '../../host.ts';
import { isStartedBy } from '../../node/containerd-service.ts';
import { type ProbeSettings, partOf } from '../../probe.ts';
import { localSystem } from '../../windows/account.ts';
import { programName, programOf } from '../../windows/command-line.ts';
import { type ListedProcess, processesNamed } from '../process.ts';
import { services } from '../services.ts';

/** How containerd and the kubelet are started on this node, from what this account can see; null if it cannot. */
export interface StartCommands {
  /**
   * Absolute path of containerd.exe. Only what a service starts or the system itself runs: hostprobe asks this program
   * for its version, and any account may run a program of that name.
   */
  program: string | null;
  /** containerd's command line: the running process's, else the one that its service starts. */
  commandLine: string | null;
  /** The service that runs containerd. */
  service: Service | null;
  /** The service that contains containerd (rke2), if no other service starts it. */
  embedding: Service | null;
  kubeletCommandLine: string | null;
}

/** Looking at the services must leave time for the rest of the probe. */
const servicesDeadlineMs = 2_000;

export async function findStart(host: Host, settings: ProbeSettings): Promise<StartCommands> {
  const [asked, listed] = await Promise.all([
    partOf(services.read(host, settings), servicesDeadlineMs),
    partOf(host.processes.list()),
  ]);
  const all = ifKnown(listed) ?? [];
  const service = serviceOf(ifKnown(asked), 'containerd');
  const embedding = serviceOf(ifKnown(asked), 'embedding');
  const kubelet = serviceOf(ifKnown(asked), 'kubelet');

  const named = await processesNamed(host, all, 'containerd');
  const starter = service ?? embedding;
  const owned = named.find((process) => starter !== null && isStartedBy(starter, process));
  const process = owned ?? named[0];
  const configured = startedBy(service, 'containerd');
  const [running, kubeletRunning, trusted] = await Promise.all([
    commandLineOf(host, process),
    commandLineOf(
      host,
      all.find(({ name }) => programName(name) === 'kubelet'),
    ),
    owned ?? (process && runsAsSystem(host, process)),
  ]);
  const image = trusted && process ? ifKnown(await partOf(host.processes.image(process.pid))) : null;
  return {
    program: image ?? absoluteProgram(configured),
    commandLine: running ?? configured,
    service,
    embedding,
    kubeletCommandLine: kubeletRunning ?? startedBy(kubelet, 'kubelet'),
  };
}

const serviceOf = (found: Services | undefined, key: keyof Services): Service | null =>
  (found && ifKnown(found[key])) ?? null;

const runsAsSystem = async (host: Host, { pid }: ListedProcess): Promise<boolean> =>
  ifKnown(await partOf(host.processes.account(pid))) === localSystem;

async function commandLineOf(host: Host, process: ListedProcess | undefined): Promise<string | null> {
  return (process && ifKnown(await partOf(host.processes.commandLine(process.pid)))) || null;
}

/**
 * The command line with which a service starts the program of this name; null if it starts another one: a script,
 * or a wrapper whose parameters could not be read.
 */
function startedBy(service: Service | null, name: string): string | null {
  if (service === null) return null;
  const wrapped = ifKnown(service.wrapper);
  const commandLine = wrapped ? `"${wrapped.application}" ${wrapped.parameters}` : service.commandLine;
  return programName(programOf(commandLine)) === name ? commandLine : null;
}

function absoluteProgram(commandLine: string | null): string | null {
  const program = commandLine === null ? '' : programOf(commandLine);
  return /^[a-z]:[\\/]/i.test(program) ? program.replaceAll('/', '\\') : null;
}
