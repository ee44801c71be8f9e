import { atOnce, betweenSteps, type Steps } from '../pausing.ts';
import type { Range } from '../value.ts';
import { endOfMadeUp } from '../words/made-up.ts';
import { classBits, classes, classOfSpace, createLiteralSearch } from './literal-search.ts';
import { createWordSigns } from './word-signs.ts';

/** Signs that a text may contain a secret. */
interface Signs {
  /** The owners of the literals that were found. */
  literals: Set<number>;
  /** A word with a shape that may be a secret's. */
  hasWord: boolean;
}

export interface SignSearch {
  /** All signs in a range. */
  find(text: string, start: number, end: number): Signs;
  /** The same in short steps. */
  findInSteps(text: string, start: number, end: number): Steps<Signs>;
  /** Whether a range has any sign. */
  hasAny(text: string, start: number, end: number): AnySign;
}

/** `escapes`: only escaped characters, see rewritten.ts. */
type AnySign = 'none' | 'escapes' | 'some';

/** Bits beside a character's class: whether it can begin a word or continue one, and its other roles. */
const startsWord = 64;
const goesOn = 128;
const escapes = 256;
const partsBytes = 512;
const ofPassword = 1024;
const roles: readonly (readonly [characters: string, role: number])[] = [
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_~-', startsWord | goesOn],
  ['=.:!#$%*?@^', goesOn],
  ['\\&%\u001b', escapes],
  [' ,:-', partsBytes],
  ['!#$%&*+?@^', ofPassword],
];
const kinds = Uint16Array.from(classes, (own, code) =>
  roles.reduce((all, [characters, role]) => (characters.includes(String.fromCharCode(code)) ? all | role : all), own),
);
const classMask = 2 ** classBits - 1;

/** The minimum word length of shape.ts. */
const leastWord = 16;
const leastBytes = 8;
const threeMask = 2 ** (3 * classBits) - 1;

/** Where one pass over a range stands, so that it can pause. */
interface Pass {
  at: number;
  word: number;
  lastPart: number;
  parts: number;
  madeUpUntil: number;
  /** The classes of the last three characters, as one number. */
  three: number;
  hasEscape: boolean;
}

const passFrom = (start: number): Pass => ({
  at: start,
  word: -1,
  lastPart: -1,
  parts: 0,
  madeUpUntil: start,
  three: classOfSpace,
  hasEscape: false,
});

/** @param owners the literals of each owner by its id, in the syntax of literal-search.ts */
export function createSignSearch(owners: readonly (readonly string[])[]): SignSearch {
  const { mayBegin, isAt } = createLiteralSearch(owners);
  const wordMayBeSecret = createWordSigns();

  /**
   * Goes on with a pass over a range, up to `until`. With `signs`, collects all; without, stops at the first.
   * @returns whether it stopped
   */
  function goOn(pass: Pass, text: string, { start, end }: Range, until: number, signs: Signs | null): boolean {
    const found = signs?.literals ?? null;
    let { word, lastPart, parts, madeUpUntil, three, hasEscape } = pass;
    for (let { at } = pass; at < until; at++) {
      const kind = kinds[text.charCodeAt(at)] ?? 0;
      three = ((three << classBits) | (kind & classMask)) & threeMask;
      if (mayBegin(three) && at - 2 >= start && isAt(three, text, at - 2, end, found)) return true;
      if ((kind & goesOn) === 0) {
        if (word !== -1 && at - word >= leastWord && signs?.hasWord !== true && wordMayBeSecret(text, word, at)) {
          if (signs === null) return true;
          signs.hasWord = true;
        }
        word = -1;
      } else if (word === -1 && (kind & startsWord) !== 0) word = at;
      if ((kind & ofPassword) !== 0 && at >= madeUpUntil) {
        const wordEnd = endOfMadeUp(text, at, { start, end });
        madeUpUntil = Math.abs(wordEnd);
        if (wordEnd === madeUpUntil) {
          if (signs === null) return true;
          signs.hasWord = true;
        }
      }
      if ((kind & escapes) !== 0) hasEscape = true;
      if ((kind & partsBytes) !== 0) {
        parts = at - lastPart === 3 ? parts + 1 : 0;
        lastPart = at;
        if (parts >= leastBytes) {
          if (signs === null) return true;
          signs.hasWord = true;
        }
      }
    }
    Object.assign(pass, { at: until, word, lastPart, parts, madeUpUntil, three, hasEscape });
    return false;
  }

  /** Checks what only the end of the range decides. The end counts as a space. */
  function finish({ word, three, hasEscape }: Pass, text: string, { start, end }: Range, signs: Signs | null): AnySign {
    const found = signs?.literals ?? null;
    if (word !== -1 && end - word >= leastWord && wordMayBeSecret(text, word, end)) {
      if (signs === null) return 'some';
      signs.hasWord = true;
    }
    // Two virtual spaces at the end, because a literal may be shorter than three characters.
    let last = three;
    for (let at = Math.max(start + 2, end); at < end + 2; at++) {
      last = ((last << classBits) | classOfSpace) & threeMask;
      if (isAt(last, text, at - 2, end, found)) return 'some';
    }
    return hasEscape ? 'escapes' : 'none';
  }

  function* findInSteps(text: string, start: number, end: number): Steps<Signs> {
    const signs: Signs = { literals: new Set(), hasWord: false };
    const pass = passFrom(start);
    for (let until = start; until < end; ) {
      if (until > start) yield;
      until = Math.min(end, until + betweenSteps);
      goOn(pass, text, { start, end }, until, signs);
    }
    finish(pass, text, { start, end }, signs);
    return signs;
  }
  return {
    find: (text, start, end) => atOnce(findInSteps(text, start, end)),
    findInSteps,
    hasAny(text, start, end) {
      const pass = passFrom(start);
      return goOn(pass, text, { start, end }, end, null) ? 'some' : finish(pass, text, { start, end }, null);
    },
  };
}
