import { stringify } from 'yaml';
import { type Call, command } from '../command.ts';
import { connectionFlags } from '../config/flags.ts';
import { UserError } from '../error.ts';
import { firstOf, plural } from '../fact.ts';
import { readFleetWithPods } from '../fleet/broken-pods.ts';
import { askMany, manyNodes } from '../fleet/many-nodes.ts';
import { countNodes, type Fleet, readFleet, requireKnown, rowsOf, type Wanted } from '../fleet/read-cluster.ts';
import { type Row, unpublished } from '../fleet/row.ts';
import { problemGroups, showGroup, showNodeRows, sortRows } from '../fleet/table.ts';
import { watchFleet } from '../fleet/watch.ts';
import { type Layout, newLayout } from '../print/table.ts';
import { wrap } from '../print/text.ts';
import { openReach, toUserError } from '../reach/agent.ts';
import type { Api } from '../reach/api.ts';

/** With more rows, a summary of the problems is printed above the table. */
const many = 20;

const own = ['selector', 'field-selector', 'sort-by', 'no-headers'] as const;
const always = [...own, ...connectionFlags] as const;
const flags = [...own, 'live', 'via', 'yes', 'watch', ...connectionFlags] as const;
type StatusCall = Call<(typeof flags)[number]>;

export const status = command({
  id: 'status',
  summary: 'show all Windows nodes of a cluster in a table, from node conditions and pods',
  operands: '[node...]',
  flags,
  ways: [
    { by: ['live'], takes: [...always, 'via', 'yes'] },
    { by: ['watch'], takes: always },
    { by: [], takes: [...always, 'via'] },
  ],
  outputs: ['text', 'wide', 'json', 'yaml', 'name', 'html'],
  details:
    'Reads the nodes and the pods from the API server. What fails on a node comes from its condition HostProcessReady, which\n' +
    'agents with --publish set; agents that set none are asked, as --live asks all. That needs the same permissions as\n' +
    'report --node; with --live, -o html also contains the fixes. PODS: the HostProcess pods of the node, or that wait for\n' +
    'it, which do not run or restart; hostprobe pods lists them. Below the table: DaemonSets whose pods are refused.\n' +
    '  hostprobe status -o wide\n' +
    '  hostprobe status --live -o html > nodes.html      one page for a browser, with all nodes\n' +
    'STATUS: Healthy, Degraded, Unhealthy or Unknown, as the agent reports; Stale: no report for 15 minutes; NoAgent: the\n' +
    "hostprobe pod is missing or does not run, with what its HostProcess pods' states and events name; NotReady: the node\n" +
    'itself is not ready; Unreachable, Forbidden: --live got no answer.',
  exits: {
    0: 'all nodes are healthy or degraded',
    1: 'a node is unhealthy',
    2: 'no node is unhealthy, but the state of one is not known',
  },
  async run(call) {
    const { config, operands } = call;
    if (config.watch && config.output === 'html')
      throw new UserError('--watch prints rows as they change; -o html is one page');
    const api = await openReach(config);
    const wanted = {
      selector: config.selector,
      fieldSelector: config['field-selector'],
      agentNamespace: config['agent-namespace'],
    };
    // While it watches, nothing is asked that would not be asked again.
    const read = config.watch
      ? readFleet(api, wanted).then((fleet) => ({ fleet, notes: [] }))
      : readFleetWithPods(api, wanted);
    const { fleet, notes }: { fleet: Fleet; notes: string[] } = await read.catch(toUserError);
    const asked = (all: readonly Row[]) =>
      operands.length === 0 ? all : all.filter(({ node }) => operands.includes(node));
    requireKnown(fleet, operands);
    requireSome(fleet, wanted);
    const selected = asked(rowsOf(fleet, api.now()));
    const answered = config.watch ? selected : await ask(call, { api, fleet, rows: selected, notes });
    const rows = sortRows(answered, config['sort-by']);
    const layout = newLayout();
    const headers = !config['no-headers'];
    const of = headers ? await totalOf(call, { api, fleet, wanted }) : null;
    await call.print(await show(call, { rows, api, headers, of, layout, notes }));
    if (config.watch) await follow(call, { api, wanted, fleet, layout, asked });
    return exitCodeOf(rows);
  },
});

/** The number of Windows nodes in the cluster, if the table shows only some of them; null: it shows all, or is not a table. */
async function totalOf(
  { config: { output }, operands }: StatusCall,
  { api, fleet, wanted }: { api: Api; fleet: Fleet; wanted: Wanted },
): Promise<number | null> {
  if (output !== 'text' && output !== 'wide') return null;
  if (wanted.selector !== null || wanted.fieldSelector !== null) return countNodes(api).catch(toUserError);
  return operands.length === 0 ? null : fleet.nodes.size;
}

interface Shown {
  rows: readonly Row[];
  api: Api;
  headers: boolean;
  of: number | null;
  layout: Layout;
  /** What the table cannot show, in sentences. */
  notes: readonly string[];
}

async function show({ config, view }: StatusCall, { rows, api, headers, of, layout, notes }: Shown): Promise<string> {
  const { output } = config;
  const now = api.now();
  if (output === 'name') return rows.map(({ node }) => `node/${node}\n`).join('');
  const groups = problemGroups(rows);
  const { context } = api.signIn;
  if (output === 'html') return (await import('../fleet/html.ts')).fleetPage({ context, at: now, groups, rows });
  if (output === 'json' || output === 'yaml') {
    const answer = { schemaVersion: 1, context, at: now.toISOString(), groups, nodes: rows };
    return output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : stringify(answer);
  }
  const summary = headers && rows.length > many ? groups.map((group) => `  ${showGroup(group)}\n`).join('') : null;
  const head = summary !== null || of !== null ? `${summaryOf(rows, of)}\n${summary ?? ''}\n` : '';
  const table = showNodeRows(rows, { wide: output === 'wide', headers, now, view }, layout);
  const broken = rows.reduce((sum, { brokenPods }) => sum + (brokenPods ?? 0), 0);
  const pods = broken === 0 ? [] : [`hostprobe pods lists the ${plural(broken, 'HostProcess pod')} of PODS.`];
  const cut =
    output === 'text' && /(?:\.\.\.|\u2026)(?: |$)/m.test(table) ? ['Cut to the window: -o wide shows all.'] : [];
  const foot = headers ? [...notes, ...pods, ...cut].map((note) => `${wrap(note, { ...view, indent: 0 })}\n`) : [];
  return `${head}${table}${foot.length === 0 ? '' : '\n'}${foot.join('')}`;
}

function summaryOf(rows: readonly Row[], of: number | null): string {
  const counts = [...Map.groupBy(rows, ({ status: is }) => is)].map(([is, own]) => `${own.length} ${is}`);
  const part = of === null ? '' : ` of ${of}`;
  return `${rows.length}${part} Windows nodes: ${counts.join(', ')}`;
}

/** Asks the agents: with --live all, else those that set no condition, if they are not too many. */
async function ask(
  { config }: StatusCall,
  { api, fleet, rows, notes }: { api: Api; fleet: Fleet; rows: readonly Row[]; notes: string[] },
): Promise<readonly Row[]> {
  const asked = config.live ? rows : rows.filter(({ note }) => note === unpublished);
  if (!config.live && (asked.length === 0 || asked.length > manyNodes)) return rows;
  const { askAgents } = await import('../fleet/live.ts');
  const reach = { api, flags: config, via: config.via, fleet };
  const answered = await askMany(asked.length, config, (onStep) => askAgents(asked, reach, onStep));
  if (config.live) return answered;
  const [have, agents] = asked.length === 1 ? ['has', 'its agent was'] : ['have', 'their agents were'];
  const names = firstOf(asked.map(({ node }) => node));
  notes.push(`${names} ${have} no condition HostProcessReady: ${agents} asked.`);
  const byNode = new Map(answered.map((row) => [row.node, row]));
  return rows.map((row) => {
    const answer = byNode.get(row.node) ?? row;
    // Without the right to ask, the node is as unknown as it was.
    return answer.status === 'Forbidden' ? { ...row, note: answer.note } : answer;
  });
}

/** Prints each changed row, as kubectl does, until the user stops it. */
async function follow(
  call: StatusCall,
  options: { api: Api; wanted: Wanted; fleet: Fleet; layout: Layout; asked: (all: readonly Row[]) => readonly Row[] },
): Promise<void> {
  const { api, wanted, fleet, layout, asked } = options;
  const textOf = (row: Row) => JSON.stringify({ ...row, heardAt: null });
  const shown = new Map(asked(rowsOf(fleet, api.now())).map((row) => [row.node, textOf(row)]));
  // Ctrl-C ends the process, as in kubectl.
  await watchFleet({ api, wanted, fleet }, async (names) => {
    const rows = sortRows(asked(rowsOf(fleet, api.now(), names)), call.config['sort-by']);
    const changed = rows.filter((row) => shown.get(row.node) !== textOf(row));
    for (const row of changed) shown.set(row.node, textOf(row));
    if (changed.length > 0)
      await call.print(await show(call, { rows: changed, api, headers: false, of: null, layout, notes: [] }));
  });
}

function requireSome({ nodes }: Fleet, { selector, fieldSelector = null }: Wanted): void {
  if (nodes.size > 0) return;
  const labels = selector === null ? [] : [`-l ${selector}`];
  const fields = fieldSelector === null ? [] : [`--field-selector ${fieldSelector}`];
  const which = [...labels, ...fields].map((one) => ` with ${one}`).join('');
  throw new UserError(`this cluster has no node with the label kubernetes.io/os=windows${which}`);
}

function exitCodeOf(rows: readonly Row[]): number {
  if (rows.some(({ status: is }) => is === 'Unhealthy')) return 1;
  return rows.every(({ status: is }) => is === 'Healthy' || is === 'Degraded') ? 0 : 2;
}
