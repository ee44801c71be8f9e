import { describe, expect, test } from 'vitest';
import { flags } from '../../agent/config/flags.ts';
import {
  type Choice,
  choices,
  momentOf,
  readSince,
  readSize,
  shownChoice,
  showSince,
} from '../../agent/config/values.ts';
import { readConfig } from '../../agent/config.ts';

const names = Object.keys(choices) as (keyof typeof choices)[];

test.each(names)('--%s accepts the words that its help and its error name', (flag) => {
  const grammar = { id: 'report', flags: [flag], outputs: [], operands: null };
  const given = (word: string) => () => readConfig(grammar, [`--${flag}`, word], {});
  const words: readonly Choice<typeof flag>[] = choices[flag];
  expect(flags[flag].value).toBe(`<${words.join('|')}>`);
  expect(shownChoice(flag)).toBe(flags[flag].value);
  for (const word of words) expect(given(word)).not.toThrow();
  const must = new RegExp(`^--${flag} must be ${words.join('(?:, | or )')}, but is "other"$`);
  expect(given('other')).toThrow(must);
});

const now = new Date('2026-11-01T12:00:00Z');
const read = (text: string) => {
  const since = readSince(text);
  return since === null ? null : momentOf(since, now).toISOString();
};

describe('a time back', () => {
  test.each([
    ['90s', '2026-11-01T11:58:30.000Z'],
    ['30m', '2026-11-01T11:30:00.000Z'],
    ['2h', '2026-11-01T10:00:00.000Z'],
    ['1h30m', '2026-11-01T10:30:00.000Z'],
    ['3d', '2026-10-29T12:00:00.000Z'],
    ['2w', '2026-10-18T12:00:00.000Z'],
    [' 2h ', '2026-11-01T10:00:00.000Z'],
    ['2026-11-01T09:00:00Z', '2026-11-01T09:00:00.000Z'],
    ['2026-11-01T09:00Z', '2026-11-01T09:00:00.000Z'],
    ['2026-11-01T09:00:00.5+01:00', '2026-11-01T08:00:00.500Z'],
    ['2026-11-01T09:00:00-05:30', '2026-11-01T14:30:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['3650d', '2016-11-03T12:00:00.000Z'],
    ['2024-02-29T09:00Z', '2024-02-29T09:00:00.000Z'],
  ])('%j is %s', (text, at) => {
    expect(read(text)).toBe(at);
  });

  test.each([
    '',
    '2',
    'h',
    '2 h',
    '-2h',
    '0h',
    '1.5h',
    '2hours',
    '2y',
    '3650d1s',
    '2026-13-01',
    '2026-02-29',
    'yesterday',
  ])('%j is none', (text) => {
    expect(read(text)).toBeNull();
  });

  test.each(['90s', '2h', '1h30m', '3650d', '2026-11-01T09:00:00.5+01:00', '2026-11-01'])(
    '%s is shown as it is read again',
    (text) => {
      const since = readSince(text);
      expect(since).not.toBeNull();
      if (since !== null) expect(readSince(showSince(since))).toEqual(since);
    },
  );

  test('a time without its zone is none: it could be meant in two', () => {
    expect(read('2026-11-01T09:00:00')).toBeNull();
  });
});

describe('a size', () => {
  test.each([
    ['100MB', 100_000_000],
    ['100 mb', 100_000_000],
    ['1.5GB', 1_500_000_000],
    ['2000K', 2_000_000],
    ['5000000', 5_000_000],
    ['1MB', 1_000_000],
    ['4G', 4_000_000_000],
  ])('%s is %i bytes', (text, bytes) => {
    expect(readSize(text)).toBe(bytes);
  });

  test.each(['', '10', '999.999KB', '4.001GB', '1TB', '-5MB', '1e8', '100MiB', 'MB', '1.2345GB', '0x10MB'])(
    'is not %j',
    (text) => {
      expect(readSize(text)).toBeNull();
    },
  );
});
