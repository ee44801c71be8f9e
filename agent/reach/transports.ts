import { type Choice, choices } from '../config/values.ts';
import { compareVersions, readVersion } from '../shim/version.ts';

/** How to connect to an agent through the cluster, in order of preference. */
const transports = choices.via;
export type Transport = Choice<'via'>;

/** The first version that forwards ports to HostProcess pods. Source: containerd releases/v1.7.16.toml. */
const forwardsFrom = { major: 1, minor: 7, patch: 16, suffix: '' };

/**
 * The transports that a node's containerd supports.
 * @param runtime as the kubelet reports it, "containerd://1.7.28"; an unreadable version is treated as the oldest
 */
export function transportsOf(runtime: string): readonly Transport[] {
  const version = readVersion(runtime.replace(/^containerd:\/\//, ''));
  const forwards = runtime.startsWith('containerd:') && version !== null && compareVersions(version, forwardsFrom) >= 0;
  return forwards ? transports : ['exec', 'kubectl'];
}
