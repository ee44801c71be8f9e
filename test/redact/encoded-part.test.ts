import { expect, test } from 'vitest';
import { atOnce, type Steps } from '../../agent/redact/pausing.ts';
import { encodedIn } from '../../agent/redact/words/encoded-part.ts';

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
