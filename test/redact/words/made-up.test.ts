import { describe, expect, test } from 'vitest';
import { endOfMadeUp, findMadeUp, madeUp } from '../../../agent/redact/words/made-up.ts';

test.each([
  'Tamarind-Osier518!',
  'AspenRook77#',
  'zR4#mQ9!tLw2',
  'Kv%8_tXqWz3d',
  'zRq#mQx!tLw',
  'zR4#mQ9!',
  `${'a'.repeat(60)}!B1d`,
])('%s is a password by itself', (value) => {
  expect(madeUp(value)).toBe('much');
});

test.each(['TamarindOsier518', 'Aspen_Rook77', 'qZ7vKt2mXw', 'Kube4F2YC'])(
  '%s may be one where somebody signs in',
  (value) => {
    expect(madeUp(value)).toBe('some');
  },
);

test.each(['kestrel-osier_12', 'Gateway#12', 'FooBar#baz_x', '%kestrel9'])(
  '%s may be one as an argument of what signs in',
  (value) => {
    expect(madeUp(value)).toBe('little');
  },
);

test.each([
  'zR4#mQ9',
  `${'a'.repeat(61)}!B1d`,
  'kestrel$bird',
  'KESTREL$BIRDS',
  '1234$5678',
  'ServerB0qE',
  'qz7vkt2mxw',
  '*pointers',
  'kestrelosier',
])('%s is no password by its form', (value) => {
  expect(madeUp(value)).toBeNull();
});

test.each([
  ['bind("kestrel-osier_12")', 'kestrel-osier_12'],
  ['x\nbind("kestrel-osier_12")', 'kestrel-osier_12'],
  ['ldapsearch -D cn=a -w kestrel-osier_12', 'kestrel-osier_12'],
  [`x bind(${' '.repeat(294)}"kestrel-osier_12")`, 'kestrel-osier_12'],
  [`x bind(${' '.repeat(295)}"kestrel-osier_12")`, null],
  ['bind(x)\n"kestrel-osier_12"', null],
  ['see "kestrel-osier_12"', null],
  ['bind("FooBar#baz_x")', null],
  ['call zR4#mQ9!tLw2 to them', 'zR4#mQ9!tLw2'],
  ['result = "(zR4#mQ9!tLw2"', '(zR4#mQ9!tLw2'],
  ['result = "(zR4#mQ9!tLw2]"', '(zR4#mQ9!tLw2]'],
  ['call qZ7vKt2mXw to them', null],
])('in %j stands %j', (text, value) => {
  expect(findMadeUp(text).map(({ start, end }) => text.slice(start, end))).toEqual(value === null ? [] : [value]);
});

describe('a word with such a sign', () => {
  /** Of the first sign in a text. */
  const endIn = (text: string) => endOfMadeUp(text, text.search(/[!$]/));

  test.each([
    '0000abc!',
    '9999abc!',
    'AAAAabc!',
    'ZZZZabc!',
    'aaaaABC!',
    'zzzzABC!',
    'métallo!',
    '$kestre\u0080',
    '$kestre\u1fff',
    '$Kestrel9',
    'KESTREL9!',
  ])('may be a password: %s', (word) => {
    expect(endIn(word)).toBe(word.length);
    expect(endIn(`a “${word}” b`)).toBe(word.length + 3);
  });

  test.each([
    'kestrel!',
    'KESTREL!',
    '1234567!',
    '$kestrel-',
    '$kestrel:',
    '$kestrel[',
    '$KESTREL{',
    '$kestre\u2000',
    'Ab9!',
    '密码kestre!',
  ])('is none: %s', (word) => {
    expect(endIn(word)).toBeLessThan(0);
    expect(endIn(`a dog “${word}” b`)).toBeLessThan(0);
  });

  test('has 64 characters at most on each side of its sign', () => {
    const letters = 'a'.repeat(64);
    expect([endIn(`A${letters}!`), endIn(`Aa${letters}!`)]).toEqual([66, -67]);
    expect([endIn(`$${letters.slice(1)}A`), endIn(`$${letters}A`)]).toEqual([65, -65]);
  });
});

test.each([
  'Ops1@contoso.local',
  'Contoso.Web@1.20.3',
  'ReaderContext@5f2a91bc',
  'HcsCreateSystem+0x1A5',
  'Outer$Inner2',
  '0xC000006D',
  'Node%02dReady',
  '%TEMP1Dir%',
  '[A-Z][a-z]0-9',
  'X509Certificate2',
  'k8sServiceV1Beta1',
  'v1.29.3+K3s1',
  '^Node2$',
])('%s is what a program writes', (value) => {
  expect(madeUp(value)).toBeNull();
});

test('how a password is hashed is no password', () => {
  expect(madeUp('pbkdf2$50000$50')).toBe(null);
  expect(madeUp('pbkdf2$50000$50x')).not.toBe(null);
});
