import { expect, test } from 'vitest';
import { saysOf } from '../../agent/redact/secret-names.ts';
import { isComputed, isNoValue, isSaid, isStandIn, isState } from '../../agent/redact/words/stand-ins.ts';

test.each([
  // What to fill in.
  ...['YOUR_TOKEN', 'CLIENT_SECRET', 'my-api-key', 'new password', 'enter your password:', 'DB_PASSWORD_FILE', 'token'],
  // A name alone, in any case.
  ...['PassWord', 'Username'],
  // What .NET and programs print instead of a value.
  ...['System.Security.SecureString', '******', 'xxxx', 'XXX', '[FILTERED]', '(hidden)', '(sensitive value)'],
  // Templates of C, Python, Helm, shells, manuals.
  ...[
    '%s',
    '%-20s',
    '%(password)s',
    '{}',
    '{{ .Values.password }}',
    '$PASSWORD',
    '%PASSWORD%',
    '<password>',
    '--force',
  ],
  ...[`\${PASSWORD}`, `\${A}:\${B}`, '$(PASSWORD)', '@{password}', 'Bearer %s'],
  `{{${'x'.repeat(196)}}}`,
])('%s stands for a value', (value) => {
  expect(isStandIn(value)).toBe(true);
});

test.each([
  ...['hunter2', 'abc-def7', 'xkcd', '[x7k2', '(x7k2)', '*x7', '50%off', 'a$b', 'PassWord7', 'Token1a2b', 'my-cat'],
  `{{${'x'.repeat(197)}}}`,
])('%s is a value', (value) => {
  expect(isStandIn(value)).toBe(false);
});

// "The password is ...", in the languages of Windows.
test.each([
  'wrong empty weak strong same gone okay theirs expired required changed secure',
  'falsch leer richtig abgelaufen gesperrt ungültig bekannt sicher unsicher schwach stark zwingend Pflicht kurz lang vergeben vergessen',
  'vide requis valide invalide court faible fort expiré obligatoire correcte',
  'vacía débil corta larga segura fuerte igual vencida requerido vazia fraca curta forte aceitável expirado',
  'vuota debole errata obbligatoria leeg onjuist fout verplicht zwak sterk fel tomt svagt',
  'puste wymagane пустой слабый обязателен неверен истёк действительный',
])('is said of a password, and is none: %s', (words) => {
  expect(words.split(' ').filter((word) => !isSaid(word))).toEqual([]);
  expect(words.split(' ').filter((word) => isSaid(`${word}7x`))).toEqual([]);
});

test.each([
  ...[
    'leer',
    'vide',
    'vuota',
    'vacía',
    'leeg',
    'puste',
    'brak',
    'tom',
    'нет',
    'пусто',
    'なし',
    '없음',
    '未设置',
    '無効',
    'abgelaufen',
  ],
  ...[
    'nicht gesetzt',
    'non défini',
    'no definida',
    'niet ingesteld',
    'ikke angitt',
    'inte angivet',
    'ej satt',
    'keine',
    'sin definir',
  ],
])('%s: there is none', (text) => {
  expect(isState(text)).toBe(true);
  expect(isState(`${text}7x`)).toBe(false);
});

test('a cmdlet is computed, wherever it stands', () => {
  const text = 'a $p = (Get-Secret db) -b Read-Host';
  expect(['(Get-', 'Read-', 'Get-', '$p', '-b'].filter((one) => isComputed(text, text.indexOf(one)))).toEqual([
    '(Get-',
    'Read-',
    'Get-',
  ]);
});

/** Whether the first such value behind the name is none. */
function isNone(text: string, name: string, value: string): boolean {
  const start = text.indexOf(name);
  const end = start + name.length;
  const from = text.indexOf(value, end);
  if (start === -1 || from === -1) throw new Error(`${text} has no ${name} with ${value}`);
  return isNoValue(
    text,
    { start, end, name, says: saysOf(name.replace(/^-+/, '')) ?? 'maybe' },
    { start: from, end: from + value.length },
  );
}

const digest = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const long = (from: number, to: number) => 'x'.repeat(to - from);

test.each([
  // The name itself.
  ['apiKey: APIKEY and', 'apiKey', 'APIKEY'],
  ['spring.apiKey=APIKEY', 'spring.apiKey', 'APIKEY'],
  ['x.y-authCode: authcode', 'x.y-authCode', 'authcode'],
  // The path of a key, but a password may look so.
  ['key: C:\\k\\tls.key', 'key', 'C:\\k\\tls.key'],
  ['token=/run/token.json', 'token', '/run/token.json'],
  // A connection as the account of the process.
  ['ConnectionString=Server=a;Integrated Security=SSPI;', 'ConnectionString', 'Server=a;Integrated Security=SSPI;'],
  // The name of an object, in a line of klog.
  ['I1101 12:00:00.123 7 x.go:1] "a" secret="default/foo"', 'secret', 'default/foo'],
  ['a\nW1101 12:00:00.123 7 x.go:1] "a" secret="foo"', 'secret', 'foo'],
  // Of an ExternalSecret, and the keys in a Helm chart.
  ['{secretKey: db-pass, remoteRef: {key: a}}', 'secretKey', 'db-pass'],
  ['- secretKey: db-pass\n  remoteRef:\n', 'secretKey', 'db-pass'],
  ['remoteRef: {key: a}, secretKey: db-pass, then more of it', 'secretKey', 'db-pass'],
  ['- remoteRef:\n    key: a\n    property: b\n  secretKey: db-pass\n', 'secretKey', 'db-pass'],
  ['passwordSecretKey: db-pass', 'passwordSecretKey', 'db-pass'],
  ['token: default-token-x7k2p', 'token', 'default-token-x7k2p'],
  // A size, a status, an account, a directory.
  ['token: 16 bytes', 'token', '16'],
  ['token: HTTP/1.1 401', 'token', 'HTTP/1.1'],
  ['token: StatusCode=401', 'token', 'StatusCode=401'],
  ['aadClientSecret: msi', 'aadClientSecret', 'msi'],
  ['password: CONTOSO\\svc$', 'password', 'CONTOSO\\svc$'],
  ['PWD=/root', 'PWD', '/root'],
  ['OLDPWD=C:\\x', 'OLDPWD', 'C:\\x'],
  ['pwd=/home/x', 'pwd', '/home/x'],
  ['pwd: c:\\x', 'pwd', 'c:\\x'],
  // A key in the store of containerd.
  ['key: k8s.io/7/abc', 'key', 'k8s.io/7/abc'],
  [`key: sha256:${digest}`, 'key', `sha256:${digest}`],
  [`snapshotter: key: ${digest}`, 'key', digest],
  // How many tests passed.
  ['pass=12 fail=0', 'pass', '12'],
  ['pass=1 of 3', 'pass', '1'],
  ['pass=123, of it skip: 1', 'pass', '123,'],
  ['x\npass=12 error = 1', 'pass', '12'],
  [`pass=12 ${long(8, 395)} fail=`.replace('x fail', ' fail'), 'pass', '12'],
  // A prompt, and a quote that closed the text before.
  ['password: "Enter the password:"', 'password', 'Enter the password:'],
  ['password: "the pod is ready"', 'password', 'the pod is ready'],
  ['a "password" and more', 'password', ' and more'],
  // Words that tell of a value, and of none.
  ['password: required', 'password', 'required'],
  ['password: required,', 'password', 'required,'],
  ['password=required', 'password', 'required'],
  ['the password via it', 'password', 'via'],
  ['the password via, it', 'password', 'via,'],
  ['the password --Force', 'password', '--Force'],
  ['the password [x7k2]', 'password', '[x7k2]'],
  ['password: Failed to log on:\n', 'password', 'Failed'],
  ['password=1', 'password', '1'],
  ['token=12', 'token', '12'],
  ['token=&buf', 'token', '&buf'],
  // Source code.
  ['Token::Parse(x', 'Token', 'Parse(x'],
  ['token = strings.TrimSpace(x)', 'token', 'strings.TrimSpace(x)'],
  [`token=f(${long(2, 199)})`, 'token', 'f('],
  ['password = Read-Host -AsSecureString', 'password', 'Read-Host'],
  ['password = new Password', 'password', 'new'],
  ['password = random_password.admin.result', 'password', 'random_password.admin.result'],
  ['f(password = random_password.admin.result)', 'password', 'random_password.admin.result)'],
  ['password=cfg.password;', 'password', 'cfg.password;'],
  ['password=spec.dbPassword', 'password', 'spec.dbPassword'],
  ['password=request.Value7', 'password', 'request.Value7'],
  ['const password: Option<String> = x', 'password', 'Option<String>'],
  ['const password: conn.open;', 'password', 'conn.open;'],
  // A flag as a manual tells of it.
  ['run x --password password', '--password', 'password'],
  ['PS C:\\> x password=password', 'password', 'password'],
  ['PS C:\\> x --token token', '--token', 'token'],
  ['PS C:\\> x --password %PW%', '--password', '%PW%'],
  ['PS C:\\> x --password *****', '--password', '*****'],
  ['PS C:\\> x --password [password]', '--password', '[password]'],
  ['PS C:\\> x --password password [-Force]', '--password', 'password'],
  ['PS C:\\> x -Password Read-Host', '-Password', 'Read-Host'],
])('in %j what stands in the place of the value of %s is none: %j', (text, name, value) => {
  expect(isNone(text, name, value)).toBe(true);
});

test.each([
  ['x.y-authCode: y-authcode', 'x.y-authCode', 'y-authcode'],
  ['password: C:\\k\\tls.key', 'password', 'C:\\k\\tls.key'],
  ['key: C:\\k\\tls', 'key', 'C:\\k\\tls'],
  [
    'ConnectionString=Server=a;Integrated Security=SSPI;Pwd=b',
    'ConnectionString',
    'Server=a;Integrated Security=SSPI;Pwd=b',
  ],
  ['ConnectionString=Server=a', 'ConnectionString', 'Server=a'],
  ['token=Server=a;Integrated Security=SSPI', 'token', 'Server=a;Integrated Security=SSPI'],
  ['secret="default/foo"', 'secret', 'default/foo'],
  ['I1101 12:00:00.123 7 x.go:1] "a" token="default/foo"', 'token', 'default/foo'],
  ['I1101 12:00:00.123 7 x.go:1] "a" secret="Foo!"', 'secret', 'Foo!'],
  ['{secretKey: db-pass, remote: {key: a}}', 'secretKey', 'db-pass'],
  ['{token: db-pass, remoteRef: {key: a}}', 'token', 'db-pass'],
  ['passwordSecretKey: Winter26', 'passwordSecretKey', 'Winter26'],
  ['token: db-pass', 'token', 'db-pass'],
  ['token: default-token-x7k2pq', 'token', 'default-token-x7k2pq'],
  ['aadClientSecret: msi7', 'aadClientSecret', 'msi7'],
  ['token: msi', 'token', 'msi'],
  ['PWD=hunter2', 'PWD', 'hunter2'],
  ['pwd=/hunter2', 'pwd', '/hunter2'],
  ['password=/home/x', 'password', '/home/x'],
  ['apikey: k8s.io/7/abc', 'apikey', 'k8s.io/7/abc'],
  [`key: ${digest}`, 'key', digest],
  [`snapshotter: key: ${digest}a`, 'key', `${digest}a`],
  ['pass=12', 'pass', '12'],
  ['pass=12345678 fail=0', 'pass', '12345678'],
  ['passwd=12 fail=0', 'passwd', '12'],
  ['pass=12\nfail=0', 'pass', '12'],
  ['fail=0\npass=12', 'pass', '12'],
  [`pass=12 ${long(8, 396)} fail=`.replace('x fail', ' fail'), 'pass', '12'],
  ['password: "fish and chips forever"', 'password', 'fish and chips forever'],
  ['password: "winter26"', 'password', 'winter26'],
  ['password: " winter\'26"', 'password', " winter'26"],
  ['password=via', 'password', 'via'],
  ['<password>via', 'password', 'via'],
  ['password    REG_SZ    via', 'password', 'via'],
  ['password=--Force', 'password', '--Force'],
  ['password=[x7k2]', 'password', '[x7k2]'],
  ['password: Failed', 'password', 'Failed'],
  ['password=12', 'password', '12'],
  ['password=&buf', 'password', '&buf'],
  ['token=123456', 'token', '123456'],
  ['x-token::winter26', 'token', 'winter26'],
  ['token: Parse', 'token', 'Parse'],
  ['password=Winter(26', 'password', 'Winter(26'],
  ['password=Winter26)', 'password', 'Winter26)'],
  [`token=f(${long(2, 200)})`, 'token', 'f('],
  ['password=random_password.admin.result', 'password', 'random_password.admin.result'],
  ['password = Winter26', 'password', 'Winter26'],
  ['password=Winter.Summer26', 'password', 'Winter.Summer26'],
  ['password=NodePassword7', 'password', 'NodePassword7'],
  ['const x; password=varchar', 'password', 'varchar'],
  ['the password varchar', 'password', 'varchar'],
  ['const password: winter26', 'password', 'winter26'],
  ['PS C:\\> net.exe user a --password password', '--password', 'password'],
  ['C:\\> x -password secret', '-password', 'secret'],
  ['+ x --password token', '--password', 'token'],
  ['Command Line: x --password token', '--password', 'token'],
])('in %j the value of %s is %j', (text, name, value) => {
  expect(isNone(text, name, value)).toBe(false);
});
