import { tailTexts } from './error-texts.ts';

/** The end of a message, which Windows worded: in the system's language, or as a number where it has no text. */
export interface Tail {
  /** null: a text that is not known, in whichever language. */
  code: number | null;
  /** As it stands in the message. */
  text: string;
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[\u00a0\u202f\s]+/g, ' ')
    .trim();

const known: readonly { code: number; text: string }[] = Object.entries(tailTexts).flatMap(([code, texts]) =>
  texts.map((text) => ({ code: Number(code), text: plain(text) })),
);

/** A cut text must keep this many characters to be completed. */
const shortestCut = 9;

/** Reads what follows a Go wrapper: text first, then a number ("winapi error #2245", "0x52e", "(0x80070005)", "1326"). */
export function readTail(written: string): Tail {
  const text = (/^(.*?)(?:: unknown(?=["'\\,)]|\s*$)|"|\n|$)/s.exec(written.slice(0, 400))?.[1] ?? '').trim();
  return { code: codeOfText(text) ?? readCode(text), text };
}

function codeOfText(text: string): number | null {
  const wanted = plain(text);
  const whole = known.find((entry) => wanted.startsWith(entry.text));
  if (whole !== undefined) return whole.code;
  const start = wanted.replace(/(?:\.{3}|…)$/, '').trimEnd();
  if (start.length < shortestCut) return null;
  const codes = new Set(known.filter((entry) => entry.text.startsWith(start)).map((entry) => entry.code));
  const [only] = codes;
  return codes.size === 1 && only !== undefined ? only : null;
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
export const tailText = (code: number): string | null => tailTexts[code]?.[0] ?? null;
