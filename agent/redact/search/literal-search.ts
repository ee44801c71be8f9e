/**
 * Finds many literals in one pass, with tables. In a literal
 * - a small letter also matches its capital; a capital matches only itself;
 * - a space matches any white space;
 * - `<` at the beginning: no letter, digit or underscore may come before;
 * - `>` at the end: no letter may come after.
 */
interface LiteralSearch {
  /** Whether a literal can begin with characters of these three classes, as one number. */
  mayBegin(three: number): boolean;
  /**
   * Adds the lists of each literal at a position to `found`. Without `found`, whether there is one. `three`: the classes
   * there.
   */
  isAt(three: number, text: string, at: number, end: number, found: Set<Literals> | null): boolean;
}

/** A list of literals, for one pattern or rule. */
export type Literals = readonly string[];

/** Bits of one character class; a group of three classes has 18 bits. */
export const classBits = 6;
const classCount = 2 ** classBits;

/** The class of each ASCII character. Characters that begin no literal share class 0, as NUL does. */
export const classes = new Uint8Array(128);
for (const [index, one] of [...'\0abcdefghijklmnopqrstuvwxyz0123456789 -_.@$%/="[:(<>'].entries()) {
  classes[one.charCodeAt(0)] = classes[one.toUpperCase().charCodeAt(0)] = index;
}
const classOf = (one: string) => classes[one.charCodeAt(0)] ?? 0;
export const classOfSpace = classOf(' ');

/** A literal as part of a regular expression, without `<` and `>`. */
export const asPattern = (literal: string): string => literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

interface Literal {
  plain: string;
  lists: Literals[];
  isBegin: boolean;
  isEnd: boolean;
}

const space = 32;

export function createLiteralSearch(all: readonly Literals[]): LiteralSearch {
  /** A bit for each group of three classes. */
  const begins = new Uint32Array(classCount ** 3 / 32);
  const bitsOf = (three: number) => begins[three >> 5] ?? 0;
  /** By their first three classes. */
  const longs = new Map<number, Literal[]>();
  /** Of one or two characters, by their first class. */
  const shorts = new Map<number, Literal[]>();
  const known = new Map<string, Literal>();
  for (const list of all) {
    for (const written of list) {
      const before = known.get(written);
      if (before !== undefined) {
        before.lists.push(list);
        continue;
      }
      const isBegin = written.startsWith('<') && written.length > 1;
      const isEnd = written.endsWith('>') && written.length > 1;
      const plain = written.slice(isBegin ? 1 : 0, isEnd ? -1 : undefined);
      const literal = { plain, lists: [list], isBegin, isEnd };
      known.set(written, literal);
      for (const group of groupsOf(plain.slice(0, 3))) {
        if (plain.length >= 3) {
          begins[group >> 5] = bitsOf(group) | (1 << group);
          add(longs, group, literal);
        } else {
          const size = classCount ** (3 - plain.length);
          begins.fill(~0, (group * size) >> 5, ((group + 1) * size) >> 5);
          add(shorts, (group * size) >> (2 * classBits), literal);
        }
      }
    }
  }
  return {
    mayBegin: (three) => (bitsOf(three) & (1 << three)) !== 0,
    isAt: (three, text, at, end, found) =>
      isOneAt(longs.get(three), text, at, end, found) ||
      isOneAt(shorts.get(three >> (2 * classBits)), text, at, end, found),
  };
}

function isOneAt(list: readonly Literal[] = [], text: string, at: number, end: number, found: Set<Literals> | null) {
  for (const literal of list) {
    if (!stands(literal, text, at, end)) continue;
    if (found === null) return true;
    for (const list of literal.lists) found.add(list);
  }
  return false;
}

function add(lists: Map<number, Literal[]>, key: number, literal: Literal) {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [literal]);
  else list.push(literal);
}

/** The groups of classes that these characters can have. */
function groupsOf(begin: string): readonly number[] {
  const groups = [0];
  for (const one of begin) {
    for (let index = groups.length; index-- > 0; ) {
      const group = (groups[index] ?? 0) * classCount;
      groups[index] = group + classOf(one);
      // Other white space has class 0.
      if (one === ' ') groups.push(group);
    }
  }
  return groups;
}

const isSpace = (code: number) => (code >= 9 && code <= 13) || code === space || code === 160;
const isLetter = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const isOfWord = (code: number) => isLetter(code) || (code >= 48 && code <= 57) || code === 95;

function stands({ plain, isBegin, isEnd }: Literal, text: string, at: number, end: number) {
  if (isBegin && isOfWord(text.charCodeAt(at - 1))) return false;
  // From its end: the literals with the same beginning differ there.
  for (let index = plain.length - 1; index >= 0; index--) {
    const wanted = plain.charCodeAt(index);
    // The end of the text matches a space.
    const code = at + index < end ? text.charCodeAt(at + index) : space;
    if (code === wanted) continue;
    if (wanted === space ? isSpace(code) : wanted >= 97 && wanted <= 122 && code === wanted - 32) continue;
    return false;
  }
  return !(isEnd && at + plain.length < end && isLetter(text.charCodeAt(at + plain.length)));
}
