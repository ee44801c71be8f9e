import type * as z from 'zod';
import type { FactId } from './fact/ids.ts';
import { type Fact, ifKnown } from './fact.ts';
import type { FactValues } from './facts/index.ts';
import type { snapshotSchema } from './snapshot/schema.ts';

export const schemaVersion = 1;

/** What a fact says that the hostprobe of an earlier release, which took the snapshot, did not know. */
export const newerThanSnapshot = 'not in this snapshot: an older hostprobe took it';

export type Facts = { [Id in FactId]: Fact<FactValues[Id]> };

/** All that was seen of one node at one time. The same snapshot gives the same report on any machine. */
export type Snapshot = z.infer<typeof snapshotSchema>;

/** The facts that could be gathered; of a text alone, none. A fact that is missing weighs nothing. */
export type KnownFacts = { readonly [Id in FactId]?: FactValues[Id] };

/** Whether no agent answered, so that only the cluster told of the node. */
export const isAlone = ({ facts: { cluster } }: Pick<Snapshot, 'facts'>): boolean =>
  cluster.ok && cluster.value.seen?.beside !== undefined;

/**
 * The facts of a snapshot that could be gathered and are about the node: inside an ordinary container, services, files
 * and processes are that container's own.
 */
export function knownFacts({ facts }: Pick<Snapshot, 'facts'>): KnownFacts {
  const { identity } = facts;
  if (identity.ok && ifKnown(identity.value.silo)?.server) return { identity: identity.value };
  const entries = Object.entries(facts).flatMap(([id, fact]) => (fact.ok ? [[id, fact.value]] : []));
  // Every key is a fact's id and every value that fact's own.
  return Object.fromEntries(entries) as KnownFacts;
}
