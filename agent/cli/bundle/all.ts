import { openBundleFile } from '../../bundle/file.ts';
import { safeName } from '../../bundle/safe-names.ts';
import type { Call } from '../../command.ts';
import type { ConnectionFlag } from '../../config/connection.ts';
import { showSince } from '../../config/since.ts';
import { UserError } from '../../error.ts';
import { agentOf } from '../../fleet/agents.ts';
import { archiveFleet, type Fetched } from '../../fleet/archive.ts';
import { createProgress, requireMeant } from '../../fleet/progress.ts';
import { readFleet, rowsOf } from '../../fleet/read-cluster.ts';
import type { Row } from '../../fleet/row.ts';
import { openReach, toUserError } from '../../reach/open.ts';
import { showBytes } from './write.ts';

/** Five minutes to make the bundle, and five to transfer it. */
const usualDeadlineMs = 10 * 60_000;

type FleetCall = Call<
  | 'all'
  | 'selector'
  | 'node'
  | 'via'
  | 'token-file'
  | 'ca-file'
  | 'since'
  | 'max-size'
  | 'dry-run'
  | 'yes'
  | 'timeout'
  | ConnectionFlag
>;

/** Fetches the bundles of many nodes into one archive. */
export async function bundleFleet(call: FleetCall): Promise<number> {
  const { config, operands, print } = call;
  const api = await openReach(config);
  const fleet = await readFleet(api, { selector: config.selector, agentNamespace: config['agent-namespace'] }).catch(
    toUserError,
  );
  const rows = rowsOf(fleet, api.now()).filter(({ node }) => config.node.length === 0 || config.node.includes(node));
  const unknown = config.node.find((name) => !fleet.nodes.has(name));
  if (unknown !== undefined)
    throw new UserError(`this cluster has no Windows node ${unknown}; hostprobe status lists those it has`);
  if (rows.length === 0)
    throw new UserError('no Windows node is selected; hostprobe status lists those of this cluster');
  if (config['dry-run']) {
    await print(rows.map(({ node, agent }) => `${node}: ${agent?.state ?? 'no agent'}\n`).join(''));
    return 0;
  }
  requireMeant({ nodes: rows.length, yes: config.yes, what: `the bundles of ${rows.length} nodes, of some MB each` });
  const query = new URLSearchParams({ 'max-size': String(config['max-size']) });
  if (config.since !== null) query.set('since', showSince(config.since));
  const stopped = stopSignal();
  const reach = { api, flags: config, via: config.via, fleet };
  const at = api.now();
  const name =
    operands[0] ??
    `hostprobe-${safeName(api.signIn.context)}-${at.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}.zip`;
  const progress = createProgress(process.stderr, rows.length);
  const { written, fetched } = await archiveFleet(
    {
      ...{
        rows,
        context: api.signIn.context,
        now: at,
        agentOf: ({ node }: Row) => agentOf(reach, node),
        query,
        signal: stopped,
      },
      limits: { deadlineMs: config.timeout ?? usualDeadlineMs, maxBytes: 2 * config['max-size'] },
      onFetched: (done, waiting) => progress.show(done.length, waiting),
    },
    (archive) => openBundleFile(name).write(archive),
  );
  progress.end();
  if (name !== '-') {
    const answer = { file: name, bytes: written, nodes: fetched };
    await print(config.output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : summaryOf(name, written, fetched));
  }
  return fetched.every(({ error }) => error === null) ? 0 : 2;
}

/** Aborted by the first Ctrl-C; the second ends the process. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  return stop.signal;
}

function summaryOf(name: string, bytes: number, fetched: readonly Fetched[]): string {
  const failed = fetched.flatMap(({ node, error }) => (error === null ? [] : [`  ${node}: ${error}\n`]));
  const head = `${name}: ${fetched.length - failed.length} of ${fetched.length} nodes, ${showBytes(bytes)}\n`;
  return failed.length === 0 ? head : `${head}${failed.length} gave none (errors.json):\n${failed.join('')}`;
}
