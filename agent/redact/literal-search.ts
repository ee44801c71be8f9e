/**
 * Finds many literals in one pass, by tables. In a literal
 * - a small letter stands for a capital, too, and a capital for itself;
 * - a space stands for any one;
 * - `<` at its beginning: no letter, digit or underscore is before it;
 * - `>` at its end: no letter is behind it.
 */
export interface LiteralSearch {
  /** A bit for each three characters, by their classes: whether a literal may begin with them. */
  readonly begins: Uint32Array;
  /** Whether a literal that begins with these three stands at a place; its owner is added to `found`. */
  isAt(three: number, text: string, at: number, end: number, found: Set<number> | null): boolean;
}

/** Of a class, so that three are a number of 18 bits. */
export const classBits = 6;
const classCount = 2 ** classBits;

/** What a literal can begin with is told apart; 0: all else. */
export const classes = new Uint8Array(128);
for (const [index, one] of [...'abcdefghijklmnopqrstuvwxyz0123456789 -_.@$%/="[:(<>'].entries()) {
  classes[one.charCodeAt(0)] = classes[one.toUpperCase().charCodeAt(0)] = index + 1;
}
for (const one of '\t\n\v\f\r') classes[one.charCodeAt(0)] = classes[32] ?? 0;
const letterCount = 26;

/** A literal, without what stands for its borders, as a part of a pattern. */
export const asPattern = (literal: string): string => literal.replaceAll(/[^\w\s]/g, '\\$&');

interface Literal {
  codes: readonly number[];
  owner: number;
  isBegin: boolean;
  isEnd: boolean;
}

const space = 32;

/** @param owners by their number the literals of each */
export function createLiteralSearch(owners: readonly (readonly string[])[]): LiteralSearch {
  const begins = new Uint32Array(classCount ** 3 / 32);
  const lists = new Map<number, Literal[]>();
  for (const [owner, literals] of owners.entries()) {
    for (const written of literals) {
      const isBegin = written.startsWith('<') && written.length > 1;
      const isEnd = written.endsWith('>') && written.length > 1;
      const plain = written.slice(isBegin ? 1 : 0, isEnd ? -1 : undefined);
      const literal = { codes: [...plain].map((one) => one.charCodeAt(0)), owner, isBegin, isEnd };
      for (const three of beginningsOf(literal)) {
        begins[three >> 5] = (begins[three >> 5] ?? 0) | (1 << (three & 31));
        const list = lists.get(three);
        if (list === undefined) lists.set(three, [literal]);
        else list.push(literal);
      }
    }
  }
  return {
    begins,
    isAt(three, text, at, end, found) {
      let isFound = false;
      for (const literal of lists.get(three) ?? []) {
        if (!stands(literal, text, at, end)) continue;
        if (found === null) return true;
        found.add(literal.owner);
        isFound = true;
      }
      return isFound;
    },
  };
}

/** All threes of characters that a literal may begin with, where it has less of its own. */
function beginningsOf({ codes, isEnd }: Literal): number[] {
  const any = Array.from({ length: classCount }, (_, index) => index);
  const noLetter = any.filter((one) => one === 0 || one > letterCount);
  const at = (index: number): readonly number[] => {
    const code = codes[index];
    if (code !== undefined) return [classes[code] ?? 0];
    return index === codes.length && isEnd ? noLetter : any;
  };
  return at(0).flatMap((a) => at(1).flatMap((b) => at(2).map((c) => (a * classCount + b) * classCount + c)));
}

const isSpace = (code: number) => (code >= 9 && code <= 13) || code === space || code === 160;
const isLetter = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const isOfWord = (code: number) => isLetter(code) || (code >= 48 && code <= 57) || code === 95;

function stands({ codes, isBegin, isEnd }: Literal, text: string, at: number, end: number) {
  if (isBegin && isOfWord(text.charCodeAt(at - 1))) return false;
  for (let index = 0; index < codes.length; index++) {
    const wanted = codes[index] ?? 0;
    // What follows the text is as good as a space.
    const code = at + index < end ? text.charCodeAt(at + index) : space;
    if (code === wanted) continue;
    if (wanted === space ? isSpace(code) : wanted >= 97 && wanted <= 122 && code === wanted - 32) continue;
    return false;
  }
  return !(isEnd && at + codes.length < end && isLetter(text.charCodeAt(at + codes.length)));
}
