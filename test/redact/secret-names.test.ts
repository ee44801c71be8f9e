import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isConnection, isOfLanguage, saysOf, secretWord, secretWords } from '../../agent/redact/secret-names.ts';

/** Names as Kubernetes, kubeconfig and common programs spell them. */
test.each([
  ['keydata', 'secret'],
  // Of the key of a service account. Source: cloud.google.com, projects.serviceAccounts.keys
  ['privateKeyData', 'secret'],
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
  'pasword passwd passwrod psswd paswd pswd psw pwd pw pwhash authtok paswrod passwprd passwoord passow',
  'kata-laluan kata_sandi conteúdo_da_chave zawartość-klucza キー_コンテンツ Содержимое_ключа obsah-klíče كلمة_المرور رمز-عبور कूटशब्द',
  // A password that begins with what it opens, and one that ends with it.
  'defaultpw rootpw smtppw ftppw ldappw tlspw userpass masterpw bindpw db_pass mailpass',
  'PASSWORD_BASE PASS_DATOS DB_PASS_MYSQL PASS_PG PASSWORD_POSTGRES PASSWORD_POSTGRESQL PASS_ORACLE PASS_MSSQL PASSWORD_REDIS',
  'PASSWORD_MONGO PASS_MONGODB PASSWORD_AD PASS_IMAP PASS_POP PASS_POP3 PASS_MAIL PASS_FTP PASSWORD_SFTP PASSWORD_SSH PASS_VPN',
  'PASS_WIFI PASS_WLAN PASSWORD_SYSADMIN PASS_DBA PASS_BIND PASS_SMB PASS_CIFS PASS_NAS PASSWORD_BMC PASSWORD_IPMI PASS_ILO',
  'PASS_IDRAC PASSWORD_SNMP PASSWORD_ROOT PASSWORD_SA PASS_LDAP senha_bd',
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
  // What a key opens, apart from "key" and joined to it.
  [
    'secret',
    'access_key account_key api_key application_key shared-key signing_key sign_key storageKey encryption_key encrypt_key masterKey',
  ],
  [
    'secret',
    'licence_key license_key subscription_key decryptionKey validation_key deploy_key user_key service_key session_key crypto_key',
  ],
  [
    'secret',
    'cipher_key aes_key md5_key hmac_key consumer_key customer_key integration_key ingest_key ingestion_key certificate_key write_key',
  ],
  [
    'secret',
    'admin_key functions_key function_key root_key symm_key symmetric_key machine_key client_key product_key agent_key',
  ],
  [
    'secret',
    'enrollment_key enroll_key provisioning_key activation_key registration_key priv_key wep_key wifi_key wireless_key nwk_key',
  ],
  [
    'secret',
    'recovery_key apps_key db_key database_key dbo_key psk_key installation_key uninstall_key signalr_key pre_key server_key',
  ],
  ['secret', 'management_key workspace_key ws_key jwt_key jws_key security_key genie_key instrumentation_key'],
  [
    'secret',
    'sharedkey signingkey storagekey encryptionkey masterkey licencekey geniekey provisioningkey activationkey registrationkey wepkey',
  ],
  [
    'secret',
    'wpakey wifikey unsealkey dbkey databasekey nwkkey appskey pskkey installationkey privkey accesskey enrollmentkey skey',
  ],
  ['secret', 'signing_settings_key encryption_configuration_key'],
  [
    'likely',
    'credentials creds cookies password_sha256 salted_password_md5 password_bcrypt pwd_scrypt password_hash_md5',
  ],
  ['likely', 'enrolmentcode enrollmentcode accesscode pairingcode unlockcode joincode registrationcode licensecode'],
  ['likely', 'digestauth httpauth webauth basicauth'],
  ['maybe', 'jsession_id hmac ticket assertion BUNDLE_GEMS__CONTRIBSYS__COM BUNDLE_ENTERPRISE__CONTRIBSYS'],
  ['none', 'deduplication_key foreign_key sort-key cache_key partitionKey public_key'],
  [
    'none',
    'object_key map_key sub_key tag_key label_key annotation_key config_key selector_key correlation_key topologykey',
  ],
  [
    'none',
    'language_code currency_code zip_code type_code hash_code byte_code hr_code win32_code native_code exit_code status_code',
  ],
  // Words of English, and programs, that end with "pass".
  [
    'none',
    'bypass compass encompass trespass surpass overpass underpass subpass renderpass multipass lowpass highpass bandpass allpass',
  ],
  [
    'none',
    'onepass twopass singlepass firstpass lastpass nextpass prepass postpass keepass askpass sshpass nopass boardingpass',
  ],
  // Where a secret is: objects of operators, and the types of Go for them.
  [
    'none',
    'VaultPKISecret VaultStaticSecret VaultDynamicSecret SealedSecret ExternalSecret PushSecret v1alpha1.Secret',
  ],
  ['none', 'username_key file_key pull_secret pull_secrets imagePullSecrets existing_secrets'],
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

/** Every name of this file that says something: it must be found in a text before it is asked what it says. */
test('each name that says something has a word that the search knows', () => {
  const [own = ''] = readFileSync(new URL(import.meta.url), 'utf8').split("['Kennwort', true]");
  const names = [...own.matchAll(/'([^']+)'/g)].flatMap(([, list = '']) => list.split(' '));
  const saying = names.filter((name) => /[\p{L}\p{M}]{2}/u.test(name) && saysOf(name) !== null);
  expect(saying.length).toBeGreaterThan(250);
  expect(saying.filter((name) => wordsIn(name).length === 0)).toEqual([]);
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
