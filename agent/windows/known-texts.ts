import { errorTexts } from './error-texts.ts';
import { beginningOf, plain } from './plain.ts';

export interface KnownText {
  code: number;
  text: string;
}

const known: readonly KnownText[] = errorTexts
  .flatMap((texts) => Object.entries(texts))
  .flatMap(([code, written]) => written.map((text: string) => ({ code: Number(code), text: plain(text) })))
  .toSorted((a, b) => b.text.length - a.text.length);

/** The plain texts of all languages by their beginning; the longest first: a text may be the beginning of another. */
export const knownTexts: Readonly<Record<string, readonly KnownText[]>> = Object.fromEntries(
  Map.groupBy(known, ({ text }) => beginningOf(text)),
);
