import { describe, expect, test } from 'vitest';
import { codeOf } from './ask.ts';
import { win32Texts } from './fill.ts';
import { compare, type Outcome, share } from './gaps.ts';

/** Codes that have the same text in the same or another language: each of them is right. */
const codesOf = Map.groupBy(win32Texts, ({ text }) => text.toLowerCase());
const isRight = (code: number | null, text: string) =>
  codesOf.get(text.toLowerCase())?.some((one) => one.code === code) ?? false;

/** What stands behind the text in a message: nothing, the suffix of a gRPC round trip, the quotation mark of a log. */
const endings = [(text: string) => text, (text: string) => `${text}: unknown`, (text: string) => `${text}: unknown"`];

const seen = win32Texts.filter(({ origin }) => origin === 'microsoft');
const unproved = win32Texts.filter(({ origin }) => origin !== 'microsoft');
const outcomes: Outcome[] = [...Map.groupBy(seen, ({ code, lang }) => `${code}-${lang}`)].map(([id, texts]) => ({
  id,
  wrong: texts.flatMap(({ text }) => {
    const read = endings.map((ending) => codeOf(ending(text))).find((code) => !isRight(code, text));
    return read === undefined ? [] : [`"${text}" is read as ${read ?? 'no code'}`];
  }),
}));
const read = share(seen.filter(({ text }) => isRight(codeOf(text), text)).length, seen.length);

describe('the texts of Windows in its languages', () => {
  test('are read as their code where they were seen in public, except for the known gaps', () => {
    console.info(`win32: ${read.text} of the texts seen in public are read as their code`);
    compare('win32', outcomes);
  });

  test('are never read as another code, the unproved ones neither', () => {
    const wrong = unproved.flatMap(({ code, lang, text }) => {
      const found = codeOf(text);
      return found === null || isRight(found, text) ? [] : [`${lang} "${text}" is ${code} and read as ${found}`];
    });
    expect(wrong).toEqual([]);
  });

  test('are read in 98 %', () => {
    expect(read.value).toBeGreaterThanOrEqual(0.98);
  });
});
