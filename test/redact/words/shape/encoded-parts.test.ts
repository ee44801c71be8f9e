import { describe, expect, test } from 'vitest';
import { atOnce, type Steps } from '../../../../agent/redact/memory.ts';
import { encodedIn, hexParts } from '../../../../agent/redact/words/shape.ts';

// biome-ignore lint/correctness/useYield: a text is looked into at once
function* holdsSecret(text: string): Steps<boolean> {
  return text.includes('secret');
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const plain = base64('kind: ConfigMaps');
const secret = base64('a secret: winter26');
// RFC 7292, section 4: the beginning of PKCS#12.
const store = Buffer.from([0x30, 0x82, 0x09, 0x10, 2, 1, 3, 0x30, 0x82, 0x08, 0, 1]).toString('base64');

const foundIn = (word: string, lookInto: typeof holdsSecret | null = holdsSecret) =>
  atOnce(encodedIn(word, lookInto)).map(({ start, end, isSecret }) => [word.slice(start, end), isSecret]);

test.each([
  [plain, [[plain, false]]],
  [secret, [[secret, true]]],
  [store, [[store, true]]],
  // Each part by itself, wherever it stands.
  [
    `a.${plain}..${secret}.b`,
    [
      [plain, false],
      [secret, true],
    ],
  ],
  ['containerd-shim-runhcs-v1', []],
  // A prefix of the same characters, up to four parts and 63 characters long.
  [`conf_${secret}`, [[secret, true]]],
  [`/${secret}`, [[secret, true]]],
  [`/a/${secret}`, [[secret, true]]],
  [`a-b+c_de/${secret}`, [[secret, true]]],
  [`a-b+c_de/e-${secret}`, []],
  [`${'ab'.repeat(31)}_${secret}`, [[secret, true]]],
  [`${'ab'.repeat(31)}a_${secret}`, []],
  // 15 characters are the least.
  ['c2VjcmV0IG9uZTE', [['c2VjcmV0IG9uZTE', true]]],
  ['a_c2VjcmV0IG9uZTE', [['c2VjcmV0IG9uZTE', true]]],
  ['c2VjcmV0IG9uZQ', []],
  ['ab_c2VjcmV0IG9uZQ', []],
])('in %s is encoded: %j', (word, found) => {
  expect(foundIn(word)).toEqual(found);
});

test('where nobody looks into it, only a private key is a secret', () => {
  expect(foundIn(secret, null)).toEqual([[secret, false]]);
  expect(foundIn(store, null)).toEqual([[store, true]]);
});

const hexOf = (text: string) => Buffer.from(text).toString('hex');
/** Random digits, beginning with a byte that is no character. */
const digits = (length: number) =>
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'.repeat(2).slice(0, length);

/** What is found in a word, where a text is a secret when it holds that word. */
const found = (word: string, before = '') =>
  atOnce(
    hexParts(word, before + word, before.length, function* (text) {
      yield;
      return text.includes('secret');
    }),
  );

describe('hexadecimal digits', () => {
  test('that are text with a secret in it are one, without the 0x before them', () => {
    const hex = hexOf('secret=one');
    expect(found(hex)).toEqual([{ start: 0, end: 20, id: 'hex' }]);
    expect(found(`0x${hex}`)).toEqual([{ start: 2, end: 22, id: 'hex' }]);
    expect(found(`a-${hex.toUpperCase()}-b`)).toEqual([{ start: 2, end: 22, id: 'hex' }]);
    expect(found(`a-${hexOf('secret~one')}-b`)).toEqual([{ start: 2, end: 22, id: 'hex' }]);
    expect(found(`a-${hexOf(' secret on ')}-b`)).toEqual([{ start: 2, end: 24, id: 'hex' }]);
  });

  test.each([
    ['text without a secret', hexOf('hello, all of you')],
    ['text with a control character', hexOf('secret\u001fone')],
    ['text with a delete', hexOf('secret\u007fone')],
    ['text with bytes beyond ASCII', hexOf('secret\u00e9one')],
    ['text with a digit too much', `${hexOf('secret=one')}9`],
    ['less than ten characters', hexOf('secret=on')],
    ['a mixture of small letters and capitals', `${hexOf('secret=one')}Ff`],
    ['an id of 41 digits', digits(41)],
    ['a digest of SHA-256', digits(64)],
    ['one that lost a digit', digits(63)],
    ['a mask', `${'0'.repeat(40)}${digits(16)}`],
    ['few kinds of digits', '9182736'.repeat(8)],
  ])('that are %s are none', (_, word) => {
    expect(found(word)).toEqual([]);
  });

  test.each([42, 62, 65, 128])('that are random and %i are one', (length) => {
    expect(found(digits(length))).toEqual([{ start: 0, end: length, id: 'random' }]);
  });

  test('of which one makes up to 30 % are random', () => {
    const rest = '123456789abcde'.repeat(5);
    expect(found(`${rest}${'0'.repeat(30)}`)).toHaveLength(1);
    expect(found(`${rest.slice(1)}${'0'.repeat(31)}`)).toEqual([]);
    expect(found('12345678'.repeat(6))).toHaveLength(1);
  });

  test('behind the name of a digest are none, wherever the word stands', () => {
    expect(found(digits(128), 'sha512: ')).toEqual([]);
    expect(found(`sha512:${digits(128)}`, 'a picture ')).toEqual([]);
    expect(found(digits(128), 'key: ')).toHaveLength(1);
  });

  test('are not read where nobody looks into them', () => {
    const hex = hexOf('secret=one');
    expect(atOnce(hexParts(hex, hex, 0, null))).toEqual([]);
    expect(atOnce(hexParts(digits(42), digits(42), 0, null))).toHaveLength(1);
  });
});
