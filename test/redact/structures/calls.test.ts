import { describe, expect, test } from 'vitest';
import { argumentsAt, findInCalls } from '../../../agent/redact/structures/calls.ts';
import { redactText } from '../../../agent/redact.ts';

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
    ["x.open('HEAD', 'https://a.contoso.com', false, 'deploy', 'Winter2026x')", 'Winter2026x'],
    ["x.open('PATCH', 'deploy', 'Winter2026x')", 'Winter2026x'],
    ["x.open('DELETE', 'deploy', 'Winter2026x')", 'Winter2026x'],
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

  // Sources: php.net, learn.microsoft.com, docs.python.org (ftplib, imaplib, smtplib), metacpan.org (DBI), ldap3, pika, RabbitMQ.
  test.each([
    ...[
      'connect',
      'getConnection',
      'ConnectServer',
      'DirectoryEntry',
      'PrincipalContext',
      '__construct',
      'PDO',
      'WMI',
      'Net::FTP',
    ].map((name) => `${name.replace('Net::', '')}('db01.contoso.com', 'deploy', '#')`),
    ...['mysqli', 'mysql_connect', 'mysql_pconnect', 'mysqli_connect', 'imap_open'].map(
      (name) => `${name}('db01', 'deploy', '#', 'x')`,
    ),
    ...['postgresql', 'mongodb', 'mysql'].map((name) => `${name}('db01:5432', 'app', 'users', 'deploy', '#')`),
    ...['LogonUserA', 'LogonUserW', 'logonuser'].map((name) => `${name}("deploy", "CONTOSO", "#", 2, 0)`),
    ...[
      'login',
      'logon',
      'log_in',
      'x_authenticate',
      'auth',
      'UsernamePasswordCredentials',
      'HTTPBasicAuth',
      'plain_auth',
      'SqlCredential',
    ].map((name) => `${name}('deploy', '#')`),
    ...['NetworkCredential', 'amqp_params_network', 'basic'].map((name) => `${name}('deploy', '#')`),
    ...['bind', 'simple_bind', 'bind_s', 'Credentials', 'MapNetworkDrive', 'get_token'].map(
      (name) => `${name}('CONTOSO\\deploy', '#')`,
    ),
    ...['x.open', 'x.change'].map((name) => `${name}('CONTOSO\\deploy', '#')`),
    ...['Net::FTP.open', 'FTP.new'].map((name) => `${name}('srv.contoso.com', 'deploy', '#')`),
    ...['auth=(', 'auth = (', "'auth': ("].map((name) => `x(a, ${name}'deploy', '#')`),
    ...['credentials=(', 'credentials = ('].map((name) => `x(a, ${name}'CORP\\\\deploy', '#')`),
    "*** ldap://srv - SimpleLDAPObject.simple_bind\n(('cn=deploy,dc=a', '#', None, None), {})",
    ...['GET', 'POST', 'PUT'].map((verb) => `x.open("${verb}", "https://a.contoso.com", false, "deploy", "#")`),
    "oci_connect('deploy', '#', 'localhost/XE')",
    ...[
      '{"method": "login", "params": ["deploy", "#"]}',
      'network.MapNetworkDrive "Z:", "\\\\srv\\c", false, "CONTOSO\\deploy", "#"',
    ],
    ...[
      'OpenDSObject("LDAP://dc01", "CONTOSO\\deploy", "#", 1)',
      'GetObject("x").OpenDSObject("LDAP://dc01", "deploy", "#", 0)',
    ],
    ...[
      '{plain, <<"deploy">>, <<"#">>}',
      '{credential, {<<"CONTOSO\\deploy">>, <<"#">>}}',
      '{bind, "cn=deploy,dc=a", "#"}',
    ],
  ])('is looked for in a text that has such a call: %s', (text) => {
    const clean = redactText(text.replace('#', 'tamarind'));
    expect(clean).not.toContain('tamarind');
    expect(clean).toContain('deploy');
  });

  // Where something is, and how it is done.
  test.each([
    ...['root\\cimv2', '\\\\srv\\c', 'Z:', 'dbi:x', 'jdbc:x', 'odbc:x', 'server=a', 'host=a', 'dbname=a'],
    ...[
      'dsn=a',
      'provider=a',
      '/srv/a',
      'a=b;c=d',
      'a...',
      '10.0.0.7',
      'a.contoso.com:636',
      'wss://a',
      'tcp://a',
      'udp://a',
      'unix://a',
      'npipe://a',
    ],
    ...[
      'true',
      'false',
      'null',
      'none',
      'strict',
      'read',
      'write',
      'r',
      'rb',
      'w',
      'wb',
      'r+'.slice(0, 1),
      'json',
      'xml',
      'text',
      'http',
      'https',
      'basic',
    ],
    ...[
      'bearer',
      'digest',
      'success',
      'failed',
      'failure',
      'denied',
      'ok',
      'utf8',
      'utf-8',
      'ou=a,dc=b',
      'uid=a',
      '.\\deploy',
      '636',
    ],
  ])('is not %s', (value) => {
    expect(found(`bind('deploy@contoso.com', '${value}')`)).toEqual([]);
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
