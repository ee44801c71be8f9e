import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../agent/decode/bytes.ts';
import { lineKey } from '../../../agent/redact/search/line-key.ts';

function key(line: string): number {
  const bytes = utf8(line);
  return lineKey(bytes, 0, bytes.length);
}
const digits = (length: number) => '9081726354'.repeat(10).slice(0, length);
const others = (length: number) => '8190627354'.repeat(10).slice(0, length);
/** Beginning with a byte that is no character. */
const hex = (length: number) => '9f86d081884c7d659a2feaa0c55ad015'.repeat(3).slice(0, length);
const otherHex = (length: number) => '8e75c170773b6c548b1fe9bf0b44c904'.repeat(3).slice(0, length);
const hexOf = (text: string) => Buffer.from(text).toString('hex');

describe('the key of a line', () => {
  test.each([
    ['numbers', 'restarts=12 after 34', 'restarts=98 after 76'],
    ['long numbers', digits(90), others(90)],
    ['times', '2026-05-02T10:11:12.345Z up', '2027-11-30T23:59:58.001Z up'],
    ['times without a fraction', 'at 25T15 up', 'at 26T16 up'],
    ['durations', 'took 12s 345ms', 'took 98s 765ms'],
    ['durations of 20 characters', `${digits(19)}s`, `${others(19)}s`],
    ['digests', `id=${'0a'.repeat(32)}`, `id=${'9f8e'.repeat(16)}`],
    ['digests that lost a digit', hex(63), otherHex(63)],
    ['GUIDs', '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10', '0f1c2f3e-6d4b-4c55-9d6a-7c1b8f1d9a1f'],
    ['ids of four digits', 'id a1c2 x', 'id b3d4 x'],
    ['ids in capitals', 'id A1C2 x', 'id B3D4 x'],
    ['ids of 41 digits', hex(41), otherHex(41)],
    ['ids of which one byte is no character', `61626380${hex(16)}`, `71727381${otherHex(16)}`],
    ['addresses', 'at 0xab12, gone', 'at 0xcd34, gone'],
    ['addresses at the border of a line', '0xab12 to 0xcd34', '0xef56 to 0x12ab'],
    ['addresses of 13 digits', `(0xa${digits(12)})`, `(0xb${others(12)})`],
    ['numbers with 0x of 16 digits', `a_0x${digits(16)}_b`, `a_0x${others(16)}_b`],
    ['numbers of one digit', 'a 1 b', 'a 2 b'],
    ['numbers of one digit at the end', 'try 1', 'try 2'],
    ['numbers of four digits', '1234.a', '5678.a'],
    ['numbers beyond a thousand', '1001.a', '1002.a'],
    ['other thousands', '2000.a', '3000.a'],
    ['other round numbers', '1200.a', '1300.a'],
    ['numbers in brackets', 'a[12] {34}', 'a[56] {78}'],
    ['ids with an F', 'id A1F2 x', 'id B3F4 x'],
    ['durations of one digit', '5s', '6s'],
    ['times of the day', '12am', '34am'],
    ['units of zz', '12zz', '34zz'],
    ['numbers behind # alone', 'a #65', 'a #66'],
  ])('is the same for other %s', (_, one, other) => {
    expect(key(one)).toBe(key(other));
  });

  test.each([
    ['words', 'pod a of b', 'pod a of c'],
    ['signs', 'a=1', 'a:1'],
    ['beginnings', 'a 1', 'b 1'],
    ['lengths', 'restarts=12', 'restarts=123'],
    ['lengths of digests', hex(40), hex(41)],
    ['random characters', 'v=aZ3kQ9xLm2', 'v=aZ3kQ9xLm3'],
    ['escapes of a URL', 'a%41b', 'a%42b'],
    ['forms of a hash of a password', '$6$', '$5$'],
    ['names of users of an URL', '~1/', '~2/'],
    ['characters of HTML', 'a&#65;', 'a&#66;'],
    ['hexadecimal text', `x=${hexOf('password=one1')}`, `x=${hexOf('password=two2')}`],
    ['hexadecimal text of 20 digits', hexOf('pass=word1'), hexOf('pass=word2')],
    ['ids that begin with four characters', `${hexOf('abcd')}9${hex(15)}`, `${hexOf('abcd')}9${otherHex(15)}`],
    ['words of hexadecimal letters', 'id face x', 'id cafe x'],
    ['words of hexadecimal capitals', 'id FACE x', 'id CAFE x'],
    ['letters before a Z', 'a 1AZ', 'a 2AZ'],
    ['words with a Z', 'a 12Z34', 'a 13Z34'],
    ['words with a G', 'id A1G2 x', 'id B3G4 x'],
    ['times with a letter before', 'a 25Tx1', 'a 26Tx1'],
    ['hexadecimal text with a sign', hexOf('-pass=word1'), hexOf('-pass=word2')],
    ['prefixes of tokens', '1000.a', '2000.a'],
    ['numbers before a slash', '1/abc', '2/abc'],
    ['ids of three digits', 'id a1c x', 'id a2c x'],
    ['ids of 42 digits', hex(42), otherHex(42)],
    ['ids of 62 digits', hex(62), otherHex(62)],
    ['ids of 65 digits', hex(65), otherHex(65)],
    ['ids in mixed capitals', 'id a1C2 x', 'id b3D4 x'],
    ['capitals of ids', 'id a1c2 x', 'id A1C2 x'],
    ['kinds of digits', 'id 1234 x', 'id a1b2 x'],
    ['units', 'took 12s', 'took 12m'],
    ['units of two letters', 'took 12ms', 'took 12us'],
    ['times that are too long', `${digits(20)}s`, `${others(20)}s`],
    ['words behind a number', 'a 12xyz', 'a 13xyz'],
    ['capitals behind a number', 'a 12K', 'a 13K'],
    ['a capital and a small letter behind a number', 'a 12Ks', 'a 13Ks'],
    ['times with three digits before', 'a 123T15', 'a 124T15'],
    ['times with a letter behind', 'a 25T1x', 'a 26T1x'],
    ['words before a number', 'v12s', 'v13s'],
    ['addresses inside a word', 'a_0xab12', 'a_0xcd34'],
    ['addresses before a word', '0xab12_a', '0xcd34_a'],
    ['addresses of 14 digits', `0xa${digits(13)}`, `0xb${others(13)}`],
    ['numbers with 0x of 17 digits', `a_0x${digits(17)}`, `a_0x${others(17)}`],
    ['words with 0x', '0xag12', '0xbg34'],
    ['numbers with 1x', '1x12345', '1x67890'],
    ['numbers with 0y', '0y12345', '0y67890'],
    ['addresses of other digits', 'a 0x1234', 'a 0x12ab'],
  ])('is another for other %s', (_, one, other) => {
    expect(key(one)).not.toBe(key(other));
  });

  test('is that of its bytes, and not of what stands around them', () => {
    const keyIn = (text: string, start: number, end: number) => lineKey(utf8(text), start, end);
    expect(keyIn('a 1 b\nid a1c2 x\nc 2 d', 6, 15)).toBe(key('id a1c2 x'));
    expect(keyIn('took 12s\nx', 0, 8)).toBe(key('took 12s'));
    expect(keyIn('12ab', 0, 2)).toBe(key('12'));
    expect(keyIn('1/abc', 0, 1)).toBe(key('1'));
    expect(keyIn('%41 b', 1, 5)).toBe(key('41 b'));
    expect(keyIn('%42 b', 1, 5)).toBe(key('41 b'));
    expect(keyIn('x\n5s\ny', 2, 4)).toBe(key('5s'));
    expect(keyIn('a_0x12g', 0, 6)).toBe(key('a_0x34'));
    expect(keyIn('took 12sx', 0, 8)).toBe(key('took 98s'));
    // A line break is a border of an address, too.
    expect(keyIn('x\n0xab12\n0xcd34\ny', 2, 8)).toBe(keyIn('x\n0xab12\n0xcd34\ny', 9, 15));
  });

  test.each(['abcdefghijklmnopqr', ' =:.-/()[]!?*+,;|@'])(
    'is a whole number, and seldom that of another line: %s',
    (all) => {
      const keys = new Set<number>();
      const count = 200_000;
      for (let index = 0; index < count; index++) {
        let line = '';
        for (let rest = index; line.length < 5; rest = Math.floor(rest / all.length))
          line += all.charAt(rest % all.length);
        const one = key(line);
        if (Number.isSafeInteger(one) && one >= 0) keys.add(one);
      }
      expect(keys.size).toBe(count);
    },
  );
});

// Source of the values: draft-eastlake-fnv, FNV-1a of 32 bits.
test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['fo', 0x6222e842],
  ['foobar', 0xbf9cf968],
])('the upper bits of a key are the FNV-1a hash of a line without digits: %j', (line, hash) => {
  expect(Math.floor(key(line) / 2 ** 21)).toBe(hash);
});

test.each([
  ['words', 'pod a of b', 'pod a of c'],
  ['first words of long lines', `a ${'x'.repeat(60)}`, `b ${'x'.repeat(60)}`],
  ['signs', 'a = b', 'a : b'],
  ['units', 'took 12s', 'took 12m'],
  ['units before', 'took 12ms', 'took 12us'],
  ['numbers with other lengths', 'after 12', 'after 123'],
  ['kinds of digits', 'id 1234 x', 'id a1b2 x'],
  ['beginnings of a number', 'a 12', 'b 12'],
])('both halves of a key are others for other %s', (_, one, other) => {
  const halves = (line: string) => [Math.floor(key(line) / 2 ** 21), key(line) % 2 ** 21];
  const [first, second] = halves(one);
  const [otherFirst, otherSecond] = halves(other);
  expect([first === otherFirst, second === otherSecond]).toEqual([false, false]);
});

test('a key is of 53 bits', () => {
  const keys = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta'].map(key);
  expect(Math.max(...keys)).toBeGreaterThan(2 ** 52);
  expect(Math.max(...keys.map((one) => one % 2 ** 21))).toBeGreaterThan(2 ** 20);
});
