import { raw } from '../regexp.ts';
import { patternsIn, type SecretPattern, value } from './pattern.ts';

/** Programs whose standard input is a password and nothing else. Sources: their manuals */
const ofStores =
  'keepassxc-cli|cryptsetup|veracrypt|gocryptfs|restic|borg|kinit|chpasswd|passwd|smbpasswd|htpasswd|vncpasswd|saslpasswd2?|ssh-add';
const ofVaults =
  'rabbitmqctl add_user|rabbitmqctl change_password|bw unlock|op signin|vault login|vault operator unseal';
const logins =
  '(?:docker|podman|nerdctl|buildah|skopeo|oras|p4|az acr|crane auth|helm registry|gh auth|glab auth|argocd) login';
const secretsOf =
  '(?:docker|podman) secret create|gh secret set|wrangler secret put|pulumi config set|secret-tool store';
const unlocks = `${ofStores}|${ofVaults}|${logins}|${secretsOf}`;
/** Programs that ask for a password, or read a secret among other things. */
const asks = `${unlocks}|runas|su|gpg|gpg2|openssl|ansible-vault|net use|net user|iscsicli|gcloud secrets|kubectl create secret|vault kv put|vault write|kubeseal|age|rage`;

const ofSecret = raw`-{1,2}[\w-]{0,20}(?:pass|pwd|pw|secret|token|key|cred|pin)[\w-]{0,12}?`;
const fromInput = raw`(?:-?stdin\b|[ =](?:-(?=\s)|0(?=\s)|stdin\b|fd:0\b|/(?:dev/(?:stdin|fd/0)|proc/self/fd/0)\b))`;
const fieldFromInput = raw`\w{0,20}(?:pass|pwd|secret|token|key)\w{0,8}=@?(?:-(?=\s)|/dev/stdin\b)`;
/** A flag or a field that says that a secret is read from there: `--password-stdin`, `--passphrase-fd 0`, `pass=-`. */
const reads = raw`[\s=](?:${ofSecret}${fromInput}|--with-token\b|${fieldFromInput})`;
const sudo = raw`\bsudo\s(?:[^\r\n]{0,40}\s)?-\w{0,3}S\b`;
const readers = (programs: string) => raw`(?:\b(?:${programs})(?:\.exe|\.cmd)?\b|${reads}|${sudo})`;

const echo = raw`\b(?:echo|printf|Write-Output|Write-Host)[.\s]\s{0,4}(?:-n?e?\s{1,5})?(?:["']?%s(?:\\n)?["']?\s{1,3})?`;
const echoes = 'echo |echo.|printf |printf.|write-output |write-output.|write-host |write-host.';
const pipe = raw`\s{0,5}\|\s{0,5}(?:&\s{0,3})?`;
/** A program behind the pipe, also by its path, or with a flag for a password. */
const behind = (programs: string) =>
  raw`(?:(?:\S{0,60}[\\/])?(?:${programs})(?:\.exe|\.cmd)?\b|${sudo}|[^\r\n]{0,200}?(?:\s-{1,2}[\w-]{0,20}(?:passw|pass-|pwd|passphrase)|${reads}))`;
const noVariable = raw`(?![\s$%|<\ufdd1])`;

const secureString = raw`\bConvertTo-SecureString(?:[ \t]{1,5}-(?:AsPlainText|Force))*(?:[ \t]{1,5}-String[: \t][ \t]{0,4})?[ \t]{0,5}(?:-(?:AsPlainText|Force)[ \t]{1,5}){0,2}`;
/** In quotes, with a digit or a sign, or before a switch that says that it is plain text. */
const plainText = raw`(?![-$|)[.(]|\x60(?!\w))(?=["'\\]|\S*[\d!#$%&*+?@^]|\S{4,128}\s{1,5}-(?:AsPlainText|Force)\b)`;
const usesVariable = [
  raw`[^\r\n]{0,200}ConvertTo-SecureString\s{1,5}\$`,
  raw`[^$]{0,400}(?:\$(?!\2\b)[^$]{0,200}){0,4}\s-\w{0,20}(?:password|passphrase|token|secret|apikey)[\s:]{1,3}\$\2\b`,
  raw`[^$]{0,400}\s-Headers?\s[^\r\n]{0,60}(?:auth|token|key)["']?\s{0,3}=\s{0,3}\$\2\b`,
  raw`[^$]{0,400}\bnet\s+use\s(?:[^\r\n]{0,200}?\s)?\$\2\b`,
].join('|');

/** Characters for a method that takes a password, in Java. */
const takers = raw`\b(?:load|store|init|getKey|setKeyEntry|unlock|login)|KeyMaterial|TrustMaterial|KeySpec|Protection|Authentication|Credentials?`;
const takesCharacters = raw`(?<=(?:${takers}|(?:pass(?:word|phrase)?|pwd|secret|pin)\w{0,20})\s{0,3}(?:\(|=|:)[^;]{0,300})`;
const isAppended = raw`(?=[^"'\n]{3,128}["']\.\w{11}\(\)[^\n]{0,80}AppendChar)`;
/** Behind a value, the name that it is set for, in Swift. */
const forSecret = raw`",?\s{1,3}for(?:HTTPHeaderField|Key):\s?@?"[\w.-]{0,40}(?:passw|passphrase|token|key|secret|auth|credential)(?!\w*(?:label|title|hint))\w{0,20}"`;

/**
 * What a program reads from its standard input, and what PowerShell takes for a secret. Of rows, in their order:
 * - command-password: Several words in quotes may be what is encrypted, too.
 * - powershell: What PowerShell logs of its own. Source: learn.microsoft.com/powershell, about_Logging_Windows, module
 *   logging
 */
export const input: readonly SecretPattern[] = patternsIn(raw`
  command-password » ${echoes} » ${echo}["']? » ${noVariable}[^\s"'|\ufdd1]{3,512}(?=["']?${pipe}${behind(asks)})
  command-password » ${echoes} » ${echo}(["']) » ${noVariable}[^"'|\r\n\ufdd1]{3,512}(?=\2${pipe}${behind(unlocks)})
  command-password/g » <<< » ${readers(asks)}[^\r\n]{0,200}?\s{0,2}<<<\s? » ${value}
  powershell » convertto-securestring » ${secureString} » ${plainText}${value}
  powershell » convertto-securestring » (["']) » [^"'\n\ufdd1]{1,200}(?=\2\s{0,5}\|\s{0,5}ConvertTo-SecureString)
  powershell » convertto-securestring|password>|passphrase>|token>|secret>|apikey>|net use·|-header » \$(\w{1,40})\s{0,5}=\s{0,5}(["']) » [^"'\n\ufdd1]{1,200}(?=\3(?:${usesVariable}))
  powershell » pscredential|networkcredential|x509certificate » \b(?:PSCredential|NetworkCredential|X509Certificate2?)\b(?:\]::new)?\W{1,10}(?:[^\s,"'()]{1,100}["']?|\$\w{1,40})\s{0,5},\s{0,5}\(?\\{0,15}["'] » [^"'\\\ufdd1]+
  powershell/g » -key·|-securekey· » -(?:Key|SecureKey)\s{1,5}\(? » \d{1,3}(?:\s{0,2},\s{0,2}\d{1,3}){15,}
  powershell » parameterbinding( » \bParameterBinding\(ConvertTo-SecureString\): name="String"; value=" » [^"\n\ufdd1]{1,200}
  argument » .tochararray » ["'] » (?=[^"'\n\ufdd1]{3,128}["']\.toCharArray\(\))(?:${isAppended}|${takesCharacters})[^"'\n\ufdd1]{3,128}(?=["']\.)
  argument » forhttpheaderfield:|forkey: » \b(?:set|add)\w{0,20}(?:\(|:)\s?@?" » (?!\\\()(?:(?=[^"\n]{3,512}",?\s{1,3}for\w{3,15}:\s?@?"[\w.-]{0,40}pass)|(?=[^\s"]*\d))[^"\\\n\ufdd1]{3,512}(?=${forSecret})
  powershell » parameterbinding( » \bParameterBinding\([\w-]{1,60}\): name="\w{1,40}"; value="\w{0,60}(?:password|pwd|secret|token|key)"\r?\n[^\n]{0,80}name="Value"; value=" » [^"\n\ufdd1]{3,200}
  command-password/g » << » ${readers(unlocks)}[^\r\n]{0,200}?(?<!<)<<(?!<)-?\s?["']?\w{1,20}["']?[^\r\n]{0,40}\r?\n » [^\r\n$\ufdd1]{3,512}(?=\r?\n)
  command-password » command|cmd|helper » (?:pass\w{0,10}|token|secret)[\w-]{0,10}[-_]?(?:command|cmd|helper)["']?[ =:]{1,3}["']{0,2}[^"'\r\n]{0,60}?\becho\s{1,3} » (?![$%])[^\s"'|\ufdd1]{4,}
`);
