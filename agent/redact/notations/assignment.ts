import { isConnection, isOfLanguage } from '../secret-names.ts';
import { indentedBelow, isAt, lineAt, lineStartAt, matchAt, type Range, raw, regexp } from '../span.ts';
import { bare, fieldEnd, isNothing, looksLikeKey, looksLikePassword, spaceEnd, valueAt } from '../value.ts';
import { isComputed, isSaid, isState } from '../words/stand-ins.ts';
import { closeName, isFlag, maxName, type Named, type Notation } from './joints.ts';

const assigned = new RegExp(
  `${closeName}[ \\t\\u00a0]*(?:=>(?:[ \\t]*\\r?\\n[ \\t]*(?=\\w+\\())?|:=|\\\\?::?|=|[\\uff1a\\uff1d\u2192\u21d2\u279c]|,(?=<<")|(?<=\\s)[\u2014\u2013](?=\\s))[ \\t\\u00a0]*`,
  'y',
);

/** A type before the value, as dumps print it: `(string) (len=8) "`, `(*string)(0xc0)((len=8) "`, `string("`, `@"`. */
const ofType =
  /(?:\([*&\w.[\] ]{1,40}\)[ \t]?){0,2}(?:\((?:0x[0-9a-f]{1,16}|(?:len|cap)=\d{1,6}[^()\n]{0,20})\)[ \t]?\(?){0,3}(?:\[\]byte\(|[A-Za-z_][\w.:]{0,40}(?:\(\d{1,6}\) ?|\()|@|<<)?(?=["'])/y;

/** The file from which kubectl and helm read a value: `--from-file=password=./password.txt`. */
const ofFile = /--(?:from|set)-file[= ]["']?(?:[\w-]+[.,])*$/;

/** A value of ODBC that has a sign that ends others; `}}` is one brace. Source: MS-ODBCSTR section 2.1.2 */
const braced =
  /\{((?:[^{}\s"'\ufdd1]|\}\}){3,128}|(?<=;\w{1,20}=\{)(?:[^{}\r\n"\ufdd1]|\}\}){3,128})\}(?=;|["']|[ \t]*(?:\r?\n|$))/y;
/** A text over several lines in PowerShell, or what a shell reads up to a word. */
const openHere = /(?:@?(["'])|["']?\$\(cat[ \t]{1,3}<<-?[ \t]?["']?(\w{1,20})["']?)[ \t]*\r?\n/y;
function hereAt(text: string, at: number): Range | null {
  const [whole = '', quote, word] = matchAt(openHere, text, at) ?? [];
  if (whole === '') return null;
  const start = at + whole.length;
  const length = text.slice(start - 1, start + 4096).search(quote === undefined ? `\n[ \t]*${word}\\b` : `\n${quote}@`);
  const end = start - 1 + length;
  const value = text.slice(start, end).trimEnd();
  return value === '' ? null : { start, end: start + value.length };
}

/** A value of an INI file may go on in an indented line. */
const goesOnBelow = /(?<==[ \t]*)\r?\n[ \t]+\S/y;
const headOfBlock = /[|>][-+\d]{0,3}[ \t]*\r?\n/y;
const startOfLine = /.{0,80}/y;
/** No sign in the rest of a line ends the value. */
const restOfLine = /[^\s"'<{[(|>&*!%$\ufdd0\ufdd1][^\s"'\ufdd0\ufdd1]{3,199}(?<![,;])(?=[ \t]*(?:\r?\n|$))/y;
/** The value of an option of a mount: the rest of the line, also with spaces. */
const restWithSpaces = /[^\s"'#][^\r\n"'#\ufdd1]{0,200}[^\s"'#\ufdd1](?=[ \t]*(?:\r?\n|$))/y;

/** `NAME=value`, `"name": "value"`, `name: value`, `Name => value`, `/name:value`. */
export const assignment: Notation = (text, named) => {
  const sign = matchAt(assigned, text, named.end);
  if (sign === null || ofFile.test(text.slice(Math.max(0, named.start - maxName), named.start))) return null;
  const from = named.end + sign[0].length;
  const at = from + (matchAt(ofType, text, from)?.[0].length ?? 0);
  const isColon = /[:\uff1a\u2014\u2013\u2192\u21d2\u279c]/.test(sign[0]) && !sign[0].includes('=');
  const next = text.charAt(at);
  const kept = hereAt(text, at);
  if (kept !== null) return kept;
  if (/^[\r\n]?$/.test(next))
    return isColon || (named.says === 'password' && isAt(goesOnBelow, text, at)) ? onNextLines(text, named, at) : null;
  const head = isColon ? matchAt(headOfBlock, text, at) : null;
  if (head !== null) return indentedBelow(text, named.start, at + head[0].length);
  if (isNothing(text, at) || isComputed(text, at)) return null;
  const [, enclosed = ''] = matchAt(braced, text, at) ?? [];
  if (enclosed !== '' && !isColon) return { start: at + 1, end: at + 1 + enclosed.length };
  if (/[[{(]/.test(next)) return inBrackets(text, at);
  const whole = restOfVariable(text, named, sign[0], at);
  if (whole !== null) return whole;
  if (isColon && /["'”]/.test(sign[0]) && isPlainJson(text, at)) return null;
  if (isColon && isOfLanguage(named.name) && isState(matchAt(startOfLine, text, at)?.[0] ?? '')) return null;
  if (isColon && isSentence(text, named, sign[0], at)) return null;
  if (isConnection(named.name)) return valueAt(text, at, isField(text, named, sign[0]) ? goField : spaceEnd);
  // A field of a Go map, or a token after its scheme.
  const inMap = isField(text, named, sign[0]);
  if (inMap && text.startsWith('map[', at)) return inBrackets(text, at + 3);
  if (named.says === 'password') {
    const line = text.slice(lineStartAt(text, named.start), named.start);
    const isOnly = isColon && !inMap && /^[ \t]*[\w.-]*$/.test(line);
    const [only = ''] = (isOnly ? matchAt(restOfLine, text, at) : null) ?? [];
    if (only !== '') return { start: at, end: at + only.length };
    const [rest = ''] = (/^[ \t]*- $/.test(line) ? matchAt(restWithSpaces, text, at) : null) ?? [];
    if (rest.includes(' ')) return { start: at, end: at + rest.length };
  }
  return valueAt(text, at, inMap ? fieldEnd : undefined);
};

const plainWord = /-?[A-Za-z0-9]{1,63}(?!["'])/y;
/** A number, or a word after a colon in a sentence. In JSON, everything that can be a secret is in quotes. */
function isPlainJson(text: string, at: number): boolean {
  const [word] = matchAt(plainWord, text, at) ?? [];
  return word !== undefined && (/^-?\d+$/.test(word) || !looksLikePassword(word));
}

const goField = /,(?=[A-Za-z]+:)|[\s}]/g;
/** Whether it is a field of a Go value printed with %+v. */
const isField = (text: string, named: Named, sign: string) =>
  sign.includes(':') && !/[\s="']/.test(sign) && /[{[,( ]/.test(text.charAt(named.start - 1)) && !isFlag(text, named);

const endOfField = /[ \t]*(?:\r?\n|$|[,}#])/y;
const smallWords = / +[a-z]+ [a-z]/y;
/** "token: failed to log on" is a sentence. A value stands alone on its line, or looks like a secret. */
function isSentence(text: string, { start, says, name }: Named, sign: string, at: number): boolean {
  if (/["'”]/.test(sign) || !/\s$/.test(sign) || /["'“‘]/.test(text.charAt(at))) return false;
  const word = bare(text, at) ?? { start: at, end: at };
  // `"DB_PASSWORD: value"`: a variable of an environment and its value, together in quotes.
  if (says === 'password' && /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(name)) {
    const quote = text.charAt(start - 1);
    if (/["'`]/.test(quote) && text.charAt(word.end) === quote) return false;
  }
  const value = text.slice(word.start, word.end).replace(/[.,;]+$/, '');
  if (looksLikePassword(value)) return false;
  // No count has as many digits, but a token that is a random number.
  if ((says === 'password' || says === 'secret') && /^\d{15,}$/.test(value)) return false;
  // In other languages than those of files it is a label.
  if (/[^!-~]/.test(name) && isSaid(value)) return true;
  if (/^clave$/i.test(name) && /^\p{L}+$/u.test(value)) return true;
  if (!/^[ \t]*(?:[-<>] )?["'{]?[\w.-]*$|[{,] ?$/.test(text.slice(lineStartAt(text, start), start))) return true;
  return (
    matchAt(endOfField, text, word.end) === null &&
    (says !== 'password' || matchAt(smallWords, text, word.end) !== null)
  );
}

const idField = raw`(?!(?:session|secret|jsession)_?id)\w{0,40}_?id`;
const ofLife = raw`\w{1,40}(?:_at|_time|_on|date)|\w{0,40}(?:DateTime|At|Time|Timestamp)|status|state|scopes?|policies|roles?`;
/** Fields of an object that has a secret: who it is of, when it was made, and what it may do. */
const ofOtherField = regexp.i`["'](?:@?type|${idField}|uuid|guid|kid|use|usage|alg|(?:\w{0,40}_?)name|customKeyIdentifier|realm\w{0,20}|user|owner|hint|description|comment|${ofLife}|path|version|fingerprint|thumbprint|accessor|url|host|server|kind|category)["']\s{0,3}:\s{0,3}(?:\[\s{0,9}(?:["'][^"'\n]{0,100}["'],\s{0,9}){0,20})?$`;

/** The values inside `[ "a", "b" ]`, `{"value":"a"}` or `(a)`. */
function inBrackets(text: string, at: number): Range[] {
  const open = text.charAt(at);
  const close = { '[': ']', '{': '}' }[open] ?? ')';
  const rest = text.slice(at + 1, at + 4096);
  // Without a closing bracket, the line end closes it.
  const [inside = ''] = rest.split(rest.includes(close) ? close : '\n');
  if (open === '{') {
    const fields = inside.matchAll(
      /^\s*(?:"value"\s*:\s*"|value\s*:\s*["']?|Value:)([^\s"',}]+)|^([^\s"'{}=:,]{6,})$/g,
    );
    return [...fields].map(({ 0: { length }, 1: a, 2: b }) => {
      const value = a ?? b ?? '';
      return { start: at + 1 + length - value.length, end: at + 1 + length };
    });
  }
  const values = inside.matchAll(/"((?:[^"\\\n]|\\.)+)"|'([^'\n]+)'|[^\s,"'[\]{}()]+/g);
  return [...values].flatMap(({ 0: whole, 1: a, 2: b, index }) => {
    const value = a ?? b ?? whole;
    const start = at + 1 + index + whole.indexOf(value);
    if (/\{/.test(inside) && isOfOtherField(inside, index, whole)) return [];
    // A nested field, or the scheme before its token.
    if (value === whole && /[:=]./.test(value) && !/^[\w+/.-]+={1,2}$/.test(value)) return [];
    if (isNothing(text, start) || /^[A-Z]?[a-z]+$/.test(value)) return [];
    return [{ start, end: start + value.length }];
  });
}

const isOfOtherField = (inside: string, index: number, { length }: string) =>
  /^\s{0,9}:/.test(inside.slice(index + length, index + length + 10)) ||
  ofOtherField.test(inside.slice(Math.max(0, index - 300), index));

const items = /\r?\n(?:[ \t]*- [^\n]*(?:\n|$)){1,50}/y;
const valueBelow = /(?:[ \t]*\r?\n){1,2}[ \t]*(?:[>$] )?["'`]{0,3}([^\s"'`:=]{6,})["'`]{0,3}[ \t]*(?:\r?\n|$)/y;

/** Values on the lines below: a YAML list, or a single value. */
function onNextLines(text: string, named: Named, at: number): Range[] | null {
  const list = matchAt(items, text, at)?.[0];
  if (list !== undefined) {
    return [...list.matchAll(/^[ \t]*- (?!\w+:)["']?([^\s"'#]+)/gm)].flatMap(
      ({ 0: { length }, 1: value = '', index }) => {
        const end = at + index + length;
        return isNothing(text, end - value.length) ? [] : [{ start: end - value.length, end }];
      },
    );
  }
  const [whole = '', value = ''] = matchAt(valueBelow, text, at) ?? [];
  if (!(looksLikeKey(value) || (named.says === 'password' && looksLikePassword(value)))) return null;
  const start = at + whole.indexOf(value);
  return [{ start, end: start + value.length }];
}

const quoteBefore = /(?<=(?:^|[\s=,:[(])(\\{0,3}["']))/my;
const setBefore = /(?<=(?:^|[\s"'&|(>])set )/imy;
const endOfSet = /["'&|]|\r?\n|$/y;
const listBefore = /(?<=\bREG_MULTI_SZ\s[^\n]{0,2000}(?:\s|\\))/y;
const words = /[^\s"'=;&|<>\\\ufdd1]{1,64}(?:[ \t][^\s"'=;&|<>\\\ufdd1]{1,64}){1,15}/y;
const restOfList = /[^\s\\"\ufdd1](?:[^\\\r\n\ufdd1]|\\(?!0)){0,400}(?=\\0|[ \t]*(?:\r?\n|$))/y;
/** No word of it is a flag, a path, a variable or a comment: a shell sets the variable for that command alone. */
const restOfWords =
  /[^\s"'=;&|<>\\\ufdd1]{1,64}(?:[ \t](?![-/#$%({])[^\s"'=;&|<>\\\ufdd1]{1,64}){1,15}(?=[ \t]*(?:\r?\n|$))/y;

/**
 * The words of a value in `"NAME=several words"`, in `set NAME=several words` of cmd, in a list of such in the
 * registry, where `\0` ends each, and in a list of variables.
 */
function restOfVariable(text: string, named: Named, sign: string, at: number): Range | null {
  const isPassword = named.says === 'password';
  if (!isPassword && named.says !== 'secret') return null;
  const quote = isPassword && sign === '=' ? matchAt(quoteBefore, text, named.start)?.[1] : undefined;
  if (quote !== undefined) return rangeOf(words, text, at, (end) => text.startsWith(quote, end));
  if (isPassword && sign === '=' && isAt(listBefore, text, named.start)) return rangeOf(restOfList, text, at);
  if (isPassword && sign === '=' && isAt(setBefore, text, named.start))
    return rangeOf(words, text, at, (end) => isAt(endOfSet, text, end));
  if (sign === '=' && isVariable.test(named.name) && isAt(bracketBefore, text, named.start))
    return rangeOf(upToNext, text, at);
  return isInList(text, named, sign) ? rangeOf(restOfWords, text, at) : null;
}

/** A list of variables as Go prints it: `[A=b C=several words D=e]`. */
const bracketBefore = /(?<=\[(?:[A-Za-z_][^[\]\n]{0,2000} )?)/y;
const upToNext =
  /[^\s"'=;&|<>\]\ufdd1]{1,64}(?: (?![-/#$%({]|[A-Za-z_][\w()]{0,60}=)[^\s"'=;&|<>\]\ufdd1]{1,64}){1,15}(?= [A-Za-z_][\w()]{0,60}=|\])/y;

function rangeOf(pattern: RegExp, text: string, at: number, isEnd?: (end: number) => boolean): Range | null {
  const [found] = matchAt(pattern, text, at) ?? [];
  if (found === undefined || isEnd?.(at + found.length) === false) return null;
  return { start: at, end: at + found.length };
}

const beforeName = /^[ \t]*(?:- |export )?$/;
const isVariable = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/;
const otherVariable = /^[ \t]*(?:- |export )?[A-Za-z_][\w.()]{0,60}=/;
/** In YAML, and as kubectl describes a pod. */
const otherField = /^[ \t]*[A-Z][A-Z\d]*_[A-Z\d_]{1,60}:(?:[ \t]|\r?$)/;
/** What prints variables. */
const printsVariables =
  /(?:^|[>$#;&|] ?|\s\/c )(?:set|env|printenv|(?:gci|dir|ls|get-childitem) env:)(?:[ \t]+[\w*]{1,40})?[ \t]*$/i;

/** Whether a variable stands in a list of variables, one on each line, so that its value goes on to the end of its line. */
function isInList(text: string, { start, end, name, says }: Named, sign: string): boolean {
  if (says !== 'password' && !isVariable.test(name)) return false;
  const other =
    sign === '=' ? otherVariable : sign.startsWith(':') && sign !== ':' && isVariable.test(name) ? otherField : null;
  const lineStart = lineStartAt(text, start);
  if (other === null || !beforeName.test(text.slice(lineStart, start))) return false;
  const above = lineStart === 0 ? '' : lineAt(text, lineStartAt(text, lineStart - 1), lineStart - 1);
  const newline = text.indexOf('\n', end);
  return other.test(above) || printsVariables.test(above) || (newline !== -1 && other.test(lineAt(text, newline + 1)));
}

const variableOfLine =
  /^(?:\S{1,40} std(?:out|err) [FP] )?[ \t]*(?:- |export )?(?:[A-Za-z_][\w.]{0,60}=|[A-Z][A-Z\d]*_[A-Z\d_]{1,60}:)$/;
const severalWords = /^(?:=|:[ \t]+)[^\s"'=<]{1,64}[ \t][^\s=]/;

/** Whether a line is that of a variable, and its value has several words, so that the lines around it tell where it ends. */
export const isOfWords = (line: string, nameEnd: number): boolean =>
  severalWords.test(line.slice(nameEnd)) && variableOfLine.test(line.slice(0, nameEnd + 1));
