import { win32 } from 'node:path';
import { ifKnown } from '../../fact.ts';
import type { EventLog, FileLog, LogComponent } from '../../facts/logs.ts';
import type { RuntimeBinaries } from '../../facts/runtime-binaries.ts';
import type { Service } from '../../facts/services.ts';
import type { Host } from '../../host.ts';
import { type ProbeSettings, partOf } from '../../probe.ts';
import { flagOf } from '../../windows/command-line.ts';
import { type ListedProcess, processesNamed } from '../containerd/process.ts';
import { configuredLine, lookAround, type StartCommands } from '../containerd/start-commands.ts';

type FileSource = Omit<FileLog, 'searched'>;
export type EventSource = Omit<EventLog, 'searched'>;

const components = ['containerd', 'kubelet', 'kube-proxy'] as const;

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
  const { serviceOf, all: processes } = await lookAround(host, settings);
  const found = components.map(async (component) => {
    const started = await howStarted(host, component, serviceOf(component), processes);
    return { component, started, named: await namedLogs(host, component, started) };
  });
  const all = await Promise.all(found);
  const embedding = serviceOf('embedding');
  const ofContainerd = all.flatMap(({ component, started }) =>
    component === 'containerd' ? started.commandLines : [],
  );
  const usual = await usualLogs(host, [...ofContainerd, ...(embedding === null ? [] : [embedding.commandLine])]);
  return unlikePaths([...all.flatMap(({ named }) => named), ...usual]);
}

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
  return {
    commandLines: [...running.map(ifKnown), service && configuredLine(service)].flatMap((line) => line ?? []),
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
  const groups = Map.groupBy(sources, ({ path }) => path.toLowerCase());
  return [...groups.values()].flatMap((alike) => alike.slice(0, 1));
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

const rke2Data = 'C:\\var\\lib\\rancher\\rke2';
const k0sData = 'C:\\var\\lib\\k0s';

/** containerd's log below the data directory of rke2, which says so when it starts: "Logging containerd to ...". */
const rke2ContainerdLog = (data = rke2Data): string => `${data}\\agent\\containerd\\containerd.log`;

/** AgentBaker for AKS, sig-windows-tools and image-builder for kubeadm, the set-up of GCE nodes. */
const folders: Readonly<Record<string, readonly [component: LogComponent, name: string][]>> = {
  'C:\\k': [
    ['containerd', 'containerd.log'],
    ['containerd', 'containerd.err.log'],
    ['kubelet', 'kubelet.log'],
    ['kubelet', 'kubelet.err.log'],
    ['kube-proxy', 'kubeproxy.log'],
    ['kube-proxy', 'kubeproxy.err.log'],
  ],
  'C:\\var\\log\\kubelet': [
    ['kubelet', 'kubelet.log'],
    ['kubelet', 'kubelet.err.log'],
    ['kubelet', 'kubelet.out.log'],
  ],
  'C:\\etc\\kubernetes\\logs': [
    ['containerd', 'containerd.log'],
    ['kubelet', 'kubelet.log'],
    ['kube-proxy', 'kube-proxy.log'],
  ],
};

/**
 * Where distributions put logs when no command line of a node shows it.
 * @param commandLines command lines of containerd and of the service that starts it, for data directories that were moved
 */
export function usualPlaces(commandLines: readonly string[]): { component: LogComponent; path: string }[] {
  const places = Object.entries(folders).flatMap(([folder, names]) =>
    names.map(([component, name]) => ({ component, path: `${folder}\\${name}` })),
  );
  const data = commandLines.map(rke2DataOf).find((found) => found !== null) ?? rke2Data;
  return [
    ...places,
    { component: 'containerd', path: rke2ContainerdLog(data) },
    { component: 'containerd', path: `${data}\\agent\\logs\\containerd.log` },
    { component: 'kubelet', path: `${data}\\agent\\logs\\kubelet.log` },
    { component: 'kube-proxy', path: `${data}\\agent\\logs\\kube-proxy.log` },
  ];
}

/** rke2 starts containerd with a configuration below its data directory. */
function rke2DataOf(commandLine: string): string | null {
  const config = flagOf(commandLine, '-c', '--config')?.replaceAll('/', '\\');
  return /^(.+)\\agent\\etc\\containerd\\[^\\]+$/i.exec(config ?? '')?.[1] ?? null;
}

/** The folder of the one log that a k0s service keeps of all that it starts, and the form of its name: k0s_<time>_<random>.log. */
export function k0sPlace(commandLines: readonly string[]): { folder: string; name: RegExp } {
  const data = commandLines.map((line) => flagOf(line, '--data-dir')).find((found) => found !== null);
  return { folder: data ?? k0sData, name: /^k0s_\d+_.*\.log$/i };
}

/** How klog names the files in a --log-dir; those that are named INFO have the lines of every severity. */
export const klogName = (component: LogComponent): RegExp =>
  new RegExp(`^${component}(?:\\.exe)?\\..+\\.log\\.INFO\\.\\d`, 'i');

const time = /^[-.]\d[\dT.:_-]*$/;

/**
 * Whether a file is an older one of the log of this name, as nssm, lumberjack and logrotate name them:
 * "kubelet.err-20261101T120000.000.log", "kubelet.log-20261101", "kubelet.log.1". Packed ones are left alone.
 */
export function isRotated(candidate: string, name: string): boolean {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  if (candidate.startsWith(name)) return time.test(candidate.slice(name.length));
  if (!candidate.startsWith(stem) || !candidate.endsWith(extension)) return false;
  return time.test(candidate.slice(stem.length, candidate.length - extension.length));
}

type Destination = RuntimeBinaries['log'];

const unknown: Destination = { to: 'unknown', path: null };

/** Where services that have containerd inside put its log. */
const logsOfParents: Readonly<Record<string, string>> = { rke2: rke2ContainerdLog() };

/**
 * Where containerd writes. Its log goes to stderr unless --log-file is given, and a service has no stderr: Windows
 * gives it none, and containerd makes it NUL. Source: containerd cmd/containerd/command/service_windows.go.
 */
export function logDestination({ ofService, service, embedding }: StartCommands): Destination {
  const file = ofService === null ? null : flagOf(ofService, '--log-file', '-log-file');
  if (file !== null) return { to: 'file', path: file };
  if (service !== null) {
    const wrapper = ifKnown(service.wrapper);
    if (wrapper === undefined) return unknown;
    if (wrapper !== null) return { to: 'wrapper', path: wrapper.stderr };
    return ofService === null ? unknown : { to: 'nowhere', path: null };
  }
  return embedding === null ? unknown : { to: 'parent', path: logsOfParents[embedding.name.toLowerCase()] ?? null };
}
