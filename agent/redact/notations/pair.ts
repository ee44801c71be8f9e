import { fieldEnd, isNothing, type Range, valueAt } from '../value.ts';
import { matchAt, type Notation } from './notation.ts';

/** Up to the value, with a few other fields in between. */
const pairAfter =
  /\\{0,15}"?\s*,\s*(?:\\{0,15}"[\w.-]{1,40}\\{0,15}"\s*:\s*(?:\\{0,15}"[^"\\\n]{0,100}\\{0,15}"|[\w.-]{1,40})\s*,\s*){0,4}\\{0,15}"?value\\{0,15}"?\s*:\s*/iy;
const pairBefore =
  /["']?value["']?\s*:\s*(["']?)([^\s"',{}]{1,400})\1\s*,?\s*["']?(?:name|key)["']?\s*:\s*["']?[\w.-]*$/di;
/** As Format-List prints an object. */
const nameInList = /^Name[ \t]{1,20}: [\w.-]*$/;
const valueInList = /[ \t]*\r?\nValue[ \t]{1,20}: (?=([^\s\ufdd1][^\r\n\ufdd1]{0,1023}))/y;
const yamlAfter = /["']?[ \t]*\r?\n[ \t]*value:[ \t]*/y;

const listed = (text: string, start: number, rest: string): Range | null =>
  isNothing(text, start) ? null : { start, end: start + rest.trimEnd().length };

/** `{"name": "name", "value": "value"}`, also in Go and YAML syntax, and in the reverse order. */
export const pair: Notation = (text, { start, end }) => {
  const before = text.slice(Math.max(0, start - 500), start);
  if (!/(?:name|key)["']?\s*[:=]\s*\\{0,15}["']?[\w./-]*$/i.test(before)) return null;
  if (nameInList.test(before.slice(before.lastIndexOf('\n') + 1))) {
    const below = matchAt(valueInList, text, end);
    if (below !== null) return listed(text, end + below[0].length, below[1] ?? '');
  }
  const after = matchAt(pairAfter, text, end) ?? matchAt(yamlAfter, text, end);
  if (after !== null) return valueAt(text, end + after[0].length, fieldEnd);
  const found = pairBefore.exec(before)?.indices?.[2];
  if (found === undefined) return null;
  const [from, to] = found;
  const offset = start - before.length;
  return isNothing(text, offset + from) ? null : { start: offset + from, end: offset + to };
};
