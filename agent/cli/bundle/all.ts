import { bundleName, freeName, requireBundleFile, writeArchive } from '../../bundle/file.ts';
import { NoAnswerError, UserError } from '../../error.ts';
import { firstOf, plural } from '../../fact.ts';
import { archiveFleet } from '../../fleet/archive.ts';
import { type ClusterFile, readClusterFiles } from '../../fleet/cluster-files.ts';
import { agentOf, type Fetched } from '../../fleet/fetch.ts';
import { askMany } from '../../fleet/many-nodes.ts';
import { type Fleet, readFleet, requireKnown, rowsOf } from '../../fleet/read-cluster.ts';
import type { Row } from '../../fleet/row.ts';
import { openReach, toUserError, transportsOf, whyNoStreams } from '../../reach/agent.ts';
import type { BundleCall } from '../bundle.ts';
import { showBytes, transferOf } from './write.ts';

/** Fetches the bundles of many nodes into one archive. */
export async function bundleFleet(call: BundleCall): Promise<number> {
  const { config, operands, print } = call;
  const api = await openReach(config);
  const wanted = { selector: config.selector, agentNamespace: config['agent-namespace'] };
  const fleet = await readFleet(api, wanted).catch(toUserError);
  requireKnown(fleet, config.node);
  const rows = rowsOf(fleet, api.now(), config.node.length === 0 ? undefined : config.node);
  if (rows.length === 0) {
    throw new UserError('no Windows node is selected; hostprobe status lists those of this cluster');
  }
  if (config['dry-run']) {
    await print(planOf(rows, fleet, config));
    return 0;
  }
  const why = await whyNoStreams(api, wanted.agentNamespace);
  if (why !== null) throw new NoAnswerError(why);
  const { query, limits } = transferOf(config);
  const name = operands[0] ?? freeName(bundleName({ node: api.signIn.context, at: api.now().toISOString() }));
  requireBundleFile(name);
  const reach = { api, flags: config, via: config.via, fleet };
  const stop = stopByUser();
  const what = `${plural(rows.length, 'bundle')} of some MB each`;
  const { written, fetched, cluster, compared } = await askMany(rows.length, { yes: config.yes, what }, (onStep) =>
    archiveFleet(
      {
        ...{ rows, query, limits, now: api.now, signal: stop.signal, context: api.signIn.context, onStep },
        asked: { ...wanted, nodes: config.node, via: config.via, query: Object.fromEntries(query), limits },
        agentOf: (node) => agentOf(reach, node),
        readCluster: () => readClusterFiles(api, wanted, new Set(rows.map(({ node }) => node))),
        onFolder: stop.removeAtEnd,
      },
      (archive) => writeArchive(name, archive),
    ),
  );
  if (name !== '-') {
    const unlike = (compared?.unlike ?? []).flatMap(({ node, differences: [first] }) =>
      first === undefined ? [] : [{ node, by: first.sentence }],
    );
    const answer = { file: name, bytes: written, nodes: fetched, unlike };
    const text = summaryOf({ name, bytes: written, fetched, cluster, unlike });
    await print(config.output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : text);
  }
  return fetched.every(({ error }) => error === null) ? 0 : 2;
}

/** The nodes, the state of their agents, and the first transport for each. */
function planOf(rows: readonly Row[], { nodes, pods }: Fleet, config: BundleCall['config']): string {
  const planned = rows.map(({ node, agent }) => {
    const [transport = 'kubectl'] = config.via === null ? transportsOf(nodes.get(node)?.runtime ?? '') : [config.via];
    return { node, agent: agent?.state ?? null, via: pods.get(node)?.running ? transport : null };
  });
  const maxBytes = config['max-size'];
  if (config.output === 'json') return `${JSON.stringify({ nodes: planned, maxBytes }, null, 2)}\n`;
  const lines = planned.map(
    ({ node, agent, via }) => `${node}: ${agent ?? 'no agent'}${via === null ? '' : `, by ${via}`}\n`,
  );
  const reached = planned.filter(({ via }) => via !== null).length;
  const size = `of at most ${showBytes(maxBytes)} each before compression`;
  return `${lines.join('')}${reached} of ${plural(rows.length, 'node')} would give a bundle, ${size}. Nothing was written.\n`;
}

/** The first Ctrl-C aborts the signal, the second ends the process at once. */
function stopByUser() {
  const stop = new AbortController();
  let remove: (() => void) | null = null;
  process.once('SIGINT', () => {
    process.once('SIGINT', () => {
      remove?.();
      process.kill(process.pid, 'SIGINT');
    });
    process.stderr.write('\nending with what there is; Ctrl-C again ends at once\n');
    stop.abort();
  });
  const removeAtEnd = (removes: () => void) => {
    remove = removes;
  };
  return { signal: stop.signal, removeAtEnd };
}

interface Summed {
  name: string;
  bytes: number;
  fetched: readonly Fetched[];
  cluster: readonly ClusterFile[];
  unlike: readonly { node: string; by: string }[];
}

function summaryOf({ name, bytes, fetched, cluster, unlike }: Summed): string {
  const failed = fetched.flatMap(({ node, error }) => (error === null ? [] : [{ node, error }]));
  const reasons = [...Map.groupBy(failed, ({ node, error }) => error.replaceAll(node, '<node>'))].map(([said, own]) =>
    own.length === 1 ? `  ${own[0]?.node}: ${own[0]?.error}\n` : `  ${firstOf(own.map(({ node }) => node))}: ${said}\n`,
  );
  const unread = cluster.flatMap(({ path, error }) => (error === null ? [] : [`${path} is not complete: ${error}\n`]));
  const head = `${name}: ${fetched.length - failed.length} of ${plural(fetched.length, 'node')}, ${showBytes(bytes)}\n`;
  const none = failed.length === 0 ? [] : [`${failed.length} gave none (errors.json):\n`, ...reasons];
  const others = unlike.map(({ node, by }) => `${node} stands out from its pool (compare.json): ${by}\n`);
  return [head, ...none, ...unread, ...others].join('');
}
