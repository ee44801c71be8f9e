import { type Evidence, evidence, ifKnown, known, plural } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import type { RuntimeProcess } from '../facts/runtime-process.ts';
import { containerdOf, readShimVersion, type ShimFamily, shimFamilyOf, shippedShimFamily } from './version.ts';

/**
 * The shim that the next pod gets, and how it is known. Each pod starts the shim that is on disk, so its own
 * version decides. If no shim was found, the version of containerd is used instead, because its releases ship a known one.
 * null: not known. A shim that reports no version may be from any release, whatever containerd's version is.
 */
export function nextShim(
  facts: Pick<FactValues, 'runtime' | 'runtime-binaries'> & Partial<Pick<FactValues, 'cluster'>>,
): { family: ShimFamily; from: string; version: string } | null {
  const { shim } = facts['runtime-binaries'];
  const text = (shim === null ? null : ifKnown(shim.version)) ?? '';
  const version = readShimVersion(text);
  if (version !== null) return { family: shimFamilyOf(version), from: 'containerd-shim-runhcs-v1.exe', version: text };
  if (shim !== null) return null;
  const { runtime, 'runtime-binaries': binaries } = facts;
  // The kubelet's word comes last: the file on disk is newer.
  const release = containerdOf({ runtime, 'runtime-binaries': binaries }) ?? containerdOf(facts);
  if (release === null) return null;
  return { family: shippedShimFamily(release.version), from: 'containerd', version: release.text };
}

/** The same for what cannot be judged without it: a shim on disk that reports no version makes the judgement unknown. */
export function knownNextShim(facts: Parameters<typeof nextShim>[0]): ReturnType<typeof nextShim> {
  const shim = facts['runtime-binaries'].shim;
  const next = nextShim(facts);
  if (shim === null || next !== null) return next;
  known(shim.version);
  const message = `${shim.path} reports no version: neither its build information nor "-v" has one`;
  return known({ ok: false, error: { kind: 'failed', message } });
}

/**
 * Shims that were started before a file was changed: they keep what they saw of it, and so do the containers they make.
 * `count` begins a sentence; null when none is known to be older. A start that this account may not see proves nothing.
 * @param modifiedAt null: not known, so no shim is known to be older
 */
export function olderShims(
  { shims, counts }: RuntimeProcess,
  modifiedAt: string | null,
): { count: string; evidence: Evidence[] } | null {
  // No time is less than NaN.
  const changed = Date.parse(modifiedAt ?? '');
  const older = shims.flatMap(({ pid, startedAt }) =>
    startedAt.ok && Date.parse(startedAt.value) < changed ? [{ pid, startedAt: startedAt.value }] : [],
  );
  if (older.length === 0) return null;
  // If there are too many to list, the oldest are left out.
  const more = counts.shims > shims.length ? ' or more' : '';
  return {
    count: `${older.length}${more} of ${plural(counts.shims, 'running shim')} ${older.length === 1 && more === '' ? 'is' : 'are'}`,
    evidence: older.slice(0, 5).map(({ pid, startedAt }) => evidence(`shim (pid ${pid}) started`, startedAt)),
  };
}
