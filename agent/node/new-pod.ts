// What a new pod gets from the containerd of this node. null: the facts do not say.
import { type Evidence, evidence } from '../fact/evidence.ts';
import { ifKnown } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import { type Mode, modeOf, showMode } from '../shim/mode.ts';
import { nextShim } from '../shim/next-shim.ts';
import { containerdOf, type ShimFamily } from '../shim/version.ts';
import type { KnownFacts } from '../snapshot.ts';

const notKnown = { ok: false, error: { kind: 'unsupported', message: 'not among these facts' } } as const;
const noRuntime: FactValues['runtime'] = {
  endpoint: '',
  endpointFrom: 'default',
  connection: 'absent',
  version: notKnown,
  status: notKnown,
  sandboxes: notKnown,
  containers: notKnown,
};
const noBinaries: FactValues['runtime-binaries'] = {
  containerd: null,
  shim: null,
  bindFilter: { path: '', present: notKnown, modifiedAt: null },
  config: notKnown,
  log: { to: 'unknown', path: null },
};

/** The release of containerd on this node. */
export const containerdRelease = (facts: KnownFacts): ReturnType<typeof containerdOf> =>
  containerdOf(aboutContainerd(facts));

const aboutContainerd = ({ runtime, 'runtime-binaries': binaries, cluster }: KnownFacts) => ({
  runtime: runtime ?? noRuntime,
  'runtime-binaries': binaries ?? noBinaries,
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
