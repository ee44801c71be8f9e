/** So many of a list, at even distances; all of them where it is shorter. Another seed begins elsewhere. */
export function pickEvenly<T>(all: readonly T[], count: number, seed = 0): T[] {
  if (all.length <= count) return [...all];
  // The golden ratio keeps the beginnings of many seeds apart.
  const begin = (0.5 + seed * 0.618034) % 1;
  return Array.from({ length: count }, (_, index) => all[Math.floor(((index + begin) * all.length) / count)]).flatMap(
    (one) => (one === undefined ? [] : [one]),
  );
}
