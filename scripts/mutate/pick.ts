/** So many of a list, at even distances, the same ones each time; all of them where it is shorter. */
export function pickEvenly<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, index) => all[Math.floor(((index + 0.5) * all.length) / count)]).flatMap(
    (one) => (one === undefined ? [] : [one]),
  );
}
