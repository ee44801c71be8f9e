import { expect, test } from 'vitest';
import { endOfClause } from '../../agent/redact/notations/clause.ts';

function told(text: string, name = 'password', says: 'password' | 'secret' = 'password'): string | null {
  const start = text.indexOf(name);
  const found = endOfClause(text, { start, end: start + name.length, says, name });
  return found === null ? null : text.slice(found.start, found.end);
}

test.each([
  ['password of the server is winter', 'winter'],
  ['password for admin: winter', 'winter'],
  ['password, it’s winter', 'winter'],
  ['password is "winter', 'winter'],
  // The marks that end a sentence are no part of it, except where it has others.
  ['password is Winter2026!', 'Winter2026!'],
  ['password is winter!', 'winter'],
  ['password is Winter2026?', 'Winter2026'],
  ['password is abcd!!', 'abcd'],
  // Words.
  ['password is correct horse battery staple', 'correct horse battery staple'],
  ['password is "one two three"', 'one two three'],
  ['password is Maple-River, thanks', 'Maple-River'],
  ['password is Maple-Expired, thanks', 'Maple-Expired'],
  ['password is kubelet', 'kubelet'],
  ['password is 123456x', '123456x'],
  ['password is deadbeefcaf', 'deadbeefcaf'],
  ['password is tamarind_osier-518', 'tamarind_osier-518'],
  // What it becomes.
  ['the password was changed to Winter2026x', 'Winter2026x'],
  ['the password was changed to TamarindOsier518', 'TamarindOsier518'],
  ['the password was changed to "winter"', 'winter'],
  ['password to Winter2026x, which was changed', 'Winter2026x'],
])('a password is told: %s', (text, password) => {
  expect(told(text)).toBe(password);
});

test.each([
  ['hasło na Winter2026x', 'hasło', 'Winter2026x'],
  ['hasło na winter', 'hasło', 'winter'],
  ['hasło jest zielone9', 'hasło', 'zielone9'],
  ['hasło jest zielone', 'hasło', null],
  ['clave es maria9', 'clave', 'maria9'],
  ['clave es maria', 'clave', null],
  ['パスワードはwinter です', 'パスワード', 'winter'],
  ['パスワードは管理者です', 'パスワード', null],
  ['pass is Winter2026x', 'pass', 'Winter2026x'],
  ['PASS is Winter2026x', 'PASS', null],
  ['-password is Winter2026x', '-password', null],
  ['passwd is correct horse battery staple', 'passwd', null],
])('by its name: %s', (text, name, password) => {
  expect(told(text, name)).toBe(password);
});

test.each([
  'password version: winter',
  'a.password is Winter2026x',
  '$password is Winter2026x',
  'failed to read the password: Winter2026x',
  '( password is Winter2026x',
  // Words that say something of it, and stand-ins.
  'password is required',
  'password is Required-Expired, thanks',
  'password is being checked every single day',
  'password is "the winter"',
  'password is none',
  'password is expired',
  'password is REDACTED, thanks',
  'password is "keine Angabe"',
  'password is <password>',
  // Less than four characters.
  'password is abc!!!',
  // A number, an id, a path, a URL, a name of an object, a version of a package.
  'password is 123456',
  'password is deadbeefcafe',
  'password is ~/winter',
  'password is https://a.contoso.com/x',
  'password is winter-2026',
  'password is Winter2@1.0.3',
  // Nobody set it.
  'password to Winter2026x',
  'the password was changed to winter',
])('none is told: %s', (text) => {
  expect(told(text)).toBeNull();
});

test('a secret of another kind is not told so', () => {
  expect(told('secret is Winter2026x', 'secret', 'secret')).toBeNull();
});

test('that it was set stands in the 300 characters before its name, or in the 90 from its beginning', () => {
  const before = (length: number) => `${'set '.padEnd(length - 1, 'x')} password to Winter2026x`;
  expect([told(before(300)), told(before(301))]).toEqual(['Winter2026x', null]);
  const behind = (length: number) => `password to ${'Winter2026x, '.padEnd(length - 8, 'x')} changed`;
  expect([told(behind(90)), told(behind(91))]).toEqual(['Winter2026x', null]);
});

test('a sentence that ends in many spaces is read in linear time', () => {
  const begun = performance.now();
  expect(told(`the password for x is${' '.repeat(60_000)}x`)).toBeNull();
  expect(performance.now() - begun).toBeLessThan(5000);
});
