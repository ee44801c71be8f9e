import { classBits, classes, createLiteralSearch } from './literal-search.ts';
import { endOfMadeUp } from './made-up.ts';
import { wordMayBeSecret } from './word-signs.ts';

/** Signs that a text may contain a secret. */
export interface Signs {
  /** The owners of the literals that were found. */
  literals: Set<number>;
  /** A word with a shape that may be a secret's. */
  hasWord: boolean;
  /** Escaped characters, see unescaped.ts. */
  hasEscape: boolean;
}

export interface SignSearch {
  /** All signs in a range. */
  find(text: string, start: number, end: number): Signs;
  /** Whether a range has any sign. `escapes`: only escaped characters. */
  hasAny(text: string, start: number, end: number): 'none' | 'escapes' | 'some';
}

/** Bits beside a character's class: whether it can begin a word or continue one, and its other roles. */
const startsWord = 64;
const goesOn = 128;
const escapes = 256;
const partsBytes = 512;
const ofPassword = 1024;
const kinds = Uint16Array.from(classes);
const mark = (characters: string, kind: number) => {
  for (const one of characters) kinds[one.charCodeAt(0)] = (kinds[one.charCodeAt(0)] ?? 0) | kind;
};
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_~-', startsWord | goesOn);
mark('=.:!#$%*?@^', goesOn);
mark('\\&%\u001b', escapes);
mark(' ,:-', partsBytes);
mark('!#$%&*+?@^', ofPassword);
const classMask = 2 ** classBits - 1;

/** The minimum word length of shape.ts. */
const leastWord = 16;
const leastBytes = 8;
const lineBreak = 10;
const threeMask = 2 ** (3 * classBits) - 1;

/** @param owners the literals of each owner by its id, in the syntax of literal-search.ts */
export function createSignSearch(owners: readonly (readonly string[])[]): SignSearch {
  const { begins, isAt } = createLiteralSearch(owners);

  /** One pass over a range. With `signs`, collects all; without, stops at the first. */
  function look(text: string, start: number, end: number, signs: Signs | null): boolean | 'escapes' {
    const found = signs === null ? null : signs.literals;
    let isFound = false;
    let hasEscape = false;
    let word = -1;
    let lastPart = -1;
    let parts = 0;
    let madeUpUntil = start;
    /** The classes of the last three characters, as one number. */
    let three = 0;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      const kind = code < 128 ? (kinds[code] ?? 0) : 0;
      three = ((three << classBits) | (kind & classMask)) & threeMask;
      if (((begins[three >> 5] ?? 0) & (1 << (three & 31))) !== 0 && at - 2 >= start) {
        if (isAt(three, text, at - 2, end, found) && signs === null) return true;
      }
      if ((kind & goesOn) === 0) {
        if (word !== -1) {
          if (at - word >= leastWord && wordMayBeSecret(text, word, at)) {
            if (signs === null) return true;
            signs.hasWord = true;
          }
          word = -1;
        }
      } else if (word === -1 && (kind & startsWord) !== 0) word = at;
      if ((kind & ofPassword) !== 0 && at >= madeUpUntil) {
        madeUpUntil = endOfMadeUp(text, at, { start, end });
        if (madeUpUntil >= 0) {
          if (signs === null) return true;
          signs.hasWord = true;
        } else madeUpUntil = -madeUpUntil;
      }
      if ((kind & (escapes | partsBytes)) !== 0) {
        if ((kind & escapes) !== 0) hasEscape = true;
        else {
          parts = at - lastPart === 3 ? parts + 1 : 0;
          lastPart = at;
          if (parts >= leastBytes) {
            if (signs === null) return true;
            signs.hasWord = true;
          }
        }
      }
    }
    if (word !== -1 && end - word >= leastWord && wordMayBeSecret(text, word, end)) {
      isFound = true;
      if (signs !== null) signs.hasWord = true;
    }
    // Two virtual line breaks at the end, because a literal may be shorter than three characters.
    for (let at = Math.max(start + 2, end); at < end + 2; at++) {
      three = ((three << classBits) | (classes[lineBreak] ?? 0)) & threeMask;
      if (((begins[three >> 5] ?? 0) & (1 << (three & 31))) !== 0 && isAt(three, text, at - 2, end, found))
        isFound = true;
    }
    if (signs !== null) signs.hasEscape = hasEscape;
    return isFound || (hasEscape ? 'escapes' : false);
  }
  return {
    find(text, start, end) {
      const signs: Signs = { literals: new Set(), hasWord: false, hasEscape: false };
      look(text, start, end, signs);
      return signs;
    },
    hasAny(text, start, end) {
      const any = look(text, start, end, null);
      return any === 'escapes' ? any : any ? 'some' : 'none';
    },
  };
}
