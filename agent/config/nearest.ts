/** The name that a mistyped word most likely meant; null: none is similar. */
export function nearest(word: string, names: readonly string[]): string | null {
  const far = (name: string) => Math.max(1, Math.floor(name.length / 3));
  const ranked = names
    // Changing the length costs as many edits; a word may come over the network, and be long.
    .filter((name) => Math.abs(name.length - word.length) <= far(name))
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= far(best.name) ? best.name : null;
}

/** "did you mean x?" if one is similar, else the whole list. */
export function suggest(word: string, names: readonly string[]): string {
  const longer = word === '' ? [] : names.filter((name) => name.startsWith(word.toLowerCase()));
  const [only = null, ...others] = longer;
  const near = nearest(word, names) ?? (others.length === 0 ? only : null);
  return near === null ? `it is one of: ${names.join(', ')}` : `did you mean ${near}?`;
}

/** Levenshtein distance, two swapped letters count as one edit; one row at a time, as inputs are names, so short. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(substituted, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
