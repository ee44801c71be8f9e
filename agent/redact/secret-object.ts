import type { SecretSpan } from './span.ts';

/** `kind: Secret` in YAML, JSON and Go syntax, and the list kind. What a match begins with is rare, so the search is fast. */
const secretKind = /(?<=\bkind["']?\s{0,3}[:=]\s{0,3}["']?)Secret(?:List)?\b|\bSecret\{|\bsecret\/v1\b/g;
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
    const from = Math.max(covered, documentStart(text, index));
    const to = documentEnd(text, index);
    if (from >= to) continue;
    const part = text.slice(from, to);
    for (const { 0: name, index: at } of part.matchAll(dataMap)) {
      for (const { start, end } of valuesIn(part, at, at + name.length))
        spans.push({ id: 'secret-data', start: from + start, end: from + end });
    }
    covered = to;
  }
  return spans;
}

/** The start of the YAML document or of the log line. */
function documentStart(text: string, at: number): number {
  const limit = Math.max(0, at - reach);
  const border = text.lastIndexOf('\n---', at);
  return Math.max(limit, border);
}

function documentEnd(text: string, at: number): number {
  const limit = Math.min(text.length, at + reach);
  const border = text.indexOf('\n---', at);
  return border === -1 ? limit : Math.min(limit, border);
}

const maxMap = 64 * 1024;

function valuesIn(text: string, nameAt: number, at: number): { start: number; end: number }[] {
  if (text.charAt(at) === '{') return inBraces(text, at);
  const newline = /^[ \t]*\r?\n/.exec(text.slice(at, at + 200));
  return newline === null ? [] : indented(text, nameAt, at + newline[0].length);
}

function inBraces(text: string, at: number): { start: number; end: number }[] {
  const close = text.indexOf('}', at);
  const inside = text.slice(at + 1, close === -1 ? Math.min(text.length, at + maxMap) : close);
  const values = inside.matchAll(/:\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",}\]]+))/g);
  return [...values].flatMap(({ 0: { length }, 1: quoted, 2: bare, index }) => {
    const value = quoted ?? bare ?? '';
    const end = at + 1 + index + length - (quoted === undefined ? 0 : 1);
    return value === '' || value.startsWith('[') ? [] : [{ start: end - value.length, end }];
  });
}

/** The lines that are indented more than the map's name. */
function indented(text: string, nameAt: number, from: number): { start: number; end: number }[] {
  const line = text.lastIndexOf('\n', nameAt) + 1;
  const indent = nameAt - line;
  const found: { start: number; end: number }[] = [];
  let isBlock = false;
  let depth = 0;
  for (let at = from; at < text.length && at - from < maxMap; ) {
    const next = text.indexOf('\n', at);
    const end = next === -1 ? text.length : next;
    const [, spaces = '', name = '', value = ''] =
      /^([ \t]*)(?:(["']?[\w.-]+["']?:)[ \t]*)?(.*?)\r?$/.exec(text.slice(at, end)) ?? [];
    if (spaces.length <= indent) break;
    if (isBlock && spaces.length > depth) {
      const start = at + spaces.length;
      if (end > start) found.push({ start, end });
    } else {
      isBlock = /^[|>]/.test(value);
      depth = spaces.length;
      const start = end - value.length - (text.charAt(end - 1) === '\r' ? 1 : 0);
      const quote = /^["']/.test(value) ? 1 : 0;
      if (name !== '' && !isBlock && value.length > 2 * quote)
        found.push({ start: start + quote, end: start + value.length - quote });
    }
    at = end + 1;
  }
  return found;
}
