import { czech } from './error-texts/czech.ts';
import { dutch } from './error-texts/dutch.ts';
import { english } from './error-texts/english.ts';
import { french } from './error-texts/french.ts';
import { german } from './error-texts/german.ts';
import { hungarian } from './error-texts/hungarian.ts';
import { italian } from './error-texts/italian.ts';
import { japanese } from './error-texts/japanese.ts';
import { korean } from './error-texts/korean.ts';
import { polish } from './error-texts/polish.ts';
import { portuguese } from './error-texts/portuguese.ts';
import { russian } from './error-texts/russian.ts';
import { simplifiedChinese } from './error-texts/simplified-chinese.ts';
import { spanish } from './error-texts/spanish.ts';
import { swedish } from './error-texts/swedish.ts';
import { traditionalChinese } from './error-texts/traditional-chinese.ts';
import { turkish } from './error-texts/turkish.ts';

/**
 * How Windows words an error, by Win32 or NERR code, without the final period. A long text stops after a sentence: what
 * follows is not compared. Sources: messages quoted in public documents, source files and reports; where none was found
 * for a code in a language, Wine's own (https://gitlab.winehq.org/wine/wine/-/tree/master/po).
 */
export type ErrorTexts = Readonly<Record<number, readonly string[]>>;

/** All languages; English first. */
export const errorTexts: readonly ErrorTexts[] = [
  english,
  ...[czech, dutch, french, german, hungarian, italian, japanese, korean, polish, portuguese],
  ...[russian, simplifiedChinese, spanish, swedish, traditionalChinese, turkish],
];

/** The texts of some codes in all languages. */
export const errorTextsOf = (codes: readonly number[]): string[] => [
  ...new Set(errorTexts.flatMap((texts) => codes.flatMap((code) => texts[code] ?? []))),
];
