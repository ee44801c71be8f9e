import { describe, expect, test } from 'vitest';
import { gap } from '../../agent/redact/text-view.ts';
import { withoutWraps, wrappedWidth } from '../../agent/redact/unwrapped.ts';
import { redactText } from '../../agent/redact.ts';

const letters = (length: number) => 'aB3dE5gH7jK9mN2pQ4rS6tU8wX'.repeat(8).slice(0, length);
/** The lines that were broken, joined. */
const joined = (text: string) =>
  withoutWraps(text)
    ?.text.split(`${gap}\n`)
    .filter((one) => one !== '') ?? null;

describe('a line is joined with the next', () => {
  test.each([60, 64, 70, 72, 75, 76, 78, 79, 80, 100, 120, 132, 160])(
    'where it was broken at %i, as is common',
    (width) => {
      const text = `${letters(width)}\nrest2of3it and more`;
      expect(joined(text)).toEqual([`${letters(width)}rest2of3it and more`]);
    },
  );

  test('not where it was broken at a width that nothing has', () => {
    for (const width of [61, 77, 81, 101]) expect(joined(`${letters(width)}\nrest2of3it and more`)).toBeNull();
  });

  test('where the rest fills it alone, or is as wide', () => {
    expect(joined(`${letters(41)}\nrest2of3it`)).toEqual([`${letters(41)}rest2of3it`]);
    expect(joined(`${letters(41)}\nr2 ${letters(38)}`)).toEqual([`${letters(41)}r2 ${letters(38)}`]);
    expect(joined(`${letters(41)}\nr2 ${letters(37)}`)).toBeNull();
  });

  test('where it goes on as the one before', () => {
    const lines = [letters(41), letters(41), 'r2 s t'];
    expect(joined(lines.join('\n'))).toEqual([lines.join('')]);
    expect(joined(`before\n${lines.join('\n  ')}\nbehind it`)).toEqual([lines.join('')]);
    expect(joined(`${lines.join('\n')}\nbehind it\nand more\n`)).toEqual([lines.join('')]);
    const other = lines.toReversed().join('\n');
    expect(joined(`${lines.join('\n')}\nbehind it\n${lines.join('\n')}\n${other}`)?.[1]).toEqual(lines.join(''));
    expect(joined(`${lines.join('\r\n')}\r\nx`)).toEqual([lines.join('')]);
  });

  test('not where it is short, or the next is longer', () => {
    expect(joined(`${letters(40)}\nrest2of3it`)).toHaveLength(1);
    expect(joined(`${letters(39)}\nrest2of3it`)).toBeNull();
    expect(joined(`${letters(41)}\n${letters(42)}`)).toBeNull();
    expect(joined(`${letters(41)}\n${letters(41)}`)).toHaveLength(1);
  });

  test.each([
    ['begins as a record of logrus', 'time="2026"'],
    ['begins with a date', '2026-11-01x'],
    ['begins as a record of klog', 'I1101 1a2b'],
    ['begins as JSON', '{"a1":2}'],
    ['begins with a key', 'key1: x'],
    ['begins with a word', 'words'],
    ['is a name of several words', 'InterfaceAliasOfNetwork'],
    ['is empty', ''],
    ['begins with another sign', '!a1b2'],
  ])('not where the next %s', (_, next) => {
    expect(joined(`${letters(80)}\n${next}\nx`)).toBeNull();
  });

  test.each(['12:00:00', '12:00', '12:00:00.123456789Z', '12:00:00,123', '9f86d081-884c-7d65-9a2f-eaa0c55ad015'])(
    'not where it ends with a time or an id: %s',
    (last) => {
      const line = `${letters(80 - last.length - 1)} ${last}`;
      expect(joined(`${line}\nrest2of3it and`)).toBeNull();
      expect(joined(`${line.slice(1)}x\nrest2of3it and`)).toHaveLength(1);
    },
  );

  test('not where it ends with a sign that no secret has', () => {
    expect(joined(`${letters(79)};\nrest2of3it`)).toBeNull();
    expect(joined(`${letters(79)}=\nrest2of3it`)).toHaveLength(1);
  });
});

describe('the width of a line that goes on', () => {
  const widthOf = (line: string, next: string, before = 0) =>
    wrappedWidth(`x\n${line}\n${next}`, { start: 2, end: 2 + line.length }, before);

  test('leaves out what stands before it, and the carriage return', () => {
    expect(widthOf(letters(64), 'rest2of3it and')).toBe(64);
    expect(widthOf(` \t${letters(64)}`, ' \trest2of3it and')).toBe(64);
    expect(widthOf(`${letters(64)}\r`, 'rest2of3it and')).toBe(64);
    expect(widthOf(letters(40), 'rest2of3it')).toBe(40);
  });

  test('is 0 where it ends', () => {
    expect(widthOf(letters(39), 'rest2of3it')).toBe(0);
    expect(widthOf(`  ${letters(39)}`, 'rest2of3it')).toBe(0);
    expect(widthOf(letters(64), 'words of a language')).toBe(0);
    expect(widthOf(letters(64), '{a1b2}')).toBe(0);
    expect(widthOf(letters(65), 'rest2of3it and')).toBe(0);
    expect(widthOf(letters(65), 'rest2of3it and', 65)).toBe(65);
    expect(widthOf(letters(65), 'rest2of3it and', 64)).toBe(0);
  });
});

test('a setting with a dotted name continues no line', () => {
  const text = 'nifi.sensitive.props.algorithm=NIFI_PBKDF2_AES_GCM_256\nnifi.security.keystore=./conf/a.p12';
  expect(redactText(text)).toBe(text);
});
