import { type SecretPattern, value, whole } from './pattern.ts';

const noFlag = '(?![/-])';
/** After the name of a program on the same line, with what may stand in between. */
const between = String.raw`[^\r\n]{0,300}?`;
const program = (names: string, before: string, hidden = value): RegExp => {
  // A command ends with its line.
  const line = String.raw`\b(?:${names})(?:\.exe)?\s${before}`.replaceAll(String.raw`\s{`, String.raw`[ \t]{`);
  return new RegExp(`(?<keep>${line})${hidden}`, 'gi');
};

const programs =
  /\b(?:net1?|use|cmdkey|nssm|schtasks|psexec|paexec|winrs|mstsc|remcom|plink|pscp|psftp|putty|certutil|signtool|openssl|makecert|pvk2pfx|az|docker|nerdctl|podman|helm|choco|oc|crane|skopeo|buildah|sqlcmd|bcp|isql|osql|ldifde|csvde|7z\w?|rar|unrar|sqlplus|sqlldr|expdp|impdp|rman|mysql\w*|mariadb|mongo|mongosh|redis-cli|sshpass|ldap\w+|kinit|netdom|ktpass|djoin|lsrunas?e?|wmic|msdeploy|rasdial|autologon|bitsadmin|manage-bde|pass(?:in|out)|from-literal|machine|user)|"-p"/i;
const asUser = /\s(?:-[uU]|--?user(?:name)?|\/[uU])[:=\s]/;
/** Not a port, a path, another flag or a mapping of ports; it has more than small letters, as no name of a folder has. */
const ofUser = String.raw`["']?(?![-/\\.]|[A-Za-z]:\\|[\d.:]{1,30}(?:/(?:tcp|udp))?(?:\s|$))(?=[^\s"']{0,64}[\dA-Z!#$%&*+@^])[^\s"'\ufdd1]{4,}`;
const passwordFlag = String.raw`(?:-[pPw]|-pw|-pass|/[pP])(?:[:=]|\s{1,5})`;
const withUser = new RegExp(
  String.raw`(?<keep>(?<=\s)(?:-[uU]|--?user(?:name)?|/[uU])(?:[:=]|\s{1,5})["']?[^\s"'-][^\s"']{0,99}["']?\s(?:[^\r\n]{0,200}?\s)?${passwordFlag})${ofUser}`,
  'g',
);
const beforeUser = new RegExp(
  String.raw`(?<keep>\s${passwordFlag})${ofUser}(?=\s(?:[^\r\n]{0,200}?\s)?(?:-[uU]|--?user(?:name)?|/[uU])[:=\s])`,
  'g',
);

const ofCommand = (id: string, pattern: RegExp): SecretPattern => ({ id, pattern, needs: programs });

/** Command lines whose secret has no name of its own. */
export const commands: readonly SecretPattern[] = [
  whole(
    'user-password',
    /(?<keep>\s(?:-u|--user|--proxy-user|--creds)[ =]["']?[^\s:"'\\/]{1,100}:)[^\s"'\ufdd1]+/g,
    /(?:-u|--user|user|creds|PluginInput)\b/i,
  ),
  whole(
    'user-password',
    /(?<keep>\bPluginInput"?\s{0,3}[:=]\s{0,3}"?[\w.-]{1,64}:[\w.$-]{1,64}:)[^\s"',}\ufdd1]+/gi,
    /(?:-u|--user|user|creds|PluginInput)\b/i,
  ),
  ofCommand(
    'net-user',
    program('net1?', String.raw`{1,5}user\s{1,5}(?:"[^"\n]{1,64}"|[^\s/"]{1,64})\s{1,5}(?![/*<&|>[])`),
  ),
  ofCommand(
    'net-use',
    program(
      'net1?',
      String.raw`{1,5}use\s[^\r\n]{0,200}?\s?/u(?:ser)?:(?:"[^"\n]{1,100}"|[^\s"'@]{1,200})[ \t]{1,5}(?![/<&|>])`,
    ),
  ),
  ofCommand(
    'net-use',
    program('net1?', String.raw`{1,5}use\s{1,5}(?:[a-z*]:?\s{1,5})?\\\\[^\s]{1,200}\s{1,5}(?![/<&|>])`),
  ),
  ofCommand(
    'net-use',
    /(?<keep>(?<=\s)\/user:[^\s"'@\ufdd1]{1,200}[ \t]{1,5})(?!cmd|powershell|[A-Za-z]:\\)[^\s/"'<&|>\ufdd1-][^\s"'<\ufdd1]*/gi,
  ),
  ofCommand('net-use', /(?<keep>>use\s[^<\r\n]{0,200}?\/user:[^\s"'@<]{1,200}[ \t]{1,5})[^\s/"'<&|>]+/gi),
  ofCommand('cmdkey', program('cmdkey', `${between}/p(?:ass)?:`)),
  ofCommand(
    'service-password',
    program(
      'nssm',
      String.raw`{1,5}set\s{1,5}(?:"[^"\n]{1,100}"|\S{1,100})\s{1,5}ObjectName\s{1,5}(?:"[^"\n]{1,100}"|[^\s"']{1,100})\s{1,5}`,
    ),
  ),
  ofCommand('task-password', program('schtasks', String.raw`${between}\s/r?p\s{1,5}${noFlag}`)),
  ofCommand(
    'command-password',
    program('psexec(?:64)?|paexec|winrs|mstsc|remcom', String.raw`${between}\s?[/-]p(?:assword)?[:\s]\s{0,5}${noFlag}`),
  ),
  ofCommand('command-password', program('plink|pscp|psftp|putty', String.raw`${between}-pw\s{1,5}`)),
  ofCommand(
    'command-password',
    program(
      'certutil|signtool|openssl|makecert|pvk2pfx|az|docker|nerdctl|podman|helm|choco|oc|crane|skopeo|buildah|sqlcmd|bcp|isql|osql|mysql|mysqldump|mongo|mongosh|redis-cli|ldapsearch|kinit',
      String.raw`(?:${between}\s)?[/-]p[\s=]\s{0,5}(?![/-]|\d+\b)`,
    ),
  ),
  ofCommand(
    'command-password',
    /(?<keep>\b(?:sqlcmd|bcp|isql|osql)(?:\.exe)?\s(?:[^\r\n]{0,300}?\s)?-P\s{0,5})(?!\s)[^\s"'\ufdd1]+/g,
  ),
  ofCommand(
    'command-password',
    /(?<keep>\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)(?:\.exe)?\s(?:[^\r\n]{0,300}?\s)?-p)(?![\s*<$%])[^\s"'\ufdd1]+/g,
  ),
  ofCommand('command-password', /(?<keep>\bredis-cli(?:\.exe)?\s(?:[^\r\n]{0,300}?\s)?-a\s{1,5})[^\s"'\ufdd1]+/g),
  ofCommand('command-password', /(?<keep>\bldap\w{1,12}(?:\.exe)?\s(?:[^\r\n]{0,300}?\s)?-w\s{1,5})[^\s"'\ufdd1]+/g),
  ofCommand('command-password', program('ldifde|csvde', String.raw`${between}-b\s{1,5}\S{1,64}\s{1,5}\S{1,64}\s{1,5}`)),
  ofCommand('command-password', program('7z[ar]?|7za|rar|unrar', String.raw`(?:${between}\s)?-p(?=\S)`)),
  ofCommand(
    'command-password',
    program(
      'sqlplus|sqlldr|expdp|impdp|rman',
      String.raw`${between}[\w$#]{1,40}/`,
      String.raw`(?!nolog)[^\s@"'/\ufdd1]+`,
    ),
  ),
  whole('command-password', /(?<keep>\.logon\s{1,5}[^\s,]{1,100},)[^\s;"'\ufdd1]+/gi, /\.logon/i),
  whole(
    'command-password',
    /(?<keep>\buser\s{1,5}[\w.@\\-]{1,64}\s{1,5}using\s{1,5}["']?)[^\s"';\ufdd1]{4,}/gi,
    /\busing\b/i,
  ),
  whole('command-password', /(?<keep>\bidentified\s{1,5}by\s{1,5}["']?)[^\s"';\ufdd1]{3,}/gi, /identified/i),
  // What a device keeps, after the number of the way in which it is kept.
  whole(
    'device-password',
    /(?<keep>\b(?:password|secret|key|key-string)\s{1,3}[05-9]\s{1,3})(?=\S*\d)[^\s"'\ufdd1]{6,}/gi,
    /(?:password|secret|key|string)\s+\d\s/i,
  ),
  // Whatever the program is: who has a name for a user has a password beside it.
  whole('user-password', withUser, asUser),
  whole('user-password', beforeUser, asUser),
  whole('user-password', /(?<keep>\s-[uU]\s{1,5}[\w.@\\-]{1,64}[%,])[^\s"'\ufdd1,]{4,}/g, asUser),
  whole(
    'user-password',
    /(?<keep>\b\d{1,3}(?:\.\d{1,3}){3}:\d{2,5}:[A-Za-z][\w.@-]{0,63}:)[^\s"'\ufdd1]{4,}/g,
    /\.\d{1,3}:\d{2,5}:[A-Za-z]/,
  ),
  ofCommand('command-password', program('netdom', `${between}/p(?:asswordd|assword|d|o):`)),
  ofCommand(
    'command-password',
    program('ktpass|djoin|lsrunas?e?|wmic|msdeploy', String.raw`${between}/pass(?:word)?[:\s]\s{0,5}`),
  ),
  ofCommand(
    'command-password',
    program(
      'rasdial',
      String.raw`{1,5}(?:"[^"\n]{1,100}"|\S{1,100})\s{1,5}(?:"[^"\n]{1,100}"|[^\s/]\S{0,100})\s{1,5}${noFlag}`,
    ),
  ),
  ofCommand(
    'command-password',
    program('autologon(?:64)?', String.raw`{1,5}[^\s/]{1,100}\s{1,5}[^\s/]{1,100}\s{1,5}${noFlag}`),
  ),
  ofCommand(
    'command-password',
    program(
      'bitsadmin',
      String.raw`{1,5}/setcredentials\s{1,5}(?:"[^"\n]{1,100}"|\S{1,100})\s{1,5}\S{1,20}\s{1,5}\S{1,20}\s{1,5}\S{1,100}\s{1,5}`,
    ),
  ),
  ofCommand('command-password', program('manage-bde', String.raw`${between}-(?:pin|password|pw)\s{1,5}`)),
  ofCommand('command-password', /(?<keep>\bpass(?:in|out)\s{1,5}pass:)[^\s"'\ufdd1]+/gi),
  ofCommand('command-password', /(?<keep>-from-literal[= ]["']?[\w.-]{1,100}=)[^\s"'\ufdd1]+/gi),
  ofCommand(
    'command-password',
    /(?<keep>\bmachine\s{1,5}\S{1,200}\s{1,5}login\s{1,5}\S{1,100}\s{1,5}password\s{1,5})\S+/gi,
  ),
  ofCommand(
    'command-password',
    /(?<keep>^[ \t]*user[ \t]{1,5}[^\s"':=]{1,64}[ \t]{1,5})(?=\S*[\dA-Z])[^\s"':={}]{6,64}(?=[ \t]*\r?\n[ \t]*(?:put|get|cd|mput|mget|binary|bye|quit)\b)/gim,
  ),
  ofCommand('command-password', /(?<keep>"-p"\s{0,3},\s{0,3}")(?=[^"]*[A-Za-z])[^"]{6,}/g),
];
