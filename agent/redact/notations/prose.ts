import { raw, regexp } from '../regexp.ts';
import { isConnection } from '../secret-names.ts';
import { isAt, looksLikeKey, looksLikePassword, type Range, spaceEnd, valueAt } from '../value.ts';
import { isPhrase, isSaid } from '../words/description.ts';
import { madeUp } from '../words/made-up.ts';
import { isFlag, matchAt, type Named, type Notation } from './notation.ts';

const whose = raw`[ \t]+(?:for|of)[ \t]+[^\s:]{1,60}(?=[ \t]*(?::|[ \t]is[ \t]))`;
const verbs = raw`is|was|are|be|ist|lautet|est|es|è|é|jest|är|er|now|has been|set to|reset to|changed to|to|as|equals|->|=>`;
const proseAfter = regexp.y`(?:[ \t]+\([^()\n]{1,60}\)(?=[ \t]*(?::|[ \t]is[ \t])))?(?:${whose})?(?:[ \t]*:|[はが为為是은는이가]|[ \t]+(?:${verbs})(?:[ \t]+(?:just|only|simply|still|currently|einfach|nur))?){0,2}[ \t]+(?:set to[ \t]+)?`;

/** "the password is value", "connected with the password value", "Password for svc: value". */
export const prose: Notation = (text, named) => {
  const after = matchAt(proseAfter, text, named.end);
  if (after === null) return null;
  // The name is an element with attributes, or the last part of a path.
  if (text.charAt(named.start - 1) === '<' && /^[ \t]+$/.test(after[0])) return null;
  if (/[/\\]/.test(text.charAt(named.start - 1)) && !isFlag(text, named) && /^[ \t]+$/.test(after[0])) return null;
  const ofMany = isConnection(named.name);
  const range = valueAt(text, named.end + after[0].length, ofMany ? spaceEnd : undefined);
  if (range === null) return null;
  if (ofMany && /=/.test(text.slice(range.start, range.end))) return range;
  if (/^[ \t]+$/.test(after[0]) && /^[\w.-]+=/.test(text.slice(range.start, range.end))) return null;
  // A path.
  if (/^[ \t]+$/.test(after[0]) && /^[a-z\d_.-]+(?:\/[a-z\d_.-]+)+$/.test(text.slice(range.start, range.end)))
    return null;
  if (/;\w+;/.test(text.slice(range.start, range.end))) return null;
  const end = range.end - (/[.,;:!?]+$/.exec(text.slice(range.start, range.end))?.[0].length ?? 0);
  const value = text.slice(range.start, /!$/.test(text.slice(range.start, range.end)) ? range.end : end);
  // `secret "name"`: an object of this kind.
  const isObject = /^[ \t]+$/.test(after[0]) && /["']/.test(text.charAt(range.start - 1));
  const isTold = /\b(?:is|was|to)\b/.test(after[0]);
  const looks =
    named.says === 'password'
      ? (looksLikePassword(value) && !isSaid(value)) ||
        madeUp(value) !== null ||
        isNumber(text, range, value) ||
        (isObject && isGivenPhrase(text, named, value))
      : named.says === 'secret'
        ? looksLikeKey(value) ||
          (isTold && /^\d{15,}$/.test(value)) ||
          (!isObject && /[a-z]/.test(value) && /[A-Z]/.test(value) && looksLikePassword(value))
        : isTold && !isSaid(value) && (looksLikeKey(value) || (named.says === 'likely' && looksLikePassword(value)));
  return looks ? { start: range.start, end: range.start + value.length } : null;
};

const endOfNumber = /[,;)\]]|[ \t]*(?:\r?\n|$)/y;
/** `terminal password 493817`: digits that nothing counts follow. */
const isNumber = (text: string, { end }: Range, value: string) =>
  /^\d{5,12}$/.test(value) && isAt(endOfNumber, text, end);

const given = /(?<=\b(?:with|using|mit|avec|con)(?: (?:the|a|an|dem|einem|le|el))?(?: \p{L}{2,15})?\s)/uy;
/** `opened with the master password "several words"`. */
const isGivenPhrase = (text: string, { start }: Named, value: string) =>
  /\s/.test(value) && isPhrase(value) && isAt(given, text, start);
