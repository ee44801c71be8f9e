import { assess } from '../assess.ts';
import { explained } from '../fix.ts';
import { type Snapshot, schemaVersion } from '../snapshot.ts';
import { differencesIn, type ToldDifference } from './differences.ts';
import { explainedBy, lookCloser } from './explains.ts';
import { candidateOf, choosePeers, type Peers } from './peers.ts';
import { poolOf } from './pool.ts';
import type { Comparison } from './schema.ts';
import { surprisesOf } from './surprise.ts';
import { viewerOf } from './view.ts';

/** By so many nodes it is seen how things in lists are called. */
const mostSamples = 20;

/**
 * What differs on a node from its peers, the most telling first. Nothing of it is a list of what may be wrong: what varies from
 * node to node by nature is learned from the peers, and from the kind of value. Pure: the same snapshots give the same comparison.
 */
export function compareNode(node: Snapshot, others: readonly Snapshot[]): Comparison {
  const report = assess(node);
  const chosen = choosePeers(candidateOf(node), others.map(candidateOf));
  const peers = chosen.peers.map(({ snapshot }) => snapshot);
  const viewOf = viewerOf([node, ...peers.slice(0, mostSamples)]);
  const [view, pool] = [viewOf(node), poolOf(lazily(peers, viewOf))];
  const told = differencesIn(surprisesOf(view, pool), { view, pool });
  return {
    schemaVersion,
    node: node.node,
    at: node.at,
    peers: peers.map((peer) => peer.node),
    leftOut: chosen.leftOut,
    care: careOf(chosen),
    differences: told
      .filter((one) => !isUpgrade(one, chosen))
      .map((one) => {
        const look = lookCloser(one, node.node);
        return {
          ...one,
          explains: explainedBy(one, report),
          look: look === null ? null : (explained({ steps: [look] }).steps[0] ?? null),
        };
      }),
  };
}

/** More peers tell no more of a node. */
const mostPeers = 49;

/**
 * The nodes of a cluster that stand out from their pool, each with the most telling difference. A node with fewer than two peers
 * of its own pool and make is not judged.
 */
export function standingOut(seen: readonly Snapshot[]): Map<string, string> {
  const candidates = seen.map(candidateOf);
  const viewOf = viewerOf(seen.slice(0, mostSamples));
  const views = new Map(seen.map((snapshot) => [snapshot, viewOf(snapshot)]));
  const found = new Map<string, string>();
  for (const node of candidates) {
    const others = candidates.filter((other) => other !== node);
    const chosen = choosePeers(node, others);
    const view = views.get(node.snapshot);
    if (view === undefined || chosen.care.length > 0 || chosen.peers.length < 2) continue;
    const pool = poolOf(chosen.peers.slice(0, mostPeers).flatMap(({ snapshot }) => views.get(snapshot) ?? []));
    const [first] = differencesIn(surprisesOf(view, pool), { view, pool }).filter((one) => !isUpgrade(one, chosen));
    if (first !== undefined) found.set(node.snapshot.node, first.sentence);
  }
  return found;
}

function* lazily<From, To>(all: readonly From[], each: (one: From) => To): Generator<To> {
  for (const one of all) yield each(one);
}

function careOf({ care, upgrade, peers }: Peers): string[] {
  if (peers.length === 0) {
    return [
      ...care,
      'There is no peer to compare with: it takes the snapshot or the bundle of a healthy node of the same pool (hostprobe facts > healthy.json).',
    ];
  }
  if (upgrade === null) return care;
  const moved = upgrade.map(({ here, there }) => `${here} here, ${there} there`).join('; ');
  return [
    ...care,
    `An upgrade lies between this node and its peers (${moved}): these versions are not told as differences.`,
  ];
}

/** Whether a difference is only what an upgrade brings: its versions, and that the node is cordoned meanwhile. */
function isUpgrade(told: ToldDifference, { upgrade, rolling }: Peers): boolean {
  const isMoved = ({ field, here, there }: Pick<ToldDifference, 'field' | 'here' | 'there'>) =>
    (rolling && field.endsWith('.unschedulable')) ||
    (upgrade?.some((one) => sameEnd(one.here, here) && sameEnd(one.there, there)) ?? false);
  return [told, ...told.also].every(isMoved);
}

/** One version is written as v1.7.28, containerd://1.7.28 and 1.7.28, and an update of Windows by its last number. */
function sameEnd(version: string, value: string | null): boolean {
  const plain = version.replace(/^.*(?:\/|v)(?=\d)/, '');
  return value !== null && value !== '' && (value.endsWith(plain) || plain.endsWith(`.${value}`));
}
