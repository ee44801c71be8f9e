import { raw } from '../span.ts';
import { patternsIn, type SecretPattern } from './pattern.ts';

const name = raw`["'\x60(«“]?[\w.@\\-]{2,64}["'”\x60]?`;
const secret = raw`[^\s/,;"'”\x60«»(){}\ufdd1]{5,64}`;
const end = raw`(?=["'”\x60»)]?[,;.!?]?(?:\s|$))`;
/** It is no part of a longer name: `acr-creds`, and no scheme of HTTP. */
const credentials = raw`(?<![\w-])(?:creds?|credentials?|zugangsdaten|logins?|identifiants?|credenciales|credenziali)`;
const signingIn = raw`(?<![\w-])(?:log[ -]?(?:in|on)|logged[ -](?:in|on)|sign(?:ed)?[ -]in|authenticated?|anmeldung|zugang)`;
const being = raw`(?: for [\w. -]{1,40})?(?: (?:is|are|as|with|using|mit|for|data|user|account|sind|ist|est|sont|es|son|avec|con|now|still)){0,2}`;
const noVersion = raw`(?!\/|(?<=\bHTTP\/)\d)`;
const signInMarks =
  '<login>|<log in>|<log-in>|<logon>|<log on>|<log-on>|logged in|logged on|logged-|sign in>|sign-in>|signed in|signed-in|<authenticat|anmeldung|zugang';
const credentialMarks =
  '<cred>|<creds>|<credential>|<credentials>|zugangsdaten|<logins>|identifiant|credencial|credenzial|<login>';
/** Accounts that many systems have, with their password, as somebody tells them. */
const knownAccount = raw`(?<![A-Za-z\d_])(?:admin\w{0,12}|svc[-_.]\w{1,30}|root|sa|postgres|ubuntu|azureuser|elastic|guest|oracle|mysql)`;
const told = raw`\b(?:it['’]?s|it is|us(?:e|es|ed|ing)|tried|try|with|enter|entered|is|are|as|account|user|mit|avec|con)`;
const toldMarks = ' / |<admin|<svc|<root|<sa|<postgres|<ubuntu|<azureuser|<elastic|<guest|<oracle|<mysql';

const ofCode =
  'verification|security|one-time|login|sign-in|confirmation|access|setup|pairing|invite|invitation|activation';
const otherCodes = 'unlock|session|bypass|enrollment|enrolment|registration|recovery|mfa|2fa|otp|totp|sms|backup|reset';
const foreignCodes = [
  ...['code de (?:vérification|confirmation|validation|sécurité)', 'código de (?:verificación|verificação|seguridad)'],
  ...['(?:Einmal|Bestätigungs|Verifizierungs|Sicherheits|Aktivierungs)-?code', 'kod weryfikacyjny'],
  ...['codice di (?:verifica|conferma|sicurezza)', '認証コード|確認コード|验证码|驗證碼|код подтверждения'],
].join('|');
const code = raw`(?:\b(?:(?:${ofCode}|${otherCodes})(?: \w{1,12})? code|OTP|passcode)|${foreignCodes})`;
const codeIs = raw`(?: (?:for|to) [^\s:]{1,64})?(?:(?: (?:is|was|ist|lautet|est|es|é|è|to|now))?\s?[:：]?\s{1,3}|[：:]\s{0,3}|(?<=[コ码碼я]ード|[码碼я]))["'«„]?`;
const isCode = raw`(?!0x)(?=[A-Z-]{0,9}\d)(?=[A-Z\d-]{4})[A-Z\d]{3,12}(?:-[A-Z\d]{3,8}){0,7}(?![\w:%-]|\.\w)`;
/** What announces codes, and what announces another secret, in the lines below. */
export const announcesCodes = raw`\b(?:scratch|backup|recovery|emergency|one-time|verification)[ _-](?:\w{6,12} )?codes?\b`;
export const announces = raw`\b(?:copy|below|shown?|again|save|keep|store|following|generated|write (?:it|this) down)\b(?<=\b(?:token|password|secret|key|code)\b[^\n]{0,110})`;
const doors =
  'door|gate|entrance|safe|cage|cabinet|lock ?box|key ?box|locker|padlock|rack lock|alarm panel|server room|garage';
const pin = raw`\b(?:(?:PIN|[Pp]in|[Pp]asskey|[Pp]asscode)(?:[ -]?[Cc]ode| number)?|(?:${doors}) (?:code|combination|keypad))`;
const ofWhat = raw`(?: (?:for|of|on|at|to|vom|von|für)(?: (?:the|my|our))? [\w./-]{1,20}(?: [\w./-]{1,20}){0,3}?)?`;
const pinIs = raw`["']?(?:\s{0,2}(?:[:=]|->|→)|[?.]{1,3} (?:ok )?(?:try|use|its|it's)|,? (?:is|was|ist|lautet|est|es|it['’]?s)(?: (?:now|still|jetzt))?:?)?\s{1,3}["'“]?`;

const asks = raw`(?:[\w.-]{1,20} ){0,4}`;
const asked = raw`(?:pass phrase|pass ?(?:word|phrase|code)(?: (?:for|of) (?:[^\n:]|:[\\/\d]){1,60}| \([^()\n]{1,40}\)))`;

/** The name of a network, and behind it its key. */
const network = raw`\b(?:wi-?fi|wlan\d?|ssid|hotspot|wireless|guest net(?:work)?)\b`;
const keyOfNetwork = [
  raw`[^\n]{0,80}?[ /,;(](?:(?:key|pass(?:word|phrase|code)?|pw|psk|passwort|kennwort|schlüssel|code|clave)\b|clé)["']?(?: ?[:=]| (?:is|ist))?[ \t]{1,3}`,
  raw`[^\n/]{0,40}?(?::|=|\bis|\bist)\s{1,3}["'“]?[\w.-]{2,32}["'”]? / `,
  raw`(?: \w{1,15}){0,3} (?:called|named|is|heißt)\s["'“]?[\w.-]{2,32}["'”]?[,.;]? (?:use|try|with|enter|type|mit|nimm)\s`,
].join('|');
/** Not the name of a scheme or a device. Source: IEEE 802.11, annex J.4 */
const networkKey = raw`(?!wpa|wep|aes|ccmp|gcmp|psk|sae|eap|802|bssid|rsn|[=:/\\])(?=\S*[a-z])(?=\S*\d|[^-_.\s]+[-_.][^-_.\s]+[-_.])[^\s"'”,;()\ufdd1]{8,63}`;

/** Where somebody can sign in, and as whom. */
const aPlace = raw`https?://\S{3,200}|\b(?:log|sign)[ -]?in (?:at|to|on|bei|auf) \S{3,100}|\b(?:demo|test|staging|lab) (?:box|host|server|site|system|instance|account)\b[^\n]{0,60}?`;
const aUser = raw`(?:\(|(?:login|log in|user|account|creds|credentials):? (?:with |as |is )?|(?:with|as|using|mit|als) )["'\x60]?[\w.@-]{2,32}["'\x60]?`;

/**
 * What people tell each other, and what a program asks for and shows. Of rows, in their order:
 * - said: A code of digits in groups, or with nothing in between.
 * - prompt: Source: developer.hashicorp.com/terraform, Input Variables
 * - said: What a program has read, and from where.
 * - announced: A new key on its own line.
 */
export const sentences: readonly SecretPattern[] = patternsIn(raw`
  log-in, no-way-to-sign-in » ${signInMarks}|${credentialMarks} » (?:${signingIn}|${credentials})\b${being}:?\s{0,3}${name}(?: {1,2}/ {1,2}| with | using | mit | and | und )["'“]? » ${noVersion}${secret}${end}
  log-in, password » ${credentialMarks} » ${credentials}\b${being}:?\s{1,3}${name}[:/] » ${noVersion}[^\s/:,;"'«»(){}\ufdd1]{5,64}${end}
  log-in, no-role » ${toldMarks} » (?:${signingIn}|${credentials}|${told})${being}:?\s{1,3}["'\x60(«“]?${knownAccount}["'\x60]?(?: / |(?<!\b(?:is|are|as|it['’]?s|entered?|tried)\s[^\n]{0,30})[/:])["'\x60]? » (?<!\bHTTP/)[^\s/:,;"'\x60«»()\ufdd1]{4,64}${end}
  said, password » <wifi|<wi-fi|<wlan|<wpa|<vpn|<hotspot » \b(?:wi-?fi|wlan|wpa2?|vpn|hotspot)[ -](?:key|pass\w{0,8}|schlüssel|code|pw|psk)\b[^\n.;]{0,40}?(?:\bis|\bist|:|=)\s{1,3}["'“]? » [^\s"'”,;\ufdd1]{6,64}
  said/g » <pin|passkey|passcode|${doors.replaceAll(' ?', '')}|lock box|key box » ${pin}${ofWhat}${pinIs} » (?:\d{4,12}[#*]?|\d{2,4}(?:-\d{2,4}){1,3})(?![\w:/-]|\.\w)
  codes » code|otp|コード|验证码|驗證碼|подтверждения|kod weryfikacyjny|código|codice » ${code}${codeIs} » ${isCode}
  codes » <scratch|<backup|<recovery|<emergency|<one-time|<verification » ${announcesCodes}[^\n]{0,60}\n » (?:[ \t]*(?:[-*] |\d{1,2}[.)] )?(?=[\w-]*\d)[\w-]{6,24}[ \t]*(?:\r?\n|$)){1,20}
  prompt/gim, no-answer » passw|passphrase|passcode|pass phrase|pass word|pass code » ^[ \t]*${asks}${asked}\s?:[ \t]{1,3} » [^\s"'\ufdd1]{4,128}(?=[ \t]*\r?$)
  prompt/gm » enter a value: » ^var\.\w{0,60}(?:pass|pwd|pw|secret|token|key)\w{0,20}[ \t]*\r?\n(?:[^\n]{0,200}\n){0,6}?[ \t]*Enter a value:[ \t]{1,3} » [^\s\ufdd1]{3,}
  password-below/gim » password » \bpassword[^\n:]{0,60}:[ \t]*\r?\n\s{0,20} » (?:[0-9a-f]{32}|[A-Za-z0-9]{12,40})(?=\s*$)
  said, not-said » <wifi>|<wi-fi>|<wlan|<ssid>|<hotspot>|<wireless>|<guest net » ${network}(?:${keyOfNetwork})["'“]? » ${networkKey}
  said/giu, no-name » ·/· » (?:${aPlace})[ ,]{1,2}${aUser} / ["'\x60]? » (?:(?=[^\s\d]{0,32}\p{L}\d{1,8}\p{L})|(?<=\x60))[^\s"'\x60,;()\ufdd1]{6,64}?(?=["'\x60]?\)?[,.;]?(?:\s|$))
  said, password » passw|passphrase|passcode|psk·|key·|secret·|token· » \b(?:password|passphrase|passcode|psk|pre-shared key|secret|token|key) (?:value )?(?:was |is )?(?:read|loaded|taken|fetched|imported) from [^\r\n]{1,160}?: ["']? » [^\s"':\ufdd1]{6,128}(?=["']?[ \t]*(?:\r?\n|$))
  announced, password » token|secret|key>|code> » \b(?:your|the) (?:new )?(?:[\w-]{1,20} ){0,2}(?:token|key|secret|code)(?: is)?:[ \t]*\r?\n(?:[ \t]*\r?\n)?[ \t]{1,8}["'\x60]? » [\w.~+/=-]{10,256}(?=["'\x60]?[ \t]*(?:\r?\n|$))
  announced, key » token|passw|secret|key>|code> » ${announces}[^\n]{0,80}\r?\n(?:[ \t]*\r?\n)?[ \t]{0,8}["'\x60]? » [\w+/=.!#$%^&*@~-]{12,256}(?=["'\x60]?[ \t]*(?:\r?\n|$))
  codes/g » <2fa·|<mfa·|<otp·|<totp·|<authenticator· » \b(?:2FA|MFA|OTP|TOTP|[Aa]uthenticator|2fa|mfa|otp|totp)(?: (?:app|code|token))? (?:says|shows|reads|gives|displays|zeigt|sagt)\s{1,3}["'“]? » \d{3}[ -]?\d{3,5}(?![\w.:/-])
`);
