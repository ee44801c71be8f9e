import { expect, test } from 'vitest';
import { isBarePhrase, isPhrase, isSaid, isState } from '../../../../agent/redact/words/stand-ins.ts';

test.each([
  ['wrong', true],
  ['expired', true],
  ['abgelaufen', true],
  ['ungültig', true],
  ['requerida', true],
  ['winter', false],
  ['kestrel', false],
  // No word of a language ends a password with signs or digits.
  ['Summer2024ed', false],
  ['x!red', false],
])('%s is said of a password: %s', (word, expected) => {
  expect(isSaid(word)).toBe(expected);
});

test.each([
  ['correct horse battery staple', true, true],
  ['grüner kleiner vogel', true, true],
  ['seven,blue,kites', true, true],
  ['old red kite landed', true, false],
  ['kite', false, false],
  ['the password is wrong', false, false],
  ['must be long', false, false],
  ['nicht für diesen', false, false],
  ['x=1 y=2', false, false],
])('%s is a phrase that somebody chose: %s, and without quotes: %s', (text, quoted, bare) => {
  expect([isPhrase(text), isBarePhrase(text)]).toEqual([quoted, bare]);
});

test.each([
  ['nicht gesetzt', true],
  ['keines', true],
  ['未设置', true],
  ['없음', true],
  ['winter', false],
  ['Nichtraucher', false],
])('%s says that there is none: %s', (text, expected) => {
  expect(isState(text)).toBe(expected);
});
