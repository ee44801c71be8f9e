import { raw } from '../span.ts';
import { character, patternsIn, place, type SecretPattern, tableRows, whole } from './pattern.ts';

const noValue = raw`(?![-/&|>[<\ufdd1]|\$[\w({]|%[A-Za-z_]\w*%|\*+(?:\s|$))`;
const quoted = raw`""[^"\n]+|"(?:[^"\\\n]|\\.|"")+|'(?:[^'\n]|'')+|\\"[^"\n]+?(?=\\")`;
const bare = raw`[^\s"'\\<>\ufdd0\ufdd1](?:[^\s"'\\<>\ufdd0\ufdd1]|\\(?!["'nrt]))*`;
/** A value on a command line: in quotes, or up to the next space; no flag, variable or placeholder. */
const value = `${noValue}(?:${quoted}|${bare})`;

/** Behind the name of a program, before a space. */
const ofExe = raw`(?:\.exe|\.cmd)?["']?`;
const program = (names: string): string => raw`\b(?:${names})${ofExe}[ \t]{1,5}`;
/** What a text has where one of these programs is called. */
const marksOf = (names: string): string => names.replaceAll(/[^|]+/g, `<$& |<$&.exe|<$&.cmd|<$&"|<$&'`);

const ofHost =
  'psexec|psexec64|paexec|winrs|mstsc|remcom|agent-auth|smc|xfreerdp|wfreerdp|rdesktop|smbmap|racadm|veracrypt|truecrypt';
const ofKeys = 'certutil|signtool|openssl|makecert|pvk2pfx|az|docker|nerdctl|podman|helm|choco|oc|crane|skopeo|buildah';
const ofData =
  'sqlcmd|bcp|isql|osql|mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport|redis-cli|cqlsh|jfrog';
const ofSigningIn =
  'ldapsearch|kinit|cypher-shell|beeline|nodetool|rabbitmqadmin|evil-winrm|wevtutil|tasklist|taskkill';
const ofLdap = 'ldapsearch|ldapmodify|ldapadd|ldapdelete|ldapwhoami|ldappasswd|ldapcompare';
const ofSnmp = 'snmpwalk|snmpget|snmpgetnext|snmpset|snmptrap|snmpinform|snmpbulkwalk|snmpbulkget|snmptable|snmpusm';
const ofLetters = 'sqlcmd|bcp|isql|osql|zip|unzip|rar|p4|mosquitto_pub|mosquitto_sub|ipmitool';

/**
 * Programs, and where among their arguments a secret stands. Sources: their manuals. `…` are other arguments, a space is
 * some blanks, ARG is one argument, VALUE the secret.
 */
const rows = raw`
  net|net1 » user ARG VALUE
  net|net1 » use (?:[a-z*]:? )?\\\\\S{1,200} VALUE
  bitsadmin » /setcredentials ARG \S{1,20} \S{1,20} ARG VALUE
  nssm » set ARG ObjectName ARG VALUE
  schtasks » …/r?p VALUE
  netdom » …/p(?:asswordd|assword|d|o):VALUE
  ldifde|csvde » …-b ARG ARG VALUE
  autologon|autologon64|isql|rasdial » (?:-\w ){0,3}ARG ARG VALUE
  ${ofHost} » …[/-]p(?:assword)?(?: |:)VALUE
  ${ofKeys}|${ofData}|${ofSigningIn} » …[/-]p(?: |=)(?!\d+\b)VALUE
  choco|nuget » …(?:set)?(?:apikey|push) …(?:-k|--?api-?key)[=:\s]{1,3}VALUE
  mkstore » …-(?:create|modify)Credential ARG ARG VALUE
  iscsicli » \w{0,16}(?:Target|TargetPortal|Connection) …\* (?![*\d])ARG VALUE
  iscsicli » Q?(?:Add|Login)Target(?:Portal)? ARG ARG VALUE
  add_user|change_password|authenticate_user|set_password » ARG VALUE
  ipmitool|nmcli|racadm » …\S{0,60}(?:password|psk)(?: \d{1,2})? (?!\d{1,2}(?:\s|$))VALUE
  curl » …(?:--(?:proxy-)?cert|-E)[ =](?:[a-z]:)?[^\s:"'[\]]{1,200}:VALUE
  microk8s|lxc » (?:join|cluster add) \S{1,100}:\d{2,5}/VALUE
  bw|rclone » (?:unlock|obscure|login ARG) VALUE
  vault » login (?=\S*\d)VALUE
  sqlplus|sqlldr|expdp|impdp|rman » …[\w$#]{1,40}/(?!nolog)(?=\S+@)VALUE
  htpasswd|mosquitto_passwd|smbpasswd » (?:-\w{1,4} ){1,4}ARG ARG VALUE
`;

/** The same, where a capital is another flag. */
const exactRows = raw`
  ${ofLetters} » …-P[ \t]{0,5}(?=\S*[A-Za-z])VALUE
  mysql|mysqldump|mysqladmin|mariadb|sshpass|7z|7za|7zr|rar|unrar|rdesktop » …-p(?=\S)VALUE
  sshpass » …-p VALUE
  ssh-keygen » …-[NP] VALUE
  redis-cli » …-a VALUE
  ${ofLdap} » …-w(?: |(?=["']))VALUE
  ${ofSnmp} » …-[Ac] VALUE
  ${ofSnmp} » …-X VALUE
  check_nt|eapol_test » …-s VALUE
  openssl » (?:enc|aes|des)\S{0,20} …-[kK] VALUE
  radtest » (?:-\w (?:(?:ms)?chap |pap )?){0,4}ARG VALUE
  radtest » (?:-\w (?:(?:ms)?chap |pap )?){0,4}ARG ARG ARG ARG VALUE
  mc » (?:alias set|config host add) ARG ARG ARG VALUE
`;

const written = (one: string) =>
  one
    .replaceAll(/(?<!\[) (?!\\t)/g, raw`[ \t]{1,5}`)
    .replaceAll('…', raw`(?:[^\r\n]{0,300}?[ \t])?`)
    .replaceAll('ARG', raw`(?:"[^"\n]{1,200}"|[^\s/"'-][^\s"']{0,199})`);
const patternsOf = (table: string, flags: string) =>
  tableRows(table).map(([programs = '', where = '']) => {
    const before = program(programs) + written(where.replace(/VALUE$/, ''));
    return whole('command-password', place(before, value, flags), marksOf(programs));
  });

const userFlag = raw`(?:[-+][uU]|--?user(?:name)?|/[uU](?:ser(?:name)?)?)`;
const passwordFlag = raw`(?:[-+][pPw]|-pw|-pas{1,2}|/[pP](?:ass(?:word)?|wd)?)(?:[:=]|[ \t]{1,5})`;
const someUser = raw`["']?[^\s"'-][^\s"']{0,99}["']?\s(?:[^\r\n]{0,200}?\s)?`;
/**
 * A password after a user name: not a port, a path, a flag or a port mapping; and not only small letters, as folder
 * names are.
 */
const besideUser = raw`["']?(?![-/\\.]|[A-Za-z]:\\|[\d.:]{1,30}(?:/(?:tcp|udp))?(?:\s|$))(?=[^\s"']{0,64}[\dA-Z!#$%&*+?@^~])${character}{4,}`;
const userFlags = ' -u| +u| --user| /u';

/** The same word before the flag of the user and that of the password: `/cun:user /cup:value`, `-du user -dp value`. */
const firstOfPair = raw`\s[-/]{1,2}([a-z][a-z-]{0,8}?)(?:un|u|user|username|usr|login|id)[:= ][ \t]{0,3}${someUser}`;
const secondOfPair = raw`[-/]{1,2}\2(?:(?<=[-/][a-z])p|(?<=[-/]c)up|pw|pwd|pass|passwd|password)[:= ][ \t]{0,3}["']?`;
const pairMarks = `cup:|cup=|cup |pw>|pwd|pass>|passw|${[...'abcdefghijklmnopqrstuvwxyz'].map((one) => `/${one}p|-${one}p`).join('|')}`;

/**
 * A user of SNMP has two: one behind the hash, one behind the cipher. Sources: net-snmp.org, snmpd.conf(5); cisco.com,
 * Cisco IOS SNMP Command Reference, snmp-server user
 */
const ofSnmpUser = raw`(?<=\b(?:createUser|snmp-server user|snmp(?:v3)? user)\s[^\r\n]{1,200})`;
const algorithm = raw`(?:sha|md5|3?des|aes)(?:-?\d{1,3})?(?:\s\d{3})?`;
const noAlgorithm = raw`(?!(?:sha|md5|3?des|aes|(?:no)?auth|priv)(?:-?\d{1,3})?(?:[\s:"']|$))`;

const ofRouter = [
  ...['(?:ikev[12]|authentication) pre-shared-key', 'pre-shared-key (?:ascii-text|hexadecimal|local|remote)'],
  ...['isakmp key', 'authentication (?:text|md5 key-string)', raw`message-digest-key \d{1,3} md5`, 'key-string'],
  ...[raw`authentication-key(?: \d{1,5} (?:md5|sha\d{0,3}))?`, raw`neighbor [\d.a-f:]{3,39} password`],
  'wpa-psk ascii',
].join('|');
const routerMarks =
  'pre-shared-key |isakmp key|key-string |authentication text|message-digest-key |authentication-key |neighbor |wpa-psk ';

/** The password is the last word. */
const ofLogins =
  'http-basic|basic-auth|auth|log-?in|log-?on|sign-?in|credentials?|register|enroll|(?:add|create|set|new|passwd)-?users?|users?[ -](?:add|create|set|new|passwd)';

const ofUser = raw`username\s{1,3}\S{1,64}\s{1,3}(?:privilege\s{1,3}\d{1,2}\s{1,3})?(?:role\s{1,3}\S{1,32}\s{1,3})?(?:secret|password)`;
const ofDevice = raw`enable\s{1,3}(?:secret|password)|${ofUser}|(?<=^\s{1,20})user\s{1,3}\S{1,64}\s{1,3}(?:insecure-)?password`;

/**
 * Commands whose secret has no telling name before it. Of rows, in their order:
 * - user-password: For any program: where a flag gives a user, another flag may give the password.
 * - user-password: In what is encoded for a header.
 * - command-password: In a database console or script.
 * - device-password: Of network devices; a stored secret has the number of its encoding before it. Source: cisco.com,
 *   Cisco IOS Security Command Reference, IP Application Services Command Reference
 */
export const commands: readonly SecretPattern[] = [
  ...patternsOf(rows, 'gi'),
  ...patternsOf(exactRows, 'g'),
  ...patternsIn(raw`
  user-password/g » ·-u·|·-u=|·--user|·--proxy-user|·--creds|·--auth|·-a· » \s(?:-[uU]|--user|--proxy-user|--creds|--auth|(?<=\bhttps?\s)-a)[ =]["']?(?![<{%$])(?:[\w.-]{1,64}\\{1,2})?[^\s:"'\\/]{1,100}: » (?![%$<{]|\d{1,5}(?:\s|$)|\*+(?:[\s"']|$))(?:'(?:[^'\n\ufdd1]|'\\'')+|${character}+)
  user-password » plugininput » \bPluginInput"?\s{0,3}[:=]\s{0,3}"?[\w.-]{1,64}:[\w.$-]{1,64}: » [^\s"',}\ufdd1]+
  net-use » /user: » (?<=\s|^)/user:[^\s"'@\ufdd1]{1,200}[ \t]{1,5} » (?!cmd|powershell|[A-Za-z]:\\|\*+(?:\s|$))[^\s/"'<&|>\ufdd1-][^\s"'<\ufdd1]*
  user-password/g » ${userFlags} » (?<=\s)${userFlag}(?:[:=]|\s{1,5})${someUser}${passwordFlag} » ${besideUser}
  user-password » ${pairMarks} » ${firstOfPair}${secondOfPair} » (?![-/])${character}{4,64}
  user-password/g » ${userFlags} » \s(?:-[uU]|--user)[ =]\s{0,5}["']?[\w.@\\/-]{1,64}[%,] » [^\s"'\ufdd1,]{4,}
  flag/gm, no-name » ·-u|·--user » \s(?:-[Uu]|--user(?:name)?[= ])[= ]?[ \t]{0,3}["']?[\w.@\\/-]{1,64}["']?\s(?:[^\r\n]{0,200}?\s)?-[pP] » (?=[^\s\d]{0,64}\d)[A-Za-z][^\s"'\ufdd1/\\:=,]{5,64}(?=\s|$)
  user-password/g » word » \b\d{1,3}(?:\.\d{1,3}){3}:\d{2,5}:[A-Za-z][\w.@-]{0,63}: » ${character}{4,}
  user-password/g » chpasswd » \bchpasswd\b[^"']{0,90}?[\s"'][\w.-]{1,32}: » [^\s"'\\\ufdd1]{4,}
  user-password/g » addauth· » \baddauth\s{1,3}\w{1,20}\s{1,3}[\w.@-]{1,64}: » [^\s"'<\ufdd1]{3,}
  user-password/g » stats· » \bstats\s{1,3}auth\s{1,3}[\w.-]{1,64}: » ${character}{3,64}
  user-password » conn·|connect· » \bconn(?:ect)?\s{1,3}(?:target\s{1,3})?"?[\w$#.]{1,40}"?/ » [^\s"'\ufdd1;@]{2,64}(?=@|\s{1,3}as\s)
  user-password/g, not-said » getbytes(|btoa(|b64encode(|base64_encode( » (?:GetBytes|btoa|b64encode|base64_encode)\((?:b)?["'\x60][\w.@\\-]{1,64}: » [^\s"'\x60$<{]{4,128}(?=["'\x60])
  command-password » hostednetwork·|keymaterial » \b(?:hostednetwork\s[^\r\n]{0,200}?\bkey|keyMaterial)=["']? » ${character}{8,}
  command-password/g » SecureString|secret·|secrets· » \b(?:SecureString|secrets? (?:set|create|add|update|put))\b[^\r\n]{0,120}?\s--(?:value|body)[= ]["']? » (?![$<{])${character}{4,}
  command-password/gm, key » auth·|login·|signin·|authtoken· » (?:^|[>$#;&|\x60]\s{0,2})[\w.-]{2,30}\s(?:[\w:-]{1,20}\s)?(?:auth|login|signin|authtoken)\s{1,3}["']? » [\w-]{20,}(?=["'\x60]?(?:\s-|[ \t]*(?:[;&|\r\n]|$)))
  command-password » .logon· » \.logon\s{1,5}[^\s,]{1,100}, » [^\s;"'\ufdd1]+
  command-password » <using· » \buser\s{1,5}[\w.@\\-]{1,64}\s{1,5}using\s{1,5}["']? » [^\s"';\ufdd1]{4,}
  command-password » <identified· » \bidentified\s{1,5}(?:with\s{1,5}[\w'"]{1,64}\s{1,5})?by\s{1,5}["']? » (?:(?<=["'])|(?<=(?:create|alter)\s[^;\n]{1,120})|(?=\S*[\d!#$%&*+?@^]))[^\s"';\x60<\ufdd1]{3,}
  command-password » password » \b(?:(?:options|create|alter|role|login|user)\b[^\n]{0,200}?\s|(?:with|encrypted|set)\s{1,3})password(?:\s{1,3}for\s{1,3}\S{1,100})?\s{0,3}=?\s{0,3}N?' » [^'\n\ufdd1]{3,}
  command-password » setuser·|<user· » \b(?:SETUSER|user\s{1,3}\S{1,64}\s{1,3}on)\s(?:[^\r\n]{0,200}?\s)?> » ${character}{4,}
  device-password » password·|secret·|key· » \b(?:password|secret|key)\s{1,3}[05-9]\s{1,3} » (?=\S*\d)${character}{6,}
  device-password, not-said » ${routerMarks} » \b(?:${ofRouter})\s{1,3}(?:\d\s{1,3})?["']? » ${character}{4,}
  device-password » <createuser·|snmp-server user|snmp user·|snmpv3 user· » \b${algorithm}\s{1,3}["']?${ofSnmpUser} » ${noAlgorithm}${character}{6,64}
  device-password » radius|tacacs|server-private » \b(?:radius|tacacs|server-private)[\w-]{0,20}\s[^\r\n]{0,100}?\bkey\s{1,3}(?:\d\s{1,3})? » (?=[^\s]{0,64}\d)${character}{6,}
  command-password/gim, made-up » http-basic|auth|login|log-in|logon|log-on|signin|sign-in|credential|register|enroll|user » \b(?:${ofLogins})(?:[.:=][\w.-]{1,100})?["']?[ \t]{1,5}(?:[^\s"']{1,200}[ \t]{1,5}){0,6}["']? » ${character}{8,40}(?=["']?[ \t]*\r?$)
  flag/g, made-up » ·-p·|·-t·|·-w·|·-a·|·-k·|·-x·|·-P·|·-W·|·-A·|·-K·|·-X· » \s-[pPtwWaAkKxX][ \t]{1,3}["']? » [^\s"'\ufdd1/\\]{8,64}(?=["']?(?:\s|$))
  flag/g, key » ·-t·|·-k· » \shttps?://[^\s"']{1,200}["']?\s(?:[^\r\n]{0,100}?\s)?-[tk]\s{1,3}["']? » [\w-]{20,128}(?=["']?(?:\s|$))
  device-password/gim, not-said » enable·|username·|<user· » ^[^\S\n]*(?:[\w.()-]{1,60}[#>]\s?)?(?:${ofDevice})\s{1,3}(?:level\s\d{1,2}\s)?(?:(?:\d|sha512|encrypted)\s{1,3})?["']? » (?!(?:encryption|reset|recovery|policy)\b)${character}{4,128}(?=["']?[ \t]*\r?$)
  device-password, password » password|authentication|plaintext·|shared-secret·|neighbor·|secret·|psk·|pwd·|passphrase· » \b(?:(?:ip|ipv6|standby|vrrp|neighbor)\s[^\n]{0,60}?(?:authentication|password)(?:-key)?(?: (?:simple|md5|\d))?|plaintext|shared-secret|set \w{0,20}(?:secret|psk|pwd|passphrase))\s{1,3}["']? » ${character}{6,}
  command-password » <machine· » \bmachine\s{1,5}\S{1,200}\s{1,5}login\s{1,5}\S{1,100}\s{1,5}password\s{1,5} » \S+
  command-password » requirepass|masterauth|auth-pass· » \b(?:requirepass|masterauth|auth-pass\s\S{1,64})["']?\s{1,3}["']? » (?!(?:is|was|in|and|or|to|option|not)\b)(?![-/$%<{])${character}{3,128}(?=["']?[ \t]*(?:\r?\n|$))
`),
];

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

const secureString = raw`\bConvertTo-SecureString(?:[ \t]{1,5}-(?:AsPlainText|Force))*(?:[ \t]{1,5}-String[: \t][ \t]{0,4})?[ \t]{0,5}`;
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
