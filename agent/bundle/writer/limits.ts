export interface BundleLimits {
  /** Of all files together, before they are packed. */
  maxBytes: number;
  maxItemBytes: number;
}

export const usualLimits: BundleLimits = { maxBytes: 100_000_000, maxItemBytes: 10_000_000 };

/** Time limit of a whole bundle. It then contains what was read so far. */
export const bundleDeadlineMs = 5 * 60_000;

/** For the bundle of another node, to make and to transfer it. The longest is the maximum that a timer allows. */
const usualTransferMs = 2 * bundleDeadlineMs;
const longestMs = 2 ** 31 - 1;

/** @param timeout of the flag, in ms; 0: no limit; null: not given */
export const transferDeadlineMs = (timeout: number | null): number =>
  timeout === null ? usualTransferMs : timeout === 0 ? longestMs : timeout;
