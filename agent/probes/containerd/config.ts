import { win32 } from 'node:path';
import type { PartValue } from '../../fact.ts';
import type { RuntimeHandler } from '../../facts/runtime.ts';
import type { RuntimeBinaries } from '../../facts/runtime-binaries.ts';
import type { Host } from '../../host.ts';
import { given } from '../../json.ts';
import { partOf } from '../../probe.ts';
import type { Version } from '../../shim/version.ts';
import { flagOf } from '../../windows/command-line.ts';
import { type ConfigFile, configVersion, type RefusedConfig, refusalOf } from './refusal.ts';
import { readToml, type TomlTable, tableAt, textsAt, tomlText } from './toml.ts';

type Answer = RuntimeBinaries['config'];
type Config = NonNullable<PartValue<Answer>>;

const maxBytes = 2 ** 18;
/** A node has a few; more are a mistake, or files that import each other under many names. */
const maxFiles = 51;

/** %ProgramFiles%\containerd: the default place of containerd and its configuration. */
export const defaultDirectory = (host: Host): string =>
  `${host.self.variable('ProgramFiles') ?? 'C:\\Program Files'}\\containerd`;

/**
 * config.toml, at the path of containerd's command line or the default one, with the files that it imports: the last file
 * wins. Source: LoadConfig, resolveImports and the keys in containerd services/server/config/config.go (1.6, 1.7),
 * cmd/containerd/server/config/config.go (2.x).
 * @param release of the containerd.exe that reads it next, which decides what is refused; null: not known
 */
export function readContainerdConfig(host: Host, commandLine: string | null, release: Version | null): Promise<Answer> {
  const named = commandLine === null ? null : flagOf(commandLine, '--config', '-config', '-c', '--c');
  const path = named ?? `${defaultDirectory(host)}\\config.toml`;
  return partOf(read(host, path, { isTheOneInUse: commandLine !== null, release }));
}

async function read(
  host: Host,
  path: string,
  { isTheOneInUse, release }: { isTheOneInUse: boolean; release: Version | null },
): Promise<Config | null> {
  const found: { path: string; modifiedAt: string }[] = [];
  const files: ConfigFile[] = [];
  const seen = new Set<string>();
  const waiting = [path];
  let refused: RefusedConfig | null = null;
  while (refused === null && files.length < maxFiles) {
    const next = waiting.shift();
    if (next === undefined) break;
    if (seen.has(next.toLowerCase())) continue;
    seen.add(next.toLowerCase());
    const file = await readOne(host, next, release !== null && release.major >= 2);
    if (file !== null) found.push({ path: next, modifiedAt: file.modifiedAt });
    if (file === null) refused = { path: next, line: null, message: notThere };
    else if ('problem' in file) refused = { path: next, ...file.problem };
    else {
      files.push({ path: next, ...file });
      waiting.push(...(await importsOf(host, next, file.table)));
    }
  }
  const [first, ...imports] = found;
  if (first === undefined) return null;
  refused ??= refusalOf(files, release);
  const handlers = isTheOneInUse && refused === null && waiting.length === 0 ? runtimeHandlers(files, release) : null;
  return {
    ...first,
    ...foldersAndAddress(files),
    ...cniOf(files),
    ...given({ imports: imports.length === 0 ? null : imports, handlers, refused }),
  };
}

const notThere = 'is imported, but not there';

async function readOne(host: Host, path: string, isStrict: boolean) {
  const [stat, file] = await Promise.all([host.files.stat(path), host.files.read(path, { maxBytes })]);
  if (stat === null || file === null) return null;
  return { modifiedAt: stat.modifiedAt.toISOString(), ...readToml(file.bytes, isStrict) };
}

/** Version 4 has the address with the plugin alone, and no attention for [grpc]. Source: serviceMigrate in containerd 2.3. */
function foldersAndAddress(files: readonly ConfigFile[]): Pick<Config, 'grpcAddress' | 'root' | 'state'> {
  const lastOf = (read: (file: ConfigFile) => string | null) => files.map(read).findLast((one) => one !== null) ?? null;
  return {
    grpcAddress: lastOf(
      (file) =>
        (configVersion(file) > 3 ? null : tomlText(file.table, 'grpc', 'address')) ??
        tomlText(file.table, 'plugins', 'io.containerd.server.v1.grpc', 'address'),
    ),
    root: lastOf(({ table }) => tomlText(table, 'root')),
    state: lastOf(({ table }) => tomlText(table, 'state')),
  };
}

/** Of the CRI plugin, which has another name from 2.0 on; bin_dirs came with 2.1. */
function cniOf(files: readonly ConfigFile[]): Pick<Config, 'cni'> {
  const found = files
    .flatMap(({ table }) =>
      ['io.containerd.grpc.v1.cri', 'io.containerd.cri.v1.runtime'].map((plugin) =>
        tableAt(table, 'plugins', plugin, 'cni'),
      ),
    )
    .filter((cni) => cni !== null);
  if (found.length === 0) return {};
  const lists = found.map((cni) => {
    const one = tomlText(cni, 'bin_dir');
    return [...textsAt(cni, 'bin_dirs'), ...(one === null ? [] : [one])];
  });
  return {
    cni: {
      directory: found.map((cni) => tomlText(cni, 'conf_dir')).findLast((one) => one !== null) ?? null,
      programs: lists.findLast((list) => list.length > 0) ?? [],
    },
  };
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
 * The runtime handlers that configuration files set; empty if no file does, so that containerd's defaults apply. Of two files
 * 1.x takes the section of the last one, 2.x both key by key. null: not known.
 * Source: mergeConfig in containerd services/server/config/config.go (1.x), cmd/containerd/server/config/config.go (2.x).
 */
export function runtimeHandlers(files: readonly ConfigFile[], release: Version | null): RuntimeHandler[] | null {
  const found = files.map((file) => criSections(file)).filter((sections) => sections.length > 0);
  if (found.some((sections) => sections.length > 1) || (found.length > 1 && release === null)) return null;
  const used = release !== null && release.major < 2 ? found.slice(-1) : found;
  const handlers = used.flat().flatMap(handlersIn);
  return new Set(handlers.map(({ name }) => name)).size === handlers.length ? handlers : null;
}

/**
 * What a file says of the CRI plugin, by its version: containerd 2's own plugin for it from version 3 on, where grpc.v1.cri is
 * only the server. Before that it takes its own first, and then what 1.x reads.
 * Source: containerd docs/cri/config.md; plugins/cri/runtime/plugin.go (2.x), configMigration.
 */
function criSections({ table }: ConfigFile): TomlTable[] {
  const version = configVersion({ table });
  const old = version === 2 ? ['io.containerd.grpc.v1.cri'] : ['cri', 'io.containerd.grpc.v1.cri'];
  const names = ['io.containerd.cri.v1.runtime', ...(version > 2 ? [] : old)];
  return names.map((name) => tableAt(table, 'plugins', name)).filter((one) => one !== null);
}

function handlersIn(section: TomlTable): RuntimeHandler[] {
  const containerd = tableAt(section, 'containerd') ?? {};
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
