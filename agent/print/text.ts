import { styleText } from 'node:util';
import { showFix } from '../fix/show.ts';
import type { Fix } from '../fix.ts';
import { printable, seal } from './printable.ts';

/** Colours text if the output supports colour; `defused` turns the colours into those of a terminal. */
export function paint(text: string, format: Parameters<typeof styleText>[0], view: { colour: boolean }): string {
  if (!view.colour) return text;
  return styleText(format, '\0', { validateStream: false })
    .replaceAll('\u001b[', seal)
    .replace('\0', () => text);
}

/**
 * Breaks text at spaces so that no line is longer than `width`, each indented by `indent`. A word that is longer, such
 * as a path, stays whole. Line breaks in the text stay.
 */
export function wrap(text: string, options: { width: number; indent: number; ascii: boolean }): string {
  const room = options.width - options.indent;
  const lines: string[] = [];
  for (const paragraph of printable(text, options.ascii).split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > room) {
        lines.push(line.trimEnd());
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    lines.push(line.trimEnd());
  }
  const pad = ' '.repeat(options.indent);
  return lines.map((line) => (line === '' ? '' : `${pad}${line}`)).join('\n');
}

/** A fix, wrapped. */
export const wrapFix = (fix: Fix, options: Parameters<typeof wrap>[1], title?: string): string =>
  wrapLines(showFix(fix, title), options);

/** Lines of a fix, wrapped. Commands are not wrapped, so that they can be copied. */
export const wrapLines = (shown: readonly string[], options: Parameters<typeof wrap>[1]): string =>
  shown
    .map((line) =>
      line.startsWith('    ')
        ? `${' '.repeat(options.indent)}${printable(line, options.ascii)}`
        : wrapHanging(line, options),
    )
    .join('\n');

/** Continuation lines of a step are indented below its words, not below its number. */
function wrapHanging(line: string, options: Parameters<typeof wrap>[1]): string {
  const head = /^ *(?:\d+\. )?/.exec(line)?.[0] ?? '';
  const indent = options.indent + head.length;
  return `${' '.repeat(options.indent)}${head}${wrap(line.slice(head.length), { ...options, indent }).trimStart()}`;
}
