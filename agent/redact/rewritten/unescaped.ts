import { raw, regexp } from '../regexp.ts';
import { leftOut, type Replacement, type TextView, textViewOf } from './text-view.ts';

const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', '/': '/' };
const entities: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'", nbsp: ' ' };

/**
 * An escaped character: in JSON strings, XML and URLs; and terminal colours. In a path of Windows whose first backslash is not
 * doubled, \n, \r and \t begin names: C:\k\node.key.
 */
const letter = raw`["\\/]|[nrt](?<!\b[A-Za-z]:\\[^\\\s"'nrt][^\s"'<>|]{0,200}\\[nrt])`;
const entity = raw`#(\d{2,4})|#x([0-9a-fA-F]{2,4})|(quot|amp|lt|gt|apos|nbsp)`;
const written = regexp.g`\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(${letter}))|&(?:${entity});|%([2-7][0-9a-fA-F])|\u001b\[[0-9;]{0,20}m`;

/** The lines with escapes, decoded. */
export function unescaped(text: string): TextView | null {
  const changes: Replacement[] = [];
  let lineEnd = 0;
  for (const match of text.matchAll(written)) {
    const { index } = match;
    if (index >= lineEnd) {
      const next = text.indexOf('\n', index);
      const start = text.lastIndexOf('\n', index) + 1;
      if (start > lineEnd) changes.push(leftOut(lineEnd, start));
      lineEnd = next === -1 ? text.length : next;
    }
    changes.push({ start: index, end: index + match[0].length, put: plain(match) });
  }
  if (changes.length > 0 && lineEnd < text.length) changes.push(leftOut(lineEnd, text.length));
  return textViewOf(text, changes);
}

/** The text with one level of escapes decoded; null: there were none. */
export function plainly(text: string): string | null {
  const plainer = text.replace(written, (...match) => plain(match as unknown as RegExpExecArray));
  return plainer === text ? null : plainer;
}

function plain([, wide, byte, letter, decimal, hex, entity, percent]: RegExpExecArray): string {
  if (letter !== undefined) return letters[letter] ?? '';
  if (entity !== undefined) return entities[entity] ?? '';
  const code = decimal === undefined ? Number.parseInt(wide ?? byte ?? hex ?? percent ?? '', 16) : Number(decimal);
  return Number.isNaN(code) ? '' : String.fromCharCode(code);
}
