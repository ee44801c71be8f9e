import * as z from 'zod';
import { assess } from '../assess.ts';
import type { BundleEntry, BundleError, BundleManifest } from '../bundle.ts';
import { compareDigests, type Digest, digest, type Values } from '../history/digest.ts';
import { type Snapshot, schemaVersion } from '../snapshot.ts';
import { isLogPath } from './messages.ts';

/** A file of one side. */
interface Seen {
  /** null: it does not exist; undefined: not known. */
  value: string | null | undefined;
  /** Whether different values mean different files. */
  isSure: boolean;
}

/**
 * The files that were copied from the node, by "file <path>": the content of configuration, and whether a log exists. Everything
 * else in a bundle follows from its snapshot, rotated logs appear and disappear, and hostprobe's own log is there only if
 * serve made the bundle.
 */
export function filesOf({ manifest: { entries } }: Side): Map<string, Seen> {
  const configuration = entries.filter(({ path }) => path.startsWith('config/'));
  const logs = entries.map(({ path }) => path).filter((path) => isLogPath(path) && path !== 'logs/hostprobe.jsonl');
  return new Map([
    ...configuration.map((entry): [string, Seen] => [`file ${entry.path}`, seenOf(entry)]),
    ...logs
      .map(withoutId)
      .filter((path) => !isOlder(path))
      .map((path): [string, Seen] => [`file ${path}`, { value: 'there', isSure: true }]),
  ]);
}

/** A file that one side lacks and another has. */
export function absentFile(side: Side, name: string): Seen {
  const isKnown = !wasLeftOut(side, name.slice('file '.length));
  return { value: isKnown ? null : undefined, isSure: isKnown };
}

/** Whether the node may have the file although the bundle does not. */
function wasLeftOut(side: Side, path: string): boolean {
  const { manifest, errors, snapshot } = side;
  // A bundle of a saved snapshot has no file of its node.
  if (filesOf(side).size === 0 || errors.some((error) => path.startsWith(error.path))) return true;
  return isLogPath(path) && (manifest.since !== null || !snapshot.facts.logs.ok);
}

/** The same secret has another placeholder in each bundle. */
const seenOf = ({ bytes, sha256, redactions, truncated }: BundleEntry): Seen => ({
  value: `${bytes} bytes, sha256 ${sha256.slice(0, 12)}`,
  isSure: !truncated && Object.keys(redactions).length === 0,
});

/** Each shim that died has left its own file. */
const withoutId = (path: string) => path.replace(/^(logs\/shim-panic-).*(\.log)$/, '$1*$2');

/** Rotation puts a time or a number into the name. */
const isOlder = (path: string) => /[-.]\d/.test(path);

const side = z.object({
  /** As the user named it. */
  bundle: z.string(),
  node: z.string(),
  at: z.iso.datetime(),
});

/** null: none, such as a service that does not exist or a failure that did not occur. */
const value = z.string().nullable();

/** What `bundle --diff` prints: how two nodes differ, or one node at two times. */
export const bundleDifferenceSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  a: side,
  b: side,
  /** A kind and a name: "finding disk-space", "service kubelet state", "diagnosis logon-denied", "file config/containerd.toml". */
  differences: z.array(z.object({ what: z.string(), a: value, b: value })),
  /** What may differ: it is known of one side only, or not for sure. */
  notCompared: z.array(z.object({ what: z.string(), a: value.exactOptional(), b: value.exactOptional() })),
});
export type BundleDifference = z.infer<typeof bundleDifferenceSchema>;
export type NotCompared = BundleDifference['notCompared'][number];

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
  // compareDigests() ignores values that the newer digest could not read, so a difference is sure only if both directions report it.
  const there = new Set(compareDigests(ofA.known, ofB.digest).changes.map(({ what }) => what));
  const back = new Set(compareDigests(ofB.known, ofA.digest).changes.map(({ what }) => what));
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
