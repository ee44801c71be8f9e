import { argumentsAt } from '../structures/calls.ts';
import { isNothing, type Range, valueAt } from '../value.ts';
import { matchAt, type Notation } from './notation.ts';

/** How far from a statement its parameters are searched for. */
const reach = 2000;
const afterName = /["'`\]]{0,2}\s{0,3}(?:=|:|=>)\s{0,3}([@:$]\w{1,40})(?![\w.({])/y;

/** `SET [name] = @p0`, where the same record has `@p0='value'`; or `SET name = ?` with the values in a list. */
export const parameter: Notation = (text, { start, end }) => {
  const [, name] = matchAt(afterName, text, end) ?? [];
  if (name === undefined) return inList(text, { start, end });
  const from = Math.max(0, start - reach);
  const around = text.slice(from, end + reach);
  const gets = new RegExp(String.raw`${name.replace('$', '\\$')}(?!\w)["']?\s{0,3}(?:=>?|:)\s{0,3}N?(?=["'])`, 'g');
  const values = [...around.matchAll(gets)].flatMap(({ 0: { length }, index }): Range[] => {
    const value = valueAt(text, from + index + length);
    return value === null ? [] : [value];
  });
  return values.length === 0 ? inList(text, { start, end }) : values;
};

/** A place for a value: `?`, `%s`, `$1`. */
const place = /\?|%s|\$\d{1,3}/g;
const isPlace = /^\s*(?:\?|%s|\$\d{1,3})\s*$/;
const endOfColumn = /["'`\]]{0,2}\s{0,3}[,)=]/y;
const placeAfter = /["'`\]]{0,2}\s{0,3}=\s{0,3}(?=\?|%s|\$\d)/y;
const columnsBefore = /\binsert\s+(?:\w+\s+)?into\s[^()\n]{1,120}\(([^()]{0,800})$/i;
const placesAfter = /^[^()]{0,800}\)\s*(?:output\s[^()]{1,80})?values\s*\(([^()]{1,400})\)/i;
const statement = /\b(?:update|insert|select|delete|alter|merge|call|exec)\b/gi;
/** Where the values are listed. Sources: docs.sqlalchemy.org, echo; the logs of Doctrine and of node-postgres. */
const list = /\b(?:parameters?|params|binds?|args|values)["']?\]?\s{0,3}[:=]\s{0,3}[[(]{1,2}/i;

/** The value at the place of a column among the values that are listed after the statement. */
function inList(text: string, { start, end }: Range): Range | null {
  if (matchAt(endOfColumn, text, end) === null) return null;
  const before = text.slice(Math.max(0, start - reach), start);
  const after = text.slice(end, end + reach);
  const index = indexOfPlace(before, after, matchAt(placeAfter, text, end)?.[0].length ?? -1);
  if (index === null) return null;
  const listed = list.exec(after);
  if (listed === null) return null;
  const value = argumentsAt(text, end + listed.index + listed[0].length)[index];
  return value?.isString === true && value.end > value.start && !isNothing(text, value.start) ? value : null;
}

/** How many places come before that of a column. */
function indexOfPlace(before: string, after: string, length: number): number | null {
  if (length !== -1) {
    const [numbered] = /^\$\d{1,3}/.exec(after.slice(length)) ?? [];
    if (numbered !== undefined) return Number(numbered.slice(1)) - 1;
    const { index } = [...before.matchAll(statement)].at(-1) ?? {};
    return index === undefined ? null : [...before.slice(index).matchAll(place)].length;
  }
  const columns = columnsBefore.exec(before)?.[1];
  const places = placesAfter.exec(after)?.[1]?.split(',');
  if (columns === undefined || places === undefined) return null;
  const column = columns.split(',').length - 1;
  if (!isPlace.test(places[column] ?? '')) return null;
  return places.slice(0, column).filter((one) => isPlace.test(one)).length;
}
