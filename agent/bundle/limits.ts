export interface BundleLimits {
  /** Of all files together, before they are packed. */
  maxBytes: number;
  maxItemBytes: number;
}

export const usualLimits: BundleLimits = { maxBytes: 100_000_000, maxItemBytes: 10_000_000 };

/** For all of a bundle together; what there is by then is put in. */
export const bundleDeadlineMs = 5 * 60_000;
