import { ifKnown } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import type { ProcessFact } from '../facts/runtime-process.ts';
import { flagOf, programName, wordsOf } from '../windows/command-line.ts';

/** Where containerd listens by default. Source: containerd defaults/defaults_windows.go. */
export const defaultPipe = '\\\\.\\pipe\\containerd-containerd';
/** The file that it reads by default, which may be missing. Source: containerd defaults/defaults_windows.go. */
export const defaultConfig = 'C:\\Program Files\\containerd\\config.toml';

/**
 * Programs that start a containerd for the kubelet, at the default pipe, with their services.
 * Source: k3s pkg/agent/config/config_windows.go, k0s pkg/component/worker/containerd/component_windows.go.
 */
const embedding: Readonly<Record<string, string>> = { rke2: 'rke2', k3s: 'k3s', k0s: 'k0sworker' };

/** Services that start a containerd, on nodes without a service of its own. */
export const embeddingServices: readonly string[] = Object.values(embedding);

/** The service that has this containerd inside its program; null: an ordinary one. */
export const embeddedBy = ({ parentName }: ProcessFact): string | null =>
  embedding[programName(parentName ?? '')] ?? null;

/** `npipe:////./pipe/name`, `npipe://./pipe/name`, `\\.\pipe\name` and `unix:///path` as paths; null for anything else. */
export function socketPath(address: string): string | null {
  const pipe = /^(?:npipe:)?[\\/]{2,4}\.[\\/]pipe[\\/](.+)$/i.exec(address)?.[1];
  if (pipe !== undefined) return `\\\\.\\pipe\\${pipe.replaceAll('/', '\\')}`;
  return /^(?:unix:\/\/)?(\/[^/].*)$/.exec(address)?.[1] ?? null;
}

/**
 * The containerd.exe processes that are known to want the kubelet's pipe. Windows gives it to the one that asks first; every
 * other one ends with "Access is denied", or waits for ever where both have the same root folder. A containerd whose pipe is
 * not known does not count, nor does Docker's, which listens at \\.\pipe\docker-containerd.
 */
export function wantPipe(facts: Pick<FactValues, 'runtime' | 'runtime-binaries' | 'runtime-process'>): ProcessFact[] {
  const { endpoint, kubelet } = facts.runtime;
  const pipe = (kubelet?.endpoint ?? endpoint).toLowerCase();
  const config = ifKnown(facts['runtime-binaries'].config);
  return facts['runtime-process'].containerd.filter((process) => pipeOf(process, config)?.toLowerCase() === pipe);
}

/** null: it serves none, or which one is not known. */
function pipeOf(process: ProcessFact, config: { path: string; grpcAddress: string | null } | null | undefined) {
  const parent = programName(process.parentName ?? '');
  const line = ifKnown(process.commandLine);
  // Source: moby libcontainerd/supervisor/remote_daemon_windows.go.
  if (parent === 'dockerd') return null;
  if (line === undefined || wordsOf(line).some((word) => onceOnly.has(word))) return null;
  const address = flagOf(line, '--address', '-address', '-a', '--a');
  if (address !== null) return socketPath(address);
  if (embeddedBy(process) !== null) return defaultPipe;
  const file = flagOf(line, '--config', '-config', '-c', '--c') ?? defaultConfig;
  const isRead = config !== undefined && (config ?? { path: defaultConfig }).path.toLowerCase() === file.toLowerCase();
  return isRead ? (socketPath(config?.grpcAddress ?? '') ?? defaultPipe) : null;
}

/** Words of command lines that do something and end, as `publish`, by which shims tell events. Source: containerd cmd/containerd/command. */
const onceOnly: ReadonlySet<string> = new Set([
  'config',
  'publish',
  'oci-hook',
  '--version',
  '-v',
  '--help',
  '-h',
  '--register-service',
  '--unregister-service',
]);
