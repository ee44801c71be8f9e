import { raw, regexp } from '../regexp.ts';
import { secretWord } from '../secret-names.ts';
import { isAt, isNothing, lineStartAt, looksLikePassword, type Range } from '../value.ts';
import { isSaid as isSaidOfOne } from '../words/description.ts';
import { isOfProgram, madeUp, withoutPoint } from '../words/made-up.ts';
import { endOfClause } from './clause.ts';
import type { Named, Notation } from './notation.ts';

/** How far from its name a value is searched for on the same line. */
const reach = 240;

/** A word between spaces, quotes of any language, brackets or commas. */
const word = /[^\s"'`,;:=()[\]{}<>|\\\ufdd0\ufdd1“”„‘’‚«»「」『』、。，：；（）]{6,64}/g;
const longest = 64;
const quote = /["'`“”„‘’‚«»「」『』[]/;

const things = raw`users?|user ?name|account|login|for|host|node|server|pod|container|domain|database|on|from|at|by|in|of|keys?|names?|named|property|secrets?|file|path|image|field|column|variable|parameter|argument|option|type|class|member|process|program|service|command|module|package|task|job|policy|subject|object|group|role|event|address|version|benutzer|konto|usuario|utilisateur`;
/** A word before the value that says that it is something else. */
const otherThing = regexp.i`\b(?:${things})["'\x60]?\s{0,3}[:=]?\s{0,3}\(?$`;
/** The value of a field with another name. */
const otherField =
  /[\w\]](?<!\b(?:val|value|values|data|default|new|old|content|text|plaintext|input|with|is|was|to|ist|lautet|est|es|è|é|wert|valor|valeur) ?)["']?\s{0,3}[:=]\s{0,3}\(?$/i;

const saying = /\b(?:val|value|wert|valor|valeur)["']?\s{0,3}(?:[:=]|is|ist|est|es)?\s{0,3}$/i;
const verbs = raw`is|was|now|ist|lautet|sofort|jetzt|nun|est|es|still|always|toujours|sempre|siempre|todavía|weiterhin|immer noch|noch immer|sono|agora|ahora|ora|nu|maintenant|je|este|adalah|là|yra|(?:set|changed|reset|updated|geändert|gesetzt|changée?|cambiada?|gewijzigd|alterada?|zmieniono) (?:to|auf|in|en|a|à|para|na)`;
const ofOthers = raw`è|é|är|er|είναι|היא|הוא|это|теперь`;
/** A description of the named thing, or an action on it. */
const being = regexp.iu`(?:(?:[:=]|\b(?:${verbs}))\s{1,3}$|(?<!\p{L})(?:${ofOthers})\s{1,3}$|(?:[-–—]|は|为|為|是|으로|는|은)\s{0,3}$)`;
const ofIt = raw`it|its|it['’]s|this|that|these|new|now|use|try|set|we|i|please|value|es|dies\w*|jetzt|nun|neu\w*|neues|c['’]est|maintenant|nouveau|nouvelle|es|ahora|nueva|ora|adesso|è|nuova|agora|nova|nu|det|теперь|это|новый`;
/** A new sentence between a name and a value, about something else: `. The error is `. One about the name says `It is`. */
const ofOtherThing = regexp.iu`[.!?][ \t]+(?!(?:${ofIt})\b)(?:the (?!new|old|current|password|value)|\p{Lu}[\p{L}'’]*:?[ \t]+(?!new|old|current|password|pw|value|neue|aktuelle|nouveau|nueva|nuova|nova|Kennwort|Passwort))[^.!?]*$`;
const ofIt2 = raw`new|old|current|value|pass\p{L}*|pw|neue|aktuelle|nouveau|nouvelle|nueva|nuova|nova|kennwort|mot|contraseña|senha|chiave|clave`;
/** The same in one sentence: `, and the error is `. */
const ofOtherSubject = regexp.iu`(?:[,;]|\b(?:and|but|und|aber|et|mais|y|pero|e|ma|mas))[ \t]+(?:the|der|die|das|le|la|l['’]|el|il|lo|o|a|het|de)[ \t]?(?!(?:${ofIt2})\b)\p{L}[\p{L}-]*[ \t]+(?:is|ist|est|es|è|é)[ \t]+$`;
const becoming = /\b(?:to|with|as|in|on|a|en|auf)\s{1,3}$|を\s{0,3}$/i;
/** A value before the name: `value as the password`, `"value" is the password`, `value (the password)`. */
const beforeName =
  /^["'”’»]?\s{1,3}(?:(?:as|is|was|als|ist|comme|como|come|jako|som|is|est|es|è)\s{1,3}(?:[\p{L}-]{1,15}\s{1,3}){0,4}|\((?:[\p{L}-]{1,15}\s){0,3})$/u;
/** The next item in a list that contains the name. */
const nextInList = /^["']?\s?[,=]\s?(?:N|<<)?["']$/;

/** A value elsewhere in the sentence or record of its name: `NAME ... Its value is 'value'`. */
export const nearby: Notation = (text, named) => {
  const { start, end, says } = named;
  if (says !== 'password' && says !== 'secret') return null;
  const above = wordsIn(text, lineStartAt(text, start, reach + longest), start);
  const [rest = ''] = text.slice(end, end + reach + longest).split('\n');
  const below = wordsIn(text, end, end + rest.length);
  const near = [...above, ...below].filter((one) => start - one.start <= reach && one.start - end < reach);
  const found = near.filter((range) => isChosen(text, range, named));
  const told = endOfClause(text, named);
  return told === null ? found : [...found, told];
};

function wordsIn(text: string, start: number, end: number): Range[] {
  return [...text.slice(start, end).matchAll(word)].map(({ 0: whole, index }) => ({
    start: start + index,
    end: start + index + withoutPoint(whole).length,
  }));
}

function isChosen(text: string, range: Range, named: Named): boolean {
  const { start, end } = range;
  const value = text.slice(start, end);
  const made = madeUp(value);
  if (isNothing(text, start)) return false;
  const isInside = quote.test(text.charAt(start - 1)) && quote.test(text.charAt(end));
  const before = text.slice(Math.max(0, start - 40), start - (isInside ? 1 : 0));
  if (made === 'much') return true;
  const isAfter = start >= named.end;
  if (isAfter && isOfOther(text.slice(named.end, start))) return false;
  if (!isAfter && named.says === 'password' && looksLikePassword(value) && !isOfProgram(value)) {
    if (beforeName.test(text.slice(end, named.start))) return true;
  }
  const isSaid = isAfter && (being.test(before) || becoming.test(before));
  if (made === 'little' && isSaid && named.says === 'password') return true;
  if (isAfter && named.says === 'password' && nextInList.test(text.slice(named.end, start)))
    return made !== null || looksLikePassword(value);
  if (made !== 'little' && isName(value)) return false;
  if (otherThing.test(before)) return false;
  if (otherField.test(before) && !endsSentence(text, named, range)) return false;
  const isPlaced = isInside || isSaid || (isAfter && isAt(endOfLine, text, end));
  if (made !== null) return made === 'some' ? isPlaced : named.says === 'password' && isAfter && !/^[#*&]/.test(value);
  if (isInside && isSaid && looksLikePassword(value) && !isOfProgram(value) && /\d/.test(value)) return true;
  if (named.says !== 'password' || isOfProgram(value) || !looksLikePassword(value) || isSaidOfOne(value)) return false;
  if (/^[\da-f-]{12,}$/i.test(value)) return false;
  return isInside
    ? saying.test(before)
    : isAfter && being.test(before) && /^(?:[\p{L}\d]+(?:[._-][\p{L}\d]+){0,3}|\p{Lu}\p{L}+\/\d+)$/u.test(value);
}

const isOfOther = (between: string) => ofOtherThing.test(between) || ofOtherSubject.test(between);

const endOfLine = /[^\S\n]*(?:\n|$)/y;
const endOfSentence = /[.!]?[^\S\n]*(?:\n|$)/y;

/** `<name> for somebody: value`, where the value is the last word of the sentence. */
const endsSentence = (text: string, named: Named, { start, end }: Range) =>
  /^[ \t][^,;{}="'|]*$/.test(text.slice(named.end, start)) && isAt(endOfSentence, text, end);

/** Whether a word is itself the name of a secret. */
const isName = (value: string) => value.search(secretWord) !== -1;
