import { fitting, type SecretPattern, whole } from './pattern.ts';

/** Secrets in files, tables and program output. */
export const files: readonly SecretPattern[] = [
  whole('expect', /(?<keep>\bsend\s{1,5}(?:-- )?")(?:[^"\\\n]|\\[^rn\n]){6,200}(?=\\[rn]")/g, '<send '),
  whole(
    'expect',
    /(?<keep>assword[^\n]{0,20}\n[^\n]{0,40}\bsend(?:line)?[ (]{1,3}["'])(?:[^"'\\\n]|\\[^rn\n]){3,200}/g,
    'assword',
  ),
  // A section with the accounts of a server. Sources: svnbook, svnserve's passwd; docs.couchdb.org, [admins]
  whole(
    'account-file',
    /^(?=[ \t]*[\w.@-]{1,64}[ \t]*=)(?<=^\[(?:admins|users|passwords|passwd|credentials)\][^\S\n]*\r?\n(?:(?!\[)[^\n]{0,200}\n){0,40})(?<keep>[ \t]*(?!(?:provider|helper|store|type|file|path|source|backend|method|url|region|profile|format|mode|user\w*)[ \t]*=)[\w.@-]{1,64}[ \t]*=[ \t]*)(?!\ufdd1|\$[\w{(]|%\w+%|<|true\b|false\b|\d{1,4}\s)[^\s#;\ufdd1]{4,}(?=[ \t]*\r?$)/gm,
    '[admins]|[users]|[passwords]|[passwd]|[credentials]',
  ),
  // The password of an account, and its groups. Sources: activemq.apache.org, security; eclipse.dev/jetty,
  // HashLoginService
  fitting(
    whole(
      'account-file',
      /(?<keep>^[ \t]*[\w.@-]{1,64}[ \t]{0,3}[=:][ \t]{0,3})[^\s,:=\ufdd1]{4,64}(?=(?:,(?:(?:[a-z]{1,20}-)?(?:admins?|administrators?|users?|viewers?|operators?|guests?)|read-only|_g_:\w{1,30})){1,6}[ \t]*\r?$)/gim,
      ',admin|,user|,viewer|,operator|,guest|,_g_:|-admin|-user|-viewer|-operator|-guest|,read-only',
    ),
    'password',
  ),
  // The same in JSON. Source: orthanc.uclouvain.be/book, RegisteredUsers
  fitting(
    whole(
      'account-file',
      /(?<keep>(?<="(?:\w{0,20}_)?(?:registered|basic_?auth_?|static_?|http_?|local_?|initial_?|default_?)?(?:users|passwords|logins)"\s{0,3}:\s{0,3}\{(?:\s{0,40}"[^"\n]{1,64}"\s{0,3}:\s{0,3}"[^"\n]{0,128}"\s{0,3},){0,20})\s{0,40}"(?!(?:\w{0,20}_?(?:id|uid|name|type|role|group|host|url|version|region|table|path|file|schema|namespace|e?mail|hash|image))")[\w.@-]{1,64}"\s{0,3}:\s{0,3}")[^"\s\ufdd1]{6,128}(?="\s{0,40}[,}])/gi,
      'users"|passwords"|logins"',
    ),
    'password',
  ),
  // GUIDs in a block of tokens or keys. Source: developer.hashicorp.com/consul/docs, acl.tokens
  whole(
    'account-file',
    /(?<keep>(?<!(?:id|accessor)["']?\s{0,3})[:=]\s{0,3}["'])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?=["'])(?<=\b\w{0,20}(?:tokens|api_?keys)["']?\s{0,3}[:=]?\s{0,3}\{[^{}]{0,300})/gi,
    'tokens|apikeys|api_keys',
  ),
  // PowerShell objects in XML: a name and a value. Source: MS-PSRP, section 2.2.5.1
  whole(
    'xml',
    /(?<keep>"Key">[^<>\n]{0,40}(?:pass|pwd|pw|secret|token|kennwort)[^<>\n]{0,20}<\/S>\s{0,20}<S N="Value">)[^<>\n\ufdd1]{3,}/gi,
    '"key">',
  ),
  whole(
    'log-in',
    /(?<keep>\blogged (?:in|on) (?:as|with) [\w.\\@-]{1,64} ?\/ ?)(?!(?:admin\w*|root|guest|user|system|nobody|service)\b)\S{6,}/gi,
    'logged in |logged on ',
  ),
  whole('credential', /(?<keep>\bBlob=)[^\s"'\ufdd1]{6,}/g, 'Blob='),
  whole('wlan-key', /(?<keep>\bKey Content\s{1,30}:\s)(?!\(not )[^\r\n\ufdd1]{4,}/g, 'Key Content '),
  whole(
    'token-file',
    /(?<keep>^|[\s:])(?:[0-9a-f]{32}|[A-Za-z0-9]{16,64})(?=,[\w:.-]{1,64},[\w-]{1,64},"[\w:.,-]{1,200}"$)/gm,
    'word',
  ),
  whole('laps', /(?<keep>\{"n":"[^"\n]{1,64}","t":"[0-9a-f]{8,20}","p":")[^"\n]+/g, '"p":"'),
  whole('jwk', /(?<keep>"kty"[^{}\n]{0,800}"(?:d|p|q|dp|dq|qi|k)"\s{0,3}:\s{0,3}")[\w-]{16,}/g, '"kty"'),
  whole(
    'account-key',
    /(?<keep>\b(?:accountKey|accountkey|secret|password)\()(?<!\bsecret\((?=[a-z]{2,30}(?:-[a-z\d]{1,40}){1,8}\)))[^)\s]{6,}(?=\))/g,
    'accountKey(|accountkey(|secret(|password(',
  ),
  whole('unseal-key', /(?<keep>\b(?:Unseal|Recovery) Key \d{1,2}:\s{1,5})\S{16,}/g, 'Unseal Key |Recovery Key '),
  whole('char-codes', /(?<keep>\[char\[\]\]\s{0,3}\(\s{0,3})\d{2,3}(?:\s{0,2},\s{0,2}\d{2,3}){7,}/gi, '[char'),
  whole(
    'byte-list',
    /(?<keep>(?:passw(?:or)?d|secret|token|(?<!public_?)key|pwd|pass)\w{0,10}["']?\s{0,3}[:=]\s{0,3}(?:\[\]byte)?[[{(]\s{0,3})\d{1,3}(?:[,\s]\s{0,2}\d{1,3}){5,}/gi,
    'pass|secret|token|key|pwd',
  ),
  // Multipart form data. Source: RFC 7578
  whole(
    'form',
    /(?<keep>form-data; name="[\w-]{0,40}(?:password|passwd|secret|token)"\s{2,4})[^\s]{4,}/gi,
    'form-data',
  ),
  whole(
    'section',
    /(?<keep>(?:^|["\s])\[(?:credentials?|secrets?|auth|passwords?)\]\s*\n(?:\s*\w{1,40}\s*=[^\n]*\n){0,5}?\s*(?:value|pass|pw|key)\s{0,5}=\s{0,5})[^\s"']+/gim,
    '[cred|[secret|[auth|[pass',
  ),
  // A field whose neighbour tells its kind.
  whole(
    'typed',
    /(?<keep>"(?:type|kind)"\s{0,3}:\s{0,3}"[\w.-]{0,40}(?:securestring|password|passphrase|secret|token|credential|private_key)"(?:(?!"(?:type|kind)")[\s\S]){0,300}?"(?:result|value|plaintext|content)"\s{0,3}:\s{0,3}")[^"\n\ufdd1]{6,}/gi,
    'securestring|password|passphrase|secret|token|credential|private_key',
  ),
  // A line with only a user and a password.
  whole(
    'two-words',
    /(?<keep>^"[\w.$@-]{1,64}"[ \t]{1,5}")(?=[^"\n]{0,64}[\d!#$%&*+@^])(?=[^"\n]{0,64}[A-Za-z])[^"\n\s\ufdd1]{8,}(?="[ \t]*\r?$)/gm,
    '" "',
  ),
  // A host and port, and the hash of a password or ticket.
  whole('ticket', /(?<keep>(?<![\w.-])[\w.-]{1,100}:\d{2,5}=[\w.@-]{1,64}:)[0-9A-Fa-f]{32}(?![\w-])/g, 'word'),
  whole(
    'codes',
    /(?<keep>\b(?:scratch|backup|recovery|emergency|one-time|verification)[ _-](?:scratch |backup |recovery |verification )?codes?\b[^\n]{0,60}\n)(?:[ \t]*(?:[-*] |\d{1,2}[.)] )?(?=[\w-]*\d)[\w-]{6,24}[ \t]*(?:\r?\n|$)){1,20}/gi,
    ['scratch', 'backup', 'recovery', 'emergency', 'one-time', 'verification']
      .flatMap((one) => [`<${one} `, `<${one}-`, `<${one}_`])
      .join('|'),
  ),
  whole(
    'codes',
    /(?<keep>\b(?:enter|use|using|type|with|is your)\s{1,3}(?:(?:the|this|your|one-time|verification|device) ){0,3}code:?\s{1,3}["']?)(?=[A-Z0-9-]{0,12}\d)[A-Z0-9]{4,12}(?:-[A-Z0-9]{4,8})?(?![A-Za-z0-9-])/g,
    'code |code:',
  ),
  whole(
    'codes',
    /(?<keep>\b(?:(?:verification|security|one-time|login|sign-in|confirmation|access|setup|pairing|invite|activation)(?: \w{1,12})? code|OTP|passcode)(?: for [^\s:]{1,64})?(?: is|:)\s{1,3})(?=[A-Z-]{0,9}\d)(?=[A-Z\d-]{4})[A-Z\d]{3,10}(?:-[A-Z\d]{3,8}){0,3}(?!\w)/gi,
    'code is|code:|code for|otp:|otp is|otp for|passcode',
  ),
  whole(
    'codes',
    /(?<keep>\b(?:verification|security|one-time|login|sign-in|confirmation|access|setup|pairing|invite|activation|unlock|session|bypass)(?: \w{1,12})? code\s{1,3}["']?)(?!0x)(?=[A-Z\d-]{4})(?=[A-Z-]{0,9}\d)[A-Z\d]{3,10}(?:-[A-Z\d]{3,8}){0,3}(?![\w:.%-])/gi,
    'code ',
  ),
  // Groups of letters and digits, or a long number, where a sentence calls them a code. Source: documentation.avaya.com, Device
  // Enrollment Services
  whole(
    'codes',
    /(?<keep>\b(?:enrollment|enrolment|registration|pairing|activation|invitation|access|recovery|unlock|setup|one-time) code(?: is|:| is:)\s{1,3}["']?)(?:\d{8}|\d{12}|(?=[A-Za-z-]{0,30}\d)(?=[\d-]{0,30}[A-Za-z])[A-Za-z\d]{3,8}(?:-[A-Za-z\d]{3,8}){1,7})(?![\w-])/gi,
    'code is|code:',
  ),
  // The same in the languages of those who read them.
  whole(
    'codes',
    /(?<keep>\b(?:code de (?:vérification|confirmation|validation|sécurité)|(?:Einmal|Bestätigungs|Verifizierungs|Sicherheits|Aktivierungs)-?code|código de (?:verificación|confirmación|seguridad|verificação|confirmação)|codice di (?:verifica|conferma|sicurezza)|kod weryfikacyjny)(?: (?:est|ist|lautet|es|é|è|to))?\s?:?\s{1,3}["'«„]?)(?=[A-Z-]{0,9}\d)(?=[A-Z\d-]{4})[A-Z\d]{3,10}(?:-[A-Z\d]{3,8}){0,3}(?![\w:%-])/gi,
    'code de |code|código de |codice di |kod weryfikacyjny',
  ),
  whole(
    'codes',
    /(?<keep>(?:認証コード|確認コード|验证码|驗證碼|код подтверждения)\s?[:：]?\s{0,3})\d{4,10}(?!\d)/gi,
    'コード|验证码|驗證碼|код подтверждения',
  ),
  // The seed of an authenticator, in groups of four. Source: RFC 4648 section 6; github.com/google/google-authenticator,
  // Key Uri Format
  fitting(
    whole(
      'codes',
      /(?<keep>\b(?:key|secret|code|seed|authenticator|totp|otp|2fa|mfa)\b[^\n]{0,80}?[\n\s:=("'`])(?:[A-Z2-7]{4}[ -]){3,15}[A-Z2-7]{4}(?![\w-])/gi,
      '<key>|<secret>|<code>|<seed>|<authenticator>|<totp>|<otp>|<2fa>|<mfa>',
    ),
    'seed',
  ),
  // A licence: groups of capitals and digits, where a program takes it. The serial number of a device is only read.
  whole(
    'license-key',
    /(?<keep>\s-{1,2}[A-Za-z-]{0,20}[Ss]erial(?:-?(?:[Nn]umber|[Kk]ey))?[ =:]\s{0,3}["']?)(?=[A-Z-]{0,40}\d)(?=[\d-]{0,40}[A-Z])(?:[A-Z\d]{2,8}-){3,8}[A-Z\d]{2,8}(?![\w-])/g,
    'serial',
  ),
  // What OpenSSL prints of a private key. Source: docs.openssl.org, openssl-pkey -text
  whole(
    'private-key',
    /(?<keep>\b(?:priv|privateExponent|prime[12]|exponent[12]|coefficient):[ \t]*\r?\n)(?:[ \t]+(?:[0-9a-f]{2}:){1,16}(?:[0-9a-f]{2})?[ \t]*(?:\r?\n|$)){1,300}/gi,
    'priv:|privateexponent:|prime1:|prime2:|exponent1:|exponent2:|coefficient:',
  ),
  whole('graphql', /(?<keep>\bpassword:\s{0,3}")[^"\n]{3,}/g, 'password:'),
];
