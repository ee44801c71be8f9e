import type { Memory } from './memory.ts';
import { isConnection, type Says, secretWords } from './name.ts';
import type { Span } from './span.ts';
import { bare, fieldEnd, isNothing, looksLikeKey, looksLikePassword, type Range, spaceEnd, valueAt } from './value.ts';

/** A name that says that a secret follows. */
interface Named extends Range {
  says: Says;
  name: string;
}

const ofName = /[\w.-]/;
const maxName = 60;

/** Secrets by the name before them, in every notation. */
export function findNamed(text: string, memory: Memory): Span[] {
  const spans: Span[] = [];
  let covered = 0;
  for (const { 0: found, index } of text.matchAll(secretWords)) {
    // Well inside of a secret, or in a name that was looked at already.
    if (index + found.length <= covered) continue;
    const named = nameAround(text, index, index + found.length, memory);
    if (named === null) continue;
    covered = Math.max(covered, named.end);
    for (const { start, end, id } of valuesOf(text, named)) {
      spans.push({ id, start, end });
      covered = Math.max(covered, end - 16);
    }
  }
  return spans;
}

/** Where the last name in a line ends that says that a secret follows; null: there is none. */
export function endOfLastName(line: string, memory: Memory): number | null {
  let last: number | null = null;
  for (const { 0: found, index } of line.matchAll(secretWords)) {
    last = nameAround(line, index, index + found.length, memory)?.end ?? last;
  }
  return last;
}

function nameAround(text: string, from: number, to: number, { saysOf }: Memory): Named | null {
  let start = from;
  while (start > 0 && from - start < maxName && ofName.test(text.charAt(start - 1))) start--;
  let end = to;
  while (end - to < maxName && ofName.test(text.charAt(end))) end++;
  // A sentence ends with a dot, and so does no name.
  while (end > to && /[.-]/.test(text.charAt(end - 1))) end--;
  const name = text.slice(start, end);
  const says = saysOf(name);
  return says === null ? null : { start, end, says, name };
}

type Value = Range & { id: string };
type Notation = (text: string, named: Named) => Range | readonly Range[] | null;

/** The first notation that fits tells the value. */
function valuesOf(text: string, named: Named): Value[] {
  for (const [id, notation] of notations) {
    const found = notation(text, named);
    if (found === null) continue;
    const all = 'start' in found ? [found] : found;
    return all.flatMap((range) => (isWanted(text, named, range) ? [{ ...range, id }] : []));
  }
  return [];
}

function isWanted(text: string, { says }: Named, { start, end }: Range): boolean {
  if (!/[A-Za-z0-9]/.test(text.slice(start, end))) return false;
  if (says === 'password' || says === 'secret') return true;
  const value = text.slice(start, end);
  return looksLikeKey(value) || (says === 'likely' && looksLikePassword(value));
}

/** What a sticky pattern has matched at a place; null: nothing. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const closeName = String.raw`(?:\\{0,15}["'”]{1,2}|&quot;)?\]?`;
const assigned = new RegExp(`${closeName}[ \\t\\u00a0]*(?:=>|:=|\\\\?::?|=|\\uff1a)[ \\t\\u00a0]*`, 'y');
const isFlag = (text: string, { start, name }: Named) =>
  name.startsWith('-') || (text.charAt(start - 1) === '/' && !/[\w.)\]]/.test(text.charAt(start - 2)));

/** `NAME=value`, `"name": "value"`, `name: value`, `Name => value`, `/name:value`. */
const assignment: Notation = (text, named) => {
  const sign = matchAt(assigned, text, named.end);
  if (sign === null) return null;
  const at = named.end + sign[0].length;
  const isColon = /[:\uff1a]/.test(sign[0]) && !sign[0].includes('=');
  const next = text.charAt(at);
  if (next === '\n' || next === '\r' || next === '') return isColon ? onNextLines(text, named, at) : null;
  if (isColon && /^[|>][-+\d]{0,3}[ \t]*\r?\n/.test(text.slice(at, at + 12))) return block(text, named, at);
  if (isNothing(text, at)) return null;
  if (next === '[' || next === '{' || next === '(') return inBrackets(text, at);
  if (isColon && /["'”]/.test(sign[0]) && isPlainJson(text, at)) return null;
  if (isColon && isSentence(text, named, sign[0], at)) return null;
  if (isConnection(named.name)) return valueAt(text, at, isField(text, named, sign[0]) ? goField : spaceEnd);
  // A map of Go, and a token of a scheme.
  const inMap = isField(text, named, sign[0]);
  if (inMap && /^map\[/.test(text.slice(at, at + 4))) return inBrackets(text, at + 3);
  if (/^\[\]\w/.test(text.slice(at, at + 3))) return null;
  return valueAt(text, at, inMap ? fieldEnd : undefined);
};

/** A number, and a word that stands behind a colon in a sentence: JSON has quotes around what can be a secret. */
function isPlainJson(text: string, at: number): boolean {
  const [word] = /^-?[A-Za-z0-9]+(?!["'])/.exec(text.slice(at, at + 64)) ?? [];
  return word !== undefined && (/^-?\d+$/.test(word) || !looksLikePassword(word));
}

const goField = /,(?=[A-Za-z]+:)|[\s}]/g;
/** Of what Go writes with %+v. */
const isField = (text: string, named: Named, sign: string) =>
  sign.includes(':') && !/[\s="']/.test(sign) && /[{[,( ]/.test(text.charAt(named.start - 1)) && !isFlag(text, named);

/** "token: failed to log on" goes on as a sentence does; a value stands alone on its line, or looks like a secret. */
function isSentence(text: string, { start, end, says }: Named, sign: string, at: number): boolean {
  if (/["'”]/.test(sign) || !/\s$/.test(sign) || /["'“‘]/.test(text.charAt(at))) return false;
  const word = bare(text, at);
  const value = word === null ? '' : text.slice(word.start, word.end).replace(/[.,;]+$/, '');
  if (looksLikePassword(value)) return false;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const isAlone = /^[ \t]*(?:- )?["'{]?[\w.-]*$/.test(line.slice(-maxName)) || /[{,] ?$/.test(line);
  const after = text.slice(word?.end ?? at, (word?.end ?? at) + 40);
  if (isAlone && /^[ \t]*(?:\r?\n|$|[,}#])/.test(after)) return false;
  if (isAlone && says === 'password' && !/^ +[a-z]+ [a-z]/.test(after)) return false;
  return end > 0;
}

/** `[ "a", "b" ]`, `{"value":"a"}`, `(a)`: what stands in it. */
function inBrackets(text: string, at: number): Range[] {
  const open = text.charAt(at);
  const close = { '[': ']', '{': '}', '(': ')' }[open] ?? ')';
  const limit = Math.min(text.length, at + 4096);
  const end = text.indexOf(close, at + 1);
  // What is not closed ends with its line.
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
    // Part of a map, or the scheme before what it is for.
    if (value === whole && /[:=]/.test(value.slice(0, -1)) && !/^[\w+/.-]+={1,2}$/.test(value)) return [];
    if (isNothing(text, start) || /^[A-Z]?[a-z]+$/.test(value)) return [];
    return [{ start, end: start + value.length }];
  });
}

/** The line of a name, without what stands before it. */
function indentOf(text: string, at: number): number {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*(?:- )?/.exec(text.slice(line, line + 200))?.[0].length ?? 0;
}

/** A block of YAML: all lines that are indented deeper than the one with the name. */
function block(text: string, { start }: Named, at: number): Range | null {
  const indent = indentOf(text, start);
  const first = text.indexOf('\n', at) + 1;
  let end = first;
  while (end < text.length && end - first < 64 * 1024) {
    const [, spaces = ''] = /^([ \t]*)\S/.exec(text.slice(end, end + 200)) ?? [];
    if (spaces.length <= indent && spaces.length === 0) break;
    if (spaces.length < indent) break;
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

/** On the line below: a list of YAML, a value by itself. */
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
  const below = /^(?:[ \t]*\r?\n){1,2}[ \t]*["']?([^\s"':=]{6,})["']?[ \t]*(?:\r?\n|$)/.exec(rest);
  const value = below?.[1] ?? '';
  if (below === null || !(looksLikeKey(value) || (named.says === 'password' && looksLikePassword(value)))) return null;
  const start = at + below[0].indexOf(value);
  return [{ start, end: start + value.length }];
}

const afterFlag = new RegExp(`${closeName}(?:[ \\t]+(?!-)|\\s*,\\s*(?=\\\\{0,15}["'])|\\r?\\n[ \\t]*- (?!-))`, 'y');

/** `--name value`, `"--name","value"`, `-name 'value'`, a list of YAML. */
const flag: Notation = (text, named) => {
  if (!named.name.startsWith('-')) return null;
  const between = matchAt(afterFlag, text, named.end);
  const ends = isConnection(named.name) ? spaceEnd : undefined;
  return between === null ? null : valueAt(text, named.end + between[0].length, ends);
};

const elementEnd = /[^<>"]{0,10}>\s*(?:<!\[CDATA\[)?(?:<(?:\w+:)?Value[^<>]*>\s*)?/y;
const elementWithAttributes = /(?:\s+[\w:.-]+\s*=\s*["'][^"'<>]{0,200}["']){1,8}\s*>\s*(?:<!\[CDATA\[)?/y;

/** `<name>value</name>`, with what may stand in between. */
const element: Notation = (text, { start, end }) => {
  if (!/<(?:[\w.-]{1,40}:)?$/.test(text.slice(Math.max(0, start - 42), start))) return null;
  const opened = matchAt(elementEnd, text, end) ?? matchAt(elementWithAttributes, text, end);
  if (opened === null) return null;
  const from = end + opened[0].length;
  const close = /\]\]>|</g;
  close.lastIndex = from;
  const to = close.exec(text)?.index ?? -1;
  // Without an end tag it is no element: `<token>` in a sentence.
  if (to === -1 || to - from > 8192 || isNothing(text, from)) return null;
  if (!/^(?:\]\]>|<\/)/.test(text.slice(to, to + 3))) return null;
  const value = text.slice(from, to).trimEnd();
  return value === '' ? null : { start: from, end: from + value.length };
};

const attributeAfter = /["'](?:\s+[\w:.-]+=["'][^"'<>\n]{0,200}["']){0,4}[\s;]+value=(["'])/iy;
const elementAfter = /["']\s*>\s*/y;
const attributeBefore = /\b(?:value|Value)=(["'])([^"'<>\n]{1,400})\1\s+(?:key|name)=["']$/i;

/** `key="name" value="value"`, `value="value" key="name"`, `<Data Name="name">value</Data>`. */
const attribute: Notation = (text, { start, end }) => {
  const before = text.slice(Math.max(0, start - 500), start);
  // Its first part may have been read into the name.
  if (!/(?:\b|_)(?:key|name|n)=["'][^"'<>\n]{0,60}$/i.test(before)) return null;
  const after = matchAt(attributeAfter, text, end);
  if (after !== null) return valueAt(text, end + after[0].length - 1);
  const inside = matchAt(elementAfter, text, end);
  if (inside !== null) {
    const from = end + inside[0].length;
    const to = text.indexOf('<', from);
    return to === -1 || to - from > 8192 || isNothing(text, from) || to === from ? null : { start: from, end: to };
  }
  const first = attributeBefore.exec(before);
  if (first === null || isNothing(first[2] ?? '', 0)) return null;
  const value = first[2] ?? '';
  const from = start - before.length + first.index + first[0].indexOf(value);
  return { start: from, end: from + value.length };
};

const pairAfter = /\\{0,15}"?\s*,\s*\\{0,15}"?value\\{0,15}"?\s*:\s*/iy;
const pairBefore =
  /["']?value["']?\s*:\s*(["']?)([^\s"',{}]{1,400})\1\s*,?\s*["']?(?:name|key)["']?\s*:\s*["']?[\w.-]*$/i;
const yamlAfter = /["']?[ \t]*\r?\n[ \t]*value:[ \t]*/y;

/** `{"name": "name", "value": "value"}`, the same as Go and YAML write it, and the other way round. */
const pair: Notation = (text, { start, end }) => {
  const before = text.slice(Math.max(0, start - 500), start);
  if (!/(?:name|key)["']?\s*[:=]\s*\\{0,15}["']?[\w.-]*$/i.test(before)) return null;
  const after = matchAt(pairAfter, text, end) ?? matchAt(yamlAfter, text, end);
  if (after !== null) return valueAt(text, end + after[0].length, fieldEnd);
  const first = pairBefore.exec(before);
  const value = first?.[2] ?? '';
  if (first === null || isNothing(value, 0)) return null;
  const from = start - before.length + first.index + first[0].indexOf(value);
  return { start: from, end: from + value.length };
};

const commandAfter =
  /["']?(?:\s+\/t\s+\w+)?\s+(?:-Value|-PropertyType\s+\w+\s+-Value|\/d)\s+(?:\/t\s+\w+\s+\/d\s+)?|\s+REG_(?:EXPAND_|MULTI_)?(?:SZ|BINARY)\s+|["']?\s*,\s*|["']?\)\s*[:=]\s*/iy;

/** Registry tools and PowerShell: `-Name name -Value value`, `/v name /d value`, `name  REG_SZ  value`. */
const command: Notation = (text, { start, end }) => {
  const after = matchAt(commandAfter, text, end);
  if (after === null) return null;
  const before = text.slice(Math.max(0, start - 40), start);
  const isNamed = /REG_/.test(after[0]) || /(?:-Name\s+|\/v\s+|-Path\s+\S+\s+)["']?$/i.test(before);
  return isNamed ? valueAt(text, end + after[0].length) : null;
};

const proseAfter =
  /(?:[ \t]+(?:for|of)[ \t]+[^\s:]{1,60}(?=[ \t]*(?::|[ \t]is[ \t])))?(?:[ \t]*:|[ \t]+(?:is|was|are|be|now|has been|set to|reset to|changed to|to|as|equals|->|=>)){0,2}[ \t]+(?:set to[ \t]+)?/y;

/** "the password is value", "connected with the password value", "Password for svc: value". */
const prose: Notation = (text, named) => {
  const after = matchAt(proseAfter, text, named.end);
  if (after === null) return null;
  const ofMany = isConnection(named.name);
  const range = valueAt(text, named.end + after[0].length, ofMany ? spaceEnd : undefined);
  if (range === null) return null;
  if (ofMany && /=/.test(text.slice(range.start, range.end))) return range;
  const end = range.end - (/[.,;:!?]+$/.exec(text.slice(range.start, range.end))?.[0].length ?? 0);
  const value = text.slice(range.start, /!$/.test(text.slice(range.start, range.end)) ? range.end : end);
  const isSaid = /\b(?:is|was|to)\b/.test(after[0]);
  const looks =
    named.says === 'password'
      ? looksLikePassword(value)
      : named.says === 'secret'
        ? looksLikeKey(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value) && looksLikePassword(value))
        : isSaid && (looksLikeKey(value) || (named.says === 'likely' && looksLikePassword(value)));
  return looks ? { start: range.start, end: range.start + value.length } : null;
};

const notations: readonly (readonly [id: string, Notation])[] = [
  ['env', pair],
  ['key', attribute],
  [
    'flag',
    (text, named) =>
      isFlag(text, named) && text.charAt(named.end) === ':'
        ? valueAt(text, named.end + 1, isConnection(named.name) ? spaceEnd : undefined)
        : null,
  ],
  ['key', command],
  ['key', assignment],
  ['flag', flag],
  ['key', element],
  ['key', prose],
];
