/** CRI's times are nanoseconds since 1970 in 64 bits; every such number is a date that JavaScript can hold. */
export const timeOfNanoseconds = (nanoseconds: bigint): string =>
  new Date(Number(nanoseconds / 1_000_000n)).toISOString();
