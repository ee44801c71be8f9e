/** CRI times are nanoseconds since 1970 in 64 bits; every such number is a valid JavaScript date. */
export const timeOfNanoseconds = (nanoseconds: bigint): string =>
  new Date(Number(nanoseconds / 1_000_000n)).toISOString();
