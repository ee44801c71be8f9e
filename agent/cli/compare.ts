import { type Call, command } from '../command.ts';
import { compareAll, compareNode } from '../compare/comparison.ts';
import type { Comparison, ComparisonOfAll } from '../compare/schema.ts';
import { connectionFlags } from '../config/flags.ts';
import { suggest } from '../config/nearest.ts';
import { isAddress } from '../config/values.ts';
import { UserError } from '../error.ts';
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
  return (await import('./compare/text.ts')).showComparison(compared, view);
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
