import type { Contents, NodeFiles } from '../bundle.ts';
import { type FactError, ifKnown } from '../fact.ts';
import type { Logs } from '../facts/logs.ts';
import { containerdFolders } from '../node/containerd-config.ts';
import { usualPlaces } from '../probes/logs/sources.ts';
import { knownFacts } from '../snapshot.ts';
import { type Context, filesAt, namesIn } from './contents/file-item.ts';
import { channelItem, eventItem, logItems } from './contents/log-items.ts';
import { judgedItems, seenItems } from './contents/report-items.ts';
import { createNamer } from './contents/safe-names.ts';
import type { BundleSource } from './file.ts';

/** Where containerd looks when nothing else is configured. Source: containerd pkg/cri/config/config_windows.go */
const usualConfDir = 'C:\\Program Files\\containerd\\cni\\conf';
const maxCniFiles = 50;

/** The configuration of containerd, and of the network plug-ins that it starts. */
async function configItems(context: Context): Promise<NodeFiles> {
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

const maxShims = 200;

/**
 * What containerd and its shims say when they die. Source: containerd cmd/containerd/command/service_windows.go, hcsshim
 * cmd/containerd-shim-runhcs-v1/delete.go.
 */
async function panicItems({ host, snapshot, name }: Context): Promise<NodeFiles> {
  const { root, state } = containerdFolders(knownFacts(snapshot));
  const tasks = `${state}\\io.containerd.runtime.v2.task\\k8s.io`;
  const listed = await namesIn(host, tasks);
  const ids = (ifKnown(listed) ?? []).filter((id) => /^[0-9a-f]{64}$/.test(id)).slice(0, maxShims);
  const found = await filesAt(host, [
    { path: name('logs', 'containerd-panic.log'), source: `${root}\\panic.log` },
    // A start moves the previous file here, so this one has the panic that ended containerd.
    { path: name('logs', 'containerd-panic.log.old'), source: `${root}\\panic.log.old` },
    ...ids.map((id) => ({ path: name('logs', `shim-panic-${id}.log`), source: `${tasks}\\${id}\\panic.log` })),
  ]);
  if (!listed.ok) found.errors.push({ path: 'logs/shim-panic', source: tasks, error: listed.error });
  return found;
}

/**
 * The list of everything that a bundle may hold, the most useful first: facts and report, configuration, panics,
 * events, then logs, of each the newest file first. Never environments, kubeconfigs, memory dumps or tokens.
 * @param since logs that were not written since then are left out; null: all are taken
 */
export function contentsOf(source: BundleSource, since: Date | null): Contents {
  const { snapshot, host } = source;
  return {
    made: [...judgedItems(source), ...seenItems(snapshot)],
    async find() {
      if (host === null) return { items: [], errors: [] };
      const { logs } = snapshot.facts;
      const sources = logs.ok ? logs.value.sources : usualLogs(logs.error);
      const context = { host, snapshot, since, name: createNamer() };
      const found = await Promise.all([
        configItems(context),
        panicItems(context),
        logItems(
          context,
          sources.filter((log) => log.kind === 'file'),
        ),
      ]);
      const [config, panics, files] = found;
      const events = sources.flatMap((log) => (log.kind === 'event-log' ? [eventItem(context, log)] : []));
      const channels = (logs.ok ? (logs.value.windows?.channels ?? []) : []).flatMap(({ log, searched }) =>
        searched.ok && searched.value !== null ? [channelItem(context, log)] : [],
      );
      const unseen: NodeFiles['errors'] = logs.ok ? [] : [{ path: 'logs', source: 'the fact logs', error: logs.error }];
      return {
        items: [...config.items, ...panics.items, ...events, ...channels, ...files.items],
        errors: [...unseen, ...found.flatMap(({ errors }) => errors)],
      };
    },
  };
}

/** If the logs are unknown, try the usual places of the distributions. */
const usualLogs = (error: FactError): Logs['sources'] =>
  usualPlaces([]).map((place) => ({
    kind: 'file',
    ...place,
    foundBy: 'usual-place',
    searched: { ok: false, error },
  }));
