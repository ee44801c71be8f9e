import { expect, test } from 'vitest';
import { redactText } from '../../../agent/redact.ts';
import { notAlone } from '../secrets-in.ts';

test.each([
  ['admin=Gr0ssmutter,admins', 'admin=[redacted:account-file],admins'],
  ['walnut: Gr0ssmutter,user,admin', 'walnut: [redacted:account-file],user,admin'],
])('the password of an account: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each([
  '"users": {"id": "Schleuse-04"}',
  '"groups": {"a": "Schleuse-04"}',
  '"users": {"a": "walnut"}',
  'admin=Gr0ssmutter,forest',
  'admin=walnut,admins',
  'the walnut=Gr0ssmutter,admins',
])('a field that is no account: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

test.each(['enrollment code is: x7Rn-Kq2m-Wv9t', 'pairing code: ab1-cde', 'one-time code is 1ab-cde-fgh'])(
  'groups that are a code: %s',
  (text) => {
    expect(redactText(text)).toContain('[redacted:');
    expect(redactText(text)).not.toMatch(/Wv9t|cde/);
  },
);

test.each(['enrollment code is: not-known-yet', 'activation code: see-below'])('words that are no code: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

const octets = (count: number, between: string) =>
  Array.from({ length: count }, (_, index) => (index * 37 + 16).toString(16).slice(-2)).join(between);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => (index * 37) % 256).join(', ');

/** A file, or what a program prints of one, with # where the secret is. Sources: the table in agent/redact/patterns/files.ts. */
const files: Readonly<Record<string, readonly string[]>> = {
  tamarind: [
    ...['admins', 'users', 'passwords', 'passwd', 'credentials'].map((section) => `[${section}]\r\na = b\nbob = #\r`),
    'send "#\\r"',
    'send -- "#\\n"',
    '{"n":"bob","t":"1d1a2b3c4d5e6f7","p":"#","x":1}',
    ...['accountKey', 'accountkey', 'password'].map((name) => `${name}(#)`),
    ...['A_PASSWORD', 'DB_PASSWD', 'PASSPHRASE', 'DBPWD2', 'A_SECRET', 'TOKEN', 'DB_PASS', 'X_PW', 'API_KEY'].flatMap(
      (name) => [`{${name} # nil}`, `{${name} # <nil>}`],
    ),
    ...['ApiAuth', 'DbPassword', 'KeyPassphrase', 'ClientSecret', 'MyApiKey', 'AccessToken'].flatMap((type) => [
      `${type}("#")`,
      `${type}('#')`,
    ]),
    ...['1.2.840.113549.1.9.7: "#"', '2.5.4.35=#', "2.5.4.35: '#'"],
    ...['password', 'db-passwd', 'secret', 'x_token'].map((name) => `form-data; name="${name}"\r\n\r\n#`),
    'reg add K\\ValidCommunities /v # /t REG_DWORD /d 4',
    "reg add K\\ValidCommunities /v '#' /t REG_DWORD",
    'K\\ValidCommunities\r\n    #    REG_DWORD    0x8',
    ...['-object secret,id=a,data=#', '-object=secret,data=#,id=b', '"-object" "secret,id=a,data=#"'],
    'bob * # *',
    '"bob" * "#" 10.0.0.2\r',
    '[srv.example.net]:25 bob:#',
    ...['25', '465', '587', '2525'].map((port) => `srv.example.net:${port} bob:#`),
    'srv.example.net bob@example.net:#',
    "Krb5LoginModule required user_bob='#';",
    ...['"result": "#"', 'bcrypt_hash = "#"', '\\"result\\": \\"#\\"'].map((line) => `random_password.a: {${line}}`),
    'Key Content            : #',
    'Blob= #'.replace(' ', ''),
  ],
  // What looks like a password, because words stand there too.
  Walnut9x: [
    ...[
      'admin',
      'admins',
      'administrator',
      'administrators',
      'user',
      'users',
      'viewer',
      'viewers',
      'operator',
      'operators',
      'guest',
      'guests',
    ].flatMap((group) => [`bob: #,${group}`, `bob=#,web-${group},read-only`]),
    'bob = #,read-only\r',
    ...[
      'users',
      'passwords',
      'logins',
      'registered_users',
      'registeredusers',
      'basic_auth_users',
      'basicauthusers',
      'static_passwords',
    ].map((name) => `"${name}": {"bob": "#"}`),
    ...['http_users', 'httplogins', 'local_users', 'initial_passwords', 'default_logins', 'db_default_users'].map(
      (name) => `"${name}": {"bob": "#"}`,
    ),
    '"users": {"ann": "x", "bob": "#", "c": ""}',
  ],
  Tamar7nd: [
    ...['localhost:5432:db:bob:#', '  *:6432:*:bob:#', 'srv:5433:db:CORP\\bob:#', 'srv:*:db:bob@x:#\r'],
    'srv:5432:db:bob:#\\:a'.replace('\\:a', ''),
  ],
  'A1B2-C3D4-E5F6-G7H8': [
    ...[
      '--serial=#',
      '-serialNumber #',
      '--license-serial "#"',
      '-serial-key: #',
      '--serial-number #',
      '-SerialKey #',
    ].map((flag) => `setup ${flag}`),
  ],
  [octets(16, ':')]: ['key', 'secret', 'psk', 'seed', 'token', 'pmk', 'ptk', 'gtk', 'kck', 'kek'].flatMap((name) => [
    `${name}: #`,
    `${name} = #`,
  ]),
  [octets(16, ' ')]: ['PTK - hexdump(len=16): #', '"seed": #', 'kck: #'],
  [octets(16, '-')]: ['psk = #'],
  [octets(16, ' 0x')]: ['secret: 0x#', 'gtk=0x#'],
  [octets(8, ',')]: [
    ...['key', 'ProductId', 'blob', 'Environment'].map((name) => `"${name}"=hex:#`),
    ...['"V"=hex:#', '"F"=hex(3):#', '"key"=hex(b):#'],
  ],
  [`${octets(4, ',')},\\\n  ${octets(4, ',')}`]: ['"blob"=hex:#'],
  [numbers(9)]: [
    ...[
      'password: [#]',
      'passwd=(#)',
      'secret = {#}',
      'token: []byte{#}',
      'key: [ #]',
      'pwd=[#]',
      'pass: [#]',
      'api_key = [#]',
    ],
    ...[
      'Key',
      'SecretKey',
      'Secret',
      'Seed',
      'Password',
      'PrivateKey',
      'Keypair',
      'EdKeypair',
      'KeyBytes',
      'SecretBytes',
    ].map((name) => `${name}([#])`),
  ],
};
test.each(Object.entries(files))('the secret %s in a file', (secret, texts) => {
  expect(notAlone(secret, texts)).toEqual([]);
});

// What stands there and is known: settings, variables, what is public.
test.each([
  ...[
    'provider',
    'helper',
    'store',
    'type',
    'file',
    'path',
    'source',
    'backend',
    'method',
    'url',
    'region',
    'profile',
    'format',
    'mode',
    'username',
  ].map((name) => `[credentials]\n${name} = tamarind`),
  ...['$PW', `\${PW}`, '%PW%', '<pw>', 'true', 'false', '8080 '].map((value) => `[users]\nbob = ${value}`),
  ...[
    'id',
    'uid',
    'name',
    'type',
    'role',
    'group',
    'host',
    'url',
    'version',
    'region',
    'table',
    'path',
    'file',
    'schema',
    'namespace',
    'email',
  ].map((name) => `"users": {"${name}": "Walnut9x"}`),
  ...['mail', 'e_mail', 'hash', 'image', 'user_id', 'db_host'].map((name) => `"users": {"${name}": "Walnut9x"}`),
  ...['', '<set>', '$(A)'].map((value) => `{DB_PASS ${value} nil}`),
  ...[
    'PublicToken("tamarind")',
    'VerifToken("tamarind")',
    `PublicKey([${numbers(9)}])`,
    `VerifKey([${numbers(9)}])`,
    `PubKey([${numbers(9)}])`,
  ],
  ...['public key', 'public_key', 'publickey'].map((name) => `${name}: ${octets(16, ':')}`),
])('nothing secret in a file: %s', (text) => {
  expect(redactText(text)).toBe(text);
});
