import { errorTexts } from './error-texts.ts';

/** The end of a message: the text of a Windows error in the system's language, or its number if it has no text. */
export interface Tail {
  /** null: hostprobe does not know the text, or its language. */
  code: number | null;
  /** As it is in the message. */
  text: string;
}

/** A text as it is compared: without case, with one kind of apostrophe and, as in the table, of space. */
const plain = (text: string): string =>
  folded(text)
    .replace(/[\u00a0\u202f\s]+/g, ' ')
    .trim();
const folded = (text: string): string => text.toLowerCase().replaceAll('’', "'");

interface KnownText {
  code: number;
  text: string;
}

/** No text of Windows is shorter. */
const beginningOf = (text: string) => text.slice(0, 3);

let known: ReadonlyMap<string, readonly KnownText[]> | null = null;

/** The plain texts of all languages that begin as this one does. */
function knownLike(wanted: string): readonly KnownText[] {
  known ??= Map.groupBy(
    Object.entries(errorTexts).flatMap(([code, row]) =>
      textsIn(row).map((text) => ({ code: Number(code), text: folded(text) })),
    ),
    ({ text }) => beginningOf(text),
  );
  return known.get(beginningOf(wanted)) ?? [];
}

const textsIn = (row: Readonly<Record<string, readonly string[]>> = {}) => Object.values(row).flat();

/** The texts of some codes in all languages. */
export const errorTextsOf = (codes: readonly number[]): string[] => [
  ...new Set(codes.flatMap((code) => textsIn(errorTexts[code]))),
];

/** The texts of all codes in all languages. */
export const allErrorTexts = (): string[] => Object.values(errorTexts).flatMap(textsIn);

/** A cut text must keep this many characters to be completed. */
const shortestCut = 9;

/** The last code of a text as hcsshim writes it, "(0x5)" between words; an argument of a call is none. */
export const codeInWords = (text: string): number | null =>
  readCode(text.match(/(?<!\S)\(0x[0-9a-f]{1,8}\)/gi)?.at(-1) ?? '');

/**
 * Reads what follows a Go wrapper: text first, then a number ("winapi error #2245", "0x52e", "(0x80070005)", "1326"), then one
 * between words.
 */
export function readTail(written: string): Tail {
  const text = (/^(.*?)(?:: unknown(?=["'\\,)]|\s*$)|"|\n|$)/s.exec(written.slice(0, 400))?.[1] ?? '').trim();
  return { code: codeOfText(text) ?? readCode(text) ?? codeInWords(text), text };
}

/** The code of a sentence of Windows, in any language; null if the text begins differently. */
function codeOfText(text: string): number | null {
  const wanted = plain(text);
  // A text may be the beginning of another.
  const [whole] = knownLike(wanted)
    .filter((entry) => wanted.startsWith(entry.text))
    .toSorted((a, b) => b.text.length - a.text.length);
  if (whole !== undefined) return whole.code;
  const start = wanted.replace(/(?:\.{3}|…)$/, '').trimEnd();
  if (start.length < shortestCut) return null;
  const codes = new Set(
    knownLike(start)
      .filter((entry) => entry.text.startsWith(start))
      .map((entry) => entry.code),
  );
  const [only] = codes;
  return codes.size === 1 && only !== undefined ? only : null;
}

/** The code of a text that is a sentence of Windows and nothing else. */
export function codeOfSentence(text: string): number | null {
  const wanted = plain(text).replace(/[.。!]$/, '');
  return knownLike(wanted).find((entry) => entry.text === wanted)?.code ?? null;
}

/** A Win32 code written as a number; an HRESULT of the Win32 facility (0x8007....) counts as its code. */
export function readCode(text: string): number | null {
  const decimal = /^(?:winapi error #|(?:system |win32 )?error(?: code)?[ :#]{1,2})?(\d{1,5})\.?$/i.exec(text)?.[1];
  if (decimal !== undefined) return Number(decimal);
  const hex = /(?:^|\()0x([0-9a-f]{1,8})\)?\.?$/i.exec(text)?.[1];
  if (hex === undefined) return null;
  const value = Number.parseInt(hex, 16);
  return value >>> 16 === 0x8007 ? value & 0xffff : value;
}

/** Today's English text of a code; null when hostprobe does not know it. */
export const tailText = (code: number): string | null => errorTexts[code]?.en?.[0] ?? null;
