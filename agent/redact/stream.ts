import type { Redactor } from '../redact.ts';
import { mergeSpans, movedBy, type Span } from './span.ts';
import { atOnce, type Steps } from './steps.ts';

/** How much text is looked at together, and how much of it is looked at again with what follows, in UTF-16 units. */
const windowLength = 64 * 1024;
const lookAhead = 16 * 1024;

/** Takes the secrets out of a text that comes in pieces, also those that lie over the borders of pieces. */
export interface RedactionStream {
  /** @param isBefore nothing of it comes out: what is pushed afterwards goes on from there */
  push(piece: string, isBefore?: boolean): string;
  end(): string;
  /** The same in steps, one after the other. */
  pushInSteps(piece: string, isBefore?: boolean): Steps<string>;
  endInSteps(): Steps<string>;
  /** How many secrets each pattern has found so far. */
  readonly counts: ReadonlyMap<string, number>;
}

export function createRedactionStream(redactor: Redactor): RedactionStream {
  const counts = new Map<string, number>();
  let pending = '';
  /** What was found beyond the end of what has left: its name may have left already. */
  let ahead: Span[] = [];
  /** So much of `pending` only stands before. */
  let before = 0;

  function* take(isEnd: boolean): Steps<string> {
    const found = yield* redactor.findInSteps(isEnd ? pending : wholeLines(pending));
    const spans = mergeSpans([...ahead, ...found.spans]);
    const end = isEnd ? pending.length : cutPoint(pending, spans, Math.max(found.settled, pending.length - lookAhead));
    const here = spans.filter((span) => span.start < end);
    const from = firstOut(here, Math.min(before, end));
    const out = here.filter((span) => span.start >= from);
    for (const { id } of out) counts.set(id, (counts.get(id) ?? 0) + 1);
    const clean = redactor.cut(pending.slice(from, end), movedBy(out, -from));
    before = Math.max(0, before - end);
    pending = pending.slice(end);
    const rest = spans.filter((span) => span.start >= end);
    ahead = movedBy(rest, -end);
    return clean;
  }

  function* pushInSteps(piece: string, isBefore = false): Steps<string> {
    pending += piece;
    if (isBefore) before += piece.length;
    return pending.length < windowLength ? '' : yield* take(false);
  }
  const endInSteps = () => take(true);
  return {
    counts,
    push: (piece, isBefore) => atOnce(pushInSteps(piece, isBefore)),
    end: () => atOnce(endInSteps()),
    pushInSteps,
    endInSteps,
  };
}

/** Half of an id looks like a secret, so a line waits for its end; one that is longer than all that is looked at again does not. */
function wholeLines(text: string): string {
  const end = text.lastIndexOf('\n') + 1;
  return end > text.length - lookAhead ? text.slice(0, end) : text;
}

/** Where what comes out begins: a secret that began before has its placeholder there. */
const firstOut = (spans: readonly Span[], before: number) =>
  spans.find(({ start, end }) => start < before && before < end)?.start ?? before;

/** A character of two units is not cut in half. */
const wholeCharacters = (text: string, end: number) => ((text.codePointAt(end - 1) ?? 0) > 0xffff ? end - 1 : end);

/** After the last line that ends before the limit, and never inside of a secret. */
function cutPoint(text: string, spans: readonly Span[], limit: number): number {
  const line = text.lastIndexOf('\n', limit - 1) + 1;
  const wanted = line > 0 ? line : wholeCharacters(text, limit);
  const inside = spans.find(({ start, end }) => start < wanted && wanted < end);
  if (inside === undefined) return wanted;
  // A secret that fills a whole window leaves as one.
  return inside.start > 0 ? inside.start : inside.end;
}
