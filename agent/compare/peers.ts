import { assess } from '../assess.ts';
import { ifKnown, type Part } from '../fact.ts';
import { labelledPool, machineLabel } from '../node/managed-pool.ts';
import type { Report } from '../report.ts';
import type { Snapshot } from '../snapshot.ts';

/** A node with what decides whom it may be compared with. */
interface Candidate {
  snapshot: Snapshot;
  report: Report;
  make: ReturnType<typeof makeOf>;
}

/** Who is compared with whom, and who is not, each with the reason. */
export interface Peers {
  peers: Candidate[];
  leftOut: { node: string; why: string }[];
  /** What to keep in mind with the differences; each is a sentence. */
  care: string[];
  /** The pool is in the middle of an upgrade: its nodes do not have the same versions. */
  rolling: boolean;
  /** The versions that an upgrade brings, of this node and its peers, if one lies between them; null: none does. */
  upgrade: readonly { here: string; there: string }[] | null;
}

/** Of each snapshot once: a pool is asked about node by node. */
const known = new WeakMap<Snapshot, Candidate>();

export function candidateOf(snapshot: Snapshot): Candidate {
  const candidate = known.get(snapshot) ?? { snapshot, report: assess(snapshot), make: makeOf(snapshot) };
  known.set(snapshot, candidate);
  return candidate;
}

/** What a node is made of; null: not known. */
function makeOf({ facts: { os, runtime, cluster } }: Snapshot) {
  const knownOf = <Value>(part: Part<Value> | null | undefined) => (part ? (ifKnown(part) ?? null) : null);
  const windows = os.ok ? knownOf(os.value.version) : null;
  const node = cluster.ok ? knownOf(cluster.value.seen?.node) : null;
  return {
    build: windows === null ? null : `${windows.product}, build ${windows.build}`,
    // Without the label of a cloud, nodes of one kind of machine are a pool.
    pool: labelledPool(node?.labels ?? {}) ?? node?.labels[machineLabel] ?? null,
    drained: node?.unschedulable ?? false,
    /** Windows' update, containerd and the kubelet, which an upgrade of a node brings. */
    versions: [
      node?.kernelVersion || null,
      windows?.revision == null ? null : `${windows.build}.${windows.revision}`,
      (runtime.ok ? knownOf(runtime.value.version)?.version : null) ?? null,
      node?.runtimeVersion ?? null,
      node?.kubeletVersion ?? null,
    ],
  };
}

/** A reason not to compare a node with a peer, after "is"; null: none. */
type Reason = (node: Candidate, peer: Candidate) => string | null;

const other = (of: 'build' | 'pool', words: (value: string) => string): Reason => {
  return ({ make: own }, { make }) =>
    own[of] !== null && make[of] !== null && own[of] !== make[of] ? words(make[of]) : null;
};

/** Peers of another make first: if these are all, they are kept, and it is said. */
const reasons: readonly { isNoPeer: Reason; ifAll: string }[] = [
  {
    isNoPeer: other('pool', (pool) => `of another pool or kind of machine (${pool})`),
    ifAll: 'no node of the same pool and kind of machine is among them',
  },
  {
    isNoPeer: other('build', (build) => `another Windows (${build})`),
    ifAll: 'no node with the same build of Windows is among them',
  },
  {
    isNoPeer: (_, { report }) => (report.status === 'unhealthy' ? 'unhealthy itself' : null),
    ifAll: 'all of them are unhealthy themselves, so that what they share may be wrong',
  },
  {
    isNoPeer: ({ make }, peer) => (peer.make.drained && !make.drained ? 'being drained' : null),
    ifAll: 'all of them are cordoned, as in an upgrade',
  },
];

/** Leaves out who is no peer. A pool is never mixed with another one in silence. */
export function choosePeers(node: Candidate, all: readonly Candidate[]): Peers {
  const chosen: Peers = { peers: [...all], leftOut: [], care: [], rolling: false, upgrade: null };
  for (const { isNoPeer, ifAll } of reasons) {
    const judged = chosen.peers.map((peer) => ({ peer, why: isNoPeer(node, peer) }));
    const kept = judged.flatMap(({ peer, why }) => (why === null ? [peer] : []));
    if (kept.length === 0 && judged.length > 0) {
      chosen.care.push(`Compared with care: ${ifAll}.`);
      continue;
    }
    chosen.peers = kept;
    chosen.leftOut.push(
      ...judged.flatMap(({ peer, why }) => (why === null ? [] : [{ node: peer.snapshot.node, why }])),
    );
  }
  chosen.upgrade = upgradeBetween(node, chosen.peers);
  const makes = [node, ...chosen.peers].map(({ make }) => make.versions);
  chosen.rolling = node.make.versions.some((_, at) => new Set(makes.flatMap((one) => one[at] ?? [])).size > 1);
  const [only, another] = chosen.peers;
  if (only !== undefined && another === undefined) {
    const { node: name, at } = only.snapshot;
    chosen.care.unshift(
      name === node.snapshot.node
        ? `The one peer is this node itself, as seen at ${at}.`
        : 'There is one peer: which of the two differs from what is usual cannot be told.',
    );
  }
  return chosen;
}

/** An upgrade brings several versions at once, all up or all down. */
function upgradeBetween({ make }: Candidate, peers: readonly Candidate[]): Peers['upgrade'] {
  const moved = make.versions.flatMap((here, index) => {
    const theirs = peers.flatMap((peer) => peer.make.versions[index] ?? []);
    const [there] = theirs;
    if (here === null || there === undefined || theirs.includes(here)) return [];
    const order = theirs.map((one) => Math.sign(here.localeCompare(one, 'en', { numeric: true })));
    return [{ here, there, order: new Set(order).size === 1 ? (order[0] ?? 0) : 0 }];
  });
  const isOne = moved.length > 1 && moved.every(({ order }) => order !== 0 && order === moved[0]?.order);
  return isOne ? moved.map(({ here, there }) => ({ here, there })) : null;
}
