import { withoutQuotes } from './argument-lists.ts';
import { withoutLinePrefixes } from './container-lines.ts';
import { withoutContinuations } from './continued.ts';
import { unescaped } from './unescaped.ts';
import { withoutWraps } from './unwrapped.ts';
import { type TextView, textViewOf } from './view.ts';

/** The limit for JSON inside strings of JSON: a log of a log of a log. */
const maxNesting = 3;

/** All rewritten forms of a text that are searched besides the text itself. */
export function* viewsOf(text: string): Generator<TextView> {
  const narrow = withoutNulls(text);
  const wide: TextView = { text, startOf: (index) => index, endOf: (index) => index + 1 };
  const printed = withoutLinePrefixes(text);
  for (const base of [wide, narrow, printed]) {
    let view: TextView | null = base;
    for (let depth = 0; view !== null && depth <= maxNesting; depth++) {
      const joined = through(view, withoutWraps);
      if (view !== wide) yield view;
      if (joined !== null) yield joined;
      const continued = through(view, withoutContinuations);
      if (continued !== null) yield continued;
      const commandLines = through(view, withoutQuotes);
      if (commandLines !== null) yield commandLines;
      view = through(view, unescaped);
      const narrowed = view === null ? null : through(view, withoutNulls);
      if (narrowed !== null) yield narrowed;
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
  const nulls = text.matchAll(/\0+/g);
  return textViewOf(
    text,
    [...nulls].map(({ 0: { length }, index }) => ({ start: index, end: index + length, put: '' })),
  );
}
