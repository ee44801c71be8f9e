import { lineAt, lineStartAt, matchAt, type Range, raw, regexp } from '../span.ts';
import { isNothing, looksLikeKey } from '../value.ts';
import { mayBeChosen } from '../words/made-up.ts';
import type { Notation } from './joints.ts';
import { ofOther } from './object-with-secrets.ts';

/** Where a comment begins, and the words of it before the name. */
const begin =
  /(?:^|[\s;])(?:#{1,3}|\/\/+|;+|--|\/\*+|<!--|::|&? ?\bREM\b)[ \t]{0,3}(?:[\p{L}\p{N}'’_-]{1,20}[ \t]){0,5}$/iu;
const deeds = raw`rotates?|changes?|resets?|sets?|holds?|has|have|needs?|uses?|using|contains?|stores?|reads?|updates?|sees?|checks?|adds?|removes?|gets?|no|not|without|requires?|takes?|asks?|is|are|if|when|where|from|via|with|name|mit|ohne|sans|avec`;
/** A comment with one of these words describes a secret, and does not name the one beside it. */
const deed = regexp.i`\b(?:${deeds})\b`;
/** The rest of the comment: whose it is. */
const rest =
  /(?:[ \t](?:for|of|on|to|in|at|für|von|pour|de|du|del)[ \t][^\n:=]{1,40}?)?[ \t.:]{0,3}(?:\*\/|-->)?[ \t]*(?=\r?\n|$)/y;
/** The value alone, the value of a field, or an element, at the end of a line. */
const values = [
  /^[ \t]*(?:- )?["'`]?([^\s"'`=:,;<>]{6,64})["'`]?[ \t]*[,;]?[ \t]*$/,
  /(?:^|[\s{,(])["']?[$@]?([\w.-]{1,40})["']?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}["'`]?([^\s"'`,;<>]{6,64})["'`]?[ \t]*[,;]?(?:[ \t]*&)?[ \t]*$/,
  /<([\w.-]{1,40})(?:\s[^<>]{0,80})?>([^<>\n]{6,64})<\/[\w.-]{1,40}>[ \t]*$/,
];

/** `value  # database password`, or such a comment on a line of its own and the value in the line below. */
export const remark: Notation = (text, { start, end, says }) => {
  const after = matchAt(rest, text, end);
  if (after === null) return null;
  const lineStart = lineStartAt(text, start, 400);
  const before = text.slice(lineStart, start);
  const mark = begin.exec(before);
  if (mark === null || deed.test(mark[0])) return null;
  const code = before.slice(0, mark.index);
  if (/\S/.test(code)) return valueIn(text, { start: lineStart, end: lineStart + code.length }, says);
  const next = text.indexOf('\n', end + after[0].length);
  return next === -1 ? null : valueIn(text, { start: next + 1, end: next + 1 + lineAt(text, next + 1).length }, says);
};

function valueIn(text: string, { start, end }: Range, says: string): Range | null {
  const line = text.slice(start, end);
  if (line.length > 300) return null;
  for (const pattern of values) {
    const [, first = '', second] = pattern.exec(line) ?? [];
    const value = second ?? first;
    if (value === '' || (second !== undefined && ofOther.test(first))) continue;
    const at = start + line.lastIndexOf(value);
    const isSecret = looksLikeKey(value) || (says !== 'maybe' && mayBeChosen(value));
    return isSecret && !isNothing(text, at) ? { start: at, end: at + value.length } : null;
  }
  return null;
}
