// What a new pod gets from the containerd of this node. null: the facts do not say.

import type { Choice } from '../config/values.ts';
import { type Evidence, evidence, type FactError, ifKnown } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import { nextShim } from '../shim/next-shim.ts';
import { type Mode, modeOf, showMode } from '../shim/paths.ts';
import { containerdOf, type ShimFamily } from '../shim/version.ts';
import type { KnownFacts } from '../snapshot.ts';

/** Facts about containerd of which nothing is known. */
export function noContainerd(error: FactError): Pick<FactValues, 'runtime' | 'runtime-binaries'> {
  const unknown = { ok: false, error } as const;
  const calls = { version: unknown, status: unknown, sandboxes: unknown, containers: unknown };
  const bindFilter = { path: '', present: unknown, modifiedAt: null };
  return {
    runtime: { endpoint: '', endpointFrom: 'default', connection: 'absent', ...calls },
    'runtime-binaries': {
      containerd: null,
      shim: null,
      bindFilter,
      config: unknown,
      log: { to: 'unknown', path: null },
    },
  };
}
const blank = noContainerd({ kind: 'unsupported', message: 'not among these facts' });

/** The release of containerd on this node. */
export const containerdRelease = (facts: KnownFacts): ReturnType<typeof containerdOf> =>
  containerdOf(aboutContainerd(facts));

const aboutContainerd = ({ runtime, 'runtime-binaries': binaries, cluster }: KnownFacts) => ({
  runtime: runtime ?? blank.runtime,
  'runtime-binaries': binaries ?? blank['runtime-binaries'],
  ...(cluster === undefined ? {} : { cluster }),
});

/** The generation of the shim that a new pod gets. */
export function shimFamily(facts: KnownFacts): { family: ShimFamily; evidence: Evidence } | null {
  const shim = nextShim(aboutContainerd(facts));
  return shim === null ? null : { family: shim.family, evidence: evidence(`version of ${shim.from}`, shim.version) };
}

/** The mode that a new pod gets. */
export function newMode(facts: KnownFacts): { mode: Mode; evidence: Evidence } | null {
  const shim = shimFamily(facts);
  const filter = facts['runtime-binaries'] && ifKnown(facts['runtime-binaries'].bindFilter.present);
  if (shim === null || (shim.family === 'hpc' && filter === undefined)) return null;
  const mode = modeOf(shim.family, filter === true);
  return mode === null ? null : { mode, evidence: evidence('a new pod gets', showMode(mode)) };
}

/** A kind of node: what containerd it runs, and whether its shim finds the bind filter. On 1.6 that makes no difference. */
export const nodeKinds = [
  '1.6',
  '1.7 without bind filter',
  '1.7 with bind filter',
  '2.x without bind filter',
  '2.x with bind filter',
] as const;
export type NodeKind = (typeof nodeKinds)[number];

/** Mounts are links below C:\C\<id>. */
export const volumeNodes: readonly NodeKind[] = ['1.6'];
/** Mounts are links below C:\hpc\<id>. */
export const fallbackNodes: readonly NodeKind[] = ['1.7 without bind filter', '2.x without bind filter'];
/** Both: there a mount is a link, and only below the mount point of the container. */
export const withoutFilter: readonly NodeKind[] = [...volumeNodes, ...fallbackNodes];
/** Mounts appear at the paths that the pod names, in a silo. */
export const bindNodes: readonly NodeKind[] = ['1.7 with bind filter', '2.x with bind filter'];

/** The kinds that a manifest is for; null narrows nothing. */
export const targeted = ({
  containerd,
  bindFilter,
}: {
  containerd: Choice<'containerd'> | null;
  bindFilter: boolean | null;
}): readonly NodeKind[] =>
  nodeKinds.filter((kind) => {
    if (containerd !== null && !kind.startsWith(containerd)) return false;
    return bindFilter === null || kind === '1.6' || kind.endsWith('with bind filter') === bindFilter;
  });

/**
 * The kinds that the node can be, by what its next pod would get: unknown facts leave more than one. A node whose shim
 * does not support HostProcess containers has none of these kinds. That says nothing about manifests, so all are left.
 */
export function kindsOf(facts: KnownFacts): readonly NodeKind[] {
  const family = shimFamily(facts)?.family;
  if (family === undefined || family === 'none') return nodeKinds;
  if (family === 'volume') return volumeNodes;
  const mode = newMode(facts)?.mode;
  const kinds = mode === undefined ? [...fallbackNodes, ...bindNodes] : mode === 'bind' ? bindNodes : fallbackNodes;
  const version = containerdRelease(facts)?.version;
  if (version === undefined) return kinds;
  return kinds.filter((kind) => kind.startsWith(version.major < 2 ? '1.7' : '2.x'));
}

/** Nodes in a sentence: "containerd 1.6, 1.7 without bind filter, 2.x without bind filter". */
export const showNodeKinds = (nodes: readonly NodeKind[]): string => `containerd ${nodes.join(', ')}`;
