import { describe, expect, test } from 'vitest';
import { isAmong, readTokens } from '../../../agent/server/auth/tokens.ts';

const [first, second] = ['f'.repeat(32), 's'.repeat(64)];
const read = (text: string) => readTokens(text, 'tokens.txt');

describe('a file of tokens', () => {
  test.each([
    ['one a line', `${first}\n${second}\n`],
    ['without a line feed at its end', `${first}\n${second}`],
    ['as Windows writes lines', `${first}\r\n${second}\r\n`],
    ['with comments, blank lines and blanks', `# of the dashboard\n\n  ${first}\t\n   # old\n${second}\n\n`],
  ])('is read %s', (_, text) => {
    const hashes = read(text);
    expect(hashes).toHaveLength(2);
    expect([first, second, `${first}x`, first.slice(1), ''].map((token) => isAmong(token, hashes))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('may hold none', () => {
    expect(read('')).toEqual([]);
    expect(read('# nobody\r\n')).toEqual([]);
    expect(isAmong('', [])).toBe(false);
  });

  test('may hold the longest token, and as many as are allowed', () => {
    expect(isAmong('x'.repeat(8192), read('x'.repeat(8192)))).toBe(true);
    expect(read(`${first}\n`.repeat(100))).toHaveLength(100);
  });

  test.each([
    [
      `${first}\nshort-canary\n`,
      'tokens.txt, line 2: a token must have at least 32 characters, but has 12; create a token',
    ],
    [`canary of many words ${second}`, 'tokens.txt, line 1: a token may contain only letters, digits and - . _ ~ + /'],
    [`Bearer ${second}`, 'tokens.txt, line 1: a token may contain'],
    [`# long\n${'x'.repeat(8193)}`, 'tokens.txt, line 2: a token must have at most 8192 characters, but has 8193'],
    [`${first}\n`.repeat(101), 'tokens.txt has 101 tokens, but at most 100 are allowed'],
  ])('is refused with the number of the wrong line, and without its text', (text, complaint) => {
    expect(() => read(text)).toThrow(complaint);
    expect(() => read(text)).not.toThrow(/canary|xxx|sss|fff/);
  });

  // A DataView is no Buffer, no text and no list of numbers: timingSafeEqual takes it, other comparisons do not.
  test('is compared in constant time with each hash, whichever is the right one', () => {
    const views = read(`${first}\n${second}`).map((hash) => new DataView(hash.buffer, hash.byteOffset, hash.length));
    let compared = 0;
    const hashes = new Proxy(views, {
      get(target, name) {
        if (typeof name === 'string' && /^\d+$/.test(name)) compared += 1;
        return Reflect.get(target, name);
      },
    });
    for (const token of [first, second, 't'.repeat(32)]) {
      compared = 0;
      expect(isAmong(token, hashes)).toBe(token === first || token === second);
      expect(compared).toBe(2);
    }
  });

  test('keeps nothing of a token but its hash', () => {
    expect(read(first).map((hash) => hash.toString('hex'))).toEqual([
      '352302489bc2fcf025cf00cda8308033f97ac87712ce90b4d7cd72c58e4c3af9',
    ]);
  });
});
