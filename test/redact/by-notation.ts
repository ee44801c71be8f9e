import type { Notation } from '../../agent/redact/notations/joints.ts';
import type { Says } from '../../agent/redact/secret-names.ts';

/** What a notation takes for the values of the first such name in a text. */
export function valuesBy(notation: Notation, text: string, name = 'password', says: Says = 'password'): string[] {
  const start = text.indexOf(name);
  const found = notation(text, { start, end: start + name.length, says, name });
  return [found ?? []].flat().map((range) => text.slice(range.start, range.end));
}
