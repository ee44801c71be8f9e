import type { Snapshot } from '../../agent/snapshot.ts';
import { composed } from '../composed.ts';
import type { Json } from '../difference.ts';
import { distributions } from '../distributions.ts';
import { faults } from '../faults.ts';
import { snapshotWith } from '../snapshot.ts';
import { snapshotOf, storyNames } from '../stories.ts';
import { healthyVariations } from '../variations.ts';

/** A value in a snapshot, and where. */
export interface Place {
  /** The keys to it. */
  keys: readonly string[];
  /** The keys without the places in lists: which field it is. */
  field: string;
  value: Json;
}

/** All values below one, containers too, from the outside in. */
export function placesIn(value: Json, keys: readonly string[] = [], field = '', found: Place[] = []): Place[] {
  found.push({ keys, field, value });
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, part] of Object.entries(value)) {
    placesIn(part, [...keys, key], `${field}/${Array.isArray(value) ? '*' : key}`, found);
  }
  return found;
}

export const isLeaf = ({ value }: Place) => typeof value !== 'object' || value === null;

/** A copy that may be changed. */
export const copyOf = (snapshot: Snapshot): Json => JSON.parse(JSON.stringify(snapshot));

/** What is at a path of keys; undefined: nothing. */
export function valueAt(root: Json, keys: readonly string[]): Json | undefined {
  let at: Json | undefined = root;
  for (const key of keys) at = (at as Record<string, Json> | null | undefined)?.[key];
  return at;
}

/** The container of a place, to write to. @throws Error if there is none */
export function holderOf(root: Json, keys: readonly string[]): Record<string, Json> {
  const at = valueAt(root, keys.slice(0, -1));
  if (typeof at !== 'object' || at === null) throw new Error(`the path ${keys.join('/')} leads nowhere`);
  return at as Record<string, Json>;
}

/** Writes a value where there is one. */
export function set(node: Json, keys: readonly string[], value: Json): void {
  if (valueAt(node, keys) !== undefined) holderOf(node, keys)[keys.at(-1) ?? ''] = value;
}

/** Nodes as the lab recorded them. */
const recordedNames = storyNames().filter((name) => !(name in composed));
export const recordedNodes: readonly Json[] = recordedNames.map((name) => copyOf(snapshotOf(name)));

/** Everything that the tests know of how a node may look. */
const allNodes: readonly Json[] = [
  ...recordedNodes,
  ...Object.values(composed).map(copyOf),
  ...Object.values(distributions).map((edit) => copyOf(snapshotWith(edit))),
  ...Object.values(healthyVariations).map((edit) => copyOf(snapshotWith(edit))),
  ...Object.values(faults).flatMap((of) => Object.values(of).map((edit) => copyOf(snapshotWith(edit)))),
];

/** Values by the JSON that they are written in, of each field. */
const everywhere = new Map<string, Set<string>>();
for (const { field, value } of allNodes.flatMap((node) => placesIn(node))) {
  everywhere.set(field, (everywhere.get(field) ?? new Set()).add(JSON.stringify(value)));
}

/** What a field holds on any node that the tests know. */
export const valuesAt = (field: string): Json[] => [...(everywhere.get(field) ?? [])].map((text) => JSON.parse(text));

/** Recorded nodes of one make, in which what differs does so by nature, but for the shim of shim-released, which is another and older: that is told. */
const alike = [
  ...['healthy-1.7', 'local-service', 'config-imports', 'containerd-rebuilt', 'shim-released'],
  ...['account-change-pending', 'kubelet-endpoint-differs', 'config-broken', 'cri-lists-hang'],
].map((name) => copyOf(snapshotOf(name)));
/** The lab has one API server a node; a pool shares one. */
const ofCluster = new Set(['/at', '/facts/network/value/apiServer/port', '/facts/cluster/value/access/server']);

/** Fields that differ among recorded nodes of one make, at one place: each recording has another value. */
export const naturalFields: ReadonlySet<string> = new Set(
  [
    ...Map.groupBy(
      alike.flatMap((node) => placesIn(node).filter(isLeaf)),
      ({ keys }) => keys.join('/'),
    ).values(),
  ]
    .filter((places) => new Set(places.map(({ value }) => value)).size >= 4)
    .flatMap((places) => places.map(({ field }) => field))
    .filter((field) => !ofCluster.has(field)),
);

/** How many recorded nodes values may be drawn from. */
export const donors = alike.length;

/**
 * What a recorded node has at a place, a time as it would be of a node that was asked at another time; undefined: nothing, or of
 * another type.
 */
export function recordedAt(donor: number, { keys, value }: Place, at: number): Json | undefined {
  const other = valueAt(alike[donor] ?? null, keys);
  if (typeof other !== typeof value || typeof other === 'object') return undefined;
  if (!isTime(other)) return other;
  const ago = Date.parse(String(valueAt(alike[donor] ?? null, ['at']))) - Date.parse(other);
  return new Date(at - ago).toISOString();
}

export const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
