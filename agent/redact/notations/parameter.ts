import { isNothing, type Range, valueAt } from '../value.ts';
import { matchAt, type Notation } from './notation.ts';

/** How far from a statement its parameters are searched for. */
const reach = 2000;
const afterName = /["'`\]]{0,2}\s{0,3}(?:=|:|=>)\s{0,3}([@:$]\w{1,40})(?![\w.({])/y;

/** `SET [name] = @p0`, where the same record has `@p0='value'`. */
export const parameter: Notation = (text, { start, end }) => {
  const [, name] = matchAt(afterName, text, end) ?? [];
  if (name === undefined) return null;
  const from = Math.max(0, start - reach);
  const around = text.slice(from, end + reach);
  const gets = new RegExp(String.raw`${name.replace('$', '\\$')}(?!\w)["']?\s{0,3}(?:=>?|:)\s{0,3}N?(?=["'])`, 'g');
  const values = [...around.matchAll(gets)].flatMap(({ 0: { length }, index }): Range[] => {
    const at = from + index + length;
    const value = isNothing(text, at) ? null : valueAt(text, at);
    return value === null ? [] : [value];
  });
  return values.length === 0 ? null : values;
};
