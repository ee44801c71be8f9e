import { isNothing, valueAt } from '../value.ts';
import { matchAt, type Notation } from './notation.ts';

const elementEnd = /[^<>"]{0,10}>\s*(?:<!\[CDATA\[)?(?:<(?:\w+:)?Value[^<>]*>\s*)?/y;
const elementWithAttributes = /(?:\s+[\w:.-]+\s*=\s*["'][^"'<>]{0,200}["']){1,8}\s*>\s*(?:<!\[CDATA\[)?/y;

/** `<name>value</name>`, also with other elements in between. */
export const element: Notation = (text, { start, end }) => {
  if (!/<(?:[\w.-]{1,40}:)?$/.test(text.slice(Math.max(0, start - 42), start))) return null;
  const opened = matchAt(elementEnd, text, end) ?? matchAt(elementWithAttributes, text, end);
  if (opened === null) return null;
  const from = end + opened[0].length;
  const close = /\]\]>|</g;
  close.lastIndex = from;
  const to = close.exec(text)?.index ?? -1;
  // Without an end tag it is no element: `<token>` in a sentence.
  if (to === -1 || to - from > 8192 || isNothing(text, from)) return null;
  if (!/^(?:\]\]>|<\/)/.test(text.slice(to, to + 3))) return null;
  const value = text.slice(from, to).trimEnd();
  return value === '' ? null : { start: from, end: from + value.length };
};

const attributeAfter = /["'](?:\s+[\w:.-]+=["'][^"'<>\n]{0,200}["']){0,4}[\s;]+value=(["'])/iy;
const elementAfter = /["'](?:\s+[\w:.-]+=["'][^"'<>\n]{0,200}["']){0,3}\s*>\s*(?:<value>\s*)?/iy;
const attributeBefore = /\b(?:value|Value)=(["'])([^"'<>\n]{1,400})\1\s+(?:key|name)=["']$/i;

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
    const to = text.indexOf('<', from);
    return to === -1 || to - from > 8192 || isNothing(text, from) || to === from ? null : { start: from, end: to };
  }
  const first = attributeBefore.exec(before);
  if (first === null || isNothing(first[2] ?? '', 0)) return null;
  const value = first[2] ?? '';
  const from = start - before.length + first.index + first[0].indexOf(value);
  return { start: from, end: from + value.length };
};
