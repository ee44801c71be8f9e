import { linesFrom, matchAt, type Range, type SecretSpan } from '../span.ts';

/** `kind: Secret` in YAML, JSON and Go syntax, and the list kind. What a match begins with is rare, so the search is fast. */
const secretKind =
  /Secret(?:(?<=\bkind["']?\s{0,3}[:=]\s{0,3}["']?Secret)(?:List)?\b|(?<=\bSecret)\{)|secret\/v1\b(?<=\bsecret\/v1)/g;
/** Literals of Secret objects, in the syntax of literal-search.ts. */
export const secretObjectMarks = ['secret'];
const dataMap =
  /(?<![\w.-])["']?(?:data|stringData|Data|StringData)["']?[ \t]{0,3}:[ \t]{0,3}(?:map\[string\]\[\]?(?:byte|uint8|string)?|map\[string\](?:string|\[\]byte|\[\]uint8))?/g;

/** How far from its kind the data of a Secret is searched for; annotations can stand in between. */
const reach = 8 * 1024;

/** Where a text contains `kind: Secret`. */
export const secretObjects = (text: string): { index: number; 0: string }[] => [...text.matchAll(secretKind)];

/** All values in the data of Kubernetes Secrets, whatever their keys are. */
export function findSecretObjects(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  let covered = 0;
  for (const { index } of secretObjects(text)) {
    const from = Math.max(covered, index - reach, text.lastIndexOf('\n---', index));
    const border = text.indexOf('\n---', index);
    covered = Math.min(index + reach, border === -1 ? text.length : border);
    const part = text.slice(from, covered);
    let found = 0;
    for (const { 0: name, index: at } of part.matchAll(dataMap)) {
      // Inside a value of the map before.
      if (at < found) continue;
      for (const { start, end } of valuesIn(part, at, at + name.length)) {
        spans.push({ id: 'secret-data', start: from + start, end: from + end });
        found = end;
      }
    }
  }
  return spans;
}

const restOfLine = /[ \t]*\r?\n/y;

function valuesIn(text: string, nameAt: number, at: number): Range[] {
  if (text.charAt(at) === '{') return inBraces(text, at);
  const [rest] = matchAt(restOfLine, text, at) ?? [];
  return rest === undefined ? [] : indented(text, nameAt, at + rest.length);
}

function inBraces(text: string, at: number): Range[] {
  const close = text.indexOf('}', at);
  const inside = text.slice(at + 1, close === -1 ? text.length : close);
  const values = inside.matchAll(/:\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",}\]]+))/g);
  return [...values].flatMap(({ 0: { length }, 1: quoted, 2: bare, index }) => {
    const value = quoted ?? bare ?? '';
    const end = at + 1 + index + length - (quoted === undefined ? 0 : 1);
    return value === '' || value.startsWith('[') ? [] : [{ start: end - value.length, end }];
  });
}

const field = /^(([ \t]*)(?:["']?[\w.-]+["']?:[ \t]*)?)(.*)$/;

/** The values of the lines that are indented more than the map's name. */
function indented(text: string, nameAt: number, from: number): Range[] {
  const indent = nameAt - text.lastIndexOf('\n', nameAt) - 1;
  const found: Range[] = [];
  /** How far the name above is indented; what is indented more goes on with its value. */
  let block = Number.POSITIVE_INFINITY;
  for (const { line, at } of linesFrom(text, from)) {
    const [, before = '', spaces = '', value = ''] = field.exec(line) ?? [];
    // An empty line is part of what surrounds it.
    if (line.trim() !== '') {
      if (spaces.length <= indent) break;
      if (spaces.length > block) found.push({ start: at + spaces.length, end: at + line.trimEnd().length });
      else {
        block = spaces.length;
        const quote = /^["']/.test(value) ? 1 : 0;
        const start = at + before.length + quote;
        const end = at + before.length + value.length - quote;
        if (before !== spaces && !/^[|>]/.test(value) && end > start) found.push({ start, end });
      }
    }
  }
  return found;
}
