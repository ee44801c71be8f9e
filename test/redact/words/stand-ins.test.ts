import { expect, test } from 'vitest';
import { saysOf } from '../../../agent/redact/secret-names.ts';
import {
  isBarePhrase,
  isComputed,
  isNoValue,
  isPhrase,
  isSaid,
  isStandIn,
  isState,
} from '../../../agent/redact/words/stand-ins.ts';

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
  'wrong empty weak strong same gone okay theirs expired required changed secure not too set sent kept blank valid null none short',
  'long safe insecure here absent default known unset case never always also only just fine good bad lost real done what that this',
  'then public private secret plaintext cleartext clear plain random part your mine ours his hers base bcrypt md5 sha256 easy hard',
  'simple complex identical similar static dynamic stale old new ready free enough elsewhere below above tbd timeout failure error',
  'eof prompt file text true false yes vault keychain stdin noch gültig angegeben gleich geheim',
  // As words of each language end that say how something is, or what was done to it.
  'usable visible mandatory optional weekly massive previous useful useless relevant different perfect hashing lesbar erforderlich',
  'identisch fehlerhaft definiert geändert gesetzt erlaubten expirée obligatoire incorrecte válido perdida ajustado caducada errata',
  'obrigatória incorrecta incorrecto obsoleta aceitável incompatível felaktigt неверный неверная изменено изменился nieprawidłowe',
  'wymagane zmienione',
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
    '错误',
    '錯誤的密碼',
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

// Words that hold a sentence together, of languages of Windows.
test('a phrase that somebody chose has no such words', () => {
  const small =
    'an the is are was were be been not no to for of in on at by with and or if when must should can cannot could will has have had your you this that it its from too than least please does did do failed failure error required invalid expired after before only see der die das dem den ein eine ist sind und oder nicht mit für le la les el los un une una est es et de du des';
  expect(small.split(' ').filter((word) => isPhrase(`winter ${word} mountain`))).toEqual([]);
  expect(
    [
      "winter don't mountain",
      "green l'a mountain",
      "green j'y mountain",
      'the winter, mountain',
      'winter green in',
    ].filter(isPhrase),
  ).toEqual([]);
  expect(['winter green mountain', 'winter,green', '26 green #7'].filter((text) => !isPhrase(text))).toEqual([]);
  expect(['winter slowly mountain', 'winter painted mountain', 'winter hiking mountain'].filter(isBarePhrase)).toEqual(
    [],
  );
  expect(isBarePhrase('winter green mountain')).toBe(true);
  expect(isPhrase(`winter${' green'.repeat(9)}`)).toBe(true);
  expect(['winter', `winter${' green'.repeat(10)}`, `winter ${'x'.repeat(21)}`].filter(isPhrase)).toEqual([]);
});

test('a sentence about a password in quotes is none, and words that say nothing of it are one', () => {
  const words =
    'is are was were be been not no none must should can could cannot may will would your you please do does did has have had if when enter type choose use used using set get see for than too only least most unable password passphrase passcode secret tokens key names path files value fields string users account ids number digits letters characters text input code config default vault store database server clients optional missing wrong invalid unknown empty error login admin administrator stored readable rotation';
  const none = words.split(' ').map((word) => `Winter ${word} in June`);
  expect(none.filter((value) => !isNone(`password: "${value}"`, 'password', value))).toEqual([]);
  const chosen = ['Winter green in June', "Winter d'or mountains in June", `Winter in${' green'.repeat(11)}`];
  expect(chosen.filter((value) => isNone(`password: "${value}"`, 'password', value))).toEqual([]);
});

test.each([
  // What to fill in, in each case and language.
  ...[
    'DB_PASS',
    'DB_PASSW',
    'DB_PASSWD',
    'DB_PASSPHRASE',
    'DB_PASSCODE',
    'DB_PWD',
    'DB_PW',
    'DB_TOKEN',
    'DB_SECRET',
    'DB_KEY',
    'DB_PIN',
    'DB_CREDENTIALS',
  ],
  ...[
    'DB_CREDS',
    'DB_KENNWORT',
    'DB_PASSWORT',
    'DB_WACHTWOORD',
    'DB_CONTRASEÑA',
    'DB_SENHA',
    'DB2_USER',
    'DB_USERNAME',
    'DB-LOGIN',
    'TOKEN_HERE',
    'KEY_2',
  ],
  ...[
    'enter your password',
    'insert my token',
    'set old pin',
    'some secret',
    'any key',
    'the creds',
    'user password',
    'yourpassword',
    'my-api-key-here',
  ],
  ...[
    'YOUR_VALUE',
    'MY_DB2_VALUE',
    'WEB_APP_NAME',
    'WEB_APP_FILE',
    'WEB_APP_PATH',
    'WEB_APP_VAR',
    'WEB_APP_ENV',
    'secret:',
    'token?',
    'password: ',
  ],
  // Marks of what was taken out.
  ...[
    'REDACTED',
    '[Redacted]',
    '(redacted)',
    '***REDACTED***',
    '__redacted__',
    'xxx',
    'XXXX',
    '**',
    '••••',
    '●●',
    '**key**',
    '[FILTERED]',
    '[HIDDEN]',
  ],
  ...[
    '[MASKED]',
    '[REMOVED]',
    '[OMITTED]',
    '[PROTECTED]',
    '[SECRET]',
    '[PASSWORD]',
    '(sensitive)',
    '(hidden)',
    '(unset)',
    '(none)',
    '(empty) x',
  ],
  // Titles and rules.
  ...[
    'not set',
    'no password',
    'never used',
    'too short',
    'New password',
    'Repeat the password, please.',
    'Das neue Kennwort',
    'su contraseña nueva',
  ],
  ...[
    'het nieuwe wachtwoord',
    'votre mot de passe',
    'at least eight characters',
    'between eight and twelve',
    'up to twelve',
    'used by the agent',
  ],
  ...[
    'used for pulls',
    'used in tests',
    'needed by helm',
    'required by helm',
    'enter it here',
    'confirm it',
    'repeat it',
    'retype it',
  ],
  // Templates.
  ...[
    '%5.2f',
    '%-08d',
    '@{a.b}',
    '{}',
    '{name}',
    '--password',
    '-pw',
    '<your password>',
    '$env:PW',
    '$(cat a)',
    '%~name%',
    '%PW%',
    '@pw',
    '@{pw}',
  ],
  ...[`\${A}:\${B}@\${C}`, 'Basic %s', '^6.0.0', '~1.2', '^1.2.3-beta.4', 'System.Management.Automation.PSCredential'],
])('%s stands for a value too', (value) => {
  expect(isStandIn(value)).toBe(true);
});

// Sources: docs of Terraform; Go, PHP, Python, Rust, Ruby, JavaScript.
test.each([
  ...[
    'self',
    'this',
    'cfg',
    'conf',
    'config',
    'configuration',
    'settings',
    'args',
    'opts',
    'options',
    'params',
    'props',
    'req',
    'request',
    'body',
    'input',
  ],
  ...[
    'form',
    'env',
    'environ',
    'ctx',
    'data',
    'value',
    'values',
    'var',
    'local',
    'module',
    'each',
    'item',
    'process',
    'System',
    'Values',
  ],
])('a field of %s is read', (owner) => {
  for (const value of [`${owner}.pw7x`, `$${owner}->pw7x`, `&${owner}::pw7x`]) {
    expect(isNone(`password=${value};`, 'password', `${value};`)).toBe(true);
  }
});
test.each([
  ...['spec.dbPass', 'a.b.pwd!', 'tr?.AccessToken', 'x->secret', 'X::API_KEY', 'row.credentials', 'a.auth', 'obj?.pw'],
  ...[
    'random',
    'azurerm',
    'azuread',
    'aws',
    'google',
    'tls',
    'vault',
    'kubernetes',
    'hcloud',
    'digitalocean',
    'openstack',
    'vsphere',
  ].map((provider) => `${provider}_thing.main.result`),
  'data.aws_thing.main[0].result',
])('%s is computed', (value) => {
  expect(isNone(`password = ${value}`, 'password', value)).toBe(true);
});

test.each([
  ...['new', 'await', 'function', 'async', 'lambda', 'fn', 'func', 'struct', 'class', 'interface', 'return'].map(
    (word) => [`${word} x`, word],
  ),
  ...['!Ref x', '!GetAtt-x y', '+ x', '& x', '| x', '[]byte'].map((code) => [code, code.split(' ')[0] ?? '']),
  ...['Read', 'Get', 'New', 'ConvertTo', 'ConvertFrom', 'Select', 'Invoke', 'Import'].map((verb) => [
    `(${verb}-Thing a`,
    `(${verb}-Thing`,
  ]),
  ...['f(x)', 'a.b(c)', '$a->b(c)', 'A::b(c)', 'a?.b(c)', 'm[k]', 'f!(x)', 'f<T>(x)', '&f(x)', '*p(x)', '!f(x)'].map(
    (code) => [code, code.slice(0, 3)],
  ),
])('password = %s is computed', (code = '', value = '') => {
  expect(isNone(`password = ${code}`, 'password', value)).toBe(true);
});

test.each([
  ...[
    'func',
    'fn',
    'def',
    'const',
    'let',
    'var',
    'val',
    'private',
    'protected',
    'static',
    'final',
    'import',
    'throw',
    'elif',
    'foreach',
    'lambda',
  ],
  ...[
    'async',
    'await',
    'struct',
    'self.x',
    'this.x',
    'if (a) {',
    'a := b,',
    'a === b,',
    'f(a, b)',
    '  at',
    '  File',
    '//',
  ],
])('in a line of code, as %j tells, a type and a word are no value', (sign) => {
  const types =
    'string|str|String|SecureString|SecretString|SecretStr|char|byte|bytes|Bytes|int|bool|boolean|Boolean|any|object|Object|varchar|nvarchar|text|Text|Option|Optional|password|Password|write|read|admin|z|yup|Joi|t';
  const line = (value: string) => `${sign} password: ${value}`;
  for (const type of types.split('|')) expect(isNone(line(`${type}[]7`), 'password', `${type}[]7`)).toBe(true);
  expect(isNone(line('some_word;'), 'password', 'some_word;')).toBe(true);
  expect(isNone(line('tamarind7'), 'password', 'tamarind7')).toBe(false);
});

test.each([
  ...[
    'byte',
    'bytes',
    'char',
    'chars',
    'characters',
    'bits',
    'day',
    'days',
    'hours',
    'minutes',
    'seconds',
    'ms',
    's',
    'KB',
    'items',
  ].map((unit) => [`token: 16 ${unit}`, 'token', '16']),
  ...[
    'pem',
    'key',
    'crt',
    'cer',
    'cert',
    'pfx',
    'p12',
    'jks',
    'keystore',
    'kdbx',
    'psk',
    'pub',
    'der',
    'gpg',
    'asc',
    'json',
    'yaml',
    'yml',
    'txt',
    'conf',
  ].map((ending) => [`key=/etc/a.${ending}`, 'key', `/etc/a.${ending}`]),
  ...['C:\\a.ini', '\\\\srv\\a.xml', './a.pem', '../a.pem', '~/a.pem', '%TEMP%\\a.pem'].map((path) => [
    `key=${path}`,
    'key',
    path,
  ]),
  ...['true', 'yes', 'SSPI'].map((value) => [
    `ConnectionString=A=b;Trusted_Connection=${value}`,
    'ConnectionString',
    `A=b;Trusted_Connection=${value}`,
  ]),
  ...[`\${PW}`, '$(PW)', '$PW', '%PW%', '{{ .pw }}', '<pw>'].flatMap((value) => [
    [`ConnectionString=A=b;Password=${value}`, 'ConnectionString', `A=b;Password=${value}`],
    [`DATABASE_URL=//app:${value}@db`, 'DATABASE_URL', `//app:${value}@db`],
  ]),
  ...['pwd', 'pass', 'accountkey', 'SharedAccessKey'].map((name) => [`DSN=${name}=$PW;a=b`, 'DSN', `${name}=$PW;a=b`]),
  ...[
    'gcloud',
    'docker',
    'podman',
    'nerdctl',
    'buildah',
    'velero',
    'fly',
    'flyctl',
    'kubectl',
    'oc',
    'helm',
    'az',
    'aws',
    'docker.exe',
    'az.cmd',
  ].map((program) => [`${program} x --secret my-db-pass`, '--secret', 'my-db-pass']),
  ...['update', 'set', 'remove'].map((verb) => [
    `gcloud run x --${verb}-secrets=A=a-b,TOKEN=my-db-pass:latest`,
    'TOKEN',
    'my-db-pass:latest',
  ]),
  ...[
    'tls',
    'ssl',
    'cert',
    'certs',
    'certificate',
    'ca',
    'pull',
    'webhook',
    'registry',
    'image',
    'backup',
    'password',
    'creds',
    'credentials',
  ].map((holder) => [`${holder}Secret: my-web-name`, `${holder}Secret`, 'my-web-name']),
  ...[
    'basicAuth',
    'bearer_token',
    'sa',
    'auth',
    'sync',
    'synced',
    'kube',
    'k8s',
    'source',
    'target',
    'storage',
    'stage',
    'publish',
    'provisioner',
  ].map((holder) => [`${holder}Secret: my-web-name`, `${holder}Secret`, 'my-web-name']),
  ...['expandSecretRef', 'tls_SecretName', 'tls-Secret'].map((name) => [`${name}: my-web-name`, name, 'my-web-name']),
  ...['pass', 'pwd', 'pw', 'password', 'user', 'username', 'token', 'secret', 'key', 'uri', 'dsn', 'cert'].map(
    (name) => [`${name}SecretKey: db-pass`, `${name}SecretKey`, 'db-pass'],
  ),
  ...['userKey', 'usernameKey'].map((name) => [`${name}: db.pass_a`, name, 'db.pass_a']),
  ...['secret', 'key', 'token', 'credential'].map((name) => [`a_total{${name}="my-name"} 1`, name, 'my-name']),
  ['a_total{x="1", key=~".*|a"} 1', 'key', '.*|a'],
  ...['topic=', 'parent=', 'bucket=', 'k8s.io ', 'containers ', 'sandbox ', 'blob '].map((word) => [
    `${word}key: ${digest}`,
    'key',
    digest,
  ]),
  ...['fail=0', 'skip: 1', 'warnings=2', 'total: 9', 'errors = 0', 'failed=0'].map((other) => [
    `pass=12, ${other}`,
    'pass',
    '12,',
  ]),
  ['token: default-dockercfg-x7k2p', 'token', 'default-dockercfg-x7k2p'],
])('in %j the value of %s stands for none: %j', (text = '', name = '', value = '') => {
  expect(isNone(text, name, value)).toBe(true);
});
