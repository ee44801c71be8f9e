import { type Call, command } from '../command.ts';
import { connectionFlags, nodeFlags } from '../config/flags.ts';
import { nodeWays } from '../config/ways.ts';
import { UserError } from '../error.ts';
import { plural } from '../fact.ts';
import type { Read } from '../predict/manifests.ts';
import { type NodeColumns, podOf, podsIn, showPredictionTable } from '../predict/table.ts';
import { showNodeTable, showPrediction, showPredictionList } from '../predict/text.ts';
import { areUsual, usualSnapshots } from '../predict/usual-nodes.ts';
import { printable } from '../print/printable.ts';
import { wrap } from '../print/text.ts';
import type { SeenNode } from '../reach/cluster-node.ts';
import type { KnownImage, SavedImage } from '../shim/oci-process.ts';
import type { Snapshot } from '../snapshot.ts';
import { readManifestFiles } from '../source/manifests.ts';
import { namedNodes } from '../source/node-flags.ts';
import { gatherIfWindows, nameNode } from '../source/this-node.ts';
import type { Predictions } from '../stage/prediction.ts';
import { readImages, sayIfUnknown } from './lint.ts';
import type { Around } from './predict/cluster.ts';

const own = ['image', 'kubernetes', 'namespace', 'verbose'] as const;
const always = [...own, ...connectionFlags] as const;
const flags = [...own, 'selector', 'yes', ...nodeFlags, 'listen', 'log-level'] as const;
type PredictCall = Call<(typeof flags)[number]>;

/** For more nodes a table with a column for each is too wide. */
const mostColumns = 4;

export const predict = command({
  id: 'predict',
  summary: 'predict whether the HostProcess pods of a manifest start on a node, and what they find there',
  operands: '<file | folder | - ...>',
  flags,
  ways: [
    { by: ['selector'], takes: [...always, 'yes', 'via'] },
    { by: ['facts'], takes: always },
    ...nodeWays(always),
    { by: [], takes: [...always, 'listen', 'log-level'] },
  ],
  outputs: ['text', 'json'],
  flagHelp: {
    facts:
      'predict for this snapshot (what hostprobe facts prints) or bundle instead of this node; - is standard input; repeatable',
    node: 'predict for this cluster node, or the one at https://host:20258, instead of this node; repeatable',
    namespace: "namespace of pods that name none (default: the context's)",
    verbose: 'also show what passes in stages that do not, and all evidence',
  },
  details:
    'Predicts every stage of a start, on this node or on the node of --facts or --node; on a machine without Windows, on the\n' +
    'nodes that most clusters have. For two to four nodes it prints a\n' +
    'Markdown table with one column for each node, or in a narrower window a list; for more nodes, one line for each.\n' +
    '  hostprobe predict agent.yaml --facts win-1.json --facts win-2.json\n' +
    '  hostprobe predict agent.yaml --node win-1\n' +
    '  hostprobe predict agent.yaml -l agentpool=win     every Windows node with this label\n' +
    'With --node <name>, -l or a flag that names a cluster, it also asks the API server whether the namespace, service\n' +
    'account, ConfigMaps and Secrets of the pods exist, and for the labels of the node. It does not read the data of Secrets.\n' +
    '  hostprobe predict agent.yaml --facts win-1.json --context production\n' +
    'It changes nothing: edit the files as the fixes say, then deploy them as you always do.',
  exits: {
    0: 'all pods will run',
    1: 'a pod will not run',
    2: 'a pod could not be judged, and none is known to fail',
  },
  async run(call) {
    const { config, operands, print, view } = call;
    const inputs = await readManifestFiles(operands, config.facts);
    const { predictRead, readInputs, whyNothing } = await import('../predict/manifests.ts');
    const nodes = await nodesOf(call);
    const snapshots = nodes.map(({ snapshot }) => snapshot);
    const read = readInputs(inputs);
    const asked = nodes.map(({ name, snapshot }) => ({
      snapshot,
      savedAs: config.facts === null && name !== '' ? null : name,
    }));
    const images = await readImages(config.image);
    const imageNamed = (name: string) => imageFor(name, images);
    const answer = predictRead(read, asked, { ...(await surroundingsOf(config, read, snapshots)), imageNamed });
    const nothing = whyNothing(answer, inputs.map(({ file }) => file).join(', '));
    if (nothing !== null) throw new UserError(nothing);
    await sayIfUnknown(await versionsFor(config, snapshots));
    await print(
      config.output === 'json'
        ? `${JSON.stringify(answer, null, 2)}\n`
        : toText(answer, nodes, { view, asked: config.kubernetes }),
    );
    return exitCodeOf(answer);
  },
});

/** The saved image of this name; one that was saved without a name is that of each container if it is the only one. */
export function imageFor(name: string, images: readonly { image: SavedImage }[]): KnownImage | null {
  const full = (one: string) => one.replace(/^(?:docker\.io\/)?(?:library\/)?/, '').replace(/^([^:@]+)$/, '$1:latest');
  const found = images.find(({ image }) => image.names.some((one) => full(one) === full(name)));
  const [only, ...others] = images;
  return found?.image ?? (others.length === 0 && only?.image.names.length === 0 ? only.image : null);
}

/** The nodes that flags name, or else this one; where it is none, those that most clusters have, without a name of their own. */
async function nodesOf(call: PredictCall): Promise<readonly ({ name: string } & SeenNode)[]> {
  const { config } = call;
  if (config.selector !== null) return (await import('./predict/cluster.ts')).selectedNodes(config);
  const named = await namedNodes(config);
  if (named !== null) return named;
  const own = await gatherIfWindows(call);
  return own === null
    ? usualSnapshots().map((snapshot) => ({ name: '', snapshot, unseen: null }))
    : [{ name: 'this node', snapshot: own, unseen: null }];
}

async function surroundingsOf(
  config: PredictCall['config'],
  read: Read,
  snapshots: readonly Snapshot[],
): Promise<Around> {
  const { namesCluster, askCluster } = await import('./predict/cluster.ts');
  if (namesCluster(config)) {
    const { soughtBy } = await import('../predict/manifests.ts');
    return askCluster(config, (namespace) => soughtBy(read, snapshots, namespace));
  }
  const { namespace, kubernetes } = config;
  return { namespace, kubernetes, find: () => null };
}

/** Those with the requested rules. */
async function versionsFor(
  { kubernetes }: PredictCall['config'],
  snapshots: readonly Snapshot[],
): Promise<readonly string[]> {
  if (kubernetes !== null) return [kubernetes];
  const [{ clusterVersion }, { knownFacts }] = await Promise.all([
    import('../node/kubernetes.ts'),
    import('../snapshot.ts'),
  ]);
  return snapshots.flatMap((one) => clusterVersion(knownFacts(one)) ?? []);
}

function toText(
  { predictions, passedOver, troubles }: Predictions,
  nodes: readonly ({ name: string } & SeenNode)[],
  { view, asked }: { view: Call['view']; asked: string | null },
): string {
  const blocks = podsIn(predictions, titlesOf(nodes)).flatMap((ofPod) => showPod(ofPod, view));
  const notes = [
    ...(nodes.some(({ name }) => name === '') ? [`${areUsual} For your own node, ${nameNode}.`] : []),
    ...unseenIn(nodes),
    ...(asked === null ? [] : [`Judged by the rules of Kubernetes ${predictions[0]?.kubernetes}.`]),
    ...troubles.map((trouble) => `Not read: ${trouble}`),
    ...passedOver.map((one) => `Skipped: ${one}`),
  ];
  return `${[...blocks, ...notes.map((note) => wrap(note, { ...view, indent: 0 }))].join('\n\n')}\n`;
}

/** One sentence for each node, or one for all if there are many. */
function unseenIn(nodes: readonly ({ name: string } & SeenNode)[]): string[] {
  const unseen = nodes.flatMap((node) => (node.unseen === null ? [] : [{ name: node.name, why: node.unseen }]));
  if (nodes.length <= mostColumns)
    return unseen.map(({ name, why }) => `Of ${name} only what the cluster tells was seen: ${why}`);
  const [first] = unseen;
  if (first === undefined) return [];
  return [
    `Of ${unseen.length} of ${plural(nodes.length, 'node')} only what the cluster tells was seen (${unseen.map(({ name }) => name).join(', ')}). ${first.name}: ${first.why.replace(`${first.name}: `, '')}`,
  ];
}

function showPod(columns: NodeColumns, view: Call['view']): string[] {
  const [{ prediction }] = columns;
  if (columns.length === 1) return [showPrediction(prediction, view)];
  if (columns.length > mostColumns) return [showNodeTable(columns, view)];
  const table = printable(showPredictionTable(columns), view.ascii);
  const fits = table.indexOf('\n') <= (view.columns ?? Number.POSITIVE_INFINITY);
  return [printable(`${podOf(prediction)}:`, view.ascii), fits ? table : showPredictionList(columns, view)];
}

/** Labels nodes by their names, or by the part of their paths that differs where two have the same name. */
function titlesOf(nodes: readonly { name: string; snapshot: { node: string } }[]): string[] {
  const own = nodes.map(({ snapshot }) => snapshot.node);
  if (new Set(own).size === own.length) return own;
  const parts = nodes.map(({ name }) => name.split(/[\\/]/));
  const [first = []] = parts;
  const isShared = (at: number) => parts.every((one) => one.at(at) === first.at(at));
  let start = 0;
  while (start < first.length - 1 && isShared(start)) start++;
  let end = 0;
  while (end > start - first.length + 1 && isShared(end - 1)) end--;
  return parts.map((one) => one.slice(start, one.length + end).join('/'));
}

function exitCodeOf({ predictions, troubles }: Predictions): number {
  if (predictions.some(({ verdict }) => verdict === 'does-not-run')) return 1;
  return troubles.length > 0 || predictions.some(({ verdict }) => verdict === 'cannot-tell') ? 2 : 0;
}
