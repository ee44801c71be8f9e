/** 1601-01-01 in milliseconds before 1970-01-01: where a FILETIME starts. */
const fileTimeStartMs = 11_644_473_600_000n;

/** A FILETIME: steps of 100 ns since 1601, UTC (minwinbase.h). */
export function dateOf(fileTime: bigint): Date {
  return new Date(Number(fileTime / 10_000n - fileTimeStartMs));
}
