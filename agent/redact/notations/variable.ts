import { isAt, lineAt, lineStartAt, type Range } from '../value.ts';
import { matchAt, type Named } from './notation.ts';

const quoteBefore = /(?<=(?:^|[\s=,:[(])(\\{0,3}["']))/my;
const setBefore = /(?<=(?:^|[\s"'&|(>])set )/imy;
const endOfSet = /["'&|]|\r?\n|$/y;
const listBefore = /(?<=\bREG_MULTI_SZ\s[^\n]{0,2000}(?:\s|\\))/y;
const words = /[^\s"'=;&|<>\\\ufdd1]{1,64}(?:[ \t][^\s"'=;&|<>\\\ufdd1]{1,64}){1,15}/y;
const restOfList = /[^\s\\"\ufdd1](?:[^\\\r\n\ufdd1]|\\(?!0)){0,400}(?=\\0|[ \t]*(?:\r?\n|$))/y;
/** No word of it is a flag, a path, a variable or a comment: a shell sets the variable for that command alone. */
const restOfLine =
  /[^\s"'=;&|<>\\\ufdd1]{1,64}(?:[ \t](?![-/#$%({])[^\s"'=;&|<>\\\ufdd1]{1,64}){1,15}(?=[ \t]*(?:\r?\n|$))/y;

/**
 * The words of a value in `"NAME=several words"`, in `set NAME=several words` of cmd, in a list of such in the
 * registry, where `\0` ends each, and in a list of variables.
 */
export function restOfVariable(text: string, named: Named, sign: string, at: number): Range | null {
  const isPassword = named.says === 'password';
  if (!isPassword && named.says !== 'secret') return null;
  const quote = isPassword && sign === '=' ? matchAt(quoteBefore, text, named.start)?.[1] : undefined;
  if (quote !== undefined) return rangeOf(words, text, at, (end) => text.startsWith(quote, end));
  if (isPassword && sign === '=' && isAt(listBefore, text, named.start)) return rangeOf(restOfList, text, at);
  if (isPassword && sign === '=' && isAt(setBefore, text, named.start))
    return rangeOf(words, text, at, (end) => isAt(endOfSet, text, end));
  if (sign === '=' && isVariable.test(named.name) && isAt(bracketBefore, text, named.start))
    return rangeOf(upToNext, text, at);
  return isInList(text, named, sign) ? rangeOf(restOfLine, text, at) : null;
}

/** A list of variables as Go prints it: `[A=b C=several words D=e]`. */
const bracketBefore = /(?<=\[(?:[A-Za-z_][^[\]\n]{0,2000} )?)/y;
const upToNext =
  /[^\s"'=;&|<>\]\ufdd1]{1,64}(?: (?![-/#$%({]|[A-Za-z_][\w()]{0,60}=)[^\s"'=;&|<>\]\ufdd1]{1,64}){1,15}(?= [A-Za-z_][\w()]{0,60}=|\])/y;

function rangeOf(
  pattern: RegExp,
  text: string,
  at: number,
  isEnd: (end: number) => boolean = () => true,
): Range | null {
  const [found = ''] = matchAt(pattern, text, at) ?? [];
  const end = at + found.length;
  return found !== '' && isEnd(end) ? { start: at, end } : null;
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
