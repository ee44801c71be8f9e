import { expect, test } from 'vitest';
import { assignment } from '../../../agent/redact/notations/assignment.ts';
import type { Says } from '../../../agent/redact/secret-names.ts';
import { redactText } from '../../../agent/redact.ts';
import { valuesBy } from '../by-notation.ts';

test.each(['  image: nginx', 'image: nginx', '- item: nginx'])('a block of YAML ends before "%s"', (next) => {
  const block = 'spec:\n  password: |\n    Winter-2026\n    Summer-2027\n';
  expect(redactText(`${block}${next}`)).toBe(`spec:\n  password: |\n[redacted:key]${next}`);
  expect(redactText(`${block}   a third line`)).toBe('spec:\n  password: |\n[redacted:key]');
});

test.each([
  ['passwords: [winter26, "summer27"]', 'passwords: [[redacted:key], "[redacted:key]"]'],
  ["passwords: ['winter26', summer27, plain]", "passwords: ['[redacted:key]', [redacted:key], plain]"],
])('each value of a list goes, and its quotes stay: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each([
  // Fields of Go values, and of objects in one line.
  ['{Name:a Token:map[b:winter26] C:d}', '{Name:a Token:map[b:winter26] C:d}'],
  ['{Name:a Tokens:map[winter26] C:d}', '{Name:a Tokens:map[[redacted:key]] C:d}'],
  ['password: {"value": "winter26", "key": "a"}', 'password: {"value": "[redacted:key]", "key": "a"}'],
  ['password: {value: winter26}', 'password: {value: [redacted:key]}'],
  ['password={sofakissen}', 'password={[redacted:key]}'],
  ['passwords: [winter26,\nsummer27]', 'passwords: [[redacted:key],\n[redacted:key]]'],
  ['passwords: [winter26\nnext27: b', 'passwords: [[redacted:key]\nnext27: b'],
  // The value is the rest of its line.
  ['  password: a;b,c=d(e', '  password: [redacted:key]'],
  ['- password=two words here', '- password=[redacted:key]'],
  // Lists and blocks of YAML.
  ['passwords:\n- winter26\n- "summer27"\nnext: a', 'passwords:\n- [redacted:key]\n- "[redacted:key]"\nnext: a'],
  ['a: b\n  password: |-\n    winter\n  next: c', 'a: b\n  password: |-\n[redacted:key]  next: c'],
  ['password: |\n  winter\n\n  summer\n\nnext: c', 'password: |\n[redacted:key]\nnext: c'],
  ['- password: |\n  winter\n  summer\nnext: c', '- password: |\n[redacted:key]next: c'],
  // Sentences, and words that say that there is none.
  ['token: failed to log on', 'token: failed to log on'],
  ['the password: it is not known', 'the password: it is not known'],
  ['"tokens": 12', '"tokens": 12'],
  ['password: null', 'password: null'],
  ['helm --set-file password=./winter26.txt', 'helm --set-file password=./winter26.txt'],
])('%j becomes %j', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

const long = (length: number) => 'x'.repeat(length);

/** What stands after `password`, and its values. */
test.each<[text: string, ...values: string[]]>([
  ['password=winter', 'winter'],
  ['password="winter"', 'winter'],
  ['password := winter', 'winter'],
  ['password => winter', 'winter'],
  ['password is winter'],
  // The file that holds it.
  ['--from-file=password=./winter.txt'],
  [`${'/'.repeat(100)} --from-file=password=./winter.txt`],
  ['--from-literal=password=winter', 'winter'],
  [`--from-file=${'ab.'.repeat(16)}password=a`],
  [`--from-file=${'ab.'.repeat(15)}abc.password=a`, 'a'],
  // A type before the value.
  ['password: (string) (len=6) "winter"', 'winter'],
  ['password = string("winter")', 'winter'],
  ['password=@"winter"', 'winter'],
  // There is none, or a program computes it.
  ['password=null'],
  ['password=Get-Secret'],
  ['password='],
  ['password=\nsummer27'],
  ['password=\r\nsummer27'],
  ['password:'],
  ['password:\r\n  Summer-2027\r\n', 'Summer-2027'],
  ['password:\n  Summer-2027\n', 'Summer-2027'],
  ['password→\nSummer-2027', 'Summer-2027'],
  ['password=>\nSummer-2027'],
  ['password :=\nSummer-2027'],
  // Blocks of YAML.
  ['password: |\n  winter\n', '  winter\n'],
  ['password: >-\n  winter\n', '  winter\n'],
  ['password=|\n  winter\n', '|'],
  ['password: | winter', '|'],
  ['password: |2-         \n  winter\n', '  winter\n'],
  ['password: |-2+1\n  winter\n', '|-2+1'],
  // Brackets.
  ['password: ["winter27", "summer"]', 'winter27'],
  ['password: (winter27)', 'winter27'],
  ['password={"value":"winter"}', 'winter'],
  // JSON: a secret is in quotes.
  ['"password": 12'],
  ['"password": -12'],
  ['"password": winter'],
  ['"password": winter2026', 'winter2026'],
  ['"password": "winter"', 'winter'],
  ['"password"=12', '12'],
  ["'password': winter"],
  ['password: 12', '12'],
  [`"password": ${'1'.repeat(63)}"`],
  // Sentences.
  ['the password: it is not known'],
  ['password: winter', 'winter'],
  // The rest of its line.
  ['password: a;b,c=d(e', 'a;b,c=d(e'],
  ['password:a;b,c=d(e', 'a;b,c=d(e'],
  ['  db.password: a;b,c=d(e  \r\nnext', 'a;b,c=d(e'],
  ['password: ab)', 'ab'],
  ['password: abc)', 'abc)'],
  ['password: abcd)', 'abcd)'],
  ['password: (abcd)'],
  ['password: abcd),', 'abcd'],
  ['password: abcd);', 'abcd'],
  ['password=abcd)', 'abcd'],
  ['(my password:abcd)', 'abcd'],
  ['x; password:abcd)', 'abcd'],
  [`password: ${long(198)})}`, `${long(198)})}`],
  [`password: ${long(199)})}`, long(199)],
  [`password: ${long(300)}`, long(300)],
  ['  password:a;b,c=d(e', 'a'],
  // The option of a mount.
  ['- password=two words', 'two words'],
  ['  - password=two words  \nnext', 'two words'],
  ['- password=two', 'two'],
  ['- password=two)', 'two'],
  ['-- password=two words', 'two'],
  ['password=two words', 'two'],
  ['- password= two words here', 'two words here'],
  [`- password=a ${long(199)}y`, `a ${long(199)}y`],
  [`- password=a ${long(200)}y`, 'a'],
  [`- password=a ${long(198)}y  \n`, `a ${long(198)}y`],
])('in %j', (text, ...values) => {
  expect(valuesBy(assignment, text)).toEqual(values);
});

test.each<[text: string, name: string, says: Says, ...values: string[]]>([
  // The word of another language, as a label.
  ['hasło: wygasło', 'hasło', 'password', 'wygasło'],
  ['hasło: puste', 'hasło', 'password'],
  ['hasło: nie ustawione', 'hasło', 'password'],
  ['hasło=wygasło', 'hasło', 'password', 'wygasło'],
  ['пароль: неверен', 'пароль', 'password'],
  ['пароль=неверен', 'пароль', 'password', 'неверен'],
  ['password: falsch', 'password', 'password', 'falsch'],
  ['clave: maria', 'clave', 'password'],
  ['clave: maria7', 'clave', 'password', 'maria7'],
  ['clave=maria', 'clave', 'password', 'maria'],
  ['passwd: maria', 'passwd', 'password', 'maria'],
  // A connection has several fields.
  ['ConnectionString=Server=db;Password=a,b', 'ConnectionString', 'secret', 'Server=db;Password=a,b'],
  ['{Name:a ConnectionString:Server=db,b C:d}', 'ConnectionString', 'secret', 'Server=db,b'],
  ['{Name:a,ConnectionString:Server=db,C:d}', 'ConnectionString', 'secret', 'Server=db'],
  ['ConnectionString:Server=db,C:d', 'ConnectionString', 'secret', 'Server=db,C:d'],
  // Fields of Go values.
  ['{A:a Token:b-c,}', 'Token', 'secret', 'b-c'],
  ['{Token:b-c,d}', 'Token', 'secret', 'b-c'],
  ['[Token:b-c,d]', 'Token', 'secret', 'b-c'],
  ['(Token:b-c,d)', 'Token', 'secret', 'b-c'],
  ['x,Token:b-c,d', 'Token', 'secret', 'b-c'],
  ['x;Token:b-c,d', 'Token', 'secret', 'b-c,d'],
  ['{Token=b-c,d}', 'Token', 'secret', 'b-c,d'],
  ['{"Token":"b-c,d"}', 'Token', 'secret', 'b-c,d'],
  ['{Token: b-c,d9}', 'Token', 'secret', 'b-c,d9'],
  ['{Token:=b-c,d}', 'Token', 'secret', 'b-c,d'],
  ['{Password:b-c,d}', 'Password', 'password', 'b-c'],
  ['a -Token:b-c,d', '-Token', 'secret', 'b-c,d'],
  ['a /Token:b-c,d', 'Token', 'secret', 'b-c,d'],
  ['{A:a Token:map[b9:x c9] D:d}', 'Token', 'secret', 'c9'],
  ['Token:map[c9]', 'Token', 'secret', 'map[c9'],
  ['Token: []byte{1}', 'Token', 'secret'],
  ['{A:x9 Token:map[c9]d9 e9}', 'Token', 'secret', 'c9'],
  ['{token:map[c9],a}', 'token', 'secret', 'c9'],
  ['- token=two words', 'token', 'secret', 'two'],
  ['token: a;b,c=d(e)', 'token', 'secret', 'a;b'],
  // A number that is no count.
  ['the token: 123456789012345', 'token', 'secret', '123456789012345'],
  ['the token: 12345678901234', 'token', 'secret'],
  ['the password: 123456789012345', 'password', 'password', '123456789012345'],
  ['the cookie: 123456789012345', 'cookie', 'likely'],
  ['the token:12', 'token', 'secret', '12'],
  ['the "token": winter', 'token', 'secret'],
  ['the token: "winter"', 'token', 'secret', 'winter'],
  ['the token: ', 'token', 'secret'],
  ['the token: winter2026.', 'token', 'secret', 'winter2026.'],
  // A variable and its value, together in quotes.
  ['set "DB_PASSWORD: winter" now', 'DB_PASSWORD', 'password', 'winter'],
  ['set `DB_PASSWORD: winter` now', 'DB_PASSWORD', 'password', 'winter'],
  ['set "DB_PASSWORD: winter is gone', 'DB_PASSWORD', 'password'],
  ['set (DB_PASSWORD: winter( now', 'DB_PASSWORD', 'password'],
  ['set "DB_TOKEN: winter" now', 'DB_TOKEN', 'secret'],
  ['set "PASSWORD: winter" now', 'PASSWORD', 'password'],
  ['set "db_password: winter" now', 'db_password', 'password'],
  // Alone on its line, or in a list.
  ['token: winter', 'token', 'secret', 'winter'],
  ['- token: winter\r\n', 'token', 'secret', 'winter'],
  ['{token: winter}', 'token', 'secret', 'winter'],
  ['a: b, token: winter, c', 'token', 'secret', 'winter'],
  ['a: b; token: winter, c', 'token', 'secret'],
  ['token: winter # of the node', 'token', 'secret', 'winter'],
  ['token: winter of the node', 'token', 'secret'],
  ['token: ”', 'token', 'secret'],
  ['password: ”', 'password', 'password'],
  ['x\ntoken: ”\ny', 'token', 'secret'],
  [`${long(60)}token: winter`, 'token', 'secret', 'winter'],
  ['the token: winter', 'token', 'secret'],
  ['password: winter, or', 'password', 'password', 'winter'],
  ['password: winter or', 'password', 'password', 'winter'],
  ['password: winter or not', 'password', 'password'],
  ['my password: winter, or', 'password', 'password'],
])('in %j by the name %s', (text, name, says, ...values) => {
  expect(valuesBy(assignment, text, name, says)).toEqual(values);
});

test.each<[text: string, ...values: string[]]>([
  // Brackets, of which each has its own end.
  ['password: {value: winter, other: x}', 'winter'],
  ['x password: {value: winter}', 'winter'],
  ['password: {Value:winter}', 'winter'],
  ['password: {winter}', 'winter'],
  ['password: {winte}'],
  ['password: (a1, b2] c3) d4', 'a1', 'b2', 'c3'],
  ['password: [a1, b2) c3] d4', 'a1', 'b2', 'c3'],
  ['password: {value: a1) c3} d4', 'a1)'],
  ['password: (a1, b2\nc3', 'a1', 'b2'],
  ['password: (a1, b2\nc3) d4', 'a1', 'b2', 'c3'],
  [`password: (a1, ${' '.repeat(4090)}) b2`, 'a1'],
  [`password: (a1, ${' '.repeat(4000)}b2, ${' '.repeat(200)}c3) d4`, 'a1', 'b2'],
  [`password: (${' '.repeat(4092)}a1b2`, 'a1b'],
  ['password: ["a\\"1", \'b 2\', c3]', 'a\\"1', 'b 2', 'c3'],
  ['x password: ["a1"]', 'a1'],
  ['password: [plain, Plain, PLAIN, null, x=1, dGVzdA==, a:, "x=1"]', 'PLAIN', 'dGVzdA==', 'a:', 'x=1'],
  // Blocks of YAML.
  ['password: |\nwinter'],
  ['password: |\n winter', ' winter'],
  ['password: |\n\n  winter\n\n\tsummer\n\n', '\n  winter\n\n\tsummer\n'],
  ['x: 1\n  password: |\n  winter'],
  ['x: 1\n  password: |\n   winter\n  summer', '   winter\n'],
  ['x: 1\n  password: |\n    winter\n   summer\n y', '    winter\n   summer\n'],
  ['- password: |\n  winter\n summer', '  winter\n'],
  ['- password: |\n winter'],
  ['  - password: |\n    winter\n   summer', '    winter\n'],
  ['  - password: |\n   winter'],
  ['-  password: |\n  winter', '  winter'],
  [`password: |\n  ${long(70_000)}\n  winter\n`, `  ${long(70_000)}\n  winter\n`],
  // Lists.
  ['password:\n- a1\n- "b2"\n  - c3 # d4\n', 'a1', 'b2', 'c3'],
  ['password:\r\n- null\r\n- winter\r\n- key: d4\r\n', 'winter'],
  ['x password:\n- a1', 'a1'],
  ['password:\n- <none>\n- a1', 'a1'],
  // A single value below.
  ['x password:\nwinter27', 'winter27'],
  ['password:\n\n  > `winter27`\nnext', 'winter27'],
  ['password:\n\n\nwinter27'],
  ['password:\nwinter'],
  ['password:\nwinter27 is'],
  ['password:\nwinte7', 'winte7'],
  ['password:\na=winter27'],
])('over several lines or words, in %j', (text, ...values) => {
  expect(valuesBy(assignment, text)).toEqual(values);
});

test('below the name of another secret, only a key is one', () => {
  expect(valuesBy(assignment, 'token:\nwinter27', 'token', 'secret')).toEqual([]);
  expect(valuesBy(assignment, 'token:\nq8Zr2LmX0vT5nW3k', 'token', 'secret')).toEqual(['q8Zr2LmX0vT5nW3k']);
});

test('a list has 50 items', () => {
  const items = (count: number) => Array.from({ length: count }, (_, index) => `item${index}`);
  const list = (count: number) =>
    `password:\n${items(count)
      .map((one) => `  - ${one}\n`)
      .join('')}`;
  expect(valuesBy(assignment, list(51))).toEqual(items(50));
});

/** What each of these fields of an object tells is no secret of a list. */
const fields =
  '@type type id key_id uuid guid kid use usage alg name user_name customKeyIdentifier realm realmName user owner hint description comment created_at start_time issued_on expirationDate createdDateTime createdAt upTime lastTimestamp status state scope scopes policies role roles path version fingerprint thumbprint accessor url host server kind category';

test('a field that says something else of a secret has none, beside one that has', () => {
  const valuesIn = (object: string) =>
    valuesBy(assignment, `password: [${object}]`).filter((value) => /\w/.test(value));
  expect(fields.split(' ').filter((field) => valuesIn(`{"${field}": "Maple-9x"}`).length > 0)).toEqual([]);
  for (const field of ['session_id', 'secret_id', 'value', 'states', 'uses'])
    expect(valuesIn(`{"${field}": "Maple-9x"}`)).toContain('Maple-9x');
  for (const gap of ['', ' ', '         ']) expect(valuesIn(`{"Maple-9x"${gap}: "Lake-7y"}`)).toEqual(['Lake-7y']);
});

test.each([
  // Nothing stands between the quotes of a text over several lines.
  ['password = @"\n"@\nMaple-9x\n"@'],
  ['password = @"\nMaple-9x\n"@', 'Maple-9x'],
  ['password = @"\r\nMaple lake\r\n"@\nnext', 'Maple lake'],
  ['password="$(cat <<EOF\nMaple-9x\nEOF\n)"', 'Maple-9x'],
  // Several words, with blanks of both kinds.
  ['"password=maple lake"', 'maple lake'],
  ['"password=maple\tlake"', 'maple\tlake'],
  ['set password=maple\tlake', 'maple\tlake'],
  ...['set', 'SET', 'Set'].map((set) => [`cmd /c "${set} password=maple lake"`, 'maple lake']),
  ...['&', '|', '(', '>'].map((before) => [`${before}set password=maple lake`, 'maple lake']),
  ['unset password=maple lake', 'maple'],
])('in %j', (text, ...values) => {
  expect(valuesBy(assignment, text)).toEqual(values);
});

test.each(['-', '/', '#', '$', '%', '(', '{'])('no word of a list of variables begins with %s', (sign) => {
  const text = `env=[A=b DB_PASSWORD=maple ${sign}lake D=e]`;
  expect(valuesBy(assignment, text, 'DB_PASSWORD')).toEqual(['maple']);
});

test('what a word of another language says of a password is told behind a colon, and set behind a sign', () => {
  expect(valuesBy(assignment, 'Kennwort: abgelaufen', 'Kennwort')).toEqual([]);
  expect(valuesBy(assignment, 'Kennwort=abgelaufen', 'Kennwort')).toEqual(['abgelaufen']);
});
