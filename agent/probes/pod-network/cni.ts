import { ifKnown, type PartValue } from '../../fact.ts';
import type { CniFile, PodNetwork } from '../../facts/pod-network.ts';
import type { RuntimeBinaries } from '../../facts/runtime-binaries.ts';
import type { Host } from '../../host.ts';
import { fieldOf, isObject, jsonIn, wordOf } from '../../json.ts';
import type { ProbeSettings } from '../../probe.ts';
import { decodeText } from '../../windows/encoding.ts';
import { defaultDirectory, readContainerdConfig } from '../containerd/config.ts';
import { findStart } from '../containerd/start-commands.ts';

type Cni = PartValue<PodNetwork['cni']>;
type Config = PartValue<RuntimeBinaries['config']> | undefined;

const maxBytes = 2 ** 16;
const mostFiles = 20;

/**
 * Where containerd looks for the network of pods, and what is there. It takes the files of these endings in the order of
 * their names, and uses the first that is right. Source: containerd/go-cni opts.go (loadFromConfDir), containernetworking/cni
 * libcni/conf.go; the defaults: containerd config_windows.go.
 */
export async function readCni(host: Host, settings: ProbeSettings): Promise<Cni> {
  const { commandLine } = await findStart(host, settings);
  const { directory, programs } = cniFolders(host, ifKnown(await readContainerdConfig(host, commandLine, null)));
  const names = await cniNames(host, directory);
  if (names === null) return null;
  const files: CniFile[] = [];
  for (const name of names) {
    const file = await host.files.read(`${directory}\\${name}`, { maxBytes });
    if (file !== null) files.push(readFile(name, decodeText(file.bytes)));
  }
  const used = files.find(({ problem }) => problem === null);
  return { directory, programs, files, missing: await missingPrograms(host, programs, used?.plugins ?? []) };
}

/** Where containerd looks for the files and for the programs of the pod network. */
export function cniFolders(host: Host, config: Config): { directory: string; programs: string[] } {
  const own = defaultDirectory(host);
  const { directory, programs = [] } = config?.cni ?? {};
  return {
    directory: (directory || `${own}\\cni\\conf`).replaceAll('/', '\\'),
    programs: programs.length > 0 ? programs : [`${own}\\cni\\bin`],
  };
}

/** The names of the files, in the order in which containerd tries them; null: there is no such folder. */
export async function cniNames(host: Host, directory: string): Promise<string[] | null> {
  const names = await host.files.list(directory);
  const own = names?.filter((one) => /\.(?:conf|conflist|json)$/.test(one)).sort();
  return own?.slice(0, mostFiles) ?? null;
}

function readFile(name: string, text: string): CniFile {
  const json = jsonIn(text);
  const listed = fieldOf(json, 'plugins');
  const plugins = (Array.isArray(listed) ? listed : isObject(json) ? [json] : []).flatMap((plugin) =>
    [wordOf(plugin, 'type'), wordOf(plugin, 'delegate', 'type')].flatMap((type) => type || []),
  );
  const problem = !isObject(json) ? 'is not JSON' : plugins.length === 0 ? 'names no plugin' : null;
  return { name, network: wordOf(json, 'name') ?? null, plugins, problem };
}

/** Go finds `flannel` as flannel.exe (containernetworking/cni pkg/invoke/find.go). */
async function missingPrograms(host: Host, folders: readonly string[], plugins: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const plugin of new Set(plugins)) {
    const program = /\.exe$/i.test(plugin) ? plugin : `${plugin}.exe`;
    const found = await Promise.all(
      folders.map((folder) => host.files.stat(`${folder.replaceAll('/', '\\').replace(/\\$/, '')}\\${program}`)),
    );
    if (found.every((stat) => stat === null)) missing.push(plugin);
  }
  return missing;
}
