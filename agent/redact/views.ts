import { withoutQuotes } from './argument-lists.ts';
import { withoutLinePrefixes } from './container-lines.ts';
import { withoutContinuations } from './continued.ts';
import { unescaped } from './unescaped.ts';
import { withoutWraps } from './unwrapped.ts';
import { type View, viewOf } from './view.ts';

/** A log of a log of a log is met: JSON in strings of JSON. */
const maxNesting = 3;

/** All ways in which a text is looked at beside its own. */
export function* viewsOf(text: string): Generator<View> {
  const narrow = withoutNulls(text);
  const wide: View = { text, startOf: (index) => index, endOf: (index) => index + 1 };
  const printed = withoutLinePrefixes(text);
  for (const base of [wide, ...(narrow === null ? [] : [narrow]), ...(printed === null ? [] : [printed])]) {
    let view: View | null = base;
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

/** A way of looking at what another way shows. */
function through(outer: View, look: (text: string) => View | null): View | null {
  const inner = look(outer.text);
  if (inner === null) return null;
  return {
    text: inner.text,
    startOf: (index) => outer.startOf(inner.startOf(index)),
    endOf: (index) => outer.endOf(inner.endOf(index) - 1),
  };
}

/** Text in UTF-16 that stands in a file of another encoding has a NUL beside each letter. */
function withoutNulls(text: string): View | null {
  if (!text.includes('\0')) return null;
  const nulls = text.matchAll(/\0+/g);
  return viewOf(
    text,
    [...nulls].map(({ 0: { length }, index }) => ({ start: index, end: index + length, put: '' })),
  );
}
