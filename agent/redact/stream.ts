import type { Redactor } from '../redact.ts';
import { atOnce, type Steps } from './memory.ts';
import { mergeSpans, movedBy, type SecretSpan } from './span.ts';

/**
 * How much text is searched together, and how much of it is searched again together with what follows, in UTF-16 units.
 */
const windowLength = 64 * 1024;
const lookAhead = 16 * 1024;

/** Removes secrets from a text that arrives in pieces, including secrets that lie across two pieces. */
export function createRedactionStream(redactor: Redactor) {
  const counts = new Map<string, number>();
  let pending = '';
  /**
   * Secrets found beyond the text returned so far. They are kept because their names may have been returned already.
   */
  let ahead: SecretSpan[] = [];
  /** The length of the beginning of `pending` that is only context. */
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
    /** The number of secrets found so far, by pattern. */
    counts,
    /** @param isBefore the piece is only context for what follows: nothing of it is returned */
    push: (piece: string, isBefore?: boolean) => atOnce(pushInSteps(piece, isBefore)),
    end: () => atOnce(endInSteps()),
    /** Like `push` and `end`, but in short steps. */
    pushInSteps,
    endInSteps,
  };
}

/**
 * Cuts a text at its last line end, because half of an id looks like a secret. A line longer than the look-ahead is not
 * waited for.
 */
function wholeLines(text: string): string {
  const end = text.lastIndexOf('\n') + 1;
  return end > text.length - lookAhead ? text.slice(0, end) : text;
}

/** Where the output begins. A secret that began before it gets its placeholder here. */
const firstOut = (spans: readonly SecretSpan[], before: number) =>
  spans.find(({ start, end }) => start < before && before < end)?.start ?? before;

/** Does not cut between two surrogates. */
const wholeCharacters = (text: string, end: number) => ((text.codePointAt(end - 1) ?? 0) > 0xffff ? end - 1 : end);

/** Where to cut: after the last line that ends before the limit, and never inside a secret. */
function cutPoint(text: string, spans: readonly SecretSpan[], limit: number): number {
  const line = text.lastIndexOf('\n', limit - 1) + 1;
  const wanted = line > 0 ? line : wholeCharacters(text, limit);
  const inside = spans.find(({ start, end }) => start < wanted && wanted < end);
  if (inside === undefined) return wanted;
  // A secret that fills the whole window is returned as one.
  return inside.start > 0 ? inside.start : inside.end;
}
