import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { withoutLanguages } from '../../image/languages.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostprobe-languages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = readFileSync(process.execPath);
const short = withoutLanguages(whole);

/** What Node.js asks ICU for, in English and in no language: times in every zone, numbers, order, encodings, hosts, words. */
const asked = `
const dates = (language, timeZone) => new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'full', timeStyle: 'full' });
const languages = ['en', 'en-US', 'en-GB', 'en-IN'];
const zones = Intl.supportedValuesOf('timeZone').map((zone) => languages.map((one) => dates(one, zone).format(1.7e12)));
const bytes = Uint8Array.from({ length: 4096 }, (_, index) => (index * 37) & 255);
const encodings = ['utf-16le', 'shift_jis', 'gbk', 'gb18030', 'big5', 'euc-kr', 'euc-jp', 'iso-2022-jp', 'windows-1252', 'koi8-r'];
const texts = encodings.map((encoding) => new TextDecoder(encoding).decode(bytes));
const sorted = ['b10', 'B9', 'a', 'Ä', 'z', 'ß'].sort(new Intl.Collator('en', { numeric: true }).compare);
const words = [...new Intl.Segmenter('en', { granularity: 'word' }).segment('a b, 日本語 ภาษาไทย')].map(({ segment }) => segment);
const others = ['Iıİß'.toLowerCase(), 'ﬁ①ｱ'.normalize('NFKC'), new URL('http://bücher.example').host, (1234.5).toLocaleString('en')];
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
console.log(JSON.stringify({ zones, texts, sorted, words, others, here }));`;

test.each(['C', 'de_DE.UTF-8'])(
  'without other languages Node.js answers in English as before, also where the language is %s',
  async (LC_ALL) => {
    const answerOf = async (program: Buffer) => {
      writeFileSync(join(folder, 'node'), program, { mode: 0o755 });
      const env = { LC_ALL, TZ: 'Asia/Kolkata' };
      return (await execa(join(folder, 'node'), ['-e', asked], { env, extendEnv: false })).stdout;
    };
    const answer = await answerOf(short);
    expect(JSON.parse(answer).here).toBe('Asia/Calcutta');
    expect(answer).toBe(await answerOf(whole));
  },
);

test('a language that it lost is answered in English', async () => {
  writeFileSync(join(folder, 'node'), short, { mode: 0o755 });
  const { stdout } = await execa(join(folder, 'node'), ['-p', "new Intl.NumberFormat('de').format(1234.5)"]);
  expect(stdout).toBe('1,234.5');
});

test('it loses 16 MB at least, and no more when asked again', () => {
  const none = Buffer.alloc(4096);
  const emptyPages = (program: Buffer) =>
    Array.from({ length: program.length / none.length }, (_, page) =>
      program.subarray(page * none.length, (page + 1) * none.length).equals(none),
    ).filter((isEmpty) => isEmpty).length;
  expect(short.length).toBe(whole.length);
  expect(emptyPages(short) - emptyPages(whole)).toBeGreaterThan(16_000_000 / none.length);
  expect(withoutLanguages(short).equals(short)).toBe(true);
});

test.each([
  ['none', Buffer.alloc(100), 'but holds it 0 times'],
  [
    'two',
    Buffer.concat(Array(2).fill(Buffer.from('\x90\x00\xda\x27\x14\x00\x00\x00\x01\x00\x02\x00CmnD', 'latin1'))),
    'but holds it 2 times',
  ],
])('a program with %s is refused', (_, program, said) => {
  expect(() => withoutLanguages(program)).toThrow(said);
});
