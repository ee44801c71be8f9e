import { expect, test } from 'vitest';
import { endOfClause, nearby } from '../../../../agent/redact/notations/prose.ts';
import type { Says } from '../../../../agent/redact/secret-names.ts';
import { redactText } from '../../../../agent/redact.ts';
import { valuesBy } from '../../by-notation.ts';

const s = (count: number) => ' '.repeat(count);
/** What several rules find is found once. */
const found = (text: string, name?: string, says?: Says) => [...new Set(valuesBy(nearby, text, name, says))];

test.each<[text: string, ...values: string[]]>([
  // What is said of it.
  ['the password for it, changed yesterday, is now Hazel9x', 'Hazel9x'],
  ['the password server Hazelnut9 was down'],
  ['password-server Hazelnut9 down'],
  ['the password of db1 – Hazel9x', 'Hazel9x'],
  // A word that looks much like one, anywhere in the line.
  ['password x: see Hazel#9Walnut below', 'Hazel#9Walnut'],
  ['see Hazel#9Walnut for password', 'Hazel#9Walnut'],
  // One that looks somewhat like one, in its place.
  ['password x, see "qW3eR7tY9u" below', 'qW3eR7tY9u'],
  ['password x, see qW3eR7tY9u below'],
  ['password x, see qW3eR7tY9u', 'qW3eR7tY9u'],
  ['password x, see qW3eR7tY9u  \r\nnext', 'qW3eR7tY9u'],
  ['see qW3eR7tY9u for the password'],
  ['see "qW3eR7tY9u" for the password', 'qW3eR7tY9u'],
  ['password x for "qW3eR7tY9u" below'],
  ['password x node="qW3eR7tY9u" below'],
  ['password x node=qW3eR7tY9u'],
  ['password for node anna: qW3eR7tY9u', 'qW3eR7tY9u'],
  ['password for node anna: qW3eR7tY9u.', 'qW3eR7tY9u'],
  ['password for node anna: qW3eR7tY9u. And', 'qW3eR7tY9u'],
  ['password for node, anna: qW3eR7tY9u'],
  ['x: qW3eR7tY9u password'],
  // One that looks little like one, after a password.
  ['password x, see maple-walnut_27 below', 'maple-walnut_27'],
  ['see maple-walnut_27 password'],
  ['password x on, is maple-walnut_27 below', 'maple-walnut_27'],
  ['password x server is maple-walnut_27 below', 'maple-walnut_27'],
  ['password x server maple-walnut_27 below'],
  ['password x see #Hazel9nuts below'],
  ['password x see &Hazel9nuts below'],
  ['password x see Hazel9nuts* below', 'Hazel9nuts*'],
  // A value before its name.
  ['use Hazel9x as the password', 'Hazel9x'],
  ['use "Hazel9x" is the new password', 'Hazel9x'],
  ['Hazel9x (the password)', 'Hazel9x'],
  ['Hazel9x of password'],
  ['use 0x9a8b7c as the password'],
  ['hazelnut as the password'],
  ['Hazel9x was the admin password', 'Hazel9x'],
  // The next one of a list.
  ['("password", "Hazel9x")', 'Hazel9x'],
  ["('password', N'Hazel9x')", 'Hazel9x'],
  ['("password", "hazelnut")'],
  ['("password", "qW3eR7tY9u")', 'qW3eR7tY9u'],
  ['("password", "maple-walnut_27")', 'maple-walnut_27'],
  ['("password", x "Hazel9x")'],
  // The name of another secret.
  ['password x, see "DbPassword9x" below'],
  ['password x is "DbPassword9x" below'],
  ['password x is "DbToken9xQw" below'],
  // In quotes.
  ['password x is "Hazel9x" below', 'Hazel9x'],
  ['password x to "Hazel9x" below', 'Hazel9x'],
  ['password x "Hazel9x" below'],
  ['password x is "hazel@v1.2.3" below'],
  ['password x is "hazelnut" below'],
  // After the word for a value.
  ['password x value "Hazel9x" below', 'Hazel9x'],
  ['password x value: "haz@elx" below'],
  ['password x value: "haz@elx" below'],
  ['value "Hazel9x" password', 'Hazel9x'],
  ['password x value Hazel9x below'],
  ['password x "deadbeef-4712" below'],
  ['password x value "deadbeef4712" below'],
  ['password x value "deadbeef471" below', 'deadbeef471'],
  // A word that only looks like a password.
  ['password x is Hazel9x below', 'Hazel9x'],
  ['password x is Haz@el9 below'],
  ['password x is hazel_9x.a below', 'hazel_9x.a'],
  ['password x is a9.b.c.d.e.f below'],
  ['password x is Hazel/99 below', 'Hazel/99'],
  ['password x with Hazel9x below'],
  ['Hazel9x is password', 'Hazel9x'],
  ['x is Hazel9x, password'],
  ['password x is Expired9 below', 'Expired9'],
  ['password x is v1.2.3a below'],
  // A sentence about something else.
  ['password x. The error is Hazel9x'],
  ['password x, and the error is Hazel9x'],
  ['password x. It is Hazel9x', 'Hazel9x'],
  ['password x. Error code qW3eR7tY9u'],
  ['qW3eR7tY9u. The password'],
  ['password x. The error is Hazel#9Walnut', 'Hazel#9Walnut'],
  // Short ones, and stand-ins.
  ['password x is Haz9. Next'],
  ['password x is Hazel. Next'],
  ['password x is "%Hazel9%" below'],
  ['password x is "<Hazel9>" below'],
  ['password x is YOUR_PASSWORD9 below'],
  ['password x is changeme9 below', 'changeme9'],
  ['password x is Haze9. Next'],
  ['password x is Hazel9. Next', 'Hazel9'],
  // How far it is.
  [`password ${s(233)}is Hazel9x below`, 'Hazel9x'],
  [`password ${s(235)}is Hazel9x below`, 'Hazel9x'],
  [`password ${s(236)}is Hazel9x below`],
  [`password ${s(237)}is Hazel9x below`],
  [`${'Hazel#9Walnut'}${s(227)}password`, 'Hazel#9Walnut'],
  [`${'Hazel#9Walnut'}${s(228)}password`],
  [`Hazel#9Walnut\npassword`],
  [`password\nHazel#9Walnut`],
  [`x ${'Hazel#9Walnut'}${s(227)}password`, 'Hazel#9Walnut'],
  [`x ${'Hazel#9Walnut'}${s(228)}password`],
  // How far the word before it is.
  [`password x for${s(36)}"qW3eR7tY9u" b`, 'qW3eR7tY9u'],
  // Several words before the name.
  ['"correct horse battery" as the password file'],
  ['"correct" as the password'],
  ['"the horse is" as password'],
  // The next field.
  ['variable "password" {\n  default = "YOUR_PASSWORD"\n}'],
  ['variable "x_password {\n  default = "Hazel9x"\n}'],
  ['"password"\nvalue: "Hazel9x"'],
  ['name = "password"\nname = "other"\nvalue = "Hazel9x"'],
  ['name = "password"\na\nb\nc\nvalue = "Hazel9x"'],
  ['name = "password"\nvalue = "DbPassword9"'],
  ['name: "password"\nvalue: "haz"'],
  [`name = "password"${s(383)}value = "Hazel9x"`],
  ['x "password = "y"\nvalue = "Hazel9x"'],
  ['password x: see HIDDEN-Hazel#9Walnut below', 'HIDDEN-Hazel#9Walnut'],
  ['password x is env.hazel9 below'],
  ['password x, see "qW3eR7tY9u is" below'],
  ['password x, see is qW3eR7tY9u" below', 'qW3eR7tY9u'],
  ['password x node: maple-walnut_27 below', 'maple-walnut_27'],
  ['password x is hazelnut below'],
  ['password x is base64 below'],
  ['password x is sha256-x below', 'sha256-x'],
  ['"correct horse battery" as the password name'],
  ['"correct,horse" as the password'],
  [`password${s(239)}Hazel#9Walnut`, 'Hazel#9Walnut'],
  [`password${s(240)}Hazel#9Walnut`],
  [`password${s(237)}${'Hazel#9W'.repeat(8)}`],
  [`password${s(239)}${'Hazel#9W'.repeat(8)}`],
  [`${'Hazel#9W'.repeat(8)}${s(176)}password`],
])('beside a password, in %j', (text, ...values) => {
  expect(found(text)).toEqual(values);
});

test.each<[text: string, name: string, says: Says, ...values: string[]]>([
  ['lösenordet för db är Hazel9x', 'lösenord', 'password', 'Hazel9x'],
  ['token x: see Hazel#9Walnut below', 'token', 'secret', 'Hazel#9Walnut'],
  ['cookie see Hazel#9Walnut', 'cookie', 'likely'],
  ['token x, see "qW3eR7tY9u" below', 'token', 'secret', 'qW3eR7tY9u'],
  ['token x, see qW3eR7tY9u below', 'token', 'secret'],
  ['token x, was set to qW3eR7tY9u below', 'token', 'secret', 'qW3eR7tY9u'],
  ['token x, see maple-walnut_27 below', 'token', 'secret'],
  ['token x is maple-walnut_27 below', 'token', 'secret'],
  ['token Hazel9x as the token x', 'token x', 'secret'],
  ['("token", "Hazel9x")', 'token', 'secret'],
  ['token x is "Hazel9x" below', 'token', 'secret', 'Hazel9x'],
  ['token x is "Hazel+x" below', 'token', 'secret'],
  ['token x is "HazelNutWalnut" below', 'token', 'secret'],
  ['token x "Hazel9x" below', 'token', 'secret'],
  ['token x value "haz@elx" below', 'token', 'secret'],
  ['token x is Hazel9x below', 'token', 'secret'],
  ['"correct horse battery" as the token', 'token', 'secret'],
  ['output "token" {\n  value = "hazelnut"\n}', 'token', 'secret'],
  ['パスワードはqW3eR7tY9u', 'パスワード', 'password', 'はqW3eR7tY9u', 'qW3eR7tY9u'],
  ['token x node: maple-walnut_27 below', 'token', 'secret'],
])('beside another name, in %j', (text, name, says, ...values) => {
  expect(found(text, name, says)).toEqual(values);
});

test('a word is taken out whole, or left, wherever what is looked at ends', () => {
  for (let far = 170; far <= 260; far++) {
    const word = 'Hazel#9Walnut#7Maple';
    for (const text of [`${word}${s(far)}password`, `password${s(far)}${word}`])
      expect(redactText(text).replace(/\[redacted:[\w-]+\]/, word)).toBe(text);
  }
});

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
  const before = process.threadCpuUsage();
  expect(told(`the password for x is${' '.repeat(60_000)}x`)).toBeNull();
  // A microsecond for each pair of spaces would be half an hour.
  expect(process.threadCpuUsage(before).user).toBeLessThan(5_000_000);
});
