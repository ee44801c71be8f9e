import { isConnection, isOfLanguage } from '../name.ts';
import { isSaid, isState } from '../said.ts';
import { isComputed } from '../stand-in.ts';
import {
  bare,
  fieldEnd,
  isNothing,
  lineStartAt,
  looksLikeKey,
  looksLikePassword,
  type Range,
  spaceEnd,
  valueAt,
} from '../value.ts';
import { closeName, isFlag, matchAt, maxName, type Named, type Notation } from './notation.ts';

const assigned = new RegExp(
  `${closeName}[ \\t\\u00a0]*(?:=>(?:[ \\t]*\\r?\\n[ \\t]*(?=\\w+\\())?|:=|\\\\?::?|=|[\\uff1a\\uff1d\u2192\u21d2\u279c]|,(?=<<")|(?<=\\s)[\u2014\u2013](?=\\s))[ \\t\\u00a0]*`,
  'y',
);

/** A type before the value, as dumps print it: `(string) (len=8) "`, `(*string)(0xc0)((len=8) "`, `string("`, `@"`. */
const ofType =
  /(?:\([*&\w.[\] ]{1,40}\)[ \t]?){0,2}(?:\((?:0x[0-9a-f]{1,16}|(?:len|cap)=\d{1,6}[^()\n]{0,20})\)[ \t]?\(?){0,3}(?:\[\]byte\(|[A-Za-z_][\w.:]{0,40}(?:\(\d{1,6}\) ?|\()|@|<<)?(?=["'])/y;

/** The file from which kubectl and helm read a value: `--from-file=password=./password.txt`. */
const ofFile = /--(?:from|set)-file[= ]["']?(?:[\w-]+[.,])*$/;

/** `NAME=value`, `"name": "value"`, `name: value`, `Name => value`, `/name:value`. */
export const assignment: Notation = (text, named) => {
  const sign = matchAt(assigned, text, named.end);
  if (sign === null || ofFile.test(text.slice(Math.max(0, named.start - maxName), named.start))) return null;
  const from = named.end + sign[0].length;
  const at = from + (matchAt(ofType, text, from)?.[0].length ?? 0);
  const isColon = /[:\uff1a\u2014\u2013\u2192\u21d2\u279c]/.test(sign[0]) && !sign[0].includes('=');
  const next = text.charAt(at);
  if (next === '\n' || next === '\r' || next === '') return isColon ? onNextLines(text, named, at) : null;
  if (isColon && /^[|>][-+\d]{0,3}[ \t]*\r?\n/.test(text.slice(at, at + 12))) return block(text, named, at);
  if (isNothing(text, at) || isComputed(text, at)) return null;
  if (next === '[' || next === '{' || next === '(') return inBrackets(text, at);
  if (isColon && /["'”]/.test(sign[0]) && isPlainJson(text, at)) return null;
  if (isColon && isOfLanguage(named.name) && isState(text.slice(at, at + 80).split(/\r?\n/, 1)[0] ?? '')) return null;
  if (isColon && isSentence(text, named, sign[0], at)) return null;
  if (isConnection(named.name)) return valueAt(text, at, isField(text, named, sign[0]) ? goField : spaceEnd);
  // A field of a Go map, or a token after its scheme.
  const inMap = isField(text, named, sign[0]);
  if (inMap && /^map\[/.test(text.slice(at, at + 4))) return inBrackets(text, at + 3);
  if (/^\[\]\w/.test(text.slice(at, at + 3))) return null;
  if (isColon && named.says === 'password' && !inMap) {
    // The value is the rest of the line, so no sign in it ends it.
    const [alone = ''] =
      /^[^\s"'<{[(|>&*!%$\ufdd0\ufdd1][^\s"'\ufdd0\ufdd1]{3,}(?=[ \t]*(?:\r?\n|$))/.exec(text.slice(at, at + 200)) ??
      [];
    const isField = /^[ \t]*[\w.-]*$/.test(text.slice(lineStartAt(text, named.start), named.start));
    if (alone !== '' && isField && !/[,;]$/.test(alone)) return { start: at, end: at + alone.length };
  }
  if (named.says === 'password' && isOption(text, named)) {
    // An option of a mount: the value is the rest of the line, also with spaces.
    const [rest = ''] =
      /^[^\s"'#][^\r\n"'#\ufdd1]{0,200}[^\s"'#\ufdd1](?=[ \t]*(?:\r?\n|$))/.exec(text.slice(at, at + 210)) ?? [];
    if (rest.includes(' ')) return { start: at, end: at + rest.length };
  }
  return valueAt(text, at, inMap ? fieldEnd : undefined);
};

/** `- password=value`, an item of a list in YAML. */
const isOption = (text: string, { start }: Named) => /^[ \t]*- $/.test(text.slice(lineStartAt(text, start), start));

/** A number, or a word after a colon in a sentence. In JSON, everything that can be a secret is in quotes. */
function isPlainJson(text: string, at: number): boolean {
  const [word] = /^-?[A-Za-z0-9]+(?!["'])/.exec(text.slice(at, at + 64)) ?? [];
  return word !== undefined && (/^-?\d+$/.test(word) || !looksLikePassword(word));
}

const goField = /,(?=[A-Za-z]+:)|[\s}]/g;
/** Whether it is a field of a Go value printed with %+v. */
const isField = (text: string, named: Named, sign: string) =>
  sign.includes(':') && !/[\s="']/.test(sign) && /[{[,( ]/.test(text.charAt(named.start - 1)) && !isFlag(text, named);

/** "token: failed to log on" is a sentence. A value stands alone on its line, or looks like a secret. */
function isSentence(text: string, { start, says, name }: Named, sign: string, at: number): boolean {
  if (/["'”]/.test(sign) || !/\s$/.test(sign) || /["'“‘]/.test(text.charAt(at))) return false;
  const word = bare(text, at);
  // `"DB_PASSWORD: value"`: a variable of an environment and its value, together in quotes.
  if (says === 'password' && /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(name) && word !== null) {
    const quote = text.charAt(start - 1);
    if (/["'`]/.test(quote) && text.charAt(word.end) === quote) return false;
  }
  const value = word === null ? '' : text.slice(word.start, word.end).replace(/[.,;]+$/, '');
  if (looksLikePassword(value)) return false;
  // No count has as many digits, but a token that is a random number.
  if ((says === 'password' || says === 'secret') && /^\d{15,}$/.test(value)) return false;
  // In other languages than those of files it is a label.
  if (/[^!-~]/.test(name) && isSaid(value)) return true;
  if (/^clave$/i.test(name) && /^\p{L}+$/u.test(value)) return true;
  const line = text.slice(lineStartAt(text, start), start);
  const isAlone = /^[ \t]*(?:- )?["'{]?[\w.-]*$/.test(line.slice(-maxName)) || /[{,] ?$/.test(line);
  const after = text.slice(word?.end ?? at, (word?.end ?? at) + 40);
  if (isAlone && /^[ \t]*(?:\r?\n|$|[,}#])/.test(after)) return false;
  if (isAlone && says === 'password' && !/^ +[a-z]+ [a-z]/.test(after)) return false;
  return true;
}

/** The values inside `[ "a", "b" ]`, `{"value":"a"}` or `(a)`. */
function inBrackets(text: string, at: number): Range[] {
  const open = text.charAt(at);
  const close = { '[': ']', '{': '}', '(': ')' }[open] ?? ')';
  const limit = Math.min(text.length, at + 4096);
  const end = text.indexOf(close, at + 1);
  // Without a closing bracket, the line end closes it.
  const line = text.indexOf('\n', at);
  const inside = text.slice(at + 1, end !== -1 && end <= limit ? end : Math.min(line === -1 ? limit : line, limit));
  if (open === '{') {
    const fields = inside.matchAll(
      /^\s*(?:"value"\s*:\s*"|value\s*:\s*["']?|Value:)([^\s"',}]+)|^([^\s"'{}=:,]{6,})$/g,
    );
    return [...fields].map(({ 0: { length }, 1: a, 2: b, index }) => {
      const value = a ?? b ?? '';
      return { start: at + 1 + index + length - value.length, end: at + 1 + index + length };
    });
  }
  const values = inside.matchAll(/"((?:[^"\\\n]|\\.)+)"|'([^'\n]+)'|[^\s,"'[\]{}()]+/g);
  return [...values].flatMap(({ 0: whole, 1: a, 2: b, index }) => {
    const value = a ?? b ?? whole;
    const start = at + 1 + index + (value === whole ? 0 : 1);
    // A nested field, or the scheme before its token.
    if (value === whole && /[:=]/.test(value.slice(0, -1)) && !/^[\w+/.-]+={1,2}$/.test(value)) return [];
    if (isNothing(text, start) || /^[A-Z]?[a-z]+$/.test(value)) return [];
    return [{ start, end: start + value.length }];
  });
}

/** The indentation of a line, before a name in it. */
function indentOf(text: string, at: number): number {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*(?:- )?/.exec(text.slice(line, line + 200))?.[0].length ?? 0;
}

/** A YAML block: all lines that are indented more than the line with the name. */
function block(text: string, { start }: Named, at: number): Range | null {
  const indent = indentOf(text, start);
  const first = text.indexOf('\n', at) + 1;
  let end = first;
  while (end < text.length && end - first < 64 * 1024) {
    // An empty line is part of it if what follows is.
    const [, spaces = ''] = /^(?:[ \t]*\r?\n)*([ \t]*)\S/.exec(text.slice(end, end + 200)) ?? [];
    if (spaces.length === 0 || spaces.length < indent) break;
    if (
      spaces.length === indent &&
      indent > 0 &&
      !/^[ \t]*(?:- )/.test(text.slice(text.lastIndexOf('\n', start) + 1, start))
    )
      break;
    const line = text.indexOf('\n', end);
    end = line === -1 ? text.length : line + 1;
  }
  return end > first ? { start: first, end } : null;
}

/** Values on the lines below: a YAML list, or a single value. */
function onNextLines(text: string, named: Named, at: number): Range[] | null {
  const rest = text.slice(at, at + 4096);
  const list = /^\r?\n((?:[ \t]*- [^\n]*(?:\n|$)){1,50})/.exec(rest);
  if (list !== null) {
    const offset = at + rest.indexOf(list[1] ?? '');
    return [...(list[1] ?? '').matchAll(/^[ \t]*- (?!\w+:)["']?([^\s"'#]+)/gm)].flatMap(
      ({ 0: { length }, 1: value = '', index }) => {
        const start = offset + index + length - value.length;
        return isNothing(text, start) ? [] : [{ start, end: start + value.length }];
      },
    );
  }
  const below = /^(?:[ \t]*\r?\n){1,2}[ \t]*(?:[>$] )?["'`]{0,3}([^\s"'`:=]{6,})["'`]{0,3}[ \t]*(?:\r?\n|$)/.exec(rest);
  const value = below?.[1] ?? '';
  if (below === null || !(looksLikeKey(value) || (named.says === 'password' && looksLikePassword(value)))) return null;
  const start = at + below[0].indexOf(value);
  return [{ start, end: start + value.length }];
}
