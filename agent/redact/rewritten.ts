import { withoutQuotes } from './rewritten/argument-lists.ts';
import { withoutLinePrefixes } from './rewritten/container-lines.ts';
import { withoutContinuations } from './rewritten/continued.ts';
import { type Replacement, type TextView, textViewOf } from './rewritten/text-view.ts';
import { unescaped } from './rewritten/unescaped.ts';
import { withoutWraps } from './rewritten/unwrapped.ts';

/** The limit for JSON inside strings of JSON: a log of a log of a log. */
const maxNesting = 3;

/**
 * Rewritten forms of a text that are searched besides the text itself; null: there is no such form. The caller
 * may pause between any two.
 */
export function* viewsOf(text: string): Generator<TextView | null> {
  const wide: TextView = { text, startOf: (index) => index, endOf: (index) => index + 1 };
  for (const look of [() => wide, withoutNulls, withoutLinePrefixes]) {
    let view = look(text);
    for (let depth = 0; view !== null && depth <= maxNesting; depth++) {
      yield view === wide ? null : view;
      for (const rewrite of [withoutWraps, withoutContinuations, withoutQuotes]) yield through(view, rewrite);
      view = through(view, unescaped);
      if (view !== null) yield through(view, withoutNulls);
    }
  }
}

/** A view of a view, with positions in the original text. */
function through(outer: TextView, look: (text: string) => TextView | null): TextView | null {
  const inner = look(outer.text);
  if (inner === null) return null;
  return {
    text: inner.text,
    startOf: (index) => outer.startOf(inner.startOf(index)),
    endOf: (index) => outer.endOf(inner.endOf(index) - 1),
  };
}

/** Text in UTF-16 inside a file of another encoding: removes the NUL after each letter. */
function withoutNulls(text: string): TextView | null {
  const changes: Replacement[] = [];
  for (let start = text.indexOf('\0'); start !== -1; ) {
    let end = start + 1;
    while (text.charCodeAt(end) === 0) end++;
    changes.push({ start, end, put: '' });
    start = text.indexOf('\0', end);
  }
  return textViewOf(text, changes);
}
