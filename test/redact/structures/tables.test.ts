import { describe, expect, test } from 'vitest';
import { atOnce, createMemory } from '../../../agent/redact/memory.ts';
import { findInTables, jointOfNames } from '../../../agent/redact/structures/tables.ts';

/** The header is the first line. */
const found = (text: string, starts: readonly number[] = [0]) =>
  atOnce(findInTables(text, starts, createMemory())).map(({ start, end }) => text.slice(start, end));

test('a table of columns ends with an empty line', () => {
  expect(found('Name    Password\n------- -----------\nadmin   Summer2024x\n\nbackup  Nightly2024x\n')).toEqual([
    'Summer2024x',
  ]);
});

describe('a password is found', () => {
  test.each([
    ['between commas', 'user,password,host\nadmin,winter,db01\n', ['winter']],
    ['in the last row without a line break', 'user,password\nadmin,winter', ['winter']],
    ['of three characters', 'user,password\nadmin,abc\n', ['abc']],
    ['before an empty cell', 'password,user\nwinter,\n', ['winter']],
    ['in each row', 'user,password\nadmin,winter\nbackup,nightly\n', ['winter', 'nightly']],
    ['up to a row with fewer cells', 'user,password\nadmin,winter\nx\nbackup,nightly\n', ['winter']],
    ['up to a row with more cells', 'user,password\nadmin,winter\na,b,c\nbackup,nightly\n', ['winter']],
    ['up to a row without bars', '| user | password |\n| admin | winter |\nend\n| backup | nightly |\n', ['winter']],
    ['below a rule without bars', '| user | password |\n+------+------+\n| admin | winter |\n', ['winter']],
    ['below names in capitals', 'ID,USER_NAME,USER_PASSWORD\n1,admin,winter\n', ['winter']],
    ['in a column of keys', 'user,key\nadmin,aZ3kQ9xLm2pW8vT4yR6s\n', ['aZ3kQ9xLm2pW8vT4yR6s']],
    ['made of words and a number', 'user,secret\nadmin,TamarindOsier518\n', ['TamarindOsier518']],
    ['in quotes, with a comma in them', 'user,password\n"admin, first","win,ter"\n', ['win,ter']],
    ['in quotes that are doubled', 'user,password\n"the ""admin""","winter"\n', ['winter']],
    ['between semicolons', 'user;password\nadmin;winter\n', ['winter']],
    ['between tabs, with a line break of Windows', 'user\tpassword\r\nadmin\twinter\r\n', ['winter']],
    ['between bars', '| user | password |\n|------|------|\n| admin | winter |\n', ['winter']],
    ['between bars that a row lacks at its end', '| user | password |\n| admin | winter\n', ['winter']],
    ['in Markdown', '| **User** | `Password` |\n|:--|:--|\n| admin | `winter` |\n', ['winter']],
    ['in two columns', 'user,password,secret\nadmin,winter,zR4#mQ9!tLw2\n', ['winter', 'zR4#mQ9!tLw2']],
    ['behind a number', '#,user,password\n1,admin,winter\n', ['winter']],
    ['where it is said twice in its row', 'user,password\nwinter,winter\n', ['winter']],
    ['below hyphens', 'User   Password\n-----  --------\nadmin  winter\n', ['winter']],
    ['below hyphens in a last column', 'Id Name   Password  \n-- ----   --------\n1  admin  winter', ['winter']],
    ['between bars, where a row ends early', '| password | user |\n| winter\n', ['winter']],
    ['between bars, in quotes', 'user|password\n"admin|x"|winter\n', ['winter']],
    [
      'below hyphens, with line breaks of Windows',
      'User   Password\r\n-----  --------\r\nadmin  winter\r\n',
      ['winter'],
    ],
    ['below hyphens, at the right side', 'User   Password\n-----  --------\nadmin    winter\n', ['winter']],
    [
      'below hyphens and a name of 60 characters',
      `User   ${'the_'.repeat(13)}password\n-----  --------\nadmin  winter\n`,
      ['winter'],
    ],
    ['in a row of HTML', '<tr><td>Password</td><td>Winter2026x</td></tr>', ['Winter2026x']],
    ['in a row of HTML, of a token', '<dl><dt>API token:</dt><dd>TamarindOsier518</dd></dl>', ['TamarindOsier518']],
    ['in a row of HTML that tells its kind', '<p><b>Password:</b> Password2026x <br>', ['Password2026x']],
    ['in a row of a table', '| password | Winter2026x |', ['Winter2026x']],
    ['in a row of a table, behind others', '| user | admin | password | Winter2026x |\n', ['Winter2026x']],
    ['in a row with a variable', '| DB_PASSWORD | winter |\n', ['winter']],
    ['in a row with a variable for a token', '| DB_TOKEN | summer24x |\n', ['summer24x']],
  ])('%s', (_, text, passwords) => {
    expect(found(text)).toEqual(passwords);
  });
});

describe('nothing is found', () => {
  test.each([
    ['in one line', 'user,password'],
    ['of a secret in a word', 'user,secret\nadmin,winter\n'],
    ['of a key in words and a number', 'user,key\nadmin,TamarindOsier518\n'],
    [
      'below hyphens and a name of 61 characters',
      `User   ${'the_'.repeat(13)}_password\n-----  --------\nadmin  winter\n`,
    ],
    ['in a row of HTML, in a word', '<tr><td>Password</td><td>winter</td></tr>'],
    ['in a row of HTML, below another name', '<tr><td>User</td><td>Winter2026x</td></tr>'],
    ['in a row of HTML, of credentials', '<tr><td>Credentials</td><td>Winter2026x</td></tr>'],
    ['in a row, in a word', '| password | winter |\n'],
    ['in a row of credentials', '| credentials | Winter2026x |\n'],
    ['in a row of another name', '| user | Winter2026x |\n'],
    ['in a row that ends with the name', '| Winter2026x | password |\n'],
    ['in a row of a token', '| token | summer24x |\n'],
    ['in a row with a variable for a token, in a word', '| DB_TOKEN | winter |\n'],
    ['in a row with the type of a field', '| DB_PASSWORD | varchar(64) |\n'],
    ['between commands of a shell', 'echo password | Winter2026x\n'],
    ['below a header without a secret', 'user,color\nadmin,winter\n'],
    ['where no column says whose it is', 'description,password\nfirst,winter\n'],
    ['below a variable and its value', 'DB_PASSWORD;db_user\n2026-11-01T12:00:00Z;Started\nimage-pull;ok\n'],
    ['below such a row between tabs', 'GRAFANA_ADMIN_PASSWORD\tgrafana-user\nthumbprint\tgone\nimage-pull\tdone\n'],
    ['in a word that says something of it', 'user,password\nadmin,required\n'],
    ['in a word of a column of keys', 'user,key\nadmin,winter\n'],
    ['below a header with an empty name', 'user,,password\nadmin,,winter\n'],
    ['where a row lacks the cell', '| user | password |\n| admin\n'],
    ['below an empty line', '| user | password |\n\n| admin | winter |\n'],
    ['below names that stand apart and an empty line', 'PASSWORD   USER\n\nWinter2026x  admin\n'],
    ['below names that stand apart and a short line', 'USER   PASSWORD\nend\nadmin  Winter2026x\n'],
    ['below names that stand apart, in small letters', 'USER   PASSWORD\nadmin  winter2026x\n'],
    ['below names that stand apart, of which one is none', 'USER   PASSWORD   IS IT?\nadmin  Winter2026x  3d\n'],
    ['in a hashtable that has ended', 'Name       Value\n----       -----\nUser       admin\n\nPassword   winter\n'],
    ['in a COPY of words that say something of it', 'COPY users (name, password) FROM stdin;\nadmin\ttrue\n'],
    [
      'in HTML, in a word that says something of it',
      '<table><tr><th>User</th><th>Password</th></tr><tr><td>admin</td><td>required</td></tr>\n',
    ],
    [
      'in HTML, behind the table',
      '<table><tr><th>User</th><th>Password</th></tr></table><tr><td>admin</td><td>winter</td></tr>\n',
    ],
    [
      'in an INSERT of a word that says something of it',
      "INSERT INTO t (name, password) VALUES ('admin', 'required')\n",
    ],
    ['in an INSERT of what a function computes', "INSERT INTO t (name, password) VALUES ('admin', hashed)\n"],
    ['in an INSERT without a bracket', "INSERT INTO t (name, password) VALUES 'admin', 'winter'\n"],
    ['in two characters', 'user,password\nadmin,ab\n'],
    ['in several words', 'user,password\nadmin,the winter\n'],
    ['in a stand-in', 'user,password\nadmin,<password>\n'],
    ['below a sentence', 'user, the password is wrong: 12\nadmin,winter\n'],
    ['below names that stand apart, in a name', 'USER   PASSWORD\nadmin  winter\n'],
    ['below names that stand apart, without a cell', 'USER   PASSWORD\nWinter2026x\n'],
    ['where a cell begins before its column', 'User   Password\n-----  --------\nadministrator1x\n'],
    ['in an INSERT of a number', 'INSERT INTO t (name, password) VALUES (1, 22222)\n'],
    ['in an INSERT of two characters', "INSERT INTO t (name, password) VALUES ('admin', 'ab')\n"],
    ['in an INSERT of a color', "INSERT INTO t (name, color) VALUES ('admin', 'winter')\n"],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});

test('50 rows are looked at, below a header of 600 characters', () => {
  const header = 'user,password\n';
  expect(found(`${header}${'admin,winter\n'.repeat(60)}`)).toHaveLength(50);
  const wide = (length: number) => `password,user,${'a'.repeat(40)},`.padEnd(length, 'abcdefgh,').replace(/.$/, 'x');
  const row = (names: string) => `winter${',x'.repeat(names.split(',').length - 1)}\n`;
  expect([600, 601].map((length) => found(`${wide(length)}\n${row(wide(length))}`))).toEqual([['winter'], []]);
});

test('a header stands where a name of a secret does, and its place counts', () => {
  const text = 'I start\nuser,password\nadmin,winter\n';
  expect(found(text, [8])).toEqual(['winter']);
  expect(found(text, [])).toEqual([]);
});

test.each([
  ['a,b', /,/],
  ['a;b', /;/],
  ['a\tb', /\t/],
  ['a', null],
  ['| a |', null],
  ['a,b?', null],
  ['a,', null],
])('the separator of %j', (header, joint) => {
  expect(jointOfNames(header)).toEqual(joint);
});

test('below a header of names and values, what stands beside a name is found', () => {
  const rowBelow = (header: string, row: string) => found(`${header}${row}`, [header.length]);
  expect(rowBelow('Name | Value\nUser | admin\n', 'Admin password | winter\n')).toEqual(['winter']);
  expect(rowBelow('| Setting | Current value |\n|---|---|\n', '| token | summer24x |')).toEqual(['summer24x']);
  expect(rowBelow('Name | Age\n', 'Admin password | winter\n')).toEqual([]);
  // 2,000 characters below.
  const lines = (length: number) => `Name | Value\n${'x'.repeat(length - 14)}\n`;
  expect(rowBelow(lines(2000), 'Admin password | winter\n')).toEqual(['winter']);
  expect(rowBelow(lines(2001), 'Admin password | winter\n')).toEqual([]);
  expect(rowBelow(lines(4500), 'Admin password | winter\n')).toEqual([]);
});

test('a row with the name of a secret has 600 characters at most, and its name 60', () => {
  const row = (length: number) => `${'| DB_PASSWORD | winter '.padEnd(length - 1)}|\n`;
  expect([600, 601].map((length) => found(row(length)))).toEqual([['winter'], []]);
  const named = (name: string) => found(`| ${name} | Winter2026x |\n`);
  expect(named(`${'the_'.repeat(13)}password`)).toEqual(['Winter2026x']);
  expect(named(`${'the_'.repeat(13)}_password`)).toEqual([]);
});

test('a header at the end of a text has no rows, and one far from its beginning has', () => {
  expect(found('winter,admin\npassword,users', [13])).toEqual([]);
  expect(found(`${'ready\n'.repeat(200)}user,password\nadmin,winter\n`, [1200])).toEqual(['winter']);
});
