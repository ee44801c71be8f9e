import { asPattern } from '../search/literal-search.ts';
import { raw } from '../span.ts';
import { patternsIn, type SecretPattern } from './pattern.ts';

/**
 * Prefixes of service tokens: with one, a token is found even if it is short or cut off. Source: the rule sets of
 * gitleaks, TruffleHog, secretlint and microsoft/security-utilities, and the services' own documentation.
 */
const prefixes = `
  gho_ ghp_ ghs_ ghr_ ghu_ github_pat_ glpat- glptt- glrt- gldt- glcbt- glagent- gloas- glft- glimt- glsoat- glffct-
  GR1348941 ATBB ATATT3 BBDC- sgp_ xoxa. xoxa- xoxb. xoxb- xoxe. xoxe- xoxo. xoxo- xoxp. xoxp- xoxr. xoxr- xoxs.
  xoxs- xapp- dckr_pat_ npm_ pypi-AgE rubygems_ oy2 cio CLOJARS_ AKCp cmVmd sk-ant- sk-proj- sk-or- sk-lf- sk-
  sk_live_ sk_test_ sk_ rk_live_ hf_ api_org_ gsk_ xai- pplx- r8_ lsv2_ pcsk_ nvapi- tvly- jina_ fc- whsec_ EAAA EAAC
  sq0csp- rzp_live_ live_ FLWSECK- shpat_ shpca_ shppa_ shpss_ EZAK shippo_live_ duffel_live_ access-production- SG.
  xkeysib- NRAK- NRII- NRJS- glsa_ glc_ sntrys_ sntryu_ rootly_ phx_ sdk- CCIPAT_ bkua_ pat. squ_ sqp_ sqa_ odt_
  pnu_ ico- hawk. figd_ lin_api_ ntn_ secret_ sl. PMAK- CFPAT- ptr_ tfp_ rdme_ 1000. pat- pscale_pw_ pscale_tkn_
  pscale_oauth_ da2- ABSK GOCSPX- 1//0 GOOG1E LTAI AKID doo_v1_ dop_v1_ dor_v1_ AQVN HRKU- fo1_ cfk_ cfut_ cfat_
  v1.0- vcp_ vci_ vca_ vcr_ vck_ sbp_ dapi tskey- dnkey- pul- hvs. hvb. dp.pt. dp.ct. dp.sa. dp.scim. dp.audit.
  ops_eyJ A3- endr+ sha256~ K10 AGE-SECRET-KEY- eyJrIjoi AIza ya29. bedrock-api-key- k8s-aws-v1.
`;
const beginnings = prefixes.trim().split(/\s+/);

/** The rest of a token: unlike an ordinary word after such a prefix, it has a digit or a capital, or is longer. */
const rest = raw`(?=[a-z_-]{0,24}[A-Z0-9]|[a-z]{34}\b)(?:[A-Za-z0-9_+/~=-]|\.(?=[A-Za-z0-9])|!(?=[A-Za-z0-9])|%(?=[0-9A-F]{2})){14,}`;

/** Random characters with the mark of a service: before an underscore, a dot or an exclamation mark, or behind a hyphen. */
const withMark = raw`[a-z]{2,8}_[0-9a-f]{32,48}|[0-9a-f]{32}-us\d{1,2}|[0-9A-F]{32}-[0-9A-F]{2}|(?:pat[A-Za-z0-9]{14}\.|00D[A-Za-z0-9]{12}!)[\w.]{20,}`;

const authorization = raw`(?<![A-Za-z0-9])Authorization["']?\]?\s{0,5}(?:[:=]|=>)[ \t]{0,5}[["']{0,3}`;
const state = 'enabled|disabled|required|optional|missing|invalid|expired|unauthorized';
const scheme = raw`(?:[A-Za-z][\w-]{1,30}(?:[ \t]{1,10}|%20))?`;
/** Not `Authorization: failed to read: …`. */
const noSentence = raw`(?!(?:${state})(?:["']|[ \t,;.]|\r?\n|$))(?!(?!bearer|basic|token|api|key|digest|negotiate)[a-z]{2,20} [a-z_-]{2,30}(?::[ \t]| \w{2,20}[ \t,.:]))`;
const noCall = raw`(?!bearer\b|\ufdd1|[{[(]|<|\*|\w{1,60}(?:\.\w{1,60}){0,4}\()`;
const credentials = raw`(?:(?:[\w-]{1,40}=(?:"[^"\n]*"|[^\s,"'\]]+)[,; ]{0,3}){1,20}|[^\s"'\\\]},]{6,})`;

/** How hashes of passwords begin. Source: passlib.readthedocs.io; hashcat.net/wiki/doku.php?id=example_hashes */
const hashes = raw`\$(?:2[abxy]?|[156y]|argon2(?:id|i|d)|apr1|pbkdf2[\w-]*|scrypt|DCC2|krb5\w{2,8}|ntlmv2)\$`;
const hashMarks = '$2$|$2a$|$2b$|$2x$|$2y$|$1$|$5$|$6$|$y$|$argon2|$apr1$|$pbkdf2|$scrypt$|$DCC2$|$krb5|$ntlmv2$';
const kerberos = raw`\b(?:aes(?:128|256)|rc4|des|camellia(?:128|256))[_-](?:cts|cbc|hmac|md[45])[\w/-]{0,30}\)?`;
const behindKerberos = raw`(?:[ \t]{1,12}\([^()\n]{1,120}\))?[ \t]{0,20}:?[ \t]{0,3}(?:\r?\n[ \t]{1,12})?(?:0x)?`;
const kerberosMarks = 'aes128_|aes128-|aes256_|aes256-|<rc4_|<rc4-|<des_|<des-|camellia';

/**
 * Tokens of services and of Kubernetes by their prefix, keys and hashes by their form. Of rows, in their order:
 * - bootstrap-token: The first part of such a token is its id and no secret.
 * - service-token: A token with a prefix, or with a checksum after it.
 * - key: Source: developer.valvesoftware.com, Counter-Strike dedicated servers, game server login token
 * - licence: Source: Flexera, License Administration Guide, FEATURE and INCREMENT lines
 * - bitlocker-key: BitLocker recovery keys: eight numbers, each a multiple of 11. Source:
 *   learn.microsoft.com/windows/security, BitLocker recovery overview
 * - product-key: Of Windows, and of other vendors. Sources: support.kaspersky.com, activation code; VMware, license
 *   keys
 * - password-hash: What tools print of an account: its hashes, and the keys that Kerberos makes of its password.
 *   Sources: gentilkiwi/mimikatz, sekurlsa and lsadump; fortra/impacket, secretsdump; MichaelGrafnetter/DSInternals,
 *   Get-ADReplAccount
 * - password-hash: A hash with which somebody signs in instead of the password. Sources: FreeRDP, /pth;
 *   GhostPack/Rubeus
 * - password-hash: Source: RFC 7616 section 3.4.2; gentilkiwi/mimikatz, dpapi::masterkey
 */
export const tokens: readonly SecretPattern[] = patternsIn(raw`
  jwt/g » eyJ » (?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}(?:\.|%2E)[A-Za-z0-9_-]{0,}(?:(?:\.|%2E)[A-Za-z0-9_-]*){0,3}(?<=[.E][A-Za-z0-9_-]{4,})
  bearer » bearer » \bBearer(?:\s{1,10}|%20) » (?:(?=[^\s0-9]{0,200}[0-9])[\w.~+/=%-]{8,}|(?<![\r\n][ \t]{0,9})[\w.~+/=%-]{16,})
  authorization » authorization » ${authorization}${noSentence}${scheme} » ${noCall}${credentials}
  basic, user-and-password » basic· » \bBasic[ \t]{1,3} » [A-Za-z0-9+/_-]{8,}={0,2}
  aws-key/g » AKIA|ASIA|ABIA|ACCA » (?<![A-Za-z0-9])A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9])
  azure-secret/g » Q~ » (?<![\w~.-])[\w~.-]{3}[0-9]Q~[\w~.-]{31,34}(?![\w~.-])
  bootstrap-token/g » word » (?<=(?<![\w.])[a-z0-9]{6})\. » (?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{16}(?![\w.])
  service-token/g » ${beginnings.map((one) => `<${one}`).join('|')} » (?<![A-Za-z0-9_])(?:${beginnings.map(asPattern).join('|')})${rest}
  service-token/g » K10 » (?<![A-Za-z0-9])K10[0-9a-f]{64}::[a-z]+:[0-9a-f]{32}
  service-token/g » word » (?<![\w-])(?:${withMark})(?![\w-])
  service-token/gm » word » \b\d{3,8} \S{1,64} (?:any|[\d.]{7,15}(?:/\d\d?)?)  » [0-9a-f]{64}(?=[\s"\\]|$)
  key » sv_setsteamaccount » \bsv_setsteamaccount["']?\s{1,3}["']? » [\dA-F]{32}\b
  licence/g » SIGN=|SIGN2=|FEATURE·|INCREMENT· » \bSIGN2?=["']?|\b(?:FEATURE|INCREMENT)(?: [\w.-]{1,40}){5}  » (?=[\dA-F ]{0,60}\d)[\dA-F]{4}[\dA-F ]{4,400}
  activation » activationid= » \bActivationId=\{? » [0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}
  password-hash/g » rfc4106 » \brfc4106\(gcm\(aes\)\)\s{1,5} » [0-9a-f]{32,}
  key/g » .login= » \.login=["']? » [0-9a-f]{32,64}\b
  bitlocker-key/g » word » (?<![\d-])\d{6}(?:-\d{6}){7}(?![\d-])
  product-key/g, product-key » word » (?<![\w-])(?:[A-Z\d]{5}-){3,5}[A-Z\d]{5}(?![\w-])
  password-hash/g » ${hashMarks} » ${hashes}[^\s"'<>\\\ufdd1]{16,}
  password-hash » ntlm|<nt hash|<nthash|<lm » \b(?:(?:NTLM|NT|LM) ?Hash(?:es)?\b[^\n]{0,40}?|NTLM|LM)(?:\s{0,3}- {0,2}\d{1,2})?\s{0,8}(?::| is| =)\s{1,3}(?:0x)? » [\da-f]{32}(?![\da-f])
  password-hash » ::: » :[\da-f]{32}: » [\da-f]{32}(?=:::)
  password-hash/g » ·-hashes|·--hashes|·-nthash|·-H· » \s(?:-{1,2}hashes[ =]|-nthash[ =]|-H )["']? » (?:[0-9A-Fa-f]{32})?:?[0-9A-Fa-f]{32}(?![\w.-])
  kerberos-key » ${kerberosMarks} » ${kerberos}${behindKerberos} » (?!0{4})(?:[\da-f]{64}|[\da-f]{32}|[\da-f]{16})(?![\da-f])
  mnemonic » mnemonic|seed|phrase » \b(?:mnemonic|seed(?: phrase)?|recovery phrase)["']?\s{0,3}[:=]\s{0,3}["']? » (?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8}
  secure-string » 76492d1116743f04 » \b76492d1116743f0423413b16050a5345[A-Za-z0-9+/=|]{8,}
  password-hash » /pth:|/ntlm:|/rc4:|/aes128:|/aes256: » \s/(?:pth|ntlm|rc4|aes128|aes256):["']? » [0-9a-f]{32,64}(?![0-9a-f])
  password-hash/g » * SHA1·|* DPAPI· » \* (?:SHA1|DPAPI)\s{1,9}:  » (?<=\* (?:NTLM|LM|SHA1|Domain)\s[^\n]{0,80}\n[^\n]{0,60})[\da-f]{32,40}(?![\da-f])
  password-hash » <hash· » (?<=History:?[ \t]*\r?\n(?:[ \t]+Hash \d\d: [^\n]{1,64}\n){0,40}[ \t]+)Hash \d\d:  » [\da-f]{32}(?![\da-f])
  codes, no-hex » <key>|<secret>|<code>|<seed>|<authenticator>|<totp>|<otp>|<2fa>|<mfa> » \b(?:key|secret|code|seed|authenticator|totp|otp|2fa|mfa)\b[^\n]{0,80}?[\n\s:=("'\x60] » (?:[A-Z2-7]{4}[ -]){3,15}[A-Z2-7]{4}(?![\w-])
  password-hash » <ha1|sha1(key) » \b(?:ha1|sha1\(key\))["']?\s{0,3}[=:]\s{0,3}["']? » [\da-f]{32,64}(?![\da-f])
`);
