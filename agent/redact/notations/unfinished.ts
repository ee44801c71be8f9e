import { lineStartAt, looksLikeKey, looksLikePassword } from '../value.ts';
import { isSaid } from '../words/description.ts';
import { isOfProgram } from '../words/made-up.ts';
import { matchAt, type Notation } from './notation.ts';

const whose = String.raw`(?:[ \t](?:for|of|on|to|für|von|vom|zum|pour|de|del|du|di|della|do|da|per|para|на|для|от|к|voor|van)[ \t][^\n:,;.]{1,40}?)?`;
const verb =
  '(?:is|was|remains|stays|ist|war|bleibt|lautet|est|reste|es|sigue siendo|è|resta|é|continua)(?:[ \\t](?:now|still|just|currently|again|always|jetzt|noch|immer|nun|aktuell|weiterhin|toujours|maintenant|encore|ahora|todavía|ora|ancora|agora|ainda)){0,3}';
/** The end of a sentence whose last word, the secret, is on the next line. */
const openEnd = String.raw`(?:[ \t]${verb}(?:(?:[ \t]\p{L}{1,15}){0,4}:)?)`;
/** The end of a question. */
const asked = String.raw`(?:[ \t]\p{L}{1,15}){0,2}[ \t]?\?`;
const value = String.raw`[ \t]*(?:\r?\n[ \t]*){1,2}(?:>[ \t]?){0,3}(?:(?<=\?\s{1,9}(?:>[ \t]?){0,3})\p{L}[\p{L}\d.-]{0,20}: )?["'\x60*]{0,3}([^\s"'\x60:=]{6,64})["'\x60*]{0,3}[ \t]*(?:\r?\n|$)`;
const pattern = new RegExp(`${whose}(?:${openEnd}|${asked}(?=[ \\t]*\\r?\\n))${value}`, 'uy');
const endOfLine = new RegExp(`^${whose}(?:${openEnd}|${asked})[ \\t]*\\r?$`, 'u');
/** `Word-Word`, which is no word of a sentence. */
const joined = /^\p{Lu}\p{Ll}+(?:[_-]\p{Lu}\p{Ll}+)+$/u;

/** A question for somebody or something else: "which account has the password?" */
const ofOther = /\b(?:which|who|whose|wer|wessen|welche\p{L}?|quel\p{L}*|qui|quién|cuál|chi|quale)\b/iu;

/** Whether what follows a name in its line lacks the value, which may be below. */
export const isUnfinished = (rest: string): boolean => endOfLine.test(rest);

/** "the password for it is still" or "and the password?", with the value alone on the line below. */
export const unfinished: Notation = (text, { start, end, says }) => {
  if (says !== 'password' || ofOther.test(text.slice(lineStartAt(text, start, 200), start))) return null;
  const [whole = '', found = ''] = matchAt(pattern, text, end) ?? [];
  const isValue =
    looksLikePassword(found) || looksLikeKey(found) || (joined.test(found) && !found.split(/[_-]/).every(isSaid));
  if (!isValue || isOfProgram(found)) return null;
  const from = end + whole.lastIndexOf(found);
  return { start: from, end: from + found.length };
};
