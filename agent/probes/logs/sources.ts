import { win32 } from 'node:path';
import { ifKnown, type Part } from '../../fact.ts';
import type { EventLog, FileLog, LogComponent } from '../../facts/logs.ts';
import type { Service, Services } from '../../facts/services.ts';
import type { Host } from '../../host.ts';
import { type ProbeSettings, partOf } from '../../probe.ts';
import { flagOf } from '../../windows/command-line.ts';
import { type ListedProcess, processesNamed } from '../process.ts';
import { services } from '../services.ts';
import { k0sPlace, klogName, usualPlaces } from './usual-places.ts';

type FileSource = Omit<FileLog, 'searched'>;
export type EventSource = Omit<EventLog, 'searched'>;

const components = ['containerd', 'kubelet', 'kube-proxy'] as const;

/** Looking at the services must leave time for the rest of the probe. */
const servicesDeadlineMs = 2_000;

/** What is known of how a component is started. */
interface Started {
  commandLines: string[];
  /** Where a wrapper puts what it prints. */
  outputs: string[];
}

/**
 * The log files of this node: those that services and processes name, whether they exist or not, then those in the usual
 * places of its distribution.
 */
export async function findFileLogs(host: Host, settings: ProbeSettings): Promise<FileSource[]> {
  const [asked, listed] = await Promise.all([
    partOf(services.read(host, settings), servicesDeadlineMs),
    partOf(host.processes.list()),
  ]);
  const started = await Promise.all(
    components.map((component) => howStarted(host, component, serviceOf(asked, component), ifKnown(listed) ?? [])),
  );
  const embedding = serviceOf(asked, 'embedding');
  const commandLines = [...(started[0]?.commandLines ?? []), ...(embedding === null ? [] : [embedding.commandLine])];
  const named = await Promise.all(started.map((one, index) => namedLogs(host, components[index] ?? 'containerd', one)));
  return unlikePaths([...named.flat(), ...(await usualLogs(host, commandLines))]);
}

const serviceOf = (asked: Part<Services>, key: keyof Services): Service | null => {
  const found = ifKnown(asked);
  return (found && ifKnown(found[key])) ?? null;
};

async function howStarted(
  host: Host,
  component: LogComponent,
  service: Service | null,
  all: readonly ListedProcess[],
): Promise<Started> {
  const wrapper = service === null ? null : (ifKnown(service.wrapper) ?? null);
  const running = await Promise.all(
    (await processesNamed(host, all, component)).map(({ pid }) => partOf(host.processes.commandLine(pid))),
  );
  const configured = wrapper === null ? service?.commandLine : `"${wrapper.application}" ${wrapper.parameters}`;
  return {
    commandLines: [...running.map(ifKnown), configured].flatMap((line) => line ?? []),
    outputs: [wrapper?.stderr, wrapper?.stdout].flatMap((path) => path ?? []),
  };
}

async function namedLogs(
  host: Host,
  component: LogComponent,
  { commandLines, outputs }: Started,
): Promise<FileSource[]> {
  const files = commandLines.flatMap((line) => flagOf(line, '--log-file', '-log-file') ?? []);
  for (const line of commandLines) {
    const folder = flagOf(line, '--log-dir', '-log-dir');
    const newest = folder === null ? null : await newestIn(host, pathOf(folder), klogName(component));
    if (newest !== null) files.push(newest);
  }
  return [
    ...files.map((path) => fileSource(component, path, 'command-line')),
    ...outputs.map((path) => fileSource(component, path, 'service-wrapper')),
  ];
}

/** Existing files. A place that may not be inspected counts as existing; reading it reports why it cannot be read. */
async function usualLogs(host: Host, commandLines: readonly string[]): Promise<FileSource[]> {
  const places = await Promise.all(
    usualPlaces(commandLines).map(async ({ component, path }) => {
      const stat = await partOf(host.files.stat(path));
      return stat.ok && stat.value === null ? [] : [fileSource(component, path, 'usual-place')];
    }),
  );
  const { folder, name } = k0sPlace(commandLines);
  const k0s = await newestIn(host, folder, name);
  return [...places.flat(), ...(k0s === null ? [] : [fileSource('k0s', k0s, 'usual-place')])];
}

const fileSource = (component: LogComponent, path: string, foundBy: FileSource['foundBy']): FileSource => ({
  kind: 'file',
  component,
  path: pathOf(path),
  foundBy,
});

/** Paths without a drive are on C:, the drive of services. */
const pathOf = (path: string): string => win32.resolve('C:\\', path);

/** The file of these names whose name, which has the time in it, comes last. A folder that cannot be listed has none. */
async function newestIn(host: Host, folder: string, name: RegExp): Promise<string | null> {
  const names = ifKnown(await partOf(host.files.list(folder))) ?? [];
  const newest = names
    .filter((one) => name.test(one))
    .sort()
    .at(-1);
  return newest === undefined ? null : `${folder}\\${newest}`;
}

function unlikePaths(sources: readonly FileSource[]): FileSource[] {
  const keys = sources.map(({ path }) => path.toLowerCase());
  return sources.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

/**
 * Logs of Windows to which components write: on EKS the kubelet and kube-proxy have one of their own. A source is known
 * by its registration (RegisterEventSource); asking for one that is not there would get the Application log.
 */
export async function findEventLogs(host: Host): Promise<EventSource[]> {
  const sources = await Promise.all(
    ['EKS', 'Application'].flatMap((log) =>
      (['kubelet', 'kube-proxy'] as const).map(async (component) => {
        const key = `SYSTEM\\CurrentControlSet\\Services\\EventLog\\${log}\\${component}`;
        const registered = await host.registry.read(key, 'EventMessageFile');
        return registered === null ? [] : [{ kind: 'event-log' as const, component, log, eventSource: component }];
      }),
    ),
  );
  return sources.flat();
}
