import { win32 } from 'node:path';
import type { Part } from '../../fact.ts';
import type { RuntimeHandler } from '../../facts/runtime.ts';
import type { RuntimeBinaries } from '../../facts/runtime-binaries.ts';
import type { Host } from '../../host.ts';
import { partOf } from '../../probe.ts';
import { flagOf } from '../../windows/command-line.ts';
import { readToml, type TomlTable, tableAt, textsAt, tomlText } from './toml.ts';

type Config = RuntimeBinaries['config'];
type ConfigFile = NonNullable<Config extends Part<infer File> ? File : never>;

const maxBytes = 2 ** 18;
/** A node has a few; more are a mistake, or files that import each other under many names. */
const maxImports = 50;

/** %ProgramFiles%\containerd: the default place of containerd and its configuration. */
export const defaultDirectory = (host: Host): string =>
  `${host.self.variable('ProgramFiles') ?? 'C:\\Program Files'}\\containerd`;

/**
 * config.toml, at the path of containerd's command line or the default one, with the files that it imports: the last file
 * wins. Source: LoadConfig, resolveImports and the keys in containerd services/server/config/config.go (1.6,
 * 1.7), cmd/containerd/server/config/config.go (2.x), where version 4 has the address with the plugin
 * io.containerd.server.v1.grpc.
 */
export function readContainerdConfig(host: Host, commandLine: string | null): Promise<Config> {
  const named = commandLine === null ? null : flagOf(commandLine, '--config', '-config', '-c', '--c');
  const path = named ?? `${defaultDirectory(host)}\\config.toml`;
  return partOf(read(host, path, commandLine !== null));
}

async function read(host: Host, path: string, isTheOneInUse: boolean): Promise<ConfigFile | null> {
  const first = await readOne(host, path);
  if (first === null) return null;
  const { modifiedAt } = first;
  const config: ConfigFile = { path, modifiedAt, grpcAddress: null, root: null, state: null };
  if ('problem' in first) return { ...config, refused: { path, ...first.problem } };
  apply(config, first.table);
  const tables = [first.table];

  const imports: { path: string; modifiedAt: string }[] = [];
  const waiting = await importsOf(host, path, first.table);
  const seen = new Set([path.toLowerCase()]);
  for (let next = waiting.shift(); next !== undefined && imports.length < maxImports; next = waiting.shift()) {
    if (seen.has(next.toLowerCase())) continue;
    seen.add(next.toLowerCase());
    const file = await readOne(host, next);
    if (file === null) return { ...config, refused: { path: next, line: null, message: 'is imported, but not there' } };
    imports.push({ path: next, modifiedAt: file.modifiedAt });
    if ('problem' in file) return { ...config, imports, refused: { path: next, ...file.problem } };
    apply(config, file.table);
    tables.push(file.table);
    waiting.push(...(await importsOf(host, next, file.table)));
  }
  const handlers = isTheOneInUse && waiting.length === 0 ? runtimeHandlers(tables) : null;
  return {
    ...config,
    ...(imports.length === 0 ? {} : { imports }),
    ...(handlers === null ? {} : { handlers }),
  };
}

async function readOne(host: Host, path: string) {
  const [stat, file] = await Promise.all([host.files.stat(path), host.files.read(path, { maxBytes })]);
  if (stat === null || file === null) return null;
  return { modifiedAt: stat.modifiedAt.toISOString(), ...readToml(file.bytes) };
}

function apply(config: ConfigFile, table: TomlTable): void {
  config.grpcAddress =
    tomlText(table, 'grpc', 'address') ??
    tomlText(table, 'plugins', 'io.containerd.server.v1.grpc', 'address') ??
    config.grpcAddress;
  config.root = tomlText(table, 'root') ?? config.root;
  config.state = tomlText(table, 'state') ?? config.state;
}

/** Relative to the file that names them; a pattern that matches nothing imports nothing (Go path/filepath, Glob). */
async function importsOf(host: Host, path: string, table: TomlTable): Promise<string[]> {
  const found = await Promise.all(
    textsAt(table, 'imports').map(async (named) => {
      const full = win32.resolve(win32.dirname(path), named);
      return /[*?[]/.test(full) ? await matching(host, full) : [full];
    }),
  );
  return found.flat();
}

/** Only the last part may hold a pattern, as in conf.d\*.toml. */
async function matching(host: Host, pattern: string): Promise<string[]> {
  const folder = win32.dirname(pattern);
  const name = new RegExp(
    `^${win32
      .basename(pattern)
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );
  const names = (await host.files.list(folder)) ?? [];
  return names
    .filter((one) => name.test(one))
    .sort()
    .map((one) => `${folder}\\${one}`);
}

/**
 * The section of the CRI plugin by version of the configuration: 1, 2, and 3.
 * Source: containerd docs/cri/config.md; version 1 names plugins without their type.
 */
const sections = ['cri', 'io.containerd.grpc.v1.cri', 'io.containerd.cri.v1.runtime'];

/**
 * The runtime handlers that configuration files set; empty if no file does, so that containerd's defaults apply. null
 * where more than one section sets it: older releases replace the whole section, newer ones merge it key by key.
 * Source: mergeConfig in containerd services/server/config/config.go (1.x), cmd/containerd/server/config/config.go (2.x).
 */
export function runtimeHandlers(files: readonly TomlTable[]): RuntimeHandler[] | null {
  const found = files.flatMap((file) =>
    sections.map((name) => tableAt(file, 'plugins', name)).filter((one) => one !== null),
  );
  if (found.length > 1) return null;
  const containerd = found[0] === undefined ? null : tableAt(found[0], 'containerd');
  if (containerd === null) return [];
  const runtimes = tableAt(containerd, 'runtimes') ?? {};
  const named = Object.keys(runtimes).map((name) => [name, tableAt(runtimes, name)] as const);
  // What version 1 and 2 also take, and containerd adds to the handlers under these names.
  const older = [
    ['default', tableAt(containerd, 'default_runtime')],
    ['untrusted', tableAt(containerd, 'untrusted_workload_runtime')],
  ] as const;
  return [...named, ...older].flatMap(([name, table]) => (table === null ? [] : [handlerOf(name, table)]));
}

const handlerOf = (name: string, table: TomlTable): RuntimeHandler => ({
  name,
  type: tomlText(table, 'runtime_type') ?? defaultTypes.get(name) ?? '',
  podAnnotations: textsAt(table, 'pod_annotations'),
  containerAnnotations: textsAt(table, 'container_annotations'),
});

/** Source: containerd pkg/cri/config/config_windows.go (1.7), DefaultConfig. */
const defaultTypes = new Map(
  ['runhcs-wcow-process', 'runhcs-wcow-hypervisor'].map((name) => [name, 'io.containerd.runhcs.v1']),
);
