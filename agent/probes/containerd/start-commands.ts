import { ifKnown } from '../../fact.ts';
import type { RuntimeFact } from '../../facts/runtime.ts';
import type { Service, Services } from '../../facts/services.ts';
import type { Host } from '../../host.ts';
import { defaultPipe, socketPath } from '../../node/containerd-pipe.ts';
import { isStartedBy, meantOf } from '../../node/containerd-service.ts';
import { type ProbeSettings, partOf } from '../../probe.ts';
import { localSystem } from '../../windows/account.ts';
import { flagOf, programName, programOf } from '../../windows/command-line.ts';
import { decodeText } from '../../windows/encoding.ts';
import { services } from '../services.ts';
import { readContainerdConfig } from './config.ts';
import { type ListedProcess, newestFirst, processesNamed } from './process.ts';

/** How containerd and the kubelet are started on this node, from what this account can see; null if it cannot. */
export interface StartCommands {
  /**
   * Absolute path of containerd.exe. Only what a service starts or the system itself runs: hostprobe asks this program
   * for its version, and any account may run a program of that name.
   */
  program: string | null;
  /** containerd's command line: the running process's, else the one that its service starts. */
  commandLine: string | null;
  /** The same of its service, where that has one: somebody may have started another containerd by hand. */
  ofService: string | null;
  /** The service that runs containerd. */
  service: Service | null;
  /** The service that contains containerd (rke2), if no other service starts it. */
  embedding: Service | null;
  kubeletCommandLine: string | null;
}

/** Looking at the services must leave time for the rest of the probe. */
const servicesDeadlineMs = 2_000;

/** The services and the processes of this node, as far as this account may see them. */
export async function lookAround(host: Host, settings: ProbeSettings) {
  const [asked, listed] = await Promise.all([
    partOf(services.read(host, settings), servicesDeadlineMs),
    partOf(host.processes.list()),
  ]);
  const found = ifKnown(asked);
  const serviceOf = (key: keyof Services): Service | null => (found && ifKnown(found[key])) ?? null;
  return { services: found, serviceOf, all: ifKnown(listed) ?? [] };
}

export async function findStart(host: Host, settings: ProbeSettings): Promise<StartCommands> {
  const seen = await lookAround(host, settings);
  const { serviceOf, all } = seen;
  const [service, embedding, kubelet] = [serviceOf('containerd'), serviceOf('embedding'), serviceOf('kubelet')];
  const meantKubelet = await meantAmong(host, 'kubelet', seen);

  const named = await processesNamed(host, all, 'containerd');
  const starter = service ?? embedding;
  const owned = named.find((process) => starter !== null && isStartedBy(starter, process));
  const process = owned ?? named[0];
  const configured = startedBy(service, 'containerd');
  const [running, kubeletRunning, trusted] = await Promise.all([
    commandLineOf(host, process),
    commandLineOf(host, meantKubelet),
    owned ?? (process && runsAsSystem(host, process)),
  ]);
  const image = trusted && process ? ifKnown(await partOf(host.processes.image(process.pid))) : null;
  return {
    program: image ?? absoluteProgram(configured),
    commandLine: running ?? configured,
    ofService: service === null || owned !== undefined ? (running ?? configured) : configured,
    service,
    embedding,
    kubeletCommandLine: kubeletRunning ?? startedBy(kubelet, 'kubelet'),
  };
}

/**
 * The kubelet or kube-proxy that checks mean; undefined: none runs.
 * @throws QueryError when the processes cannot be listed
 */
export async function findMeant(
  host: Host,
  settings: ProbeSettings,
  name: 'kubelet' | 'kube-proxy',
): Promise<ListedProcess | undefined> {
  const [{ services }, all] = await Promise.all([lookAround(host, settings), host.processes.list()]);
  return await meantAmong(host, name, { services, all });
}

const meantAmong = async (
  host: Host,
  name: 'kubelet' | 'kube-proxy',
  { all, services }: Pick<Awaited<ReturnType<typeof lookAround>>, 'all' | 'services'>,
) => meantOf(name, services, await newestFirst(host, await processesNamed(host, all, name)));

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
  const commandLine = configuredLine(service);
  return programName(programOf(commandLine)) === name ? commandLine : null;
}

/** The command line that a service, or its wrapper, starts. */
export function configuredLine({ wrapper, commandLine }: Service): string {
  const wrapped = ifKnown(wrapper);
  return wrapped ? `"${wrapped.application}" ${wrapped.parameters}` : commandLine;
}

function absoluteProgram(commandLine: string | null): string | null {
  const program = commandLine === null ? '' : programOf(commandLine);
  return /^[a-z]:[\\/]/i.test(program) ? program.replaceAll('/', '\\') : null;
}

/** Where kubeadm puts the kubelet's configuration, for a kubelet whose command line is hidden or in a script. */
const defaultKubeletConfig = 'C:\\var\\lib\\kubelet\\config.yaml';
const maxBytes = 2 ** 18;

export interface Endpoint {
  endpoint: string;
  from: RuntimeFact['endpointFrom'];
  /** The endpoint of the kubelet's configuration; null: unknown. */
  kubelet: NonNullable<RuntimeFact['kubelet']> | null;
}

/** The pipe of containerd: from its own configuration, else from the kubelet's, else the default. */
export async function findEndpoint(host: Host, start: StartCommands): Promise<Endpoint> {
  const { commandLine, kubeletCommandLine } = start;
  const kubelet = await firstOf<NonNullable<RuntimeFact['kubelet']>['from']>([
    ['kubelet command line', async () => flag(kubeletCommandLine, '--container-runtime-endpoint')],
    ['kubelet configuration', () => fromKubeletConfig(host, start)],
  ]);
  const own = await firstOf<RuntimeFact['endpointFrom']>([
    ['containerd command line', async () => flag(commandLine, '--address', '-address', '-a', '--a')],
    [
      'containerd configuration',
      async () => ifKnown(await readContainerdConfig(host, commandLine, null))?.grpcAddress ?? null,
    ],
  ]);
  return { ...(own ?? kubelet ?? { endpoint: defaultPipe, from: 'default' }), kubelet };
}

async function firstOf<From>(sources: readonly [from: From, find: () => Promise<string | null>][]) {
  for (const [from, find] of sources) {
    const found = await find();
    const endpoint = found === null ? null : socketPath(found);
    if (endpoint !== null) return { endpoint, from };
  }
  return null;
}

const flag = (commandLine: string | null, ...names: string[]) =>
  commandLine === null ? null : flagOf(commandLine, ...names);

export const kubeletConfig = ({ kubeletCommandLine }: Pick<StartCommands, 'kubeletCommandLine'>): string =>
  flag(kubeletCommandLine, '--config') ?? defaultKubeletConfig;

async function fromKubeletConfig(host: Host, start: StartCommands): Promise<string | null> {
  const file = ifKnown(await partOf(host.files.read(kubeletConfig(start), { maxBytes })));
  const line = file && /^["']?containerRuntimeEndpoint["']?\s*:\s*(\S+)/m.exec(decodeText(file.bytes))?.[1];
  return line?.replace(/^["']|["']$/g, '') ?? null;
}
