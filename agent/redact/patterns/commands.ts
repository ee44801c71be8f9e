import { fitting, marksOf, ofExe, type SecretPattern, value, whole } from './pattern.ts';

const noFlag = '(?![/-])';
/** Other arguments between the program and its secret, on the same line. */
const between = String.raw`[^\r\n]{0,300}?`;

/** A pattern for the value after an argument of a program. */
function ofProgram(id: string, names: string, before: string, hidden = value, flags = 'gi'): SecretPattern {
  // A command ends at its line end.
  const line = String.raw`\b(?:${names})${ofExe}\s${before}`.replaceAll(String.raw`\s{`, String.raw`[ \t]{`);
  return { id, pattern: new RegExp(`(?<keep>${line})${hidden}`, flags), needs: marksOf(names).split('|') };
}

const ofSnmp =
  'snmpwalk|snmpget|snmpgetnext|snmpset|snmptrap|snmpinform|snmpbulkwalk|snmpbulkget|snmptable|snmpdf|snmpstatus|snmpusm|snmpvacm';
const userFlags = ' -u| --user| /u';
/**
 * A password after a user name: not a port, a path, a flag or a port mapping; and not only small letters, as folder
 * names are.
 */
const ofUser = String.raw`["']?(?![-/\\.]|[A-Za-z]:\\|[\d.:]{1,30}(?:/(?:tcp|udp))?(?:\s|$))(?=[^\s"']{0,64}[\dA-Z!#$%&*+?@^~])[^\s"'\ufdd1]{4,}`;
const passwordFlag = String.raw`(?:-[pPw]|-pw|-pas{1,2}|/[pP](?:ass(?:word)?|wd)?)(?:[:=]|[ \t]{1,5})`;
const withUser = new RegExp(
  String.raw`(?<keep>(?<=\s)(?:-[uU]|--?user(?:name)?|/[uU](?:ser(?:name)?)?)(?:[:=]|\s{1,5})["']?[^\s"'-][^\s"']{0,99}["']?\s(?:[^\r\n]{0,200}?\s)?${passwordFlag})${ofUser}`,
  'g',
);
const beforeUser = new RegExp(
  String.raw`(?<keep>\s${passwordFlag})${ofUser}(?=\s(?:[^\r\n]{0,200}?\s)?(?:-[uU]|--?user(?:name)?|/[uU](?:ser(?:name)?)?)[:=\s])`,
  'g',
);

/** Commands whose secret has no telling name before it. */
export const commands: readonly SecretPattern[] = [
  whole(
    'user-password',
    /(?<keep>\s(?:-u|--user|--proxy-user|--creds)[ =]["']?(?![<{%$])(?:[\w.-]{1,64}\\{1,2})?[^\s:"'\\/]{1,100}:)(?![%$<{]|\*+(?:[\s"']|$))(?:'(?:[^'\n\ufdd1]|'\\'')+|[^\s"'\ufdd1]+)/g,
    ' -u | -u=| --user| --proxy-user| --creds',
  ),
  whole(
    'user-password',
    /(?<keep>\bPluginInput"?\s{0,3}[:=]\s{0,3}"?[\w.-]{1,64}:[\w.$-]{1,64}:)[^\s"',}\ufdd1]+/gi,
    'plugininput',
  ),
  ofProgram('net-user', 'net|net1', String.raw`{1,5}user\s{1,5}(?:"[^"\n]{1,64}"|[^\s/"]{1,64})\s{1,5}(?![/*<&|>[])`),
  ofProgram(
    'net-use',
    'net|net1',
    String.raw`{1,5}use\s[^\r\n]{0,200}?\s?/u(?:ser)?:(?:"[^"\n]{1,100}"|[^\s"'@]{1,200})[ \t]{1,5}(?![/<&|>])`,
  ),
  ofProgram('net-use', 'net|net1', String.raw`{1,5}use\s{1,5}(?:[a-z*]:?\s{1,5})?\\\\[^\s]{1,200}\s{1,5}(?![/<&|>])`),
  whole(
    'net-use',
    /(?<keep>(?<=\s|^)\/user:[^\s"'@\ufdd1]{1,200}[ \t]{1,5})(?!cmd|powershell|[A-Za-z]:\\|\*+(?:\s|$))[^\s/"'<&|>\ufdd1-][^\s"'<\ufdd1]*/gi,
    '/user:',
  ),
  whole('net-use', /(?<keep>>use\s[^<\r\n]{0,200}?\/user:[^\s"'@<]{1,200}[ \t]{1,5})[^\s/"'<&|>]+/gi, '>use '),
  ofProgram('cmdkey', 'cmdkey', `${between}/p(?:ass)?:`),
  ofProgram(
    'service-password',
    'nssm',
    String.raw`{1,5}set\s{1,5}(?:"[^"\n]{1,100}"|\S{1,100})\s{1,5}ObjectName\s{1,5}(?:"[^"\n]{1,100}"|[^\s"']{1,100})\s{1,5}`,
  ),
  ofProgram('task-password', 'schtasks', String.raw`${between}\s/r?p\s{1,5}${noFlag}`),
  ofProgram(
    'command-password',
    'psexec|psexec64|paexec|winrs|mstsc|remcom',
    String.raw`${between}\s?[/-]p(?:assword)?[: \t][ \t]{0,5}${noFlag}`,
  ),
  ofProgram(
    'command-password',
    'certutil|signtool|openssl|makecert|pvk2pfx|az|docker|nerdctl|podman|helm|choco|oc|crane|skopeo|buildah|sqlcmd|bcp|isql|osql|mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport|redis-cli|ldapsearch|kinit|cqlsh|cypher-shell|beeline|nodetool|jfrog|rabbitmqadmin|evil-winrm',
    String.raw`(?:${between}\s)?[/-]p[ \t=][ \t]{0,5}(?![/-]|\d+\b)`,
  ),
  whole(
    'command-password',
    /(?<keep>\b(?:sqlcmd|bcp|isql|osql)(?:\.exe)?["']?\s(?:[^\r\n]{0,300}?\s)?-P[ \t]{0,5}["']?)(?!\s)[^\s"'\ufdd1]+/g,
    marksOf('sqlcmd|bcp|isql|osql'),
  ),
  whole(
    'command-password',
    /(?<keep>\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)(?:\.exe)?["']?\s(?:[^\r\n]{0,300}?\s)?-p["']?)(?![\s*<$%])[^\s"'\ufdd1]+/g,
    marksOf('mysql|mysqldump|mysqladmin|mariadb|sshpass'),
  ),
  whole(
    'command-password',
    /(?<keep>\bsshpass(?:\.exe)?\s(?:[^\r\n]{0,300}?\s)?-p[ \t]{1,3}["']?)(?![-/])[^\s"'\ufdd1]+/g,
    marksOf('sshpass'),
  ),
  whole(
    'command-password',
    /(?<keep>\bredis-cli(?:\.exe)?\s(?:[^\r\n]{0,300}?\s)?-a[ \t]{1,5}["']?)[^\s"'\ufdd1]+/g,
    marksOf('redis-cli'),
  ),
  whole(
    'command-password',
    /(?<keep>\bldap\w{1,12}(?:\.exe)?["']?\s(?:[^\r\n]{0,300}?\s)?-w(?:[ \t]{1,5}["']?|["']))[^\s"'\ufdd1]+/g,
    '<ldap',
  ),
  ofProgram('command-password', 'ldifde|csvde', String.raw`${between}-b\s{1,5}\S{1,64}\s{1,5}\S{1,64}\s{1,5}`),
  ofProgram('command-password', '7z|7za|7zr|rar|unrar', String.raw`(?:${between}\s)?-p(?=\S)`),
  ofProgram(
    'command-password',
    'sqlplus|sqlldr|expdp|impdp|rman',
    String.raw`${between}[\w$#]{1,40}/`,
    String.raw`(?!nolog)[^\s@"'/\ufdd1]+`,
  ),
  whole('command-password', /(?<keep>\.logon\s{1,5}[^\s,]{1,100},)[^\s;"'\ufdd1]+/gi, '.logon '),
  whole(
    'command-password',
    /(?<keep>\buser\s{1,5}[\w.@\\-]{1,64}\s{1,5}using\s{1,5}["']?)[^\s"';\ufdd1]{4,}/gi,
    '<using ',
  ),
  whole(
    'command-password',
    /(?<keep>\bidentified\s{1,5}(?:with\s{1,5}[\w'"]{1,64}\s{1,5})?by\s{1,5}["']?)(?:(?<=["'])|(?<=(?:create|alter)\s[^;\n]{1,120})|(?=\S*[\d!#$%&*+?@^]))[^\s"';`<\ufdd1]{3,}/gi,
    '<identified ',
  ),
  // A stored secret of a network device, after the number of its encoding.
  whole(
    'device-password',
    /(?<keep>\b(?:password|secret|key|key-string)\s{1,3}[05-9]\s{1,3})(?=\S*\d)[^\s"'\ufdd1]{6,}/gi,
    'password |secret |key |key-string ',
  ),
  whole(
    'command-password',
    /(?<keep>\b(?:with|encrypted|set)\s{1,3}password(?:\s{1,3}for\s{1,3}\S{1,100})?\s{0,3}=?\s{0,3}N?')[^'\n\ufdd1]+/gi,
    'password',
  ),
  whole(
    'command-password',
    /(?<keep>\b(?:SecureString|secrets? (?:set|create|add|update|put))\b[^\r\n]{0,120}?\s--(?:value|body)[= ]["']?)(?![$<{])[^\s"'\ufdd1]{4,}/g,
    'SecureString|secret |secrets ',
  ),
  // A list of accounts with their passwords.
  whole(
    'user-password',
    /(?<keep>^\[?[\w.-]{3,100}\]?(?::\d{2,5})?[ \t]{1,8}[\w.+-]{1,64}@[\w.-]{1,100}:)[^\s\ufdd1]{4,}$/gm,
    '@',
  ),
  whole(
    'user-password',
    /(?<keep>^[ \t]*(?:user|username|login|account)[ \t]{1,5}\S{1,100}\r?\n[ \t]*(?:password|passwd|pass)[ \t]{1,5}["']?)[^\s"'\ufdd1]{4,}(?=["']?[ \t]*$)/gim,
    'pass |password |passwd ',
  ),
  whole(
    'user-password',
    /(?<keep>\bchpasswd\b[^\n]{0,80}\n(?:[^\n]{0,80}\n){0,3}?[ \t]*(?:- )?[\w.-]{1,32}:)[^\s"'\ufdd1]{4,}/g,
    'chpasswd',
  ),
  whole(
    'user-password',
    /(?<keep>\becho\s{1,5}(?:-n\s{1,5})?["']?[\w.-]{1,32}:)[^\s"'$|\ufdd1]{4,}(?=["']?\s{0,5}\|[^\n]{0,80}chpasswd)/g,
    'chpasswd',
  ),
  // For any program: where a flag gives a user, another flag may give the password.
  whole('user-password', withUser, userFlags),
  whole('user-password', beforeUser, userFlags),
  whole(
    'user-password',
    /(?<keep>\s(?:-[uU]|--user)[ =]\s{0,5}["']?[\w.@\\/-]{1,64}[%,])[^\s"'\ufdd1,]{4,}/g,
    userFlags,
  ),
  whole('user-password', /(?<keep>\b\d{1,3}(?:\.\d{1,3}){3}:\d{2,5}:[A-Za-z][\w.@-]{0,63}:)[^\s"'\ufdd1]{4,}/g, 'word'),
  // Source: support.dcmtk.org, storescu, user identity negotiation
  whole(
    'user-password',
    /(?<keep>\s(?:\+U|--user)\s{1,3}[^\s"']{1,64}\s(?:[^\r\n]{0,100}?\s)?\+P\s{1,3}["']?)(?![-+])[^\s"'\ufdd1]{3,64}/g,
    ' +P ',
  ),
  ofProgram('command-password', 'netdom', `${between}/p(?:asswordd|assword|d|o):`),
  ofProgram(
    'command-password',
    'ktpass|djoin|lsruna|lsrunas|lsrunae|lsrunase|wmic|msdeploy',
    String.raw`${between}/pass(?:word)?[:\s]\s{0,5}`,
  ),
  ofProgram(
    'command-password',
    'rasdial',
    String.raw`{1,5}(?:"[^"\n]{1,100}"|\S{1,100})\s{1,5}(?:"[^"\n]{1,100}"|[^\s/]\S{0,100})\s{1,5}${noFlag}`,
  ),
  ofProgram(
    'command-password',
    'autologon|autologon64',
    String.raw`{1,5}[^\s/]{1,100}\s{1,5}[^\s/]{1,100}\s{1,5}${noFlag}`,
  ),
  ofProgram(
    'command-password',
    'bitsadmin',
    String.raw`{1,5}/setcredentials\s{1,5}(?:"[^"\n]{1,100}"|\S{1,100})\s{1,5}\S{1,20}\s{1,5}\S{1,20}\s{1,5}\S{1,100}\s{1,5}`,
  ),
  whole('command-password', /(?<keep>\bpass(?:in|out)\s{1,5}pass:)[^\s"'\ufdd1]+/gi, '<passin |<passout '),
  whole('command-password', /(?<keep>-from-literal[= ]["']?[\w.-]{1,100}=)[^\s"'\ufdd1]+/gi, '-from-literal'),
  whole(
    'command-password',
    /(?<keep>\bmachine\s{1,5}\S{1,200}\s{1,5}login\s{1,5}\S{1,100}\s{1,5}password\s{1,5})\S+/gi,
    '<machine ',
  ),
  whole(
    'command-password',
    /(?<keep>^[ \t]*user[ \t]{1,5}[^\s"':=]{1,64}[ \t]{1,5})(?=\S*[\dA-Z])[^\s"':={}]{6,64}(?=[ \t]*\r?\n[ \t]*(?:put|get|cd|mput|mget|binary|bye|quit)\b)/gim,
    '<user ',
  ),
  whole('command-password', /(?<keep>(["'])-p\2\s{0,3},\s{0,3}\2)(?=[^"'\n]*[A-Za-z])[^"'\n]{6,}/g, `"-p"|'-p'`),
  ofProgram('command-password', ofSnmp, String.raw`(?:${between}\s)?-A\s{1,5}`, value, 'g'),
  ofProgram('command-password', ofSnmp, String.raw`(?:${between}\s)?-X\s{1,5}`, value, 'g'),
  // The password of a certificate comes after its file.
  whole(
    'command-password',
    /(?<keep>\s(?:--(?:proxy-)?cert|-E)[ =]["']?(?:[A-Za-z]:)?[^\s:"'[\]]{1,200}:)[^\s"'\ufdd1\\/]{4,}/g,
    ' --cert| --proxy-cert| -E | -E=',
  ),
  ofProgram('command-password', 'ssh-keygen', String.raw`(?:${between}\s)?-[NP]\s{1,5}${noFlag}`, value, 'g'),
  // Keys of network devices.
  fitting(
    whole(
      'device-password',
      /(?<keep>\b(?:(?:ip|ipv6|standby|vrrp|neighbor)\s[^\n]{0,60}?(?:authentication|password)(?:-key)?(?: (?:simple|md5|\d))?|plaintext|shared-secret|set \w{0,20}(?:secret|psk|pwd|passphrase))\s{1,3}["']?)[^\s"'\ufdd1]{6,}/gi,
      'password|authentication|plaintext |shared-secret |neighbor |secret |psk |pwd |passphrase ',
    ),
    'password',
  ),
  // Source: cisco.com, Cisco IOS Security Command Reference, IP Application Services Command Reference
  fitting(
    whole(
      'device-password',
      /(?<keep>\b(?:(?:ikev[12]|authentication) pre-shared-key|pre-shared-key (?:ascii-text|hexadecimal|local|remote)|isakmp key|authentication (?:text|md5 key-string)|message-digest-key \d{1,3} md5|authentication-key \d{1,5} (?:md5|sha\d{0,3})|authentication-key|key-string|neighbor [\d.a-f:]{3,39} password|wpa-psk ascii)\s{1,3}(?:\d\s{1,3})?["']?)[^\s"'\ufdd1]{4,}/gi,
      'pre-shared-key |isakmp key|key-string |authentication text|message-digest-key |authentication-key |neighbor |wpa-psk ',
    ),
    'not-said',
  ),
  whole(
    'device-password',
    /(?<keep>\bcommunity\s{1,3}["']?)[^\s"'\ufdd1]{4,}(?=["']?\s{1,3}(?:RO|RW|view)\b)/gi,
    'community ',
  ),
  whole(
    'device-password',
    /(?<keep>\b(?:radius|tacacs|server-private)[\w-]{0,20}\s[^\r\n]{0,100}?\bkey\s{1,3}(?:\d\s{1,3})?)(?=[^\s]{0,64}\d)[^\s"'\ufdd1]{6,}/gi,
    'radius|tacacs|server-private',
  ),
  // User name and password as positional arguments.
  whole(
    'command-password',
    /(?<keep>\b(?:add_user|change_password|authenticate_user|set_password)\s{1,5}["']?[^\s"']{1,64}["']?\s{1,5}["']?)[^\s"'\ufdd1-][^\s"'\ufdd1]{3,}/g,
    'add_user |change_password |authenticate_user |set_password ',
  ),
  whole(
    'command-password',
    /(?<keep>\b[a-z_]{0,20}passwd(?:\.exe)?(?:\s{1,5}-[A-Za-z]{1,4}){1,4}\s{1,5}\S{1,200}\s{1,5}[^\s-]\S{0,63}\s{1,5})[^\s"'\ufdd1-][^\s"'\ufdd1]{3,}/g,
    'passwd |passwd.exe ',
  ),
  whole(
    'command-password',
    /(?<keep>\b(?:set|add|login|connect|register)\s{1,5}(?:[\w.-]{1,64}\s{1,5})?https?:\/\/[^\s"']{1,200}\s{1,5}[\w.@][\w.@-]{0,63}\s{1,5})(?=[^\s"']{0,64}\d)(?=[^\s"']{0,64}[A-Za-z])[^\s"'\ufdd1]{8,}/g,
    'set |add |login |connect |register ',
  ),
  whole(
    'command-password',
    /(?<keep>\b(?:setapikey|vault\s{1,5}login|op\s{1,5}signin)\s{1,5})(?![-/])(?=[^\s"']{0,64}\d)[^\s"'=\ufdd1]{8,}/gi,
    'setapikey |vault |<op ',
  ),
  fitting(
    whole(
      'command-password',
      /(?<keep>(?:^|[>$#;&|`]\s{0,2})[\w.-]{2,30}\s(?:[\w:-]{1,20}\s)?(?:auth|login|signin|authtoken)\s{1,3}["']?|\bcodecov\S{0,12}\s(?:[^\r\n]{0,200}?\s)?-t\s{1,3}["']?)[\w-]{20,}(?=["'`]?(?:\s-|[ \t]*(?:[;&|\r\n]|$)))/gm,
      'auth |login |signin |authtoken |codecov',
    ),
    'key',
  ),
  // In a database console or script.
  whole(
    'command-password',
    /(?<keep>\b(?:SETUSER|user\s{1,3}\S{1,64}\s{1,3}on)\s(?:[^\r\n]{0,200}?\s)?>)[^\s"'\ufdd1]{4,}/gi,
    'setuser |<user ',
  ),
];
