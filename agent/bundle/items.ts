import type { BundleError, BundleItem } from '../bundle.ts';
import { bundlePaths } from '../bundle.ts';
import { explanationOf } from '../diagnose.ts';
import { given, known } from '../fact.ts';
import type { History } from '../history.ts';
import type { Host } from '../host.ts';
import { partOf } from '../probe.ts';
import { plainView } from '../renderer.ts';
import { rendererNamed } from '../renderers/index.ts';
import type { Report } from '../report.ts';
import type { Snapshot } from '../snapshot.ts';
import { fileItem } from './file-item.ts';
import { eventItem, type Found, logItems, seenItem } from './log-items.ts';
import { createNamer } from './names.ts';
import type { BundleSource } from './source.ts';
import { made } from './writer.ts';

/**
 * The list of all that may be taken, in the order of its worth. Never environments, kubeconfigs, memory dumps, tokens.
 * @param since logs that were last written to before it are left out; null: none are
 */
export async function listItems(source: BundleSource, since: Date | null): Promise<Found> {
  const { snapshot, report, history, ownLog, host } = source;
  const name = createNamer();
  const own = [...judged(snapshot, report, history), ...seen(snapshot)];
  if (ownLog !== null) own.push(made(name('logs', 'hostprobe.jsonl'), ownLog));
  if (host === null) return { items: own, errors: [] };
  const logs = snapshot.facts.logs.ok ? snapshot.facts.logs.value.sources : [];
  const files = logs.filter((log) => log.kind === 'file' && given(log.searched) != null);
  const found = await Promise.all([
    configItems(host, snapshot, name),
    panicItems(host, snapshot, name),
    ...files.map((log) => (log.kind === 'file' ? logItems({ host, log, since, name }) : noFound)),
  ]);
  const events = logs.flatMap((log) => (log.kind === 'event-log' ? [eventItem(host, log, name)] : []));
  return {
    items: [...own, ...found.flatMap(({ items }) => items), ...events],
    errors: found.flatMap(({ errors }) => errors),
  };
}

const noFound: Found = { items: [], errors: [] };

function judged(snapshot: Snapshot, report: Report, history: History | null): BundleItem[] {
  const told = history === null ? report : { ...report, history };
  const lines = history?.changes.map((change) => JSON.stringify(change)).join('\n');
  return [
    made(bundlePaths.snapshot, `${JSON.stringify(snapshot)}\n`),
    made('report.json', rendererNamed('json').render(report, plainView)),
    made('report.txt', rendererNamed('text').render(report, plainView)),
    made('report.html', rendererNamed('html').render(told, plainView)),
    made('explain.json', explanationOf(report.diagnoses)),
    ...(lines ? [made(bundlePaths.history, `${lines}\n`)] : []),
  ];
}

function seen({ facts }: Snapshot): BundleItem[] {
  const { services, cluster } = facts;
  const asked = () => {
    const { seen: answers } = known(cluster);
    if (answers === null)
      known({ ok: false, error: { kind: 'failed', message: 'there is no access to the API server' } });
    return answers;
  };
  return [
    seenItem('services/services.json', 'service control manager', () => known(services)),
    seenItem('services/processes.json', 'processes', () => known(facts['runtime-process'])),
    seenItem('cluster/node.json', 'Kubernetes API', () => known(asked()?.node ?? missing)),
    seenItem('cluster/pods.json', 'Kubernetes API', () => known(asked()?.pods ?? missing)),
    seenItem('events/kubernetes.json', 'Kubernetes API', () => known(asked()?.refused ?? missing)),
  ];
}

const missing = { ok: false, error: { kind: 'failed', message: 'not asked' } } as const;

async function configItems(host: Host, { facts }: Snapshot, name: ReturnType<typeof createNamer>): Promise<Found> {
  const binaries = facts['runtime-binaries'];
  const config = binaries.ok ? given(binaries.value.config) : null;
  const status = facts.runtime.ok ? given(facts.runtime.value.status) : null;
  const directory = status?.config?.cniConfDir ?? null;
  const listed = directory === null ? null : await partOf(host.files.list(directory));
  const names = (listed !== null && given(listed)) || [];
  const cni = names.filter((one) => /\.(?:conf|conflist|json)$/i.test(one)).map((one) => `${directory}\\${one}`);
  const wanted = [
    ...(config == null ? [] : [{ path: 'config/containerd.toml', source: config.path }]),
    ...cni.map((source) => ({ path: name('config/cni', source.slice((directory ?? '').length + 1)), source })),
  ];
  const errors: BundleError[] =
    listed === null || listed.ok ? [] : [{ path: 'config/cni', source: directory ?? '', error: listed.error }];
  return await filesAt(host, wanted, errors);
}

/** What containerd and its shims say when they die. Source: containerd cmd/containerd/command/service_windows.go. */
async function panicItems(host: Host, { facts }: Snapshot, name: ReturnType<typeof createNamer>): Promise<Found> {
  const binaries = facts['runtime-binaries'];
  const config = binaries.ok ? given(binaries.value.config) : null;
  const root = config?.root ?? 'C:\\ProgramData\\containerd\\root';
  const state = `${config?.state ?? 'C:\\ProgramData\\containerd\\state'}\\io.containerd.runtime.v2.task\\k8s.io`;
  const listed = await partOf(host.files.list(state));
  const bundles = ((given(listed) ?? []) as string[]).filter((id) => /^[0-9a-f]{64}$/.test(id)).slice(0, 200);
  const wanted = [
    { path: name('logs', 'containerd-panic.log'), source: `${root}\\panic.log` },
    ...bundles.map((id) => ({ path: `logs/shim-panic-${id.slice(0, 12)}.log`, source: `${state}\\${id}\\panic.log` })),
  ];
  const errors: BundleError[] = listed.ok ? [] : [{ path: 'logs/shim-panic', source: state, error: listed.error }];
  return await filesAt(host, wanted, errors);
}

async function filesAt(
  host: Host,
  wanted: readonly { path: string; source: string }[],
  errors: BundleError[],
): Promise<Found> {
  const items: BundleItem[] = [];
  for (const { path, source } of wanted) {
    const stat = await partOf(host.files.stat(source));
    if (!stat.ok) errors.push({ path, source, error: stat.error });
    else if (stat.value?.kind === 'file') items.push(fileItem(host, { path, source, stat: stat.value }));
  }
  return { items, errors };
}
