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
const classAt = (text: string, at: number) => classes[text.charCodeAt(at)] ?? 0;
export const classOfSpace = classAt(' ', 0);

/** A literal as part of a regular expression, without `<` and `>`. */
export const asPattern = (literal: string): string => literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

interface Literal {
  plain: string;
  list: Literals;
  isBegin: boolean;
  isEnd: boolean;
}

const space = 32;

/**
 * Finds many literals in one pass, with tables. In a literal
 * - a small letter also matches its capital; a capital matches only itself;
 * - a space matches any white space;
 * - `<` at the beginning: no letter, digit or underscore may come before;
 * - `>` at the end: no letter may come after.
 */
export function createLiteralSearch(all: readonly Literals[]) {
  /** A bit for each group of three classes. */
  const begins = new Uint32Array(classCount ** 3 / 32);
  const bitsOf = (three: number) => begins[three >> 5] ?? 0;
  /** By their first three classes. */
  const longs = new Map<number, Literal[]>();
  /** Of one or two characters, by their first class. */
  const shorts = new Map<number, Literal[]>();
  for (const list of all) {
    for (const written of list) {
      const isBegin = written.length > 1 && written[0] === '<';
      const isEnd = written.length > 1 && written.at(-1) === '>';
      const plain = isBegin || isEnd ? written.slice(isBegin ? 1 : 0, isEnd ? -1 : undefined) : written;
      const literal = { plain, list, isBegin, isEnd };
      for (const group of groupsOf(plain)) {
        if (plain.length >= 3) {
          begins[group >> 5] = bitsOf(group) | (1 << group);
          add(longs, group, literal);
        } else {
          const size = classCount ** (3 - plain.length);
          begins.fill(~0, group >> 5, (group + size) >> 5);
          add(shorts, group >> (2 * classBits), literal);
        }
      }
    }
  }
  return {
    /** Whether a literal can begin with characters of these three classes, as one number. */
    mayBegin: (three: number) => (bitsOf(three) & (1 << three)) !== 0,
    /**
     * Adds the lists of each literal at a position to `found`. Without `found`, whether there is one. `three`: the classes
     * there.
     */
    isAt: (three: number, text: string, at: number, end: number, found: Set<Literals> | null): boolean =>
      isOneAt(longs.get(three), text, at, end, found) ||
      isOneAt(shorts.get(three >> (2 * classBits)), text, at, end, found),
  };
}

function isOneAt(list: readonly Literal[] = [], text: string, at: number, end: number, found: Set<Literals> | null) {
  for (const literal of list) {
    if (!stands(literal, text, at, end)) continue;
    if (found === null) return true;
    found.add(literal.list);
  }
  return false;
}

function add(lists: Map<number, Literal[]>, key: number, literal: Literal) {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [literal]);
  else list.push(literal);
}

/** The groups of classes that the first three characters can have; what a shorter literal has not counts as class 0. */
function groupsOf(plain: string): readonly number[] {
  const group = (classAt(plain, 0) << (2 * classBits)) | (classAt(plain, 1) << classBits) | classAt(plain, 2);
  const groups = [group];
  for (let at = plain.indexOf(' '); at !== -1 && at < 3; at = plain.indexOf(' ', at + 1)) {
    // Other white space has class 0.
    const others = classOfSpace << ((2 - at) * classBits);
    groups.push(...groups.map((one) => one - others));
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
