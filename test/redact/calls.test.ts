import { describe, expect, test } from 'vitest';
import { argumentsAt, findInCalls } from '../../agent/redact/structures/calls.ts';

/** The arguments of a call whose bracket stands before the text; those that are strings in quotes. */
const argumentsOf = (text: string, from = 0) =>
  argumentsAt(text, from).map(({ value, isString }) => (isString ? `'${value}'` : value));

describe('the arguments of a call', () => {
  test.each([
    ["'a', 'b')", ["'a'", "'b'"]],
    ['"a";"b")', ["'a'", "'b'"]],
    [" \n  'a' ,\n  'b'\n) 'c'", ["'a'", "'b'"]],
    ["host, 22, 'a') + 'c'", ['host', '22', "'a'"]],
    ["f(1, 2), [3, 4], {x: 5; y: 6}, 'a')", ['f(1, 2)', '[3, 4]', '{x: 5; y: 6}', "'a'"]],
    ["host\n'a'", ['host']],
    ["f(1,\n'a'", ['f(1,']],
    ['N\'a\', r"b", @"c", $"d")', ["'a'", "'b'", "'c'", "'d'"]],
    ['Some("a"), String("b"), \'c\')', ["'a'", "'b'", "'c'"]],
    ["'a')...)", ["'a'"]],
    ["'a'), 'b')", ["'a'"]],
    ["'it''s', 'b')", ["'it''s'", "'b'"]],
    ["'', 'b')", ["''", "'b'"]],
    ["'''a', 'b')", ["'''a'", "'b'"]],
    ['"a\\"b", "c")', ["'a\\\"b'", "'c'"]],
    ["'a\nb', 'c')", []],
    ["'a", []],
    ["'a', 'b", ["'a'"]],
    ['', []],
  ])('%j', (text, all) => {
    expect(argumentsOf(text)).toEqual(all);
  });

  test('begin at a place, and say where they stand', () => {
    expect(argumentsAt("f('ab', 12)", 2)).toEqual([
      { start: 3, end: 5, value: 'ab', isString: true },
      { start: 8, end: 10, value: '12', isString: false },
    ]);
  });

  test('are 16 at most, and stand in 700 characters', () => {
    expect(argumentsOf(`${'1, '.repeat(20)})`)).toHaveLength(16);
    expect(argumentsOf(`'${'x'.repeat(698)}')`)).toHaveLength(1);
    expect(argumentsOf(`'${'x'.repeat(699)}')`)).toEqual([]);
    expect(argumentsOf('x'.repeat(800))).toEqual(['x'.repeat(700)]);
    expect(argumentsOf(`${' '.repeat(699)}1)`)).toEqual(['1']);
    expect(argumentsOf(`${' '.repeat(700)}1)`)).toEqual([]);
  });
});

const found = (text: string) => findInCalls(text).map(({ start, end }) => text.slice(start, end));

describe('the password of a call', () => {
  test.each([
    // The user stands before it.
    ["ftp.login('deploy', 'winter')", 'winter'],
    ["login('deploy', 'winter', 'acct', 22, 'x')", 'winter'],
    ["HTTPBasicAuth('deploy', 'winter')", 'winter'],
    ["login('https://api.contoso.com', 'deploy', 'winter')", 'winter'],
    ["login('deploy', 'winter', 'c', 'd', 'e')", null],
    ["login('one user', 'winter')", null],
    // The server may stand before the user.
    ["connect('db01', 'deploy', 'Winter2026x')", 'Winter2026x'],
    ["connect('db01', 'deploy', 'winter')", null],
    ["connect('db01.contoso.com', 'deploy', 'winter')", 'winter'],
    ["connect('mysql:host=db01', 'deploy', 'winter')", 'winter'],
    ["connect('db01', 22, 'deploy', 'winter')", 'winter'],
    ["connect('db01', 123456, 'deploy', 'winter')", null],
    ["connect('deploy', 'winter', 'localhost')", 'winter'],
    ["connect('https://db01.contoso.com', 'deploy', 'winter')", null],
    ["connect('https://db01.contoso.com', 'deploy', 'Winter2026x')", 'Winter2026x'],
    ["new PDO('mysql:host=db01', 'deploy', 'winter')", 'winter'],
    ["new DirectoryEntry('LDAP://dc01', 'CONTOSO\\\\deploy', 'winter')", 'winter'],
    // It stands behind what looks like an account.
    ["bind('cn=deploy,dc=contoso', 'winter')", 'winter'],
    ["simple_bind_s('deploy@contoso.com', 'winter')", 'winter'],
    ["token('deploy', 'winter')", null],
    ["token('https://login.contoso.com/x', 'deploy', 'Winter2026x')", 'Winter2026x'],
    ["token('mysql:host=db01', 'deploy', 'winter')", 'winter'],
    ["token('db01.contoso.com', 'mysql:host=db01', 'deploy', 'winter')", 'winter'],
    ["bind('one', 'two', 'Winter2026x')", null],
    // The limits of what stands before it.
    ["connect('db01', 'deploy', 'Winter2026x', '/srv/app', 'main', 'kestrel')", 'Winter2026x'],
    ["token('db01.contoso.com', 'ldap:deploy', 'winter')", null],
    ["token('https://a.contoso.com', 'https://b.contoso.com', 'deploy', 'winter')", null],
    // Of a data source that a variable holds.
    ['DriverManager.getConnection(url, "deploy", "winter")', 'winter'],
    ['DriverManager.getConnection("jdbc:mysql://db01", "deploy", "winter")', 'winter'],
    ['DriverManager.getConnection("deploy", "winter")', null],
    ['DriverManager.getConnection(url, "deploy", "winter", 5)', null],
    ['connect(url, "deploy", "winter")', null],
    ["connect('dbi:ODBC:Server=db01', 'deploy', 'Winter.Kestrel26', { RaiseError => 1 })", 'Winter.Kestrel26'],
    ["connect('db01', 'deploy', 'Winter.Kestrel26')", 'Winter.Kestrel26'],
    ["connect('deploy', 'Winter2026x', 'orcl')", 'Winter2026x'],
    ['login("""deploy""", """winter""")', '""winter""'],
    // At its place.
    ["mysql('db01:3306', 'app', 'users', 'deploy', 'winter', 'x')", 'winter'],
    ["mysqli_connect('db01', 'deploy', 'winter', 'shop')", 'winter'],
    ["new mysqli($host, $user, 'winter')", 'winter'],
    ["mysqli_connect('db01', 'deploy', $password, 'shop')", null],
    ["mysqli_real_connect($link, 'db01', 'deploy', 'winter', 'shop')", 'winter'],
    ["oci_pconnect('deploy', 'winter', 'localhost/XE')", 'winter'],
    ["imap_open('{mail01:993/ssl}INBOX', 'deploy', 'winter')", 'winter'],
    ["LogonUser('deploy', 'CONTOSO', 'winter', 2, 0)", 'winter'],
    ["OPENROWSET('MSOLEDBSQL', 'db01', 'deploy', 'winter', 'x')", 'winter'],
    ["auth=('deploy', 'winter')", 'winter'],
    ['auth=(deploy, winter)', null],
    ['credentials=(deploy, password)', null],
    ['credentials=(deploy, get.it)', null],
    ['credentials=(deploy, abc)', null],
    ['credentials=(one user, winter)', null],
    ['credentials=(deploy, none)', null],
  ])('%s', (text, password) => {
    expect(found(text)).toEqual(password === null ? [] : [password]);
  });

  test.each([
    'ab',
    'y'.repeat(129),
    'utf-8',
    '443',
    'two other words',
    '<password>',
    'localhost',
    'deploy@contoso.com',
  ])('is not %s', (value) => {
    expect(found(`login('deploy', '${value}')`)).toEqual([]);
  });

  test.each(['abc', 'y'.repeat(128), 'two words'])('may be %s', (value) => {
    expect(found(`login('deploy', '${value}')`)).toEqual([value]);
  });

  test.each([
    "other('deploy', 'winter')",
    "print('deploy@contoso.com', 'winter')",
    "a.b.login_page('deploy', 'winter')",
    "xlogin1('deploy', 'winter')",
  ])('is not looked for in %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});
