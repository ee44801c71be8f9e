import { isNothing, valueAt } from '../value.ts';
import { matchAt, type Notation } from './notation.ts';

const elementEnd =
  /[^<>"]{0,10}>\s*(?:<!\[CDATA\[)?(?:<(?:\w+:)?(?:Value|Data|Text|Content|Clear\w{0,8}|String)\b[^<>]*>\s*)?/y;
const elementWithAttributes = /(?:\s+[\w:.-]+\s*=\s*["'][^"'<>]{0,200}["']){1,8}\s*>\s*(?:<!\[CDATA\[)?/y;

/** `<name>value</name>`, also with other elements in between. */
export const element: Notation = (text, { start, end }) => {
  if (!/<(?:[\w.-]{1,40}:)?$/.test(text.slice(Math.max(0, start - 42), start))) return null;
  const opened = matchAt(elementEnd, text, end) ?? matchAt(elementWithAttributes, text, end);
  if (opened === null) return null;
  const from = end + opened[0].length;
  const close = opened[0].endsWith('[CDATA[') ? /\]\]>/g : /\]\]>|<\/?/g;
  close.lastIndex = from;
  const closed = close.exec(text);
  // Without an end tag it is no element: `<token>` in a sentence.
  if (closed === null || closed[0] === '<' || closed.index - from > 8192 || isNothing(text, from)) return null;
  const value = text.slice(from, closed.index).trimEnd();
  return value === '' ? null : { start: from, end: from + value.length };
};

const attributeAfter = /["'](?:\s+[\w:.-]+=["'][^"'<>\n]{0,200}["']){0,4}[\s;]+value=(["'])/iy;
const elementAfter = /["'](?:\s+[\w:.-]+=["'][^"'<>\n]{0,200}["']){0,3}\s*>\s*(?:<value>\s*)?(<!\[CDATA\[)?/iy;
const attributeBefore = /\b(?:value|Value)=(["'])(?<value>[^"'<>\n]{1,400})\1\s+(?:key|name)=["']$/i;

/** `key="name" value="value"`, `value="value" key="name"`, or `<Data Name="name">value</Data>`. */
export const attribute: Notation = (text, { start, end }) => {
  const before = text.slice(Math.max(0, start - 500), start);
  // The attribute's own name may be part of the matched name.
  if (!/(?:\b|_)(?:key|name|n)=["'][^"'<>\n]{0,60}$/i.test(before)) return null;
  const after = matchAt(attributeAfter, text, end);
  if (after !== null) return valueAt(text, end + after[0].length - 1);
  const inside = matchAt(elementAfter, text, end);
  if (inside !== null) {
    const from = end + inside[0].length;
    const to = text.indexOf(inside[1] === undefined ? '<' : ']]>', from);
    return to <= from || to - from > 8192 || isNothing(text, from) ? null : { start: from, end: to };
  }
  const { index, groups } = attributeBefore.exec(before) ?? {};
  if (index === undefined) return null;
  const from = start - before.length + index + 'value="'.length;
  return isNothing(text, from) ? null : { start: from, end: from + (groups?.value ?? '').length };
};
