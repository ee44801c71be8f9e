import type { NodeFiles } from '../../bundle.ts';
import { ifKnown } from '../../fact.ts';
import { type Context, filesAt, namesIn } from './node-file.ts';

/** Where containerd looks when nothing else is configured. Source: containerd pkg/cri/config/config_windows.go */
const usualConfDir = 'C:\\Program Files\\containerd\\cni\\conf';
const maxCniFiles = 50;

/** The configuration of containerd, and of the network plug-ins that it starts. */
export async function configItems(context: Context): Promise<NodeFiles> {
  const { host, snapshot } = context;
  const binaries = snapshot.facts['runtime-binaries'];
  const config = binaries.ok ? binaries.value.config : binaries;
  const path = 'config/containerd.toml';
  const source = ifKnown(config)?.path;
  const [toml, cni] = await Promise.all([
    source === undefined ? { items: [], errors: [] } : filesAt(host, [{ path, source }]),
    cniItems(context),
  ]);
  const unseen: NodeFiles['errors'] = config.ok
    ? []
    : [{ path, source: 'config.toml of containerd', error: config.error }];
  return { items: [...toml.items, ...cni.items], errors: [...unseen, ...toml.errors, ...cni.errors] };
}

async function cniItems({ host, snapshot, name }: Context): Promise<NodeFiles> {
  const { runtime } = snapshot.facts;
  const status = runtime.ok ? ifKnown(runtime.value.status) : undefined;
  const directory = status?.config?.cniConfDir ?? usualConfDir;
  const listed = await namesIn(host, directory);
  if (!listed.ok) return { items: [], errors: [{ path: 'config/cni', source: directory, error: listed.error }] };
  const files = (listed.value ?? []).filter((file) => /\.(?:conf|conflist|json)$/i.test(file)).toSorted();
  const wanted = files.slice(0, maxCniFiles).map((file) => ({
    path: name('config/cni', file),
    source: `${directory}\\${file}`,
  }));
  return await filesAt(host, wanted);
}
