/** The versions of the API server that the rules know. Source: the tags v1.25.0 to v1.36.0, and of 1.37 its beta. */
export const oldestMinor = 25;
/** Of the newest version that is known here. */
export const newestMinor = 37;

/**
 * The minor version whose rules judge for a version such as "1.34" or "v1.34.2": 34. Of a version that is not known here
 * it is the nearest that is, and without one the newest.
 */
export function minorOf(version: string | null): number {
  const minor = version === null ? null : minorIn(version);
  return minor === null ? newestMinor : Math.min(Math.max(minor, oldestMinor), newestMinor);
}

/** A sentence for a version whose rules are not known here, so that others judge; null: its own judge, or it is not a version. */
export function judgedByOthers(version: string): string | null {
  const judged = minorOf(version);
  if ((minorIn(version) ?? judged) === judged) return null;
  return `hostprobe knows the rules of Kubernetes 1.${oldestMinor} to 1.${newestMinor}, not those of ${version}: it judges by 1.${judged}`;
}

/** The minor version as it is; null: the text is not a version of Kubernetes. */
export function minorIn(version: string): number | null {
  const minor = /^v?1\.(\d{1,3})(?:[.+-]|$)/.exec(version)?.[1];
  return minor === undefined ? null : Number(minor);
}

/** Older versions first, for sorting. */
export const compareMinor = (a: string, b: string): number => minorOf(a) - minorOf(b);

/** The oldest kubelet that may run with an API server. Source: kubernetes.io, Version Skew Policy (three versions since 1.28). */
export const oldestKubeletOf = (minor: number): number => minor - (minor >= 28 ? 3 : 2);
