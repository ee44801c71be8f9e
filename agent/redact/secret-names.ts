import { asPattern } from './search/literal-search.ts';
import { anyWord, raw, regexp } from './span.ts';

/**
 * What a name says about its value. `password`: the value is a secret, even in the middle of a sentence. `secret`: it
 * is one if it is assigned to the name. `likely`: it is one if it looks like a password or a key. `maybe`: it is one if
 * it looks like a key.
 */
export type Says = 'password' | 'secret' | 'likely' | 'maybe';

/** The word for "password" in the languages of Windows, and of its titles in them. */
const foreignWords = [
  'passord wachtwoord lösenord adgangskode salasana jelszó jelszav hasło heslo senha parola parolă şifre пароль Пароль',
  'парол Парол ПАРОЛ ПАРОЛЬ κωδικ Κωδικ סיסמה パスワード 密码 密碼 口令 암호 비밀번호 kodeord lozink parool',
  "slaptažod contrasenya kata?sandi khẩu รหัสผ่าน parole> d'ordine лозинк шифра> Шифра> Лозинк",
  'كلمة?المرور كلمة?السر گذرواژه رمز?عبور पासवर्ड कूटशब्द পাসওয়ার্ড գաղտնաբառ პაროლი lykilorð pasahitza contrasinal fjalëkalim',
  'wagwoord nenosiri kata?laluan құпия şifrə lösenfras schlüsselinhalt contenu?de?la?clé',
  'contenuto?chiave conteúdo?da?chave zawartość?klucza nyckelinnehåll sleutelinhoud キー?コンテンツ 关键内容 密钥内容 密鑰內容 暗証番号',
  'Содержимое?ключа obsah?klíče zugangscode',
].join(' ');
const shortWords = ['mdp>', 'clave>', 'gesl'];
/**
 * Words that can make a name the name of a secret; the whole name decides. In the syntax of literal-search.ts; `?` is
 * an optional separator, the same one in the whole word.
 */
const words = [
  'passw pass> passphrase passcode storepass keypass pwd pw> pskvalue keyvalue> kennwort mot?de?passe contraseña contrasena secret token tok> cred> creds> credential>',
  'credentials> auth> cookie psk> pat> pin> salt> key> mnemonic seed> data?material key?material keydata ownerauth',
  'protectedsettings cipher?value accountdata connection?string database?url dsn> digitalproductid identity?header',
  'honeycomb?team encrypt> community> samlresponse assertion> signature> sig> jsessionid session> sessionid> session_id>',
  'code> contribsys ticket> signing> passhash pwhash hmac>',
  'authtok nthash> lmhash> passntlmv2> passlm> passnt> skey> pswd> psw> jwt>',
  foreignWords,
  shortWords.join(' '),
  // As it is misspelt: a letter is missing, doubled, or has changed places.
  'pasw pasow pssw passsw passow secert sercet secrect secrt toekn tokne tokn> credentail apikeys> api_keys> api-keys> apikye> api_kye>',
].join(' ');

/** The right spelling of words that are often misspelt. */
const misspelt: readonly (readonly [RegExp, string])[] = [
  [
    /pas(?:word|wd|wrd|owrd|wrod)|pssw(?:or)?d|passsw(?:or)?d|passow(?:rd)?|passw(?:rod|rd|od|ordd(?![a-z])|prd|oord|word)(?!ord)/i,
    'password',
  ],
  [/secert|sercet|secrect|secrt/i, 'secret'],
  [/toekn|tokne|tokn/i, 'token'],
  [/credentail/i, 'credential'],
  [/api[-_]?kye/i, 'apikey'],
];
const spelt = (name: string) =>
  misspelt.reduce(
    (one, [wrong, right]) => one.replace(wrong, (found) => (/^[A-Z]+$/.test(found) ? right.toUpperCase() : right)),
    name,
  );

/** Every spelling of these words. */
export const secretWords: readonly string[] = words.split(' ').flatMap(withJoints);

function withJoints(word: string): string[] {
  return word.includes('?') ? ['', '-', '_', ' '].map((joint) => word.replaceAll('?', joint)) : [word];
}

/** A class for a separator, because an alternative for each spelling takes twice the time. */
const toSource = (word: string) =>
  word.replace('>', '').split('?').map(asPattern).join('[-_ ]?') + (word.endsWith('>') ? '(?![a-z])' : '');
const longestFirst = (one: string, other: string) => other.length - one.length;
export const secretWord = new RegExp(words.split(' ').toSorted(longestFirst).map(toSource).join('|'), 'gi');

const sourceOf = (all: readonly string[]) => all.map(toSource).join('|');
/** Also as it is inflected. In small letters: of all letters, V8 takes five times as long to learn their other case. */
const foreign = regexp.u`(?:${sourceOf(foreignWords.toLowerCase().split(' '))}|(?:^|[^a-z])(?:${sourceOf(shortWords)}))\p{L}{0,6}$`;
const isForeign = (name: string) => foreign.test(name.toLowerCase());

const joint = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9ñ]+/;

/** Words in a name that only tell which of several secrets it is, or how it is written. */
const ofNoWeight = new Set(
  'v old new primary secondary current previous prev next backup base b64 base64 data value val plain text cleartext plaintext string str raw default prod production dev test env enc encrypted hash x1 latest main in'.split(
    ' ',
  ),
);
const isOfNoWeight = (part: string) => ofNoWeight.has(part) || /^v?\d+$/.test(part);

const passwords =
  /(?:passw(?:or)?d|passwort|passphrase|passcode|kennwort|passe|contrase(?:ñ|n)a|pwd|pswd|psw|storepass|keypass|authtok)s?\d?$/;
const alone =
  /^(?:(?:require|master|default|user|db|root|admin|bind|smtp|ftp|ldap|tls)?(?:pass|pw)|\w{0,20}psk|pin|pat)\d?$|^masterauth$|(?:pass|pw)hash$/;
/** A word joined to `pass`, as in `controlpass`; but not `bypass`, `lowpass`, `GIT_ASKPASS`. */
const gluedPass =
  /^(?!(?:by|com|encom|tres|sur|over|under|sub|render|multi|low|high|band|all|one|two|single|first|last|next|pre|post|kee|ask|ssh|no|proxy|boarding)pass)[a-z]{2,14}pass$/;
/** The same in capitals, where the word is short: `DEPLOYPW`, `DB_ADMINPW`. */
const gluedPw = /(?:^|_)[A-Z]{3,14}PW$/;
const secrets = /(?:secret|token|authtoken)s?(?:v?\d{1,2})?$|^mnemonic$/;
/** Words before "key" that mean a key that opens something. */
const ofKeys = new Set(
  (
    'access account api app application pass private secret shared signing sign storage encryption encrypt master licence license ' +
    'subscription decryption validation deploy auth user service session instrumentation crypto cipher aes md5 hmac gossip ' +
    'consumer customer webhook integration ingest ingestion certificate write admin functions function host root recovery ' +
    'preshared symm symmetric machine client x product agent enrollment enroll enrolment provisioning activation registration priv wep wpa wifi wireless unseal nwk apps db database dbo psk ' +
    'installation uninstall onboarding signalr pre server management workspace ws primary jwt jws security genie'
  ).split(' '),
);
const opened = raw`account|access|api|private|secret|shared|signing|storage|encryption|master|user|license|licence|ws|genie|host|enrollment|enrolment|provisioning|activation|registration|wep|wpa|wifi|unseal|db|database|app|nwk|apps|psk|install|installation|auth|priv`;
const gluedKey = regexp.none`(?:${opened}|^s)key$`;

/** Words after "password" that tell what it is for: `PASSWORD_DB`, `MDP_BDD`. */
const ofTarget = anyWord(
  raw`db|bd|bdd|base|datos|sql|mysql|pg|postgres|postgresql|oracle|mssql|redis|mongo|mongodb|ldap|ad|smtp|imap|pop3?|mail|ftp|sftp|ssh|vpn|wifi|wlan|admin|root|sa|sysadmin|dba|bind|smb|cifs|nas|bmc|ipmi|ilo|idrac|snmp`,
  '',
);

/** Words before "code" that mean a result or a kind, not a secret. */
export const states = raw`product|upgrade|class|patch|component|feature|application|package|error|status|exit|return|result|response|country|language|currency|zip|postal|area|reason|event|source|type|hash|byte|line|stop|fault|hr|win32|native`;
const ofState = anyWord(states, '');

const ofIndex = raw`public|publishable|foreign|partition|sort|registry|primary|cache|snapshot|object|host|map|sub|row|tag|label|annotation|config|selector|topology|pub|websocket|de-?dup|deduplication|idempotency|correlation`;
/** Names that end like the name of a secret, but are none. */
const harmless = regexp.i`^(?:.*(?:${ofIndex})[_.-]?key|(?:data-)?sitekey|host_?keys)$`;

/** Names of values with several fields, one of which may be a password. */
export const isConnection = (name: string): boolean => /(?:connection[_ -]?strings?|database[_-]?url|dsn)$/i.test(name);

/** Whether a name is the word for "password" in another language than English: a label, rather than a field. */
export const isOfLanguage = (name: string): boolean =>
  isForeign(name) || /^(?:kennwort|passwort|(?:mot.?de.?)?passe|contrase(?:ñ|n)a)$/i.test(name);

const isOfPassword = (part: string) => passwords.test(part) || /^(?:pass|pw|mdp)$/.test(part) || isForeign(part);

/** The hash of a password, by its name: `password_sha2`, `passwordMd5`. */
const ofHash = /^(?:md5|sha\d*|ha1|hash|bcrypt|scrypt|hex|double|salted|digest)$/;

/** Secrets of programs that call them so. */
const ofOneProgram = anyWord(
  'cipher[-_]?value|protectedsettings|accountdata|ownerauth|digitalproductid|(?:nt|lm)hash|pass(?:nt|lm|ntlmv2)',
);
const ofCode = /^(?:auth|access|activation|enroll?ment|pairing|invite|unlock|join|licen[cs]e|registration)code$/;
/** By which somebody is known again, or what is signed. */
const ofProof = anyWord(
  'ticket|tok|sig|signing|hmac|signature|assertion|samlresponse|session|sessionid|jsessionid|encrypt|contribsys|com',
);

/** What a name says about its value; null: nothing. */
export function saysOf(name: string): Says | null {
  const bare = spelt(name).replace(/^[-./_]+|[-./_]+$/g, '');
  if (ofOneProgram.test(bare)) return 'secret';
  if (isForeign(bare)) return 'password';
  // The age of a password, or whether it must change. Source: learn.microsoft.com, dsquery user, dsmod user
  if (/^(?:stale|mustch)pwd$/i.test(bare)) return null;
  // Of an assembly of .NET.
  if (/pub(?:lic)?_?key_?token$/i.test(bare)) return null;
  // Objects that say where a secret is, or hold it sealed.
  if (/(?:External|Sealed|Push|Vault(?:Static|Dynamic|PKI))Secret$/.test(bare)) return null;
  // A Go type of the Kubernetes API: *v1.Secret.
  if (/(?:^|\.)v\d+(?:(?:alpha|beta)\d+)?\.[A-Z]\w+$/.test(bare)) return null;
  const parts = bare
    .split(joint)
    .filter((part) => part !== '')
    .map((part) => part.toLowerCase());
  while (isOfNoWeight(parts.at(-1) ?? '')) parts.pop();
  const owner = parts.findLast((part) => !ofHash.test(part)) ?? '';
  if (ofHash.test(parts.at(-1) ?? '') && isOfPassword(owner)) return 'likely';
  if (ofTarget.test(parts.at(-1) ?? '') && isOfPassword(parts.at(-2) ?? '')) return 'password';
  // The properties of installers have capitals only: `TLSPSKVALUE`.
  const last = (parts.at(-1) ?? '').replace(/^key\d{1,2}$/, 'key').replace(/(?<=psk|key)value$/, '');
  const previous = parts.at(-2) ?? '';
  const both = previous + last;
  if (passwords.test(both) || alone.test(last) || gluedPass.test(last) || gluedPw.test(bare)) return 'password';
  if (last === 'id') return /^(?:secret|session|jsession)$/.test(previous) ? 'maybe' : null;
  if (/^(?:image|pull|existing)$/.test(previous) && /^secrets?$/.test(last)) return null;
  if (/(?:^creds?|credentials?)$/.test(last)) return 'likely';
  if (last === 'secrets' || /^cookies?$/.test(last)) return 'likely';
  if (secrets.test(last)) return 'secret';
  if (ofCode.test(last)) return 'likely';
  if (isConnection(name)) return 'secret';
  if (last === 'salt' || last === 'seed') return parts.length > 1 ? 'secret' : 'maybe';
  if (/^d?(?:basic|digest|proxy|http|web)auth$/.test(last)) return 'likely';
  if (last === 'auth') return parts.length > 1 || bare === 'auth' || bare === 'Auth' ? 'likely' : null;
  if (/(?:material|keydata|^clientkey|identityheader|honeycombteam)$/.test(both)) return 'secret';
  if (/^keys?$/.test(last)) {
    if (harmless.test(bare) || /^(?:username|password|file|public|pub)$/.test(previous)) return null;
    const opened = /^(?:options|settings|config|configuration)$/.test(previous) ? (parts.at(-3) ?? '') : previous;
    return ofKeys.has(opened) ? 'secret' : 'maybe';
  }
  if (gluedKey.test(last)) return 'secret';
  if (last.endsWith('key') && !harmless.test(bare)) return 'maybe';
  if (ofProof.test(last)) return 'maybe';
  if (last === 'community') return previous === 'snmp' ? 'secret' : 'likely';
  if (last === 'code') return ofState.test(previous) ? null : 'maybe';
  return both === 'samlresponse' ? 'maybe' : null;
}
