import { compareVersions, readVersion } from '../shim/version.ts';

/** Ways to an agent, in order of preference. */
export const ways = ['forward', 'exec', 'kubectl'] as const;
export type Way = (typeof ways)[number];

/** The first version that forwards ports to HostProcess pods. Source: containerd releases/v1.7.16.toml. */
const forwardsFrom = { major: 1, minor: 7, patch: 16, suffix: '' };

/**
 * The ways that a node's containerd has.
 * @param runtime as the kubelet reports it, "containerd://1.7.28"; an unreadable version is treated as the oldest
 */
export function waysTo(runtime: string): readonly Way[] {
  const version = readVersion(runtime.replace(/^containerd:\/\//, ''));
  const forwards = runtime.startsWith('containerd:') && version !== null && compareVersions(version, forwardsFrom) >= 0;
  return forwards ? ways : ['exec', 'kubectl'];
}
