import { ifKnown } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import table from './releases.json' with { type: 'json' };

/**
 * What follows from a containerd version. The rules belong to the shim (containerd-shim-runhcs-v1.exe, from hcsshim);
 * containerd releases ship the shim built from the version in their script/setup/runhcs-version, else go.mod.
 */
export interface Version {
  major: number;
  minor: number;
  patch: number;
  /** What follows the three numbers: "-rc.1", "+azure", "-k3s1". */
  suffix: string;
}

/** Reads "v1.7.28", "1.7.9+azure", "0.14.0-rc.1", or a line that holds one; null when there is none. */
export function readVersion(text: string): Version | null {
  const match = /(?:^|[^\d.])v?(\d{1,4})\.(\d{1,4})\.(\d{1,6})([-+~][0-9A-Za-z.+~-]{1,40})?/.exec(` ${text}`);
  if (match === null) return null;
  const [, major, minor, patch, suffix] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), suffix: suffix ?? '' };
}

/**
 * The hcsshim version in what a shim says of itself (`--version`), null when it does not say. The shims of containerd's
 * releases do not: they are built without a version, and print only the version of the OCI spec, after "spec:". Their version
 * resource is a template, 1.0.0.0 in every build.
 * Source: hcsshim cmd/containerd-shim-runhcs-v1/{main.go,versioninfo.json}, containerd script/setup/install-runhcs-shim.
 */
export function readShimVersion(text: string): Version | null {
  const version = readVersion(text.replace(/\b(?:commit|spec):.*/gs, ''));
  return version !== null && version.major === 0 ? version : null;
}

/**
 * Negative when a is older than b. A pre-release ("-rc.1") is older than its release; what a distribution adds
 * ("+azure", "-k3s1", "~ds1") does not count.
 */
export function compareVersions(a: Version, b: Version): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    stage(a) - stage(b) ||
    stageNumber(a) - stageNumber(b)
  );
}

const stages = ['alpha', 'beta', 'rc'];
const preRelease = (version: Version) => /^[-~](alpha|beta|rc)[.-]?(\d*)/.exec(version.suffix);

export const isPreRelease = (version: Version): boolean => preRelease(version) !== null;

const stage = (version: Version) => {
  const match = preRelease(version);
  return match === null ? stages.length : stages.indexOf(match[1] ?? '');
};
const stageNumber = (version: Version) => Number(preRelease(version)?.[2] ?? 0);

export const showVersion = (v: Version) => `${v.major}.${v.minor}.${v.patch}${v.suffix}`;

/**
 * The release of containerd: what runs, by CRI, else by the kubelet, which asks by CRI too, else what is on disk; null when
 * none reports a version. Where nothing listens, the kubelet's word is of an earlier start. `from` reads after the version
 * in a sentence.
 */
export function containerdOf(
  facts: Pick<FactValues, 'runtime' | 'runtime-binaries'> & Partial<Pick<FactValues, 'cluster'>>,
): { text: string; version: Version; from: string } | null {
  const running = ifKnown(facts.runtime.version);
  const file = facts['runtime-binaries'].containerd;
  const onDisk = { from: 'on disk', text: (file === null ? '' : ifKnown(file.version)) ?? '' };
  const isDown = facts.runtime.connection === 'absent' && facts.runtime.endpoint !== '';
  const told = facts.runtime.version.ok ? '' : toldByKubelet(facts.cluster);
  const byKubelet = { from: isDown ? 'of its last start, by the kubelet' : 'running, by the kubelet', text: told };
  const sources = [
    { from: 'running', text: running?.name === 'containerd' ? running.version : '' },
    ...(isDown ? [onDisk, byKubelet] : [byKubelet, onDisk]),
  ];
  for (const { from, text } of sources) {
    const version = readVersion(text);
    if (version !== null) return { from, text, version };
  }
  return null;
}

/** `containerd://1.7.28`. Source: pkg/kubelet/nodestatus/setters.go, VersionInfo. */
function toldByKubelet(cluster: FactValues['cluster'] | undefined): string {
  const node = cluster?.seen && ifKnown(cluster.seen.node);
  return /^containerd:\/\/(.*)$/.exec(node?.runtimeVersion ?? '')?.[1] ?? '';
}

/**
 * How a shim lays out HostProcess containers:
 * `none` does not know them (hcsshim 0.8, containerd 1.5); `volume` C:\C\<id> (hcsshim 0.9, containerd 1.6);
 * `hpc` C:\hpc, in bind mode where bindfltapi.dll exists and as C:\hpc\<id> where not (hcsshim 0.10 and later).
 * Source: hcsshim internal/jobcontainers/{jobcontainer,storage}.go at v0.9.12, v0.11.7, v0.12.9.
 */
export type ShimFamily = 'none' | 'volume' | 'hpc';

export function shimFamilyOf(hcsshim: Version): ShimFamily {
  if (hcsshim.major > 0 || hcsshim.minor >= 10) return 'hpc';
  return hcsshim.minor === 9 ? 'volume' : 'none';
}

/** The family of the shim that a containerd release ships. */
export function shippedShimFamily(containerd: Version): ShimFamily {
  if (containerd.major > 1 || (containerd.major === 1 && containerd.minor >= 7)) return 'hpc';
  return containerd.major === 1 && containerd.minor === 6 ? 'volume' : 'none';
}

/** The hcsshim version that this containerd release ships; null for pre-releases and releases whose sources were not read. */
export function shippedShim(containerd: Version): Version | null {
  if (isPreRelease(containerd)) return null;
  const { major, minor, patch } = containerd;
  const row = table.shipped.find(
    ({ series, first, last }) => series === `${major}.${minor}` && first <= patch && patch <= last,
  );
  return row === undefined ? null : readVersion(row.hcsshim);
}

/** The release of hcsshim that was made from this commit, which a shim built from a checkout reports; null for any other. */
export const hcsshimRelease = (revision: string | null): string | null =>
  Object.entries(table.releases).find(([, begin]) => revision?.length === 40 && revision.startsWith(begin))?.[0] ??
  null;
