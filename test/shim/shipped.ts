import { readVersion, shippedShim, showVersion } from '../../agent/shim/version.ts';

/** The version of the shim that a release of containerd ships, as its build information tells it. */
export function shippedWith(containerd: string): string {
  const version = readVersion(containerd);
  const shim = version === null ? null : shippedShim(version);
  if (shim === null) throw new Error(`what containerd ${containerd} ships is not known`);
  return showVersion(shim);
}
