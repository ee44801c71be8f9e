/** A secret in a text: from `start` up to `end`, in UTF-16 units, with the id of the pattern that found it. */
export interface SecretSpan {
  id: string;
  start: number;
  end: number;
}

/** Sorts spans and joins those that overlap. The joined span has the id of the one that was found first. */
export function mergeSpans(spans: readonly SecretSpan[]): SecretSpan[] {
  const merged: { start: number; end: number; rank: number }[] = [];
  const ranked = spans.map(({ start, end }, rank) => ({ start, end, rank }));
  for (const one of ranked.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || one.start >= last.end) {
      merged.push(one);
      continue;
    }
    last.end = Math.max(last.end, one.end);
    last.rank = Math.min(last.rank, one.rank);
  }
  return merged.map(({ start, end, rank }) => ({ id: spans[rank]?.id ?? '', start, end }));
}

/** Adds spans to a list. `push(...spans)` fails for some 120,000, because each is an argument. */
export function addSpans(list: SecretSpan[], spans: readonly SecretSpan[]): void {
  for (const span of spans) list.push(span);
}

/** The spans, moved by an offset. */
export const movedBy = (spans: readonly SecretSpan[], by: number): SecretSpan[] =>
  spans.map(({ id, start, end }) => ({ id, start: start + by, end: end + by }));
