import { isOfProgram, madeUp } from '../made-up.ts';
import { secretWord } from '../name.ts';
import { isNothing, looksLikePassword, type Range } from '../value.ts';
import type { Named, Notation } from './notation.ts';

/** So far from a name its value is looked for on the same line. */
const reach = 240;
/** A value may be a field of a record over lines. */
const reachOfField = 400;

const bracketed = /(?<=\b(?:value|wert|valor|valeur):? )(\[)([^\s[\]"'\ufdd0\ufdd1]{6,64})\]/gi;
const quoted = /(["'])([^"'\s\\<>\ufdd0\ufdd1]{6,64})\1/g;
const bare =
  /(?:(?<=[:=] |\b(?:is|was|to|with|ist|lautet) )[^\s"'<>\ufdd0\ufdd1]{8,42}(?=\s|$)|(?<=\s)[^\s"'<>\ufdd0\ufdd1]{8,42}(?=\s*$))/g;

/** What a word before it says is something else. */
const otherThing =
  /\b(?:users?|user ?name|account|login|for|host|node|server|pod|container|domain|database|on|from|at|by|in|of|keys?|names?|named|property|secrets?|file|path|image|field|column|variable|parameter|argument|option|type|class|member|process|program|service|command|module|package|task|job|policy|subject|object|group|role|event|address|version|benutzer|konto|usuario|utilisateur)["']?\s{0,3}[:=]?\s{0,3}\(?$/i;
/** So is the value of a field that has another name. */
const otherField =
  /[\w\]](?<!\b(?:val|value|values|data|default|new|old|content|text|plaintext|input|with|is|was|to|ist|lautet|est|es|è|é|wert|valor|valeur) ?)["']?\s{0,3}[:=]\s{0,3}\(?$/i;

const saying = /\b(?:val|value|wert|valor|valeur)["']?\s{0,3}(?:[:=]|is|ist|est|es)?\s{0,3}$/i;

/** The value of a name that stands elsewhere in its sentence or its record: `NAME ... Its value is 'value'`. */
export const nearby: Notation = (text, named) => {
  const { start, end, says } = named;
  if (says !== 'password' && says !== 'secret') return null;
  const [above = ''] = /[^\n]*$/.exec(text.slice(Math.max(0, start - reach), start)) ?? [];
  const lineStart = start - above.length;
  const [below = ''] = text.slice(end, end + reach).split('\n', 1);
  const lineEnd = end + below.length;
  const before = literalsIn(text, lineStart, start, quoted);
  const after = [quoted, bracketed, bare].flatMap((form) => literalsIn(text, end, lineEnd, form));
  const found = [...before, ...after].filter((range) => isChosen(text, range, named, lineEnd));
  const field = fieldBelow(text, named);
  return field === null ? found : [...found, field];
};

function literalsIn(text: string, start: number, end: number, pattern: RegExp): Range[] {
  return [...text.slice(start, end).matchAll(pattern)].map(({ 0: whole, 2: inside, index }) => {
    const value = inside ?? whole.replace(/[.,;:]+$/, '');
    const from = start + index + (inside === undefined ? 0 : 1);
    return { start: from, end: from + value.length };
  });
}

function isChosen(text: string, { start, end }: Range, { says, end: endOfName }: Named, lineEnd: number): boolean {
  const value = text.slice(start, end);
  if (isName(value) || isNothing(text, start)) return false;
  const isInside = /["'[]/.test(text.charAt(start - 1));
  const before = text.slice(Math.max(0, start - 40), start - (isInside ? 1 : 0));
  if (otherThing.test(before)) return false;
  if (otherField.test(before) && (isInside || !endsSentence(text, { start: endOfName, end: start }, { end, lineEnd })))
    return false;
  if (madeUp(value) !== null) return true;
  if (says !== 'password' || !isInside || isOfProgram(value)) return false;
  return /[!#$%&*+?@^]/.test(value) ? kindsOf(value) >= 3 : saying.test(before) && looksLikePassword(value);
}

/** `<name> for somebody: value`, where the value is the last word. */
const endsSentence = (text: string, between: Range, { end, lineEnd }: { end: number; lineEnd: number }) =>
  /^[ \t][^,;{}="'|]*$/.test(text.slice(between.start, between.end)) && /^[.!]?\s*$/.test(text.slice(end, lineEnd));

/** The name of another secret, or the same. */
const isName = (value: string) => value.search(secretWord) !== -1;

/** Of capitals, small letters, digits and signs. */
const kindsOf = (value: string) => [/[A-Z]/, /[a-z]/, /\d/, /[!#$%&*+?@^]/].filter((kind) => kind.test(value)).length;

const field = /\bvalue["']?\s{0,3}[:=]\s{0,3}(["'])([^"'\n\ufdd0\ufdd1]{4,64})\1/i;
const nameOfOther = /\b(?:name|key)["']?\s{0,3}[:=]\s{0,3}["'](?!value)/i;

/** A name that is the value of a field has its own value in the next one that says so. */
function fieldBelow(text: string, { start, end }: Named): Range | null {
  if (!/["']/.test(text.charAt(end)) || !/[=:]\s{0,3}["']$/.test(text.slice(Math.max(0, start - 5), start)))
    return null;
  const after = text
    .slice(end, end + reachOfField)
    .split('\n', 4)
    .join('\n');
  const found = field.exec(after);
  if (found === null || nameOfOther.test(after.slice(0, found.index))) return null;
  const { 0: whole, 2: value = '', index } = found;
  if (!looksLikePassword(value) || isName(value)) return null;
  const from = end + index + whole.length - value.length - 1;
  return { start: from, end: from + value.length };
}
