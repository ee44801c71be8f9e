import { lineStartAt, looksLikeKey, looksLikePassword } from '../value.ts';
import { madeUp } from '../words/made-up.ts';
import { matchAt, type Notation } from './notation.ts';

/** Headings, list items, quotes and bold text, before a label. */
const before = /^[ \t]*(?:[#*_>|│║┃-]{1,6}[ \t]*|\[[^\]\n]\][ \t]|\d{1,2}[.)] )?(?:[\p{L}\p{N}-]{1,20}[ \t]){0,3}$/u;
const after =
  /["'*_]{0,3}(?:[ \t]\([^()\n]{1,30}\))?(?:[ \t](?:for|of)[ \t][^\n:]{1,60}?)?(?:[ \t](?:is|was|has been set to|set to|ist|lautet))?[:：]?[*_]{0,3}(?:[ \t]*[|│║┃])?[ \t]*(?:\r?\n[ \t]*){1,2}(?:[>$|│║┃][ \t]{1,8})?(?:(?:Value|Wert)\s?[:=]\s?)?["'`*]{0,3}([^\s"'`]{5,200})["'`*]{0,3}(?:[ \t]*[|│║┃])?[ \t]*(?:\r?\n|$)/y;

/** A label on its own line and the value on the next line, as in forms and notes, and in the frame of a banner. */
export const label: Notation = (text, { start, end, says }) => {
  if (says !== 'password' && says !== 'secret') return null;
  const lineStart = lineStartAt(text, start);
  if (start - lineStart > 80 || !before.test(text.slice(lineStart, start))) return null;
  const [whole = '', value = ''] = matchAt(after, text, end) ?? [];
  if (/[:=]$|^[[({<#]|^https?:|^\w+=|\\/.test(value)) return null;
  const isValue =
    looksLikeKey(value) ||
    (says === 'password' ? looksLikePassword(value) : madeUp(value) === 'much' || /[~!#$%^&*]/.test(value));
  const from = end + whole.lastIndexOf(value);
  return isValue ? { start: from, end: from + value.length } : null;
};
