import type { Part } from '../../fact.ts';
import type { RuntimeBinaries } from '../../facts/runtime-binaries.ts';
import type { Host } from '../../host.ts';
import { partOf } from '../../probe.ts';
import { flagOf } from '../../windows/command-line.ts';
import { decodeText } from '../../windows/encoding.ts';
import { readTomlStrings } from './toml.ts';

type Config = RuntimeBinaries['config'];

const maxBytes = 2 ** 18;

/** %ProgramFiles%\containerd: the default place of containerd and its configuration. */
export const defaultDirectory = (host: Host): string =>
  `${host.self.variable('ProgramFiles') ?? 'C:\\Program Files'}\\containerd`;

/**
 * config.toml, from the place that containerd's command line names or else its default. Files that it imports are not
 * read. Source of the keys: containerd services/server/config (1.6, 1.7), cmd/containerd/server/config (2.x), where
 * version 4 has the address with the plugin io.containerd.server.v1.grpc.
 */
export function readContainerdConfig(host: Host, commandLine: string | null): Promise<Config> {
  const named = commandLine === null ? null : flagOf(commandLine, '--config', '-config', '-c', '--c');
  return partOf(read(host, named ?? `${defaultDirectory(host)}\\config.toml`));
}

async function read(host: Host, path: string): Promise<ConfigFile> {
  const [stat, file] = await Promise.all([host.files.stat(path), host.files.read(path, { maxBytes })]);
  if (stat === null || file === null) return null;
  const strings = readTomlStrings(decodeText(file.bytes));
  return {
    path,
    modifiedAt: stat.modifiedAt.toISOString(),
    grpcAddress: strings.get('grpc.address') ?? strings.get('plugins.io.containerd.server.v1.grpc.address') ?? null,
    root: strings.get('root') ?? null,
    state: strings.get('state') ?? null,
  };
}
type ConfigFile = Config extends Part<infer File> ? File : never;
