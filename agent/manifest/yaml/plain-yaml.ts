import type { Path } from '../path.ts';
import { createLines, isItem, type Lines } from './plain-lines.ts';

/** The positions of the fields of each map and the items of each list. */
type Places = Map<unknown, Record<string, number>>;

/** What a plain text contains, and its positions. */
interface PlainYaml {
  value: unknown;
  /** Keys that are in their map a second time. */
  seconds: readonly Second[];
  /** The offset of a field, or of the nearest that would contain it. */
  placeOf(path: Path): number;
}

interface Second {
  key: string;
  at: number;
}

/**
 * YAML in the plain form that helm, kustomize and kubectl print: block maps and lists, and scalars of one line or of a
 * literal block. Reads it several times faster than a parser of all YAML, and gives up if that parser could read something else.
 * @returns null: another parser must read it, which does not mean that the text is wrong
 */
export function readPlainYaml(text: string): PlainYaml | null {
  if (others.test(text)) return null;
  const lines = createLines(text);
  const [start, places, seconds]: [number, Places, Second[]] = [lines.start(), new Map(), []];
  const value = readNode({ ...lines, places, seconds }, 0);
  if (value === notPlain || lines.indent() !== -1) return null;
  return { value, seconds, placeOf: (path) => placeIn({ value, places, start }, path) };
}

function placeIn(of: { value: unknown; places: Places; start: number }, path: Path): number {
  let { value, start } = of;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) break;
    const inside = of.places.get(value) ?? {};
    const next = Object.hasOwn(inside, step) ? inside[step] : undefined;
    if (next === undefined) break;
    start = next;
    value = Reflect.get(value, step);
  }
  return start;
}

type Reading = Lines & { places: Places; seconds: Second[] };

/** Characters that YAML treats specially, or that its versions treat differently; and templates. */
const others = /[^\n\x20-\x7e\u00a1-\u167f]|\{\{/;
const maxDepth = 64;
const notPlain = Symbol('not plain');

function readNode(lines: Reading, depth: number): unknown {
  const indent = lines.indent();
  if (indent === -1 || depth > maxDepth) return notPlain;
  return isItem(lines.rest()) ? readList(lines, indent, depth) : readMap(lines, indent, depth);
}

function readList(lines: Reading, indent: number, depth: number): unknown {
  const list: unknown[] = [];
  const places: Record<string, number> = {};
  lines.places.set(list, places);
  while (lines.indent() === indent && isItem(lines.rest())) {
    const rest = lines.rest();
    const item = rest.slice(2).trimStart();
    places[list.length] = lines.start() + rest.length - item.length;
    const isNode = isItem(item) || keyIn(item) !== null;
    if (isNode) lines.replace(indent + rest.length - item.length, item);
    const value = isNode ? readNode(lines, depth + 1) : readScalar(lines, item, indent);
    if (value === notPlain) return notPlain;
    list.push(value);
  }
  return lines.indent() > indent ? notPlain : list;
}

function readMap(lines: Reading, indent: number, depth: number): unknown {
  const map: Record<string, unknown> = {};
  const places: Record<string, number> = {};
  let reported: Set<string> | null = null;
  lines.places.set(map, places);
  while (lines.indent() === indent) {
    const found = keyIn(lines.rest());
    if (found === null) return notPlain;
    if (Object.hasOwn(map, found.key) && !reported?.has(found.key)) {
      reported = (reported ?? new Set()).add(found.key);
      lines.seconds.push({ key: found.key, at: lines.start() });
    }
    places[found.key] = lines.start();
    const isTagged = found.rest !== '' && tag.test(found.rest);
    const isBelow = found.rest === '' || isTagged;
    const value = isBelow ? readBelow(lines, indent, depth) : readScalar(lines, found.rest, indent);
    if (value === notPlain || (isTagged && value === null)) return notPlain;
    map[found.key] = value;
  }
  return lines.indent() > indent ? notPlain : map;
}

/** What belongs to a key without a value in its line; a list may have the indentation of the key. */
function readBelow(lines: Reading, indent: number, depth: number): unknown {
  lines.next();
  const next = lines.indent();
  if (next > indent) return readNode(lines, depth + 1);
  return next === indent && isItem(lines.rest()) ? readList(lines, indent, depth + 1) : null;
}

const keys = /^(?:([A-Za-z_][\w./-]{0,99})|"([A-Za-z_][\w./-]{0,99})"):(?: +(?!#)(.*)| +#.*)?$/;
/** For kubectl these are lists and maps like all others. */
const tag = /^!!(?:omap|pairs|set)$/;
/** Words that are not text in YAML 1.1. */
const special = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** A word that is not a key here, or that every JavaScript object has. */
const isSpecial = (word: string) => (word.length < 6 && special.test(word)) || word === '__proto__';

function keyIn(line: string): { key: string; rest: string } | null {
  const found = keys.exec(line);
  if (found === null) return null;
  const [, plain, quoted, rest = ''] = found;
  const key = plain ?? quoted ?? '';
  return isSpecial(key) ? null : { key, rest };
}

/** A scalar in the next line. Only block scalars may continue over more lines. */
function readScalar(lines: Reading, given: string, indent: number): unknown {
  if (given === '|' || given === '|-') return lines.block(indent, given === '|-') ?? notPlain;
  const start = lines.start() + lines.rest().length - given.length;
  lines.next();
  if (lines.indent() > indent) return notPlain;
  const first = given[0];
  if (first === '[' || first === '{') return readFlow(given, start, lines.places);
  if (first !== '"' && first !== "'") return readPlain(given.replace(/ +#.*$/, ''));
  const quoted = readQuoted(given, 0);
  return quoted === null || !blank.test(given.slice(quoted.end)) ? notPlain : quoted.value;
}

/** Nothing, or a comment, at the end of a line. */
const blank = /^ *(?: #.*)?$/;
const double = /"(?:[^"\\]|\\[\\"nt])*"/y;
const single = /'((?:[^']|'')*)'/y;

function readQuoted(text: string, at: number): { value: string; end: number } | null {
  const form = text[at] === '"' ? double : single;
  form.lastIndex = at;
  const found = form.exec(text);
  if (found === null) return null;
  const [whole, inSingle] = found;
  // The escapes that are left mean the same in JSON.
  const value = inSingle === undefined ? JSON.parse(whole) : inSingle.replaceAll("''", "'");
  return { value, end: form.lastIndex };
}

const number = /^(?:0|-?[1-9]\d{0,14})$/;
/** Texts that no version of YAML reads as a number, a time or a special word. */
const plain = /^(?:[A-Za-z_/\\$(]|--?[A-Za-z]|\.{1,2}[/\\]|\d+(?:\.\d+){2}|\d+(?:[kMGm]|[KMG]i)$)/;

function readPlain(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  if (number.test(text)) return Number(text);
  return !plain.test(text) || isSpecial(text) || text.includes(': ') || text.endsWith(':') ? notPlain : text;
}

const flowPlain = /[\w./\\$()-][\w./\\$()=+ -]*/y;
const flowKey = /(?:([A-Za-z_][\w./-]*)|"([A-Za-z_][\w./-]*)"): +/y;
const spaces = / */y;

/** Flow maps and lists in one line, which starts there. */
function readFlow(given: string, start: number, allPlaces: Places): unknown {
  let at = 0;
  const take = (form: RegExp): RegExpExecArray | null => {
    form.lastIndex = at;
    const found = form.exec(given);
    if (found !== null) at = form.lastIndex;
    return found;
  };
  const skip = () => take(spaces);

  function node(depth: number): unknown {
    const first = given[at];
    if (depth > maxDepth) return notPlain;
    if (first === '[') return items([], ']', depth);
    if (first === '{') return items({}, '}', depth);
    if (first !== '"' && first !== "'") return readPlain((take(flowPlain)?.[0] ?? '').trimEnd());
    const quoted = readQuoted(given, at);
    if (quoted === null) return notPlain;
    at = quoted.end;
    return quoted.value;
  }

  function items(into: unknown[] | Record<string, unknown>, end: string, depth: number): unknown {
    const places: Record<string, number> = {};
    allPlaces.set(into, places);
    at++;
    skip();
    if (given[at] === end) {
      at++;
      return into;
    }
    for (;;) {
      const from = start + at;
      const found = Array.isArray(into) ? null : take(flowKey);
      const key = found?.[1] ?? found?.[2] ?? '';
      if (!Array.isArray(into) && (key === '' || isSpecial(key) || Object.hasOwn(into, key))) return notPlain;
      places[Array.isArray(into) ? into.length : key] = from;
      const value = node(depth + 1);
      if (value === notPlain) return notPlain;
      if (Array.isArray(into)) into.push(value);
      else into[key] = value;
      skip();
      const mark = given[at++];
      if (mark === end) return into;
      if (mark !== ',') return notPlain;
      skip();
    }
  }

  const value = node(0);
  return value === notPlain || !blank.test(given.slice(at)) ? notPlain : value;
}
