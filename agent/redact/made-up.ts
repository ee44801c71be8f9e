import { isInnocentAfter } from './innocent.ts';
import { noiseOf } from './noise.ts';
import type { Span } from './span.ts';

/**
 * How much a word looks like a password that somebody chose or a program made. `some`: of capitals, small letters and
 * digits as no name is; `much`: with a sign besides that stands in no name.
 */
export type MadeUp = 'much' | 'some' | null;

const leastLength = 8;
const mostLength = 40;

/** Programs write names, numbers and templates with signs, too. */
const forms = [
  // An address, a version, an object of Java, a name in C++.
  /^[\w.+-]+@(?:[\w-]+(?:\.[\w-]+)+|[a-z][a-z\d-]*)$/,
  /@v?\d[\w.+-]*$|@[0-9a-f]{4,16}$|@@/,
  /^v?\d+\.\d+/,
  // A number in hexadecimal, an address in a function.
  /^0x[0-9a-f]+$|\+0x[0-9a-f]+$/i,
  // A class in a class, the number of something, fields of a query.
  /^(?:[A-Z][a-z]+\d*)+[$+][A-Z][A-Za-z\d]*$|^(?:[A-Za-z_][\w.]*[$+#])+\w{1,3}$/,
  /^[A-Za-z][\w.-]*#\d+$/,
  /&(?:[a-z]{2,8}|[a-z]\w*)$/,
  // A template, or a pattern.
  /\$[\w{(]*[})]|^\$|%[A-Za-z_]\w*%/,
  /^\^|\$$|\.[*+?]|\*\.|^[*?]|[*?]$|[Aa]-[Zz]|0-9/,
];

/** What stands in a template of C or in a URL: no sign of its own. */
const verbs = /%(?:[-+ #0]{0,3}\d{0,3}(?:\.\d{1,2})?[a-zA-Z]|[0-9A-Fa-f]{2})/g;

/** Words in capitals and a number: `Word-Word12`, `WordWord123!`. */
const ofWords = /^(?:[A-Z][a-z]{2,11}[-_.]?){2,4}\d{2,4}[!#$%&*+?@^]?$/;
/** What is more no one would write by hand. */
const leastNoise = 1.5;
const muchNoise = 4;
/** A number in hexadecimal says nothing but its length. */
const hexRun = /(?<![A-Za-z0-9])(?:[0-9a-f]{4,}|[0-9A-F]{4,})(?![A-Za-z0-9])/g;

const hasAll = (value: string) => /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value);

/** Whether programs write such a word for something else than a secret. */
export const isOfProgram = (value: string): boolean => forms.some((form) => form.test(value));

export function madeUp(value: string): MadeUp {
  if (value.length < leastLength || value.length > mostLength) return null;
  if (!/^[\w!#$%&*+?@^.~-]+$/.test(value) || !hasAll(value) || isOfProgram(value)) return null;
  const rest = value.replaceAll(verbs, '');
  if (!hasAll(rest)) return null;
  const noise = noiseOf(value.replaceAll(hexRun, (run) => '0'.repeat(run.length)));
  const isOfWords = ofWords.test(value);
  const hasSign = /[!#$%&*+?@^]/.test(rest) || (rest !== value && noise > muchNoise);
  if (hasSign && value.length > leastLength && (isOfWords || noise > leastNoise)) return 'much';
  return isOfWords || noise > leastNoise ? 'some' : null;
}

/** A word that stands alone: neither a part of a path nor the name of a field. */
const alone = /(?<![\w!#$%&*+?@^.~/\\-])[\w!#$%&*+?@^.~-]{9,42}(?=$|[\s"'`,;)\]}<>|\ufdd0\ufdd1])/gm;

/** Passwords by their shape, whatever stands around them. */
export function findMadeUp(text: string): Span[] {
  return [...text.matchAll(alone)].flatMap(({ 0: found, index }) => {
    const value = found.replace(/[.?]+$/, '');
    if (madeUp(value) !== 'much' || isInnocentAfter(text, index)) return [];
    return [{ id: 'made-up', start: index, end: index + value.length }];
  });
}

const capital = 1;
const small = 2;
const digit = 4;
const other = 8;
const kinds = new Uint8Array(128);
for (let code = 48; code <= 57; code++) kinds[code] = digit;
for (let code = 65; code <= 90; code++) kinds[code] = capital;
for (let code = 97; code <= 122; code++) kinds[code] = small;
for (const one of '_!#$%&*+?@^.~-') kinds[one.charCodeAt(0)] = other;
const kindOf = (code: number) => (code < 128 ? (kinds[code] ?? 0) : 0);

/** Where a word with such a sign ends, as a negative number if its characters are not those of a password. */
export function endOfMadeUp(text: string, at: number, { start, end }: { start: number; end: number }): number {
  let all = 0;
  let from = at;
  while (from > start && at - from <= mostLength && kindOf(text.charCodeAt(from - 1)) !== 0) {
    from--;
    all |= kindOf(text.charCodeAt(from));
  }
  let to = at;
  while (to < end && to - at <= mostLength && kindOf(text.charCodeAt(to)) !== 0) {
    all |= kindOf(text.charCodeAt(to));
    to++;
  }
  const isLikely = (all & (capital | small | digit)) === (capital | small | digit) && to - from > leastLength;
  return isLikely ? to : -to;
}
