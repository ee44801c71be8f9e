/** A secret in a text: from `start` up to `end`, in UTF-16 units, with the id of the pattern that found it. */
export interface SecretSpan {
  id: string;
  start: number;
  end: number;
}

/** Sorts spans and joins those that overlap. The joined span has the id of the one that was found first. */
export function mergeSpans(spans: readonly SecretSpan[]): SecretSpan[] {
  const rank = new Map(spans.map((span, index) => [span, index]));
  const merged: SecretSpan[] = [];
  let named = 0;
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    const order = rank.get(span) ?? 0;
    if (last === undefined || span.start >= last.end) {
      merged.push({ ...span });
      named = order;
      continue;
    }
    last.end = Math.max(last.end, span.end);
    if (order < named) [last.id, named] = [span.id, order];
  }
  return merged;
}

/** The spans, moved by an offset. */
export const movedBy = (spans: readonly SecretSpan[], by: number): SecretSpan[] =>
  by === 0 ? [...spans] : spans.map(({ id, start, end }) => ({ id, start: start + by, end: end + by }));
