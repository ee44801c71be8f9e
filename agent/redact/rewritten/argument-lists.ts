import { inOrder, outside, type Replacement, type TextView, textViewOf } from './text-view.ts';

/**
 * `['net', 'user', 'name', 'value']` or `"net" "user" "name" "value"`: a program's list of arguments for another
 * program.
 */
const list =
  /(["'])(?:\/|[A-Z]:)?[\w./\\-]{2,100}\1(?:,?[ \t]|,)(?:\1[^"'\n]{0,200}\1(?:,?[ \t]|,)){1,40}\1[^"'\n]{0,200}\1/g;
const between = /["'](?:,?[ \t]|,)["']/g;

/** Rewrites lists of arguments as command lines, so that the patterns for command lines match them too. */
export function withoutQuotes(text: string): TextView | null {
  const lists = [...text.matchAll(list)].map(({ 0: { length }, index }) => ({ start: index, end: index + length }));
  if (lists.length === 0) return null;
  const changes: Replacement[] = [];
  for (const { start, end } of lists) {
    changes.push({ start, end: start + 1, put: '' });
    for (const { 0: joint, index } of text.slice(start + 1, end).matchAll(between)) {
      const from = start + 1 + index;
      changes.push({ start: from, end: from + joint.length, put: ' ' });
    }
    changes.push({ start: end - 1, end, put: '' });
  }
  return textViewOf(text, inOrder([...outside(text, lists), ...changes]));
}
