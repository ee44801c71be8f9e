import { raw } from '../regexp.ts';
import { inOrder, outside, type Replacement, type TextView, textViewOf } from './text-view.ts';

/**
 * The end of a line that continues in the next one, in a shell, PowerShell, cmd or Visual Basic. The backslash at the end
 * of a path of Windows is part of the path.
 */
const noPath = raw`(?<!(?:\b[A-Za-z]:|\\[^\s"'|<>]{0,260})\\)`;
const joint = new RegExp(raw`(?:[ \t]{1,8}[\x60^_\\]|\\${noPath})\r?\n[ \t]*`, 'g');

/** Joins commands that continue over several lines. */
export function withoutContinuations(text: string): TextView | null {
  const changes: Replacement[] = [];
  const ranges: { start: number; end: number }[] = [];
  for (const { 0: whole, index } of text.matchAll(joint)) {
    const end = index + whole.length;
    // A shell joins the two lines without a space.
    const put = whole.startsWith('\\') && whole.endsWith('\n') ? '' : ' ';
    changes.push({ start: index, end, put });
    const newline = text.indexOf('\n', end);
    const until = newline === -1 ? text.length : newline;
    // Two that overlap leave out what both do not have.
    ranges.push({ start: text.lastIndexOf('\n', index - 1) + 1, end: until });
  }
  return ranges.length === 0 ? null : textViewOf(text, inOrder([...outside(text, ranges), ...changes]));
}
