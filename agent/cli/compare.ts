import { plural } from '../amounts/plural.ts';
import { type Call, command } from '../command.ts';
import { compareNode } from '../compare/comparison.ts';
import { connectionFlags } from '../config/flags.ts';
import { isAddress } from '../config/values.ts';
import { UserError } from '../error.ts';
import type { Snapshot } from '../snapshot.ts';
import { readSavedSnapshot } from '../source/saved-files.ts';

const ofCluster = ['via', 'selector', 'yes', ...connectionFlags] as const;
const flags = ['verbose', 'node', ...ofCluster] as const;
type CompareCall = Call<(typeof flags)[number]>;

export const compare = command({
  id: 'compare',
  summary: 'hold a node against its healthy peers: what differs on it, the most telling first',
  operands: '[<node.json|bundle.zip> <healthy peer>...]',
  flags,
  ways: [
    { by: ['node'], takes: ['verbose', ...ofCluster] },
    { by: [], takes: ['verbose'] },
  ],
  outputs: ['text', 'json', 'html'],
  flagHelp: {
    node: 'compare this cluster node with the nodes of its pool, whose agents are asked',
    selector: 'the peers: cluster nodes with these labels, instead of those of the same pool (kubectl syntax)',
    verbose: 'tell every difference in full, not only the first five',
  },
  details:
    'For a cause that nobody knows: the nodes of a pool are made from one image, so what only the sick one has is the best\n' +
    'lead. What varies from node to node by nature is learned from the peers. The first file is the sick node.\n' +
    '  hostprobe compare --node win-3\n' +
    '  hostprobe compare sick.json healthy-1.json healthy-2.zip\n' +
    'Peers that are unhealthy, of another pool or build, or being drained are left out, and it says so. The values were\n' +
    'redacted when they were read.',
  exits: {
    0: 'it differs in nothing telling',
    1: 'it differs',
    2: 'there is no peer to compare it with',
  },
  async run(call) {
    const { config, operands } = call;
    const [node, ...peers] =
      config.node.length > 0 ? await readPool(call) : await Promise.all(filesOf(operands).map(readSavedSnapshot));
    if (node === undefined) throw new Error('a comparison has a node');
    const comparison = compareNode(node, peers);
    await call.print(await show(call, comparison));
    return comparison.peers.length === 0 ? 2 : comparison.differences.length > 0 ? 1 : 0;
  },
});

async function show({ config, view }: CompareCall, comparison: ReturnType<typeof compareNode>): Promise<string> {
  if (config.output === 'json') return `${JSON.stringify(comparison, null, 2)}\n`;
  if (config.output === 'html') return (await import('./compare/html.ts')).comparisonPage(comparison);
  return (await import('./compare/text.ts')).showComparison(comparison, view);
}

/** @throws UserError if it is no list of a node and its peers */
function filesOf(operands: readonly string[]): readonly string[] {
  if (operands.length === 0) {
    throw new UserError(
      'name the snapshots or bundles of a node and of its healthy peers: hostprobe compare sick.json healthy-1.json healthy-2.json; or a node of the cluster with --node',
    );
  }
  if (operands.filter((operand) => operand === '-').length > 1) {
    throw new UserError('standard input can be read only once, but - is given more than once');
  }
  return operands;
}

/** The node first, then the other nodes of its pool whose agents answer. */
async function readPool({ config, operands }: CompareCall): Promise<Snapshot[]> {
  const [name, another] = config.node;
  if (operands.length > 0) throw new UserError('compare takes either files or --node, not both');
  if (name === undefined || another !== undefined || isAddress(name)) {
    throw new UserError(`--node must name one node of the cluster here, but names ${config.node.join(', ')}`);
  }
  const [{ openReach, toUserError }, { readFleet }, { readSnapshots, poolmatesOf }, progress] = await Promise.all([
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
  progress.confirmManyNodes({
    nodes: names.length,
    yes: config.yes,
    what: `the facts of ${plural(names.length, 'node')}, some 100 kB each,`,
  });
  const shown = progress.createFleetProgress(process.stderr, names.length);
  const read = await readSnapshots(names, { api, flags: config, via: config.via, fleet, onAnswer: shown.show });
  shown.end();
  const own = read.get(name);
  if (own === undefined || own instanceof UserError) throw own ?? new Error('each node is read');
  return [own, ...[...read.values()].flatMap((one) => (one === own || one instanceof UserError ? [] : [one]))];
}
