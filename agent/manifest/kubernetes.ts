/** The versions of Kubernetes whose API servers the rules know. Source: the tags v1.25.0 to v1.36.0. */
export const oldest = '1.25';
export const newest = '1.36';

/** The minor version in "1.34" or "v1.34.2"; a newer one than is known counts as the newest. null: no version, or too old. */
export function minorOf(version: string): number | null {
  const minor = numberIn(version);
  return minor === null || minor < oldestMinor ? null : Math.min(minor, newestMinor);
}

/** Of the newest version that is known here. */
export const newestMinor = 36;
const oldestMinor = 25;

const numberIn = (version: string): number | null => {
  const found = /^v?1\.(\d{1,3})(?:[.+-]|$)/.exec(version);
  return found === null ? null : Number(found[1]);
};
