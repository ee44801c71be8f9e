import type { Span } from './span.ts';
import { looksLikeKey, looksLikePassword } from './value.ts';

/** A line of names, of which the columns stand apart, one of them of a secret. */
const header =
  /^[ \t#;]*(?:[A-Za-z][\w./-]{0,40}(?:[ \t]{2,}|\t)){1,6}(?:password|passwd|passphrase|secret|token|psk)(?=[ \t]*\r?$|[ \t]{2,})/gim;
const mostRows = 50;
/** No name of an object has one. */
const noName = /[A-Z!#$%^&*+@~]/;

/** The same with lines between the columns. */
const framed =
  /^[ \t]*\|(?:[^|\n]{1,60}\|){0,6}[ \t]*(?:password|passwd|passwort|kennwort|passphrase|secret|token|pw|pwd|psk)[ \t]*(?=\|)/gim;

function* framedCells(text: string): Generator<Span> {
  for (const { 0: names, index } of text.matchAll(framed)) {
    const column = names.split('|').length - 1;
    let start = text.indexOf('\n', index + names.length) + 1;
    for (let row = 0; row < mostRows && start > 0 && /^[ \t]*\|/.test(text.slice(start, start + 100)); row++) {
      const next = text.indexOf('\n', start);
      const cells = text.slice(start, next === -1 ? text.length : next).split('|');
      const cell = cells[column] ?? '';
      const value = cell.trim().replaceAll('`', '');
      const at = start + cells.slice(0, column).join('|').length + 1 + cell.indexOf(value);
      if (!/\s/.test(value) && (looksLikeKey(value) || looksLikePassword(value)))
        yield { id: 'table', start: at, end: at + value.length };
      start = next + 1;
    }
  }
}

/** Secrets in a table whose column says so. */
export function findColumns(text: string): Span[] {
  // The rows are below.
  if (!text.includes('\n')) return [];
  const spans: Span[] = [...framedCells(text)];
  for (const { 0: names, index } of text.matchAll(header)) {
    const before = names.replace(/^[ \t#;]+/, '').split(/[ \t]{2,}|\t/).length - 1;
    let start = text.indexOf('\n', index + names.length) + 1;
    for (let row = 0; row < mostRows && start > 0; row++) {
      const next = text.indexOf('\n', start);
      const line = text.slice(start, next === -1 ? text.length : next);
      const [cell, from] = cellOf(line, before);
      if (cell === null) break;
      if (looksLikeKey(cell) || (noName.test(cell) && looksLikePassword(cell))) {
        spans.push({ id: 'table', start: start + from, end: start + from + cell.length });
      }
      start = next + 1;
    }
  }
  return spans;
}

function cellOf(line: string, column: number): [cell: string | null, from: number] {
  for (const { 0: cell, index } of line.matchAll(/\S+/g)) if (column-- === 0) return [cell, index];
  return [null, 0];
}
