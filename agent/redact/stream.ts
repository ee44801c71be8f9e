import type { Redactor } from '../redact.ts';
import { mergeSpans, type Span } from './span.ts';

/** How much text is looked at together, and how much of it is looked at again with what follows, in UTF-16 units. */
const windowLength = 256 * 1024;
const lookAhead = 64 * 1024;

/** Takes the secrets out of a text that comes in pieces, also those that lie over the borders of pieces. */
export interface RedactionStream {
  push(piece: string): string;
  end(): string;
  /** How many secrets each pattern has found so far. */
  readonly counts: ReadonlyMap<string, number>;
}

export function createRedactionStream(redactor: Redactor): RedactionStream {
  const counts = new Map<string, number>();
  let pending = '';
  /** What was found beyond the end of what has left: its name may have left already. */
  let ahead: Span[] = [];

  function take(isEnd: boolean): string {
    const spans = mergeSpans([...ahead, ...redactor.find(pending)]);
    const end = isEnd ? pending.length : cutPoint(pending, spans);
    const here = spans.filter((span) => span.start < end);
    for (const { id } of here) counts.set(id, (counts.get(id) ?? 0) + 1);
    const clean = redactor.cut(pending.slice(0, end), here);
    pending = pending.slice(end);
    ahead = spans
      .filter((span) => span.start >= end)
      .map(({ id, start, end: last }) => ({ id, start: start - end, end: last - end }));
    return clean;
  }

  return {
    counts,
    push(piece) {
      pending += piece;
      return pending.length < windowLength ? '' : take(false);
    },
    end: () => take(true),
  };
}

/** A character of two units is not cut in half. */
const wholeCharacters = (text: string, end: number) => ((text.codePointAt(end - 1) ?? 0) > 0xffff ? end - 1 : end);

/** After the last line that has enough text behind it, and never inside of a secret. */
function cutPoint(text: string, spans: readonly Span[]): number {
  const limit = text.length - lookAhead;
  const line = text.lastIndexOf('\n', limit - 1) + 1;
  const wanted = line > 0 ? line : wholeCharacters(text, limit);
  const inside = spans.find(({ start, end }) => start < wanted && wanted < end);
  if (inside === undefined) return wanted;
  // A secret that fills a whole window leaves as one.
  return inside.start > 0 ? inside.start : inside.end;
}
