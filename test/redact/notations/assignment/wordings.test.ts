import { expect, test } from 'vitest';
import { assignment } from '../../../../agent/redact/notations/assignment.ts';
import {
  attribute,
  constant,
  directive,
  element,
  flag,
  label,
  type Notation,
  setting,
  unfinished,
} from '../../../../agent/redact/notations/joints.ts';
import { isNoValue } from '../../../../agent/redact/words/stand-ins.ts';
import { redactText } from '../../../../agent/redact.ts';
import { valuesBy } from '../../by-notation.ts';

/** Each word or form in the place of `…`, and the value that follows it: of ordinary small letters, which no shape tells. */
const told: readonly (readonly [
  what: string,
  notation: Notation,
  text: string,
  words: readonly string[],
  value?: string,
])[] = [
  // Sources: the manuals of gh, wrangler, fly, heroku, vercel, netlify, circleci, az pipelines, git, helm and kubectl.
  [
    'a tool that keeps settings',
    setting,
    'tool … password hazel9x',
    [
      ...['secret', 'secrets', 'env', 'var', 'vars', 'variable', 'variables'].flatMap((kept) =>
        ['set', 'add', 'put'].flatMap((verb) => [`${kept} ${verb}`, `${kept}:${verb}`]),
      ),
      ...['config set', 'config:set', 'config add', 'configure set', 'kv put', 'kv set', 'kv:put', 'setx', 'setx.exe'],
      ...[
        'set -gx',
        'set -Ux',
        'set -x',
        'setenv',
        'set-env',
        'git config',
        'git -C /src config --global',
        'env set --force',
      ],
    ],
  ],
  // Source: learn.microsoft.com, reg add
  [
    'an option of reg add',
    setting,
    'reg add HKLM\\x /v password … /d hazel9x',
    ['/f', '/t REG_SZ', '/s ,', '/reg:64', '/f /t REG_SZ /reg:32'],
  ],
  [
    'an option of reg add in front',
    setting,
    'reg add HKLM\\x /d hazel9x … /v password',
    ['/f', '/t REG_SZ', '/s ,', '/reg:32'],
  ],
  // Source: learn.microsoft.com, New-ItemProperty
  [
    'a parameter of PowerShell',
    setting,
    'New-ItemProperty -Name password … -Value hazel9x',
    [
      ...[
        '-Force',
        '-PropertyType String',
        '-Type String',
        '-Path HKLM:\\x',
        '-LiteralPath HKLM:\\x',
        '-Path "HKLM:\\a b"',
      ],
    ],
  ],
  [
    'a parameter of PowerShell behind the value',
    setting,
    'New-ItemProperty -Value hazel9x … -Name password',
    [...['-Force', '-PropertyType String', '-Path HKLM:\\x', '-LiteralPath "HKLM:\\a b"']],
  ],
  [
    'a flag that names a setting',
    setting,
    'x … password --value hazel9x',
    [
      ...['Name', 'var', 'variable', 'key', 'setting', 'property', 'param', 'parameter', 'option'].map(
        (name) => `--${name}`,
      ),
      '-Path HKLM:\\x',
    ],
  ],
  [
    'a call that sets',
    setting,
    "…('password', 'hazel9x')",
    [
      ...[
        'SetEnvironmentVariable',
        'setenv',
        'putenv',
        'setProperty',
        'define',
        'SetValue',
        'setSecret',
        'set_secret',
        'setItem',
      ],
    ],
  ],
  [
    'a type of the registry',
    setting,
    'password    …    hazel9x',
    ['REG_SZ', 'REG_EXPAND_SZ', 'REG_MULTI_SZ', 'REG_BINARY'],
  ],
  // What people write, in the languages of Windows.
  [
    'whose a password is',
    unfinished,
    'the password … is\nhazel9x',
    [
      ...[
        'for db1',
        'of db1',
        'on db1',
        'to db1',
        'für db1',
        'von db1',
        'vom server',
        'zum server',
        'pour db1',
        'de db1',
      ],
      ...['del server', 'du serveur', 'di db1', 'della rete', 'do servidor', 'da rede', 'per db1', 'para db1'],
      ...['на сервер', 'для сервера', 'от сервера', 'к серверу', 'voor db1', 'van db1'],
    ],
  ],
  [
    'how a password is told',
    unfinished,
    'the password …\nhazel9x',
    [
      ...[
        'is',
        'was',
        'remains',
        'stays',
        'ist',
        'war',
        'bleibt',
        'lautet',
        'est',
        'reste',
        'es',
        'sigue siendo',
        'è',
        'resta',
        'é',
        'continua',
      ],
      ...['now', 'still', 'just', 'currently', 'again', 'always'].map((word) => `is ${word}`),
      ...['jetzt', 'noch', 'immer', 'nun', 'aktuell', 'immer noch'].map((word) => `ist ${word}`),
      ...['toujours', 'maintenant', 'encore'].map((word) => `est ${word}`),
      ...['es ahora', 'es todavía', 'è ora', 'è ancora', 'é agora', 'é ainda'],
      ...['is:', 'is now as follows:', 'again?', '?'],
    ],
  ],
  [
    'what stands around an answer',
    unfinished,
    'and the password?\n…hazel9x',
    ['', '> ', '>> ', 'anna: ', '"', '*', '**', '`'],
  ],
  [
    'a label',
    label,
    '…password\nhazel9x',
    ['', '# ', '* ', '> ', '- ', '| ', '│ ', '1. ', '12) ', '[x] ', '_', 'the new ', 'Your '],
  ],
  [
    'what a label says',
    label,
    'password…\nhazel9x',
    [
      ...[
        ' (new)',
        ' for db1',
        ' of db1',
        ' is',
        ' was',
        ' has been set to',
        ' set to',
        ' ist',
        ' lautet',
        ':',
        '：',
        '**',
        ':**',
      ],
    ],
  ],
  [
    'what stands before a value below',
    label,
    'password:\n…hazel9x',
    ['', '\n', '> ', '$ ', '|  ', 'Value: ', 'Wert: ', 'Value = ', '**', '`'],
  ],
  // Sources: the syntax of each language.
  [
    'a type of a constant',
    constant,
    'password…"hazel9x"',
    [
      ...[
        ': string = ',
        ': &str = ',
        ": &'static str = ",
        ': String = ',
        ': String? = ',
        ': Option<String> = ',
        ': string | null = ',
      ],
      ...[
        ' string = ',
        ' As String = ',
        ' text = ',
        ' sysname = ',
        ' varchar(20) = ',
        ' nvarchar(20) = ',
        ' char(9) = ',
      ],
      ...[': String = String::from(', ' []byte = []byte(', ' string = @', ' = string('].filter(
        (one) => !one.startsWith(' = '),
      ),
    ],
  ],
  [
    'how a setting is changed',
    constant,
    '… the option "password" to "hazel9x"',
    ['set', 'setting', 'change', 'changing', 'assign', 'assigning', 'override', 'overriding'],
  ],
  [
    'an attribute of a name',
    attribute,
    '<add …="password" value="hazel9x"/>',
    ['key', 'name', 'n', 'data_key', 'data_name'],
  ],
  [
    'an element of a value',
    element,
    '<password>…hazel9x</',
    [
      '',
      '<Value>',
      '<Data>',
      '<Text>',
      '<Content>',
      '<ClearText>',
      '<String>',
      '<a:Value>',
      '<Value xml:space="preserve">',
    ],
  ],
  [
    'a switch of a program',
    flag,
    '… /password hazel9x',
    ['setup.exe', 'a.msi', 'run.cmd', 'run.bat', 'x.com', 'setup /quiet', 'setup /log:x'],
  ],
  [
    'a line above a setting',
    directive,
    '…\npassword hazel9x\n',
    ['[server]', '<Server>', '@listen 80', 'listen 80', '  listen 80'],
  ],
  // Sources: fmt.Printf %#v and spew, PHP, Ruby, Erlang, Pascal, PowerShell.
  [
    'a sign of an assignment',
    assignment,
    'password…hazel9x',
    ['=', ' = ', ':=', ': ', ' => ', '：', '＝', ' → ', ' ⇒ ', ' ➜ ', '"]=', "'=", '&quot;='],
  ],
  [
    'a type before a value',
    assignment,
    'password=…"hazel9x"',
    [
      '',
      '(string) (len=7) ',
      '(*string)(0xc000012345)((len=7) ',
      'string(',
      '@',
      '(string) (cap=8) ',
      '[]byte(',
      'NSString(7) ',
    ],
  ],
];

test.each(
  told.flatMap(([what, notation, text, words, value = 'hazel9x']) =>
    words.map((word) => [what, text.replace('…', word), notation, value] as const),
  ),
)('%s: %j', (_what, text, notation, value) => {
  expect(valuesBy(notation, text)).toEqual([value]);
});

/** What stands for a value, or is none: in place of `…` it stays, where any other word of small letters is cut. */
const kept: readonly (readonly [what: string, text: string, words: readonly string[]])[] = [
  // Sources: RFC 8017, 7518, 2898; passlib; mysql.com, authentication plugins.
  [
    'how something is hashed, encrypted or signed',
    'secret=…',
    [
      ...[
        'md5',
        'md4',
        'sha1',
        'sha-256',
        'sha_512',
        'ssha',
        'bcrypt',
        'scrypt',
        'crypt',
        'argon2',
        'argon2id',
        'argon2i',
        'argon2d',
      ],
      ...[
        'pbkdf2',
        'pbkdf2-sha256',
        'hmac-sha1',
        'hmac_md5',
        'scram-sha-256',
        'scram-sha-256-plus',
        'caching_sha2_password',
        'mysql_native_password',
      ],
      ...[
        'aes256',
        'aes-128-gcm',
        'aes_192',
        'rs256',
        'hs512',
        'es384',
        'ps256',
        'rsa2048',
        'rsa-4096',
        'ed25519',
        'x25519',
        'dword:00000001',
      ],
    ],
  ],
  [
    'what a setting for a password does',
    '…_password: always',
    [
      ...[
        'update',
        'change',
        'reset',
        'force',
        'require',
        'has',
        'is',
        'use',
        'allow',
        'generate',
        'enable',
        'disable',
        'show',
        'hide',
      ],
      ...['store', 'save', 'remember', 'prompt', 'ask', 'need', 'no', 'skip'],
    ],
  ],
  // Source: learn.microsoft.com, identity platform error codes; .NET and Java name their errors so.
  ['an error', 'token=…', ['AADSTS50034:', 'ORA-01017:', 'MSB4018:', 'UnauthorizedError:', 'LoginException:']],
  [
    'a digest',
    'secret=…',
    [
      ...['1', '224', '256', '384', '512'].map((bits) => `sha${bits}:${'0123456789abcdef'.repeat(4)}`),
      ...[`sha-256/${'0123456789abcdef'.repeat(4)}`, `md5:${'0123456789abcdef'.repeat(2)}`],
    ],
  ],
  ['a count', '… = 12', ['tokens', 'passwords', 'secrets', 'keys', 'credentials', 'creds', 'pins', 'cookies']],
  ['a digest of a chart', 'checksum/secret: …', ['', 'hazel9x']],
  // Source: Kubernetes, pkg/serviceaccount; external-secrets.io; sealed-secrets.netlify.app
  ['the name of an object', 'externalSecret: …', ['web', 'team/web']],
  ['the name of a sealed object', 'sealedSecret: …', ['web', 'team/web']],
  ['a credential by its name', 'credential=…', ['db-backup', 'azure-sp1', 'web-01']],
];

test.each(kept.flatMap(([what, text, words]) => words.map((word) => [what, text.replace('…', word)] as const)))(
  '%s stays: %j',
  (_what, text) => {
    expect(redactText(text)).toBe(text);
  },
);

test('another word in the same place is cut', () => {
  for (const text of ['secret=hazelnut', 'my_password: always7', 'token=hazelnut', 'credential=hazel9x'])
    expect([text, redactText(text)]).not.toEqual([text, text]);
});

/** Whether a word behind the name of a password is no value of it. */
const isNone = (word: string, name = 'password', says: 'password' | 'secret' = 'password', between = ' ') =>
  isNoValue(
    `${name}${between}${word} `,
    { start: 0, end: name.length, says, name },
    { start: name.length + 1, end: name.length + 1 + word.length },
  );

// Words with which a sentence goes on, in English and the languages beside it.
const goesOn =
  'via is are was were be on for to with and or in from flag option parameter argument field value values instead can could must may might should will has have had as by the a an of at when if not it that this which than then but does do did sind ist und oder wird est et ou es y o';
test.each(goesOn.split(' '))('a sentence about a password goes on with %j, and not with a digit behind it', (word) => {
  expect(isNone(word)).toBe(true);
  for (const between of ' =') expect(isNone(`${word}7`, 'password', 'password', between)).toBe(false);
});

// Types and modes, as schemas and manuals have them, and states.
const kinds =
  'write read string String SecureString SecretString SecretStr boolean optional Optional required Required expired invalid missing empty unknown ok yes no'.split(
    ' ',
  );
test.each(kinds)('password=%s tells what it is', (word) => {
  expect(isNone(word, 'password', 'password', '=')).toBe(true);
});

test.each([
  ...kinds,
  // What to fill in.
  ...[
    'passw',
    'passwd',
    'password',
    'passphrase',
    'passcode',
    'pwd',
    'pw',
    'token',
    'secret',
    'key',
    'pin',
    'credential',
    'credentials',
    'creds',
  ].flatMap((word) => [
    word,
    `your-${word}`,
    `my_${word}`,
    `new ${word}`,
    `YOUR_${word.toUpperCase()}`,
    `${word.toUpperCase()}_HERE`,
  ]),
  ...['kennwort', 'passwort', 'wachtwoord', 'contraseña', 'senha'],
  ...[
    'enter your password',
    'insert your token here',
    'set the secret',
    'any user password',
    'some key',
    'old pin',
    'DB_USER_NAME',
    'APP_KEY_FILE',
    'APP_KEY_PATH',
    'APP_KEY_ENV',
    'APP_KEY_VAR',
    'MY_CLUSTER_X',
  ],
  // Masks, and templates.
  ...['FILTERED', 'REDACTED', 'HIDDEN', 'MASKED', 'REMOVED', 'OMITTED', 'PROTECTED', 'SECRET', 'PASSWORD'].map(
    (word) => `[${word}]`,
  ),
  ...[
    '(sensitive value)',
    '(hidden)',
    '(unset)',
    '(none)',
    '(empty)',
    '•••••',
    '●●●●',
    '**ab**',
    'xxx',
    'XXXX',
    '<REDACTED>',
    '***redacted***',
  ],
  ...[
    '%s',
    '%-10d',
    '%(name)s',
    '%{name}',
    '@{name}',
    '{}',
    '{name}',
    '{{ x }}',
    '--password',
    '$NAME',
    '$(NAME)',
    '$env:NAME',
    '%NAME%',
    '%~x%',
    'Bearer %s',
    'Basic $NAME',
  ],
  // Versions of packages, and types of .NET.
  ...['^6.0.0', '~1.2', '^1.0.0-beta.2', 'System.Security.SecureString'],
  // Titles and rules.
  ...[
    'not given',
    'no password',
    'never expires',
    'too short',
    'New password:',
    'at least eight characters',
    'between six and nine',
    'up to twenty letters',
    'used by nobody',
    'needed for later',
    'enter it again',
    'confirm it',
    'repeat it',
    'retype it',
    'required by all',
  ],
])('%j stands in place of a value', (word) => {
  expect(isNone(word)).toBe(true);
});

test.each(['hazel9x', 'hazel-nut7', 'Copper_Meadow417!', 'xxkcd', 'via9x', 'my-cat7', '^hazel'])(
  '%j may be one',
  (word) => {
    expect(isNone(word)).toBe(false);
  },
);
