import { expect, test } from 'vitest';
import { isConnection, isOfLanguage, saysOf, secretWord, secretWords } from '../../agent/redact/secret-names.ts';

/** Names as Kubernetes, kubeconfig and common programs spell them. */
test.each([
  ['keydata', 'secret'],
  ['client-key', 'secret'],
  ['clientKey', 'secret'],
  ['account-key', 'secret'],
  ['api_key', 'secret'],
  ['token', 'secret'],
  ['password_salt', 'secret'],
  ['db_dsn', 'secret'],
  ['connectionString', 'secret'],
  ['CipherValue', 'secret'],
  ['cipher_value', 'secret'],
  ['DB_PASSWORD', 'password'],
  ['PasswordData', 'password'],
  ['PasswordDatabase', null],
  ['passwordd', 'password'],
  ['DEPLOYPW', 'password'],
  ['data-sitekey', null],
  ['Пароль', 'password'],
  ['パスワード', 'password'],
  ['cookies', 'likely'],
  ['credentials', 'likely'],
  ['x-auth', 'likely'],
  ['session_id', 'maybe'],
  ['Secret ID', 'maybe'],
  ['salt', 'maybe'],
  ['signature', 'maybe'],
  ['public-key', null],
  ['publicKeyToken', null],
  ['image-pull-secret', null],
  ['ssh-host-key', null],
  ['sort_key', null],
  ['id', null],
  ['kubelet', null],
  // Which of several it is, and how it is written.
  ['password_old', 'password'],
  ['token_v2', 'secret'],
  ['tls-key-base64', 'maybe'],
  ['data', null],
  // What a password is for.
  ['PASSWORD_DB', 'password'],
  ['PASS_SMTP', 'password'],
  ['MDP_BDD', 'password'],
  ['senha_sql', 'password'],
  ['NODE_DB', null],
  ['db', null],
  // A word that was split.
  ['PassWord', 'password'],
  ['pass_phrase', 'password'],
  ['PIN', 'password'],
  ['wifi_psk', 'password'],
  ['TLSPSKVALUE', 'password'],
  // Of passwords, but none.
  ['stalepwd', null],
  ['mustchpwd', null],
  // Types of Go, and fields with a like name.
  ['v1.Secret', null],
  ['v1beta1.TokenReview', null],
  ['v1.secret', 'secret'],
  // A token is secret, unless it is that of a public key; a Secret of Kubernetes has a name.
  ['public_api_token', 'secret'],
  ['image_token', 'secret'],
  ['app_secret', 'secret'],
  ['existingSecret', null],
  ['app_secrets', 'likely'],
  ['awsCreds', 'likely'],
  ['authcode', 'likely'],
  ['invitecode', 'likely'],
  ['verification_code', 'maybe'],
  ['error_code', null],
  ['wallet_seed', 'secret'],
  ['seed', 'maybe'],
  ['auth', 'likely'],
  ['Auth', 'likely'],
  ['AUTH', null],
  ['proxyauth', 'likely'],
  ['key_material', 'secret'],
  ['key_data', 'maybe'],
  ['client_keydata', 'secret'],
  // Keys, by the word before them.
  ['signing_options_key', 'secret'],
  ['options_key', 'maybe'],
  ['tls_key', 'maybe'],
  ['key2', 'maybe'],
  ['passwordKey', null],
  ['PublicKeys', null],
  ['public key', null],
  ['api_public_key', null],
  ['apikey', 'secret'],
  ['widgetkey', 'maybe'],
  ['rowkey', null],
  ['keystore', null],
  ['snmp_community', 'secret'],
  ['community', 'likely'],
  ['SAMLResponse', 'maybe'],
  ['samlresponse', 'maybe'],
  ['X-Identity-Header', 'secret'],
  ['x-honeycomb-team', 'secret'],
  ['secret_id', 'maybe'],
  ['pod_id', null],
])('the name %s says that its value is: %s', (name, says) => {
  expect(saysOf(name)).toBe(says);
});

// Each as dictionaries and the titles of Windows have it, and how people misspell it.
test.each([
  'Passord wachtwoord lösenord Adgangskode salasana jelszó hasło heslo senha parolă şifre şifrə Пароль κωδικός סיסמה パスワード',
  '密码 密碼 口令 암호 비밀번호 Kodeord lozinka parool slaptažodis contrasenya khẩu รหัสผ่าน лозинка шифра كلمةالسر گذرواژه पासवर्ड',
  'পাসওয়ার্ড գաղտնաբառ პაროლი lykilorð pasahitza contrasinal fjalëkalimi wagwoord nenosiri құпиясөз Lösenfras Schlüsselinhalt',
  'Nyckelinnehåll Sleutelinhoud 关键内容 密钥内容 密鑰內容 暗証番号 Zugangscode geslo mdp clave',
  'pasword passwd passwrod psswd paswd pswd psw pwd pw pwhash authtok',
])('%s: of a password', (names) => {
  const other = names.split(' ').filter((name) => saysOf(name) !== 'password');
  expect(other).toEqual([]);
});

test.each([
  ['secret', 'sercet secert secrt toekn tokne api_kye apikye secret_token nthash lmhash passnt passlm'],
  [
    'secret',
    'honeycomb_team honeycombteam identity-header identityheader protectedSettings OwnerAuth digitalProductId',
  ],
  [
    'secret',
    'enrolment_key onboarding_key unseal_key preshared_key storage_key gossip-key wpa_key webhookKey recoveryKey',
  ],
  ['likely', 'credentials creds cookies password_sha256 salted_password_md5'],
  ['none', 'deduplication_key foreign_key sort-key cache_key partitionKey public_key'],
])('%s: %s', (says, names) => {
  expect(names.split(' ').filter((name) => (saysOf(name) ?? 'none') !== says)).toEqual([]);
});

test.each([
  ['Kennwort', true],
  ['mot de passe', true],
  ['Пароль', true],
  ['password', false],
  ['secret', false],
])('%s is the word of another language than English: %s', (name, expected) => {
  expect(isOfLanguage(name)).toBe(expected);
});

test('a connection has several fields', () => {
  expect(['ConnectionString', 'database_url', 'SENTRY_DSN', 'url'].map(isConnection)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

/** The words that are found in a text, which may be a part of a name. */
const wordsIn = (text: string) => [...text.matchAll(secretWord)].map(([word]) => word);

test.each([
  ['password: a', ['passw']],
  ['db_pass=a', ['pass']],
  ['a passenger with a keyboard', []],
  ['session_id=a', ['session_id']],
  ['key material: a', ['key material']],
  ['keymaterial and key_material', ['keymaterial', 'key_material']],
  ['mot de passe', ['mot de passe']],
  ['MOT_DE_PASSE', ['MOT_DE_PASSE']],
  // A word of each line of the list.
  ['credentials ownerauth', ['credentials', 'ownerauth']],
  ['protectedsettings samlresponse', ['protectedsettings', 'samlresponse']],
  ['honeycomb-team community sessionid', ['honeycomb-team', 'community', 'sessionid']],
  ['contribsys hmac', ['contribsys', 'hmac']],
  ['wachtwoord heslo salasana', ['wachtwoord', 'heslo', 'salasana']],
  ['パスワード 비밀번호 lozink', ['パスワード', '비밀번호', 'lozink']],
  ['contrasenya รหัสผ่าน', ['contrasenya', 'รหัสผ่าน']],
  ['كلمة المرور lykilorð', ['كلمة المرور', 'lykilorð']],
  ['nenosiri lösenfras contenu de la clé', ['nenosiri', 'lösenfras', 'contenu de la clé']],
  ['zawartość klucza キー コンテンツ', ['zawartość klucza', 'キー コンテンツ']],
  ['obsah klíče jwt', ['obsah klíče', 'jwt']],
])('in %j the words that make a name that of a secret are %j', (text, words) => {
  expect(wordsIn(text)).toEqual(words);
});

test('a word of several parts is known in each way of writing it', () => {
  expect(secretWords.filter((word) => word.startsWith('data'))).toEqual([
    'datamaterial',
    'data-material',
    'data_material',
    'data material',
    'databaseurl',
    'database-url',
    'database_url',
    'database url',
  ]);
  expect(secretWords.filter((word) => /^mot.?de.?passe$/.test(word))).toEqual([
    'motdepasse',
    'mot-de-passe',
    'mot_de_passe',
    'mot de passe',
  ]);
});

test.each([
  ['controlpass', 'password'],
  ['webpass', 'password'],
  ['bypass', null],
  ['GIT_ASKPASS', null],
  ['lowpass', null],
  ['dedup_key', null],
  ['idempotency-key', null],
  ['Sec-WebSocket-Key', null],
  ['GenieKey', 'secret'],
])('what %s says', (name, says) => {
  expect(saysOf(name)).toBe(says);
});
