import { raw } from '../span.ts';
import { assigned, character, patternsIn, type SecretPattern } from './pattern.ts';

const atEnd = raw`(?=[ \t]*\r?$)`;
const account = raw`[\w.@-]{1,64}`;
/** A section with the accounts of a server. Sources: svnbook, svnserve's passwd; docs.couchdb.org, [admins] */
const inAccounts = raw`(?<=^\[(?:admins|users|passwords|passwd|credentials)\][^\S\n]*\r?\n(?:(?!\[)[^\n]{0,200}\n){0,40})`;
const noSetting = raw`(?!(?:provider|helper|store|type|file|path|source|backend|method|url|region|profile|format|mode|user\w*)[ \t]*=)`;
const noValue = raw`(?!\ufdd1|\$[\w{(]|%\w+%|<|true\b|false\b|\d{1,4}\s)`;
/** The password of an account, and its groups. Sources: activemq.apache.org, security; eclipse.dev/jetty, HashLoginService */
const group = '(?:[a-z]{1,20}-)?(?:admins?|administrators?|users?|viewers?|operators?|guests?)|read-only';
/** Host, port, database, user. Source: postgresql.org/docs, The Password File */
const ofPgpass = raw`^[ \t]*[\w.*[\]-]{1,100}:(?:[56]43\d|\*):[\w.*-]{1,64}:[\w.*@\\-]{1,64}:`;
const secretName = raw`(?:passw(?:or)?d|secret|token|(?<!public_?)key|pwd|pass)`;
const variableName = raw`[A-Z\d_]{0,60}(?:PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|TOKEN|_PASS|_PW|_KEY)\d{0,2}`;
/** Other communities of SNMP, as reg query and as a registry file print them. */
const queried = raw`(?:\S{1,64}\s{1,8}REG_DWORD\s{1,8}0x[\da-f]{1,8}\s{1,60}){0,20}`;
const exported = raw`(?:"[^"\n]{1,64}"=dword:[\da-f]{1,8}\s{1,60}){0,20}`;
const inRegistry = raw`hex(?:\([0-9a-f]+\))?:`;
const byte = raw`(?:,(?:\\\s*)?[0-9a-f]{2})`;

/** An object with accounts and their passwords, up to one of them. */
const accounts = raw`"(?:\w{0,20}_)?(?:registered|basic_?auth_?|static_?|http_?|local_?|initial_?|default_?)?(?:users|passwords|logins)"`;
const inObject = raw`(?<=${accounts}\s{0,3}:\s{0,3}\{(?:\s{0,40}"[^"\n]{1,64}"\s{0,3}:\s{0,3}"[^"\n]{0,128}"\s{0,3},){0,20})`;
const otherField = raw`(?:id|uid|name|type|role|group|host|url|version|region|table|path|file|schema|namespace|e?mail|hash|image)`;

/**
 * Secrets at a place in a file, a table, the registry or the output of a program. Of rows, in their order:
 * - account-key: Of a volume in Azure Files, as its driver logs it. Source: kubernetes-sigs/azurefile-csi-driver
 * - env: A variable of a container, as Go prints it. Source: kubernetes/api, core/v1, EnvVar
 * - typed: A type for a secret, as Rust and Scala print it: "ApiAuth("value")".
 * - typed: An attribute that is a password, by its object identifier: challengePassword, userPassword. Source: RFC 2985
 *   section 5.4.1; RFC 4519 section 2.41
 * - form: Multipart form data. Source: RFC 7578
 * - license-key: A licence: groups of capitals and digits, where a program takes it. The serial number of a device is
 *   only read.
 * - private-key: What OpenSSL prints of a private key. Source: docs.openssl.org, openssl-pkey -text
 * - registry-bytes: Bytes without a name in a registry file; values with a name are handled in by-name.ts. Few bytes
 *   are no secret.
 * - typed: Source: qemu.org, QEMU User Documentation, -object secret
 */
export const files: readonly SecretPattern[] = patternsIn(raw`
  account-file/gm » [admins]|[users]|[passwords]|[passwd]|[credentials] » ^${inAccounts}[ \t]*${noSetting}${account}[ \t]*=[ \t]* » ${noValue}[^\s#;\ufdd1]{4,}${atEnd}
  account-file/gim, password » ,admin|,user|,viewer|,operator|,guest|-admin|-user|-viewer|-operator|-guest|,read-only » ^[ \t]*${account}[ \t]{0,3}[=:][ \t]{0,3} » [^\s,:=\ufdd1]{4,64}(?=(?:,(?:${group})){1,6}[ \t]*\r?$)
  password-file/gm » :543|:643|:*: » ${ofPgpass} » (?=[^\s:]*[A-Za-z])[^\s:/\ufdd1](?:[^\s:\ufdd1]|\\:){2,128}${atEnd}
  token-file/gm » word » ^|[\s:] » (?:[0-9a-f]{32}|[A-Za-z0-9]{16,64})(?=,[\w:.-]{1,64},[\w-]{1,64},"[\w:.,-]{1,200}"$)
  expect/g » <send· » \bsend\s{1,5}(?:-- )?" » (?:[^"\\\n]|\\[^rn\n]){6,200}(?=\\[rn]")
  credential/g » Blob=|CredentialBlob· » \b(?:Blob=|CredentialBlob\s{1,9}:\s) » ${character}{6,}
  wlan-key/g » Key Content· » \bKey Content\s{1,30}:\s » (?!\(not )[^\r\n\ufdd1]{4,}
  laps/g » "p":" » \{"n":"[^"\n]{1,64}","t":"[0-9a-f]{8,20}","p":" » [^"\n]+
  account-key/g » accountKey(|accountkey(|password( » \b(?:accountKey|accountkey|password)\( » [^)\s]{6,}(?=\))
  env/g » ·nil}|·<nil>} » \{${variableName}  » (?!nil\}|&|<|\$\()[^{}\r\n\ufdd1]{3,256}(?= (?:nil|<nil>)\})
  byte-list » pass|secret|token|key|pwd » ${secretName}\w{0,10}${assigned}(?:\[\]byte)?[[{(]\s{0,3} » \d{1,3}(?:[,\s]\s{0,2}\d{1,3}){5,}
  typed/g » auth(|password(|passphrase(|secret(|apikey(|token( » \b(?!Public|Verif)[A-Z]\w{0,30}(?:Auth|Password|Passphrase|Secret|ApiKey|Token)\(["'] » (?=[^"'\n]*[^\s\w]|[^"'\s]{4,})[^"'\n\ufdd1]{4,}(?=["']\))
  typed/g » 1.2.840.113549.1.9.7|2.5.4.35 » (?<![\d.])(?:1\.2\.840\.113549\.1\.9\.7|2\.5\.4\.35)${assigned}["']? » ${character}{3,128}
  form » form-data » form-data; name="[\w-]{0,40}(?:password|passwd|secret|token)"\s{2,4} » [^\s]{4,}
  license-key/g » serial » \s-{1,2}[A-Za-z-]{0,20}[Ss]erial(?:-?(?:[Nn]umber|[Kk]ey))?[ =:]\s{0,3}["']? » (?=[A-Z-]{0,40}\d)(?=[\d-]{0,40}[A-Z])(?:[A-Z\d]{2,8}-){3,8}[A-Z\d]{2,8}(?![\w-])
  private-key » priv:|privateexponent:|prime1:|prime2:|exponent1:|exponent2:|coefficient: » \b(?:priv|privateExponent|prime[12]|exponent[12]|coefficient):[ \t]*\r?\n » (?:[ \t]+(?:[0-9a-f]{2}:){1,16}(?:[0-9a-f]{2})?[ \t]*(?:\r?\n|$)){1,300}
  registry-bytes » @=hex » @=${inRegistry} » [0-9a-f]{2}${byte}{15,}
  registry-bytes » =hex » (?:${secretName}|productid|blob|"[VF]"|environment)\d{0,2}"?=${inRegistry} » [0-9a-f]{2}${byte}{6,}
  snmp-community » validcommunities] » (?<=ValidCommunities\]\s{1,60}${exported}")[^"\n]{1,64}
  snmp-community » validcommunities » (?<=\bValidCommunities(?:\r?\n\s{1,8}${queried}|["']?\s{1,8}/v\s{1,8}["']?))[^\s"']{3,64}(?=["']?\s{1,8}(?:REG_DWORD|/t\s))
  byte-list » key>|secret|psk>|seed>|token|pmk>|ptk>|gtk>|kck>|kek> » (?<!public |pub |public_|publickey |host |identifier )\b(?:key|secret|psk|seed|token|pmk|ptk|gtk|kck|kek)["']?(?: - hexdump\(len=\d{1,4}\))?\s{0,3}[:=]\s{0,3}(?:0x)? » [0-9a-f]{2}(?:[ :-](?:0x)?[0-9a-f]{2}){15,63}(?![ :-]?[0-9a-f]{2})
  byte-list/g » key([|secret([|seed([|password([|bytes([|keypair([ » \b(?!Public|Verif|Pub)(?:[A-Z]\w{0,30})?(?:Key|Secret|Seed|Password|PrivateKey|Keypair)(?:Bytes)?\(\[ » \s{0,3}\d{1,3}(?:,\s{0,3}\d{1,3}){7,}
  typed/g » secret, » -object["']?[ =]["']?secret,(?:[\w-]{1,20}=[^\s,]{0,100},){0,5}data= » [^\s,"'\ufdd1]{3,}
  account-file, password » users"|passwords"|logins" » ${inObject}\s{0,40}"(?!(?:\w{0,20}_?${otherField})")[\w.@-]{1,64}"\s{0,3}:\s{0,3}" » [^"\s\ufdd1]{6,128}(?="\s{0,40}[,}])
  password-file/gm » ·*· » ^[ \t]*["']?[\w.@*-]{1,64}["']?[ \t]{1,20}\*[ \t]{1,20}["']? » [^\s"'*#\ufdd1]{4,64}(?=["']?[ \t]{1,20}(?:\*|(?:\d{1,3}\.){3}\d{1,3})[ \t]*\r?$)
  user-password/gm » @|:25|:465|:587|:2525 » ^\[?[\w.-]{3,100}\]?(?::\d{2,5})?[ \t]{1,8}[\w.+-]{1,64}(?:@[\w.-]{1,100}|(?<=:(?:25|465|587|2525)[ \t]{1,8}[\w.+-]{1,64})): » [^\s\ufdd1]{4,}$
  jaas/g » LoginModule » (?<=LoginModule[^{}]{0,600}\s)user_\w{1,40}\s{0,3}=\s{0,3}["'] » [^"'\n\ufdd1]+
  made-up/g » random_password » \b(?:result|bcrypt_hash)\\?["']?\s{0,9}[:=]\s{0,3}\\?"(?<=\brandom_password\b[^\ufdd1]{0,600}) » [^"\\\n\ufdd1]{4,128}
`);
