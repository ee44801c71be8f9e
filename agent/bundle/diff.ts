import { assess } from '../assess.ts';
import type { BundleError, BundleManifest } from '../bundle.ts';
import { compare, type Digest, digest, type Values } from '../history/digest.ts';
import { type Snapshot, schemaVersion } from '../snapshot.ts';
import { absentFile, filesOf, type Seen } from './diff/files.ts';
import type { BundleDifference } from './diff/result.ts';

/** What is compared of a bundle. */
export interface Side {
  /** What to call it. */
  bundle: string;
  snapshot: Snapshot;
  manifest: BundleManifest;
  errors: readonly BundleError[];
}

/** One value of both sides. */
interface Pair {
  what: string;
  a: Seen;
  b: Seen;
}

/** How two nodes differ, or one node at two times: the same either way round. Both are judged by this hostprobe. */
export function diffBundles(a: Side, b: Side): BundleDifference {
  const pairs = [...pairNodes(a, b), ...pairFiles(a, b)].filter((pair) => pair.a.value !== pair.b.value);
  const isSure = (pair: Pair) => pair.a.isSure && pair.b.isSure;
  return {
    schemaVersion,
    a: headOf(a),
    b: headOf(b),
    differences: pairs
      .filter(isSure)
      .map((pair) => ({ what: pair.what, a: pair.a.value ?? null, b: pair.b.value ?? null })),
    notCompared: pairs
      .filter((pair) => !isSure(pair))
      .map((pair) => ({
        what: pair.what,
        ...(pair.a.value === undefined ? {} : { a: pair.a.value }),
        ...(pair.b.value === undefined ? {} : { b: pair.b.value }),
      })),
  };
}

const headOf = ({ bundle, snapshot: { node, at } }: Side) => ({ bundle, node, at });

function pairNodes(a: Side, b: Side): Pair[] {
  const [ofA, ofB] = [contentOf(a), contentOf(b)];
  // compare() ignores values that the newer digest could not read, so a difference is sure only if both directions report it.
  const there = new Set(compare(ofA.known, ofB.digest).changes.map(({ what }) => what));
  const back = new Set(compare(ofB.known, ofA.digest).changes.map(({ what }) => what));
  return [...new Set([...ofA.known.keys(), ...ofB.known.keys()])].map((what) => {
    const isSure = there.has(what) && back.has(what);
    const seen = (known: Values): Seen => ({ value: known.get(what), isSure });
    return { what, a: seen(ofA.known), b: seen(ofB.known) };
  });
}

/** All that matters of a node, except its name, which the head has. */
function contentOf({ snapshot }: Side): { digest: Digest; known: Values } {
  const seen = digest({ snapshot, report: assess(snapshot) });
  seen.values.delete('node name');
  return { digest: seen, known: new Map([['status', seen.status], ...seen.values, ...seen.diagnoses]) };
}

function pairFiles(a: Side, b: Side): Pair[] {
  const [ofA, ofB] = [filesOf(a), filesOf(b)];
  const names = [...new Set([...ofA.keys(), ...ofB.keys()])].sort();
  return names.map((what) => ({
    what,
    a: ofA.get(what) ?? absentFile(a, what),
    b: ofB.get(what) ?? absentFile(b, what),
  }));
}
