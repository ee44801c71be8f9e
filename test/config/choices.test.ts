import { expect, test } from 'vitest';
import { type Choice, choices, shownChoice } from '../../agent/config/choices.ts';
import { flags } from '../../agent/config/flags.ts';
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
