/**
 * Finds many literals in one pass, with tables. In a literal
 * - a small letter also matches its capital; a capital matches only itself;
 * - a space matches any white space;
 * - `<` at the beginning: no letter, digit or underscore may come before;
 * - `>` at the end: no letter may come after.
 */
export interface LiteralSearch {
  /** A bit for each group of three character classes: whether a literal can begin with it. */
  readonly begins: Uint32Array;
  /** Whether a literal that begins with these three classes is at a position; if so, adds its owner to `found`. Skips owners in it. */
  isAt(three: number, text: string, at: number, end: number, found: Set<number> | null): boolean;
}

/** Bits of one character class; a group of three classes has 18 bits. */
export const classBits = 6;
const classCount = 2 ** classBits;

/** The class of each ASCII character. Characters that begin no literal share class 0. */
export const classes = new Uint8Array(128);
for (const [index, one] of [...'abcdefghijklmnopqrstuvwxyz0123456789 -_.@$%/="[:(<>'].entries()) {
  classes[one.charCodeAt(0)] = classes[one.toUpperCase().charCodeAt(0)] = index + 1;
}
for (const one of '\t\n\v\f\r') classes[one.charCodeAt(0)] = classes[32] ?? 0;

/** A literal as part of a regular expression, without `<` and `>`. */
export const asPattern = (literal: string): string => literal.replaceAll(/[^\w\s]/g, '\\$&');

interface Literal {
  plain: string;
  owner: number;
  isBegin: boolean;
  isEnd: boolean;
}

const space = 32;

/** @param owners the literals of each owner; the index is the owner's id */
export function createLiteralSearch(owners: readonly (readonly string[])[]): LiteralSearch {
  const begins = new Uint32Array(classCount ** 3 / 32);
  const lists = new Map<number, Literal[]>();
  const keep = (key: number, literal: Literal) => {
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [literal]);
    else list.push(literal);
  };
  const keepThree = (three: number, literal: Literal) => {
    begins[three >> 5] = (begins[three >> 5] ?? 0) | (1 << (three & 31));
    keep(three, literal);
  };
  /** White space other than a line break has class 0, so a literal with a space needs a second entry. */
  const beginWithSpace = (three: number, index: number, literal: Literal) => {
    if (index === 3) {
      keepThree(three, literal);
      return;
    }
    const code = literal.plain.charCodeAt(index);
    beginWithSpace(three * classCount + (classes[code] ?? 0), index + 1, literal);
    if (code === space) beginWithSpace(three * classCount, index + 1, literal);
  };
  for (const [owner, literals] of owners.entries()) {
    for (const written of literals) {
      const isBegin = written.startsWith('<') && written.length > 1;
      const isEnd = written.endsWith('>') && written.length > 1;
      const plain = written.slice(isBegin ? 1 : 0, isEnd ? -1 : undefined);
      const literal = { plain, owner, isBegin, isEnd };
      const first = (classes[plain.charCodeAt(0)] ?? 0) * classCount ** 2;
      const second = (classes[plain.charCodeAt(1)] ?? 0) * classCount;
      if (plain.length < 3) {
        // All groups that begin with these characters.
        const start = first + second;
        const count = plain.length === 2 ? classCount : classCount ** 2;
        begins.fill(2 ** 32 - 1, start >> 5, (start + count) >> 5);
        keep(ofShort(first), literal);
      } else if (plain.slice(0, 3).includes(' ')) {
        beginWithSpace(0, 0, literal);
      } else {
        // Without recursion, because every start of `explain` does this for each literal.
        keepThree(first + second + (classes[plain.charCodeAt(2)] ?? 0), literal);
      }
    }
  }
  const isOneAt = (key: number, text: string, at: number, end: number, found: Set<number> | null): boolean => {
    let isFound = false;
    for (const literal of lists.get(key) ?? []) {
      if (found?.has(literal.owner)) continue;
      if (!stands(literal, text, at, end)) continue;
      if (found === null) return true;
      found.add(literal.owner);
      isFound = true;
    }
    return isFound;
  };
  return {
    begins,
    isAt(three, text, at, end, found) {
      const isFound = isOneAt(three, text, at, end, found);
      return isFound && found === null ? true : isOneAt(ofShort(three), text, at, end, found) || isFound;
    },
  };
}

/** The key for literals shorter than three characters, by their first one. */
const ofShort = (three: number) => -1 - (three >> (2 * classBits));

const isSpace = (code: number) => (code >= 9 && code <= 13) || code === space || code === 160;
const isLetter = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const isOfWord = (code: number) => isLetter(code) || (code >= 48 && code <= 57) || code === 95;

function stands({ plain, isBegin, isEnd }: Literal, text: string, at: number, end: number) {
  if (isBegin && isOfWord(text.charCodeAt(at - 1))) return false;
  for (let index = 0; index < plain.length; index++) {
    const wanted = plain.charCodeAt(index);
    // The end of the text matches a space.
    const code = at + index < end ? text.charCodeAt(at + index) : space;
    if (code === wanted) continue;
    if (wanted === space ? isSpace(code) : wanted >= 97 && wanted <= 122 && code === wanted - 32) continue;
    return false;
  }
  return !(isEnd && at + plain.length < end && isLetter(text.charCodeAt(at + plain.length)));
}
