import { readSnapshot } from '../../agent/snapshot/read.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { composed } from '../composed.ts';
import type { Json } from '../difference.ts';
import { distributions } from '../distributions.ts';
import { snapshotWith } from '../snapshot.ts';
import { snapshotOf } from '../stories.ts';
import { type Draw, hex } from './draw.ts';
import {
  copyOf,
  donors,
  holderOf,
  isLeaf,
  isTime,
  naturalFields,
  type Place,
  placesIn,
  recordedAt,
  set,
  valueAt,
} from './recorded.ts';

/** Nodes that pools are made of: healthy ones of all kinds that the tests have. */
export const models: readonly Snapshot[] = [
  ...['healthy-1.7', 'healthy-2', 'healthy-1.6', 'local-service', 'config-imports', 'account-change-pending'].map(
    snapshotOf,
  ),
  ...['healthy', 'aks-containerd-1.6', 'rke2-embedded', 'ws2019-no-bind-filter'].flatMap(
    (name) => composed[name] ?? [],
  ),
  ...Object.values(distributions).map((edit) => snapshotWith(edit)),
];

export interface PoolPlan {
  model: Snapshot;
  size: number;
  /** In the middle of a rolling update: some of its nodes have the next versions. */
  rolling: boolean;
  /** They differ only as recordings of the lab do: nothing about how nodes differ is made up. */
  asRecorded?: boolean;
}

/** Models that the lab recorded. */
export const recordedModels: readonly Snapshot[] = models.slice(0, 6);

/** Nodes of one pool, healthy as their model, and as different from each other as nodes are. */
export function poolOf(draw: Draw, { model, size, rolling, asRecorded = false }: PoolPlan): Json[] {
  const shared = sharedOf(draw);
  const updated = rolling ? 1 + draw.below(Math.max(1, size - 1)) : 0;
  const order = draw.shuffled(Array.from({ length: donors }, (_, donor) => donor));
  // No two nodes have one token or one start: of recordings there are no more nodes than donors.
  const nodes = Array.from({ length: asRecorded ? Math.min(size, donors) : size }, (_, index) =>
    asRecorded ? anotherRecording(draw, model, order[index] ?? 0) : anotherNode(draw, model, shared, index < updated),
  );
  return draw.shuffled(nodes);
}

/** @throws if a node is none that hostprobe reads */
export const asSnapshots = (nodes: readonly Json[]): Snapshot[] =>
  nodes.map((node, index) => {
    const text = JSON.stringify(node);
    return readSnapshot(text, `node ${index}`);
  });

/** What all nodes of a pool have in common beyond their model. */
interface Shared {
  /** Workloads that are scheduled to some of its nodes, with their images. */
  workloads: readonly { name: string; image: string }[];
  /** The pool's own labels. */
  labels: Readonly<Record<string, string>>;
  /** The files of the image have one time on all nodes: they are copied with their times. */
  keepsFileTimes: boolean;
  /** One of its workloads starts on no node. */
  failsEverywhere: boolean;
}

/** Source: the labels that AKS and kubelets set, learn.microsoft.com/azure/aks/use-labels. */
function sharedOf(draw: Draw): Shared {
  const workloads = draw.shuffled(['web', 'api', 'checkout', 'iis-frontend', 'batch-worker', 'reports']);
  return {
    workloads: workloads
      .slice(0, 1 + draw.below(5))
      .map((name) => ({ name, image: `registry.example.com/${name}:1.${draw.below(30)}.${draw.below(9)}` })),
    labels: {
      'kubernetes.azure.com/agentpool': draw.like(/win[a-z]{3}/),
      'node.kubernetes.io/instance-type': draw.pick(['Standard_D4s_v5', 'Standard_D8s_v5', 'm5.2xlarge']),
    },
    keepsFileTimes: draw.happens(0.8),
    failsEverywhere: draw.happens(0.4),
  };
}

/** In the words of containerd's sandbox_run.go. */
const failure =
  'RunPodSandbox for &PodSandboxMetadata{Name:web-6c9f7d5b8-q2w4r,Uid:9d2b5f60-0c3e-4a77-b1de-6f2a8c4e1b35,Namespace:web,Attempt:3,} failed, error: failed to get sandbox image: dial tcp 20.61.99.68:443: i/o timeout';

/** The same node as another one of its pool: other names, ids, times, amounts and pods, in another order. */
function anotherNode(draw: Draw, model: Snapshot, shared: Shared, isUpdated: boolean): Json {
  const node = copyOf(model);
  addWorkloads(draw, node, shared);
  addLines(draw, node, shared);
  label(node, shared);
  const leaves = placesIn(node).filter(isLeaf);
  drawNatural(draw, node, leaves);
  drawTimes(draw, node, leaves, shared);
  if (isUpdated) update(draw, node, leaves);
  return shuffle(draw, rename(draw, node, model.node));
}

/** The same node as another recording would have it, with names of its own. */
function anotherRecording(draw: Draw, model: Snapshot, donor: number): Json {
  const node = copyOf(model);
  const at = Date.parse(model.at);
  for (const place of placesIn(node).filter((one) => isLeaf(one) && naturalFields.has(one.field))) {
    const drawn = recordedAt(donor, place, at);
    if (drawn !== undefined) set(node, place.keys, drawn);
  }
  return shuffle(draw, rename(draw, node, model.node));
}

/** What each recording has another value of is taken from any of them, at the same place; of a fact all from one. */
function drawNatural(draw: Draw, node: Json, leaves: readonly Place[]): void {
  const at = Date.parse(String(valueAt(node, ['at'])));
  const natural = leaves.filter(({ field }) => naturalFields.has(field));
  for (const places of Map.groupBy(natural, ({ keys }) => keys[1]).values()) {
    const donor = draw.below(donors);
    const prints = draw.word(16, hex);
    for (const place of places) {
      const drawn = recordedAt(donor, place, at) ?? place.value;
      // Amounts are not only those of the one machine that the lab ran on, nor fingerprints those of its tokens.
      const isAmount = typeof drawn === 'number' && drawn > 2 ** 20;
      const isPrint = typeof drawn === 'string' && /^[0-9a-f]{16}$/.test(drawn);
      set(node, place.keys, isPrint ? prints : isAmount ? Math.round(drawn * draw.scale(0.6, 1)) : drawn);
    }
  }
}

/** Pods that are no HostProcess pods: each node runs some of the pool's workloads. */
function addWorkloads(draw: Draw, node: Json, { workloads }: Shared): void {
  const [sandboxes, containers, shims] = [
    ['runtime', 'value', 'sandboxes', 'value'],
    ['runtime', 'value', 'containers', 'value'],
    ['runtime-process', 'value', 'shims'],
  ].map((keys) => valueAt(node, ['facts', ...keys]) as Json[] | undefined);
  const pods = draw.below(9);
  for (let index = 0; index < pods; index++) {
    const { name, image } = draw.pick(workloads);
    const uid = uuid(draw);
    const pod = `${name}-${draw.word(9, hashed)}-${draw.word(5, suffix)}`;
    const [sandboxId, id] = [draw.word(64, hex), draw.word(64, hex)];
    addLike(sandboxes, { id: sandboxId, name: pod, namespace: 'shop', uid, hostProcess: false });
    addLike(containers, {
      ...{ id, sandboxId, name, podName: pod, podNamespace: 'shop', podUid: uid, image, user: 'ContainerUser' },
    });
    const text = JSON.stringify(shims?.[0] ?? null).replace(/[0-9a-f]{64}/, sandboxId);
    if (text !== 'null') shims?.push({ ...JSON.parse(text), pid: 400 + 4 * draw.below(3000) });
  }
  set(node, ['facts', 'cluster', 'value', 'seen', 'pods', 'value', 'others'], pods);
  if (shims !== undefined) set(node, ['facts', 'runtime-process', 'value', 'counts', 'shims'], shims.length);
}

/** The letters that Kubernetes makes names of: apimachinery, pkg/util/rand. */
const suffix = 'bcdfghjklmnpqrstvwxz2456789';
const hashed = 'bcdf456789';
const uuid = (draw: Draw) => [8, 4, 4, 4, 12].map((length) => draw.word(length, hex)).join('-');

function addLike(list: Json[] | undefined, different: Record<string, Json>): void {
  const [first] = list ?? [];
  // Only what is in objects gets here.
  if (typeof first === 'object' && first !== null) list?.push({ ...first, ...different } as Json);
}

/** A workload that fails everywhere is told by every node, each with its own pod. */
function addLines(draw: Draw, node: Json, { failsEverywhere }: Shared): void {
  const lines = valueAt(node, ['facts', 'logs', 'value', 'lines']) as Json[] | undefined;
  if (!failsEverywhere) return;
  const text = failure.replace('-6c9f7d5b8-q2w4r', `-6c9f7d5b8-${draw.word(5, suffix)}`);
  lines?.push({
    ...{ component: 'containerd', source: 'C:\\var\\log\\containerd.log', count: 1 + draw.below(4) },
    text: text.replace(/Attempt:3/, `Attempt:${draw.below(30)}`),
  });
}

const longestMs = 300 * 24 * 3_600_000;

/** Nodes are of different age, and were started, set up and written to at different times; all are asked at one time. */
function drawTimes(draw: Draw, node: Json, leaves: readonly Place[], { keepsFileTimes }: Shared): void {
  const at = Date.parse(String(valueAt(node, ['at'])));
  const stretch = draw.scale(10, 5000);
  const now = Date.parse('2026-11-28T10:00:00Z') + draw.below(120_000);
  // What happened at one time still does.
  const drawn = new Map<number, number>();
  for (const { keys, field } of leaves) {
    const value = valueAt(node, keys);
    if (!isTime(value)) continue;
    const time = Date.parse(value);
    const ago = at - time;
    const isBaked = keepsFileTimes && field.startsWith('/facts/runtime-binaries/');
    // What is about now, what lies ahead, and tokens, which the kubelet renews each hour, keep their distance.
    const isRenewed = field.startsWith('/facts/token/');
    const other = ago < 5000 || isRenewed ? now - ago : now - Math.min(ago * stretch, longestMs) * draw.scale(0.9, 1.1);
    const kept = isBaked ? Date.parse('2026-09-02T08:00:00Z') : (drawn.get(time) ?? Math.round(other));
    if (!isBaked) drawn.set(time, kept);
    holderOf(node, keys)[keys.at(-1) ?? ''] = new Date(kept).toISOString();
  }
}

/** Names, addresses and ids of this node, each the same everywhere in it. */
function rename(draw: Draw, node: Json, name: string): Json {
  const own = draw.pick([`akswin${draw.word(6, hex)}`, `win-${draw.word(10, hex)}`, `node-${draw.below(900)}`]);
  const address = `10.${draw.below(4)}.${draw.below(250)}.${1 + draw.below(250)}`;
  const number = () => String(1_000_000_000 + draw.below(3_000_000_000));
  const patterns: readonly [RegExp, () => string][] = [
    [/\b[0-9a-f]{64}\b/g, () => draw.word(64, hex)],
    [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, () => uuid(draw)],
    [/(?<=S-1-5-21-)\d+-\d+-\d+(?=-)/g, () => [number(), number(), number()].join('-')],
    [
      /(?<=(?:hostprobe|kube-proxy-windows|node-metrics|kube-api-access)-)[a-z0-9]{5}\b(?!-)/g,
      () => draw.word(5, suffix),
    ],
    [/\bfe80::[0-9a-f:]+/g, () => `fe80::${draw.word(4, hex)}:${draw.word(4, hex)}`],
    [/\bfd00::2\b/g, () => `fd00::${draw.word(4, hex)}`],
  ];
  const kept = new Map<string, string>();
  const drawnFor = (found: string, form: () => string) => {
    const drawn = kept.get(found) ?? form();
    kept.set(found, drawn);
    return drawn;
  };
  let text = JSON.stringify(node);
  text = text.replaceAll(name, own).replaceAll(name.toUpperCase(), own.toUpperCase().slice(0, 15));
  text = text.replaceAll('192.0.2.2', address).replaceAll('10.0.0.7', address);
  text = patterns.reduce((all, [from, to]) => all.replace(from, (found) => drawnFor(found, to)), text);
  return JSON.parse(text);
}

/** The pool's own labels, of which hostprobe keeps those that name system, machine, cluster and pool. */
function label(node: Json, { labels }: Shared): void {
  const own = valueAt(node, ['facts', 'cluster', 'value', 'seen', 'node', 'value', 'labels']);
  if (typeof own === 'object' && own !== null) Object.assign(own, labels);
}

/** Lists of things come in any order: each answer of Windows and of containerd has its own. */
function shuffle(draw: Draw, value: Json): Json {
  if (Array.isArray(value)) {
    const parts = value.map((part) => shuffle(draw, part));
    return parts.some((part) => typeof part !== 'object') || draw.happens(0.5) ? parts : draw.shuffled(parts);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shuffle(draw, part)]));
}

/** The next versions, as an upgrade of a node pool brings them: a new image with all of them, on a new machine. */
function update(draw: Draw, node: Json, leaves: readonly Place[]): void {
  const next = (text: string) => text.replace(/(\d+)(?=\D*$)/, (last) => String(Number(last) + 1));
  const fields =
    /\/(?:kubeletVersion|kernelVersion|runtimeVersion|version\/value\/revision|containerd\/version\/value|version\/value\/version)$/;
  for (const { keys, field, value } of leaves.filter((leaf) => fields.test(leaf.field))) {
    // Of processes and of Kubernetes itself there is another version in the same words.
    if (field.startsWith('/facts/cluster/value/seen/version')) continue;
    set(node, keys, typeof value === 'number' ? value + 1 : typeof value === 'string' ? next(value) : value);
  }
  if (draw.happens(0.1)) {
    set(node, ['facts', 'cluster', 'value', 'seen', 'node', 'value', 'unschedulable'], true);
  }
}
