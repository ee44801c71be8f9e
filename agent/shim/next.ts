import { given } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import { containerdOf, readShimVersion, type ShimFamily, shimFamilyOf, shippedShimFamily } from './version.ts';

/**
 * The shim that the next pod gets, and by what it is known. Each pod starts the shim that is on disk, so its own
 * version comes first; the version of containerd stands in for it, since releases ship a known one. null: neither is known.
 */
export function nextShim(
  facts: Pick<FactValues, 'runtime' | 'runtime-binaries'>,
): { family: ShimFamily; from: string; version: string } | null {
  const { shim } = facts['runtime-binaries'];
  const text = (shim === null ? null : given(shim.version)) ?? '';
  const version = readShimVersion(text);
  if (version !== null) return { family: shimFamilyOf(version), from: 'containerd-shim-runhcs-v1.exe', version: text };
  const release = containerdOf(facts);
  if (release === null) return null;
  return { family: shippedShimFamily(release.version), from: 'containerd', version: release.text };
}
