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
  lists: readonly Literals[];
  isBegin: boolean;
  isEnd: boolean;
}

const space = 32;

export function createLiteralSearch(all: readonly Literals[]): LiteralSearch {
  /** A bit for each group of three classes. */
  const begins = new Uint32Array(classCount ** 3 / 32);
  const bitsOf = (three: number) => begins[three >> 5] ?? 0;
  /** By each group that they can begin with. */
  const literals = new Map<number, readonly Literal[]>();
  const listsOf = new Map<string, readonly Literals[]>();
  for (const list of all) for (const one of list) listsOf.set(one, [...(listsOf.get(one) ?? []), list]);
  for (const [written, lists] of listsOf) {
    const isBegin = written.startsWith('<') && written.length > 1;
    const isEnd = written.endsWith('>') && written.length > 1;
    const plain = written.slice(isBegin ? 1 : 0, isEnd ? -1 : undefined);
    // Behind a short one stands anything.
    const size = classCount ** Math.max(0, 3 - plain.length);
    for (const group of groupsOf(plain.slice(0, 3))) {
      for (let three = group * size; three < (group + 1) * size; three++) {
        begins[three >> 5] = bitsOf(three) | (1 << three);
        literals.set(three, [...(literals.get(three) ?? []), { plain, lists, isBegin, isEnd }]);
      }
    }
  }
  return {
    mayBegin: (three) => (bitsOf(three) & (1 << three)) !== 0,
    isAt(three, text, at, end, found) {
      for (const literal of literals.get(three) ?? []) {
        if (!stands(literal, text, at, end)) continue;
        if (found === null) return true;
        for (const list of literal.lists) found.add(list);
      }
      return false;
    },
  };
}

/** White space other than a space has class 0. */
const classesOf = (one: string) => (one === ' ' ? [classOfSpace, 0] : [classOf(one)]);

/** The groups of classes that these characters can have. */
function groupsOf(begin: string): readonly number[] {
  let groups = [0];
  for (const one of begin) groups = groups.flatMap((group) => classesOf(one).map((own) => group * classCount + own));
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
