import { atOnce, betweenSteps, type Memory, type Steps } from '../memory.ts';
import { isAt, type Range, raw, regexp } from '../span.ts';
import { endOfMadeUp } from '../words/made-up.ts';
import { longestKept, mayBeSecret } from '../words/shape.ts';
import { classBits, classes, classOfSpace, createLiteralSearch, type Literals } from './literal-search.ts';

/** Signs that a text may contain a secret. */
interface Signs {
  /** The lists of the literals that were found. */
  literals: Set<Literals>;
  /** A word with a shape that may be a secret's. */
  hasWord: boolean;
}

export type SignSearch = ReturnType<typeof createSignSearch>;

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

/** Notes a word that may be a secret. Whether the search ends with it. */
function sawWord(signs: Signs | null): boolean {
  if (signs !== null) signs.hasWord = true;
  return signs === null;
}

/** @param all lists of literals, in the syntax of literal-search.ts */
export function createSignSearch(all: readonly Literals[], plainWords: Memory['plainWords']) {
  const { mayBegin, isAt } = createLiteralSearch(all);
  const wordMayBeSecret = createWordSigns(plainWords);

  /** Collects all signs of a range; without `signs`, stops at the first. */
  function* search(text: string, { start, end }: Range, signs: Signs | null): Steps<AnySign> {
    const found = signs?.literals ?? null;
    let [word, lastPart, parts, madeUpUntil, hasEscape] = [-1, -1, 0, start, false];
    /** The classes of the last three characters, as one number. */
    let three = classOfSpace;
    for (let at = start; at < end; ) {
      if (at > start) yield;
      for (const until = Math.min(end, at + betweenSteps); at < until; at++) {
        const kind = kinds[text.charCodeAt(at)] ?? 0;
        three = ((three << classBits) | (kind & classMask)) & threeMask;
        if (mayBegin(three) && at - 2 >= start && isAt(three, text, at - 2, end, found)) return 'some';
        if ((kind & goesOn) === 0) {
          const isWord = word !== -1 && at - word >= leastWord && signs?.hasWord !== true;
          if (isWord && wordMayBeSecret(text, word, at) && sawWord(signs)) return 'some';
          word = -1;
        } else if (word === -1 && (kind & startsWord) !== 0) word = at;
        if ((kind & ofPassword) !== 0 && at >= madeUpUntil) {
          const wordEnd = endOfMadeUp(text, at);
          madeUpUntil = Math.abs(wordEnd);
          if (wordEnd === madeUpUntil && sawWord(signs)) return 'some';
        }
        if ((kind & escapes) !== 0) hasEscape = true;
        if ((kind & partsBytes) !== 0) {
          parts = at - lastPart === 3 ? parts + 1 : 0;
          lastPart = at;
          if (parts >= leastBytes && sawWord(signs)) return 'some';
        }
      }
    }
    // Only the end decides on the last word, and on literals: it counts as a space, and two, because a literal may be
    // shorter than three characters.
    if (word !== -1 && end - word >= leastWord && wordMayBeSecret(text, word, end) && sawWord(signs)) return 'some';
    for (let at = Math.max(start + 2, end); at < end + 2; at++) {
      three = ((three << classBits) | classOfSpace) & threeMask;
      if (isAt(three, text, at - 2, end, found)) return 'some';
    }
    return hasEscape ? 'escapes' : 'none';
  }

  return {
    /** All signs in a range, in short steps. */
    *findInSteps(text: string, start: number, end: number): Steps<Signs> {
      const signs: Signs = { literals: new Set(), hasWord: false };
      yield* search(text, { start, end }, signs);
      return signs;
    },
    /** Whether a range has any sign. */
    hasAny: (text: string, start: number, end: number) => atOnce(search(text, { start, end }, null)),
  };
}

/** What the patterns without a literal look for: two blocks of a key, or many digits behind a sign. The sign is first. */
const hyphen = raw`-(?:(?<=\d{6}-)\d{6}(?!\d)|(?<=[\dA-F]{32}-)[\dA-F]{2}(?![\dA-F])|(?<=[\da-f]{32}-)us\d|(?<=(?<![A-Z\d])[A-Z\d]{5}-)(?!(?<=\d{5}-)\d{5})[A-Z\d]{5}(?![A-Z\d]))`;
const ofPattern = regexp.none`${hyphen}|\.(?<=[A-Za-z\d]{6}\.)[a-z\d]{16}|[_.][\da-f]{32}|(?<=[y\d]) [\da-f]{64}|:\d{2,5}:[A-Za-z]`;
/** The fields after the token in a static token file: `,user,uid,"groups"`. */
const afterToken = /,[\w:.-]{1,64},[\w-]{1,64},"/y;

/** As much of a word as shape.ts looks at together. */
const part = /[^\n]{1,8192}/g;
/** A time, which most lines have. */
const time = /^\d{1,9}(?:[:.T+-]{1,2}\d{1,9}){1,10}Z?$/;

/**
 * Tells of words whether they may be a secret by their shape, or by a pattern that has no literal. The plain ones
 * are remembered, because other lines have them too.
 */
export function createWordSigns(plainWords: Memory['plainWords']) {
  return (text: string, start: number, end: number): boolean => {
    const word = text.slice(start, end);
    // Padded base64, such as a Ceph key.
    if (word.endsWith('==') || isAt(afterToken, text, end)) return true;
    if (!plainWords.get(word) && !time.test(word)) {
      if ([...word.matchAll(part)].some(([one]) => mayBeSecret(one))) return true;
      if (word.length <= longestKept) plainWords.set(word, true);
    }
    return ofPattern.test(text.slice(Math.max(0, start - 2), end));
  };
}
