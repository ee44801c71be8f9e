import { type Call, command } from '../command.ts';
import { compareAll, compareNode } from '../compare/comparison.ts';
import type { Comparison, ComparisonOfAll, NodeDifference } from '../compare/schema.ts';
import { verdictOnAll, verdictOnNode } from '../compare/verdict.ts';
import { connectionFlags } from '../config/flags.ts';
import { suggest } from '../config/nearest.ts';
import { isAddress } from '../config/values.ts';
import { UserError } from '../error.ts';
import { firstOf, plural } from '../fact.ts';
import { printable } from '../print/printable.ts';
import { paint, wrap } from '../print/text.ts';
import type { View } from '../renderer.ts';
import type { Snapshot } from '../snapshot.ts';
import { readSavedNodes } from '../source/saved-files.ts';

const ofCluster = ['via', 'selector', 'yes', ...connectionFlags] as const;
const flags = ['verbose', 'node', ...ofCluster] as const;
type CompareCall = Call<(typeof flags)[number]>;

export const compare = command({
  id: 'compare',
  summary: 'hold a node against its healthy peers: what differs on it, the most telling first',
  operands: '[<node.json|bundle.zip|all.zip> <healthy peer>...]',
  flags,
  ways: [
    { by: ['node'], takes: ['verbose', ...ofCluster] },
    { by: [], takes: ['verbose'] },
  ],
  outputs: ['text', 'json', 'html'],
  flagHelp: {
    node: 'compare this node with the nodes of its pool: of the files, or else of the cluster, whose agents are asked',
    selector: 'the peers: cluster nodes with these labels, instead of those of the same pool (kubectl syntax)',
    verbose: 'tell every difference in full, not only the first five',
  },
  details:
    'For a cause that nobody knows: the nodes of a pool are made from one image, so what only the sick one has is the best\n' +
    'lead. What varies from node to node by nature is learned from the peers. The first file is the sick node; of an archive\n' +
    '(hostprobe bundle --all), all nodes that stand out from their pool are told, or --node is.\n' +
    '  hostprobe compare --node win-3\n' +
    '  hostprobe compare sick.json healthy-1.json healthy-2.zip\n' +
    '  hostprobe compare win-1-now.zip win-1-before.zip\n' +
    '  hostprobe compare all.zip\n' +
    'Peers that are unhealthy, of another pool or build, or being drained are left out, and it says so. The values were\n' +
    'redacted when they were read.',
  exits: {
    0: 'it differs in nothing telling',
    1: 'it differs',
    2: 'there is no peer to compare it with',
  },
  async run(call) {
    const { config, operands } = call;
    const [node, ...peers] = operands.length > 0 ? await readFiles(operands, config.node) : await readPool(call);
    if (node === null) {
      const all = compareAll(peers);
      await call.print(await show(call, all));
      return all.unlike.length > 0 ? 1 : all.notJudged.length === all.nodes.length ? 2 : 0;
    }
    const comparison = compareNode(node, peers);
    await call.print(await show(call, comparison));
    return comparison.peers.length === 0 ? 2 : comparison.differences.length > 0 ? 1 : 0;
  },
});

async function show({ config, view }: CompareCall, compared: Comparison | ComparisonOfAll): Promise<string> {
  if (config.output === 'json') return `${JSON.stringify(compared, null, 2)}\n`;
  if (config.output === 'html') return (await import('./compare/html.ts')).comparisonPage(compared);
  return showComparison(compared, view);
}

/** The node, null where it is none in particular, and all others. */
type Asked = [Snapshot | null, ...Snapshot[]];

/** @param wanted the node that is asked about, if it is not that of the first file */
async function readFiles(operands: readonly string[], wanted: readonly string[]): Promise<Asked> {
  if (operands.filter((operand) => operand === '-').length > 1) {
    throw new UserError('standard input can be read only once, but - is given more than once');
  }
  const files: Snapshot[][] = [];
  for (const operand of operands) files.push(await readSavedNodes(operand));
  const nodes = files.flat();
  if (wanted.length === 0 && files[0]?.length !== 1) return [null, ...nodes];
  const name = wanted.length === 0 ? nodes[0]?.node : oneNode(wanted);
  const asked = nodes.find(({ node }) => node === name);
  if (asked === undefined) {
    const all = nodes.map(({ node }) => node);
    throw new UserError(`--node must name a node of these files, but names ${name}; ${suggest(String(name), all)}`);
  }
  // A node that is in an archive too is no peer of itself; what it was at another time is.
  const peers = nodes.filter(({ node, at }) => node !== asked.node || at !== asked.at);
  if (peers.length === 0 && nodes.length > 1) {
    throw new UserError(
      `the peers must be other nodes, or this one at another time, but all ${nodes.length} are ${asked.node} at ${asked.at}; of two nodes with one name, take the facts of one again`,
    );
  }
  return [asked, ...peers];
}

/** @throws UserError if it names no node of a cluster */
function oneNode(wanted: readonly string[]): string {
  const [name, another] = wanted;
  if (name !== undefined && another === undefined && !isAddress(name)) return name;
  throw new UserError(`--node must name one node here, but names ${wanted.join(', ')}`);
}

/** The node first, then the other nodes of its pool whose agents answer. */
async function readPool({ config }: CompareCall): Promise<Asked> {
  if (config.node.length === 0) {
    throw new UserError(
      'name the snapshots or bundles of a node and of its healthy peers: hostprobe compare sick.json healthy-1.json healthy-2.json; or a node of the cluster with --node',
    );
  }
  const name = oneNode(config.node);
  const [{ openReach, toUserError }, { readFleet }, { readSnapshots, poolmatesOf }, { askMany }] = await Promise.all([
    import('../reach/agent.ts'),
    import('../fleet/read-cluster.ts'),
    import('../fleet/poolmates.ts'),
    import('../fleet/many-nodes.ts'),
  ]);
  const api = await openReach(config);
  const wanted = { selector: null, agentNamespace: config['agent-namespace'] };
  const fleet = await readFleet(api, wanted).catch(toUserError);
  const asked =
    config.selector === null ? null : await readFleet(api, { ...wanted, selector: config.selector }).catch(toUserError);
  const names = [
    name,
    ...(asked === null ? poolmatesOf(fleet, name) : [...asked.nodes.keys()].filter((one) => one !== name)),
  ];
  const reach = { api, flags: config, via: config.via, fleet };
  const [own, ...peers] = await askMany(names.length, config, (onStep) => readSnapshots(names, reach, onStep));
  if (own === undefined || own instanceof UserError) throw own ?? new Error('each node is read');
  return [own, ...peers.flatMap((one) => (one instanceof UserError ? [] : [one]))];
}

/** So many differences are told in full; the others are one line together, unless all are wanted. */
const inFull = 5;

/** A comparison for a terminal: what differs, the most telling first, and what to keep in mind. */
export const showComparison = (compared: Comparison | ComparisonOfAll, view: View): string =>
  'unlike' in compared ? showAll(compared, view) : showOne(compared, view);

/** Each node that stands out, then who could not be judged. */
function showAll({ nodes, unlike, notJudged }: ComparisonOfAll, view: View): string {
  const put = (text: string) => wrap(text, { width: view.width, indent: 0, ascii: view.ascii });
  return [
    ...[paint(verdictOnAll(nodes.length, unlike.length), 'bold', view), ''],
    ...unlike.map((one) => showOne(one, view)),
    ...(notJudged.length === 0 ? [] : [put(`Not judged: ${namesByReason(notJudged)}.`), '']),
  ].join('\n');
}

function showOne(comparison: Comparison, view: View): string {
  const { differences, care, leftOut, trouble } = comparison;
  const shown = view.verbose ? differences : differences.slice(0, inFull);
  const more = differences.slice(shown.length);
  const put = (text: string, indent: number) => wrap(text, { width: view.width, indent, ascii: view.ascii });
  return [
    paint(printable(verdictOnNode(comparison), view.ascii), 'bold', view),
    ...care.map((said) => put(said, 2)),
    ...(trouble === null ? [] : [put(`The trouble began at ${trouble.at}: ${trouble.by}.`, 2)]),
    ...(leftOut.length === 0 ? [] : [put(`Left out: ${namesByReason(leftOut)}.`, 2)]),
    ...shown.flatMap((one, index) => ['', ...linesOf(one, { number: index + 1, view, put })]),
    ...(more.length === 0
      ? []
      : [
          '',
          put(
            `And ${plural(more.length, 'difference')} less telling (--verbose): ${more.map(({ what }) => what).join('; ')}.`,
            0,
          ),
        ]),
    '',
  ].join('\n');
}

/** Several nodes with one reason are one part. */
const namesByReason = (told: Comparison['leftOut']): string =>
  [...Map.groupBy(told, ({ why }) => why)]
    .map(([why, nodes]) => `${firstOf(nodes.map(({ node }) => node))} (${why})`)
    .join('; ');

interface Layout {
  number: number;
  view: View;
  put(text: string, indent: number): string;
}

function linesOf({ sentence, also, explains, look }: NodeDifference, { number, view, put }: Layout): string[] {
  const told = put(`${number}. ${sentence}`, 0).split('\n').join('\n   ');
  const rest = also.slice(0, 4).map(({ what, here, there }) => `${what}: ${here ?? 'none'}, peers ${there ?? 'none'}`);
  const more = also.length > rest.length ? ` and ${also.length - rest.length} more` : '';
  return [
    told,
    ...(rest.length === 0 ? [] : [put(`With it: ${rest.join('; ')}${more}.`, 3)]),
    ...(explains.length === 0 ? [] : [put(`It can explain: ${explains.join(', ')}.`, 3)]),
    ...(look === null ? [] : [put(look.say, 3)]),
    ...(look?.run === undefined ? [] : [`       ${printable(look.run, view.ascii)}`]),
  ];
}
