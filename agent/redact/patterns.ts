/**
 * A secret that neither its shape nor a name before it tells. Of a match, the group `keep` stays, with which it begins.
 * Every pattern must be linear on any input: no repetition without a bound before what decides.
 */
export interface SecretPattern {
  id: string;
  pattern: RegExp;
  /** It is tried only in a text that has this. */
  needs?: RegExp;
}

/** A value as a command line has it: in quotes, or up to the next space. */
const value = String.raw`(?!\ufdd1|<|\$[\w({]|%\w+%|\*+(?:\s|$))(?:""[^"\n]+|"(?:[^"\\\n]|\\.|"")+|'[^'\n]+|\\"[^"\n]+?(?=\\")|[^\s"'\\<>\ufdd0\ufdd1](?:[^\s"'\\<>\ufdd0\ufdd1]|\\(?!["'nrt]))*)`;
const noFlag = '(?![/-])';
/** After the name of a program on the same line, with what may stand in between. */
const between = String.raw`[^\r\n]{0,300}?`;
const program = (names: string, before: string, hidden = value): RegExp => {
  // A command ends with its line.
  const line = String.raw`\b(?:${names})(?:\.exe)?\s${before}`.replaceAll(String.raw`\s{`, String.raw`[ \t]{`);
  return new RegExp(`(?<keep>${line})${hidden}`, 'gi');
};

/**
 * What the tokens of a service begin with: a token of it is found when it is short or was cut off. Source: the rule sets of
 * gitleaks, TruffleHog, secretlint and microsoft/security-utilities, and the services' own documentation.
 */
const prefixes = [
  // Letters, digits and joints.
  'gh[opsru]_',
  'github_pat_',
  'gl(?:pat|ptt|rt|dt|cbt|agent|oas|ft|imt|soat|ffct)-',
  'GR1348941',
  'ATBB',
  'ATATT3',
  'BBDC-',
  'sgp_',
  'xox[abeoprs][.-]',
  'xapp-',
  'dckr_pat_',
  'npm_',
  'pypi-AgE',
  'rubygems_',
  'oy2',
  'cio',
  'CLOJARS_',
  'AKCp',
  'cmVmd',
  'sk-(?:ant-|proj-|or-|lf-)?',
  'sk_(?:live|test)_',
  'sk_',
  'rk_live_',
  'hf_',
  'api_org_',
  'gsk_',
  'xai-',
  'pplx-',
  'r8_',
  'lsv2_',
  'pcsk_',
  'nvapi-',
  'tvly-',
  'jina_',
  'fc-',
  'whsec_',
  'EAAA',
  'EAAC',
  'sq0csp-',
  'rzp_live_',
  'live_',
  'FLWSECK-',
  'shp(?:at|ca|pa|ss)_',
  'EZAK',
  'shippo_live_',
  'duffel_live_',
  'access-production-',
  'SG\\.',
  'key-',
  'xkeysib-',
  'NR(?:AK|II|JS)-',
  'glsa_',
  'glc_',
  'sntry[su]_',
  'dt0c01\\.[A-Z0-9]{24}\\.',
  'rootly_',
  'phx_',
  'sdk-',
  'CCIPAT_',
  'bkua_',
  'pat\\.',
  'sq[upa]_',
  'odt_',
  'pnu_',
  'ico-',
  'hawk\\.',
  'figd_',
  'lin_api_',
  'ntn_',
  'secret_',
  'sl\\.',
  'PMAK-',
  'CFPAT-',
  'ptr_',
  'tfp_',
  'rdme_',
  '1000\\.',
  'pat-',
  'pscale_(?:pw|tkn|oauth)_',
  'da2-',
  'ABSK',
  'GOCSPX-',
  '1//0',
  'GOOG1E',
  'LTAI',
  'AKID',
  'do[opr]_v1_',
  'AQVN',
  'HRKU-',
  'fo1_',
  'cf(?:k|ut|at)_',
  'v1\\.0-',
  'vc[piark]_',
  'sbp_',
  'dapi',
  'tskey-',
  'dnkey-',
  'pul-',
  'hv[sb]\\.',
  'dp\\.(?:pt|ct|sa|scim|audit)\\.',
  'ops_eyJ',
  'A3-',
  'endr\\+',
  'sha256~',
  'K10',
  'AGE-SECRET-KEY-',
  'eyJrIjoi',
  'AQ(?=[A-Za-z0-9+/]{36}==)',
];
/** It has a digit or a capital among its letters, as no word after such a prefix has. */
const rest = String.raw`(?=[a-z_-]{0,24}[A-Z0-9])(?:[A-Za-z0-9_+/~=-]|\.(?=[A-Za-z0-9])|!(?=[A-Za-z0-9])|%(?=[0-9A-F]{2})){14,}`;

const whole = (id: string, pattern: RegExp, needs?: RegExp): SecretPattern =>
  needs === undefined ? { id, pattern } : { id, pattern, needs };

const commands =
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

const ofCommand = (id: string, pattern: RegExp): SecretPattern => ({ id, pattern, needs: commands });

/** The first that fits names the secret. */
export const secretPatterns: readonly SecretPattern[] = [
  whole(
    'jwt',
    /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}(?:\.|%2E)[A-Za-z0-9_-]{0,}(?:(?:\.|%2E)[A-Za-z0-9_-]*){0,3}(?<=[.E][A-Za-z0-9_-]{4,})/g,
    /eyJ/,
  ),
  whole(
    'bearer',
    /(?<keep>\bBearer(?:\s{1,10}|%20))(?:(?=[^\s0-9]{0,200}[0-9])[\w.~+/=%-]{8,}|[\w.~+/=%-]{16,})/gi,
    /bearer/i,
  ),
  whole(
    'authorization',
    /(?<keep>\bAuthorization["']?\]?\s{0,5}(?:[:=]|=>)[ \t]{0,5}[["']{0,3}(?:[A-Za-z][\w-]{1,30}(?:[ \t]{1,10}|%20))?)(?!bearer\b|\ufdd1|[{[(]|<|\*)(?:(?:[\w-]{1,40}=(?:"[^"\n]*"|[^\s,"'\]]+)[,; ]{0,3}){1,20}|[^\s"'\\\]},]{6,})/gi,
    /authorization/i,
  ),
  whole('aws-key', /(?<![A-Za-z0-9])A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, /A(?:KIA|SIA|BIA|CCA)/),
  whole('azure-secret', /(?<![\w~.-])[\w~.-]{3}[0-9]Q~[\w~.-]{31,34}(?![\w~.-])/g, /Q~/),
  whole('gcp-key', /\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,})/g, /AIza|ya29/),
  // Its first part is its name, and no secret.
  whole('bootstrap-token', /(?<keep>(?<=(?<![\w.])[a-z0-9]{6})\.)(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{16}(?![\w.])/g),
  whole('bootstrap-token', /(?<keep>\btoken[=:\s]{1,3}["']?)[A-Za-z]{16}\.\d{1,6}\b/gi),
  whole('service-token', new RegExp(`(?<![A-Za-z0-9_])(?:${prefixes.join('|')})${rest}`, 'g')),
  whole('service-token', /\b(?:hf|api_org)_[a-z]{34}\b/g),
  whole('service-token', /(?<![\w-])API-(?=[A-Z]{0,25}\d)[A-Z0-9]{20,}/g),
  whole('service-token', /(?<![A-Za-z0-9])pat[A-Za-z0-9]{14}\.[0-9a-f]{32,}/g),
  whole('service-token', /(?<![A-Za-z0-9])00D[A-Za-z0-9]{12}![\w.]{20,}/g),
  whole('service-token', /(?<![A-Za-z0-9+/])(?:TlRMTVNTUA|YII[A-Z]|doIF)[A-Za-z0-9+/]{60,}={0,2}/g),
  whole('service-token', /(?<![A-Za-z0-9])K10[0-9a-f]{64}::[a-z]+:[0-9a-f]{32}/g),
  whole('service-token', /(?<![A-Za-z0-9])(?:bedrock-api-key-|k8s-aws-v1\.)[\w+/=-]{20,}/g),
  whole('service-token', /(?<![\w-])[0-9a-f]{32}-us[0-9]{1,2}\b/g, /-us\d/),
  // An id that is given out with a prefix, or with a checksum after it.
  whole('service-token', /(?<![\w-])[a-z]{2,8}_[0-9a-f]{32,48}(?![\w-])/g),
  whole('service-token', /(?<![\w-])[0-9A-F]{32}-[0-9A-F]{2}(?![\w-])/g),
  whole(
    'service-token',
    /(?<keep>^|[\s:])(?<=\b\d{3,8} \S{1,64} (?:any|[\d.]{7,15}(?:\/\d\d?)?) )[0-9a-f]{64}(?=[\s"\\]|$)/gm,
  ),
  whole('service-token', /(?<![\w.-])[\w-]{14}\.atlasv1\.[\w-]{20,}/g, /atlasv1/),
  // Passwords as systems keep them. Source: passlib.readthedocs.io; hashcat.net/wiki/doku.php?id=example_hashes
  whole(
    'password-hash',
    /\$(?:2[abxy]?|[156y]|argon2(?:id|i|d)|apr1|pbkdf2[\w-]*|scrypt|DCC2|krb5\w{2,8}|ntlmv2)\$[^\s"'<>\\\ufdd1]{16,}/g,
  ),
  whole('password-hash', /\b[\w.$-]{1,64}:\d{1,10}:[0-9a-f]{32}:[0-9a-f]{32}(?=:|\b)/gi, /:[0-9a-f]{16,32}:/i),
  whole(
    'password-hash',
    /\b[\w.$-]{1,64}::[\w.-]{1,64}:[0-9a-f]{16}:[0-9a-f]{32}:[0-9a-f]{8,}/gi,
    /:[0-9a-f]{16,32}:/i,
  ),
  whole('password-hash', /(?<keep>\brfc4106\(gcm\(aes\)\)\s{1,5})[0-9a-f]{32,}/g),
  // Each of the eight numbers is a multiple of 11. Source: learn.microsoft.com/windows/security, BitLocker recovery overview
  whole('bitlocker-key', /(?<![\d-])\d{6}(?:-\d{6}){7}(?![\d-])/g),
  whole('product-key', /(?<![\w-])(?:[BCDFGHJKMNPQRTVWXY2346789]{5}-){4}[BCDFGHJKMNPQRTVWXY2346789]{5}(?![\w-])/g),
  whole('key-log', /(?<keep>\bCLIENT_(?:RANDOM|HANDSHAKE\w*|TRAFFIC\w*) [0-9a-f]{64} )[0-9a-f]{32,}/g, /CLIENT_/),
  whole(
    'mnemonic',
    /(?<keep>\b(?:mnemonic|seed(?: phrase)?|recovery phrase)["']?\s{0,3}[:=]\s{0,3}["']?)(?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8}/gi,
    /mnemonic|seed|phrase/i,
  ),
  whole('dpapi', /\b01000000d08c9ddf0115d1118c7a00c04fc297eb[0-9a-f]*/gi, /d08c9ddf/i),
  whole('secure-string', /\b76492d1116743f0423413b16050a5345[A-Za-z0-9+/=|]{8,}/gi, /76492d11/),
  // Bytes in a file of the registry, unless they are few, and of what has a name that says so: see named.ts.
  whole('registry-bytes', /(?<keep>@=hex(?:\([0-9a-f]+\))?:)[0-9a-f]{2}(?:,(?:\\\s*)?[0-9a-f]{2}){15,}/gi, /=hex/i),
  whole(
    'registry-bytes',
    /(?<keep>(?:passw(?:or)?d|secret|token|key|productid|blob|"[VF]"|environment)\d{0,2}"?=hex(?:\([0-9a-f]+\))?:)[0-9a-f]{2}(?:,(?:\\\s*)?[0-9a-f]{2}){6,}/gi,
    /=hex/i,
  ),
  whole('snmp-community', /(?<keep>ValidCommunities\]\s{1,60}")[^"\n]{1,64}/gi, /ValidCommunities/i),
  // Parts of URLs. The user's name stays when there is a password beside it; alone it may be a token.
  whole(
    'url-password',
    /(?<keep>(?<=(?<![\w+.-])[a-z][a-z0-9+.-]{0,20}):\/\/(?:[^\s:/@"'\ufdd1]{0,200}:|(?<=https?:\/\/)))[^\s/@"'\ufdd1]{1,400}(?=@)/gi,
    /:\/\/[^\s/]*@/,
  ),
  whole(
    'url-password',
    /(?<keep>(?<![\w.])[\w.-]{1,64}:)[^\s:/@"'\ufdd1(){}]{4,200}(?=@(?:tcp|unix|\w+)\()/g,
    /@\w{1,12}\(/,
  ),
  // In a URL that is a part of another one, all of it goes.
  whole(
    'url-password',
    /\b[a-z][a-z0-9+.-]{1,20}%(?:25){0,2}3A(?:%(?:25){0,2}2F){2}(?=[^\s"'<>&@]{0,200}%(?:25){0,2}3A[^\s"'<>&@]{0,200}%(?:25){0,2}40)[^\s"'<>&]{1,400}/gi,
    /%(?:25)*3A%/i,
  ),
  whole(
    'password-below',
    /(?<keep>\bpassword[^\n:]{0,60}:[ \t]*\r?\n\s{0,20})(?:[0-9a-f]{32}|[A-Za-z0-9]{12,40})(?=\s*$)/gim,
    /password/i,
  ),
  whole('sas', /(?<keep>[?&;]sig=)[^\s&"'\\\ufdd1]+/gi, /sig=/i),
  whole(
    'signature',
    /(?<keep>\b(?:X-Amz-|X-Goog-)?(?:Signature|Security-Token)=)[^\s&"'\\,;\ufdd1]{16,}/gi,
    /signature|token/i,
  ),
  whole(
    'webhook',
    /(?<keep>\bhooks\.slack\.com\/(?:services|workflows|triggers)\/)[^\s"'<>\\\ufdd1]{8,}/gi,
    /hook|integration|ping|notify|incoming/i,
  ),
  whole(
    'webhook',
    /(?<keep>\bdiscord(?:app)?\.com\/api\/webhooks\/\d{1,20}\/)[\w-]{16,}/gi,
    /hook|integration|ping|notify|incoming/i,
  ),
  whole(
    'webhook',
    /(?<keep>\.webhook\.office\.com\/webhookb2\/[^\s/"']{1,100}\/IncomingWebhook\/)[^\s"'<>\\\ufdd1]{8,}/gi,
    /hook|integration|ping|notify|incoming/i,
  ),
  whole(
    'webhook',
    /(?<keep>\bhooks\.zapier\.com\/hooks\/catch\/)[^\s"'<>\\\ufdd1]{6,}/gi,
    /hook|integration|ping|notify|incoming/i,
  ),
  whole('webhook', /(?<keep>\.tines\.com\/webhook\/)[^\s"'<>\\\ufdd1]{6,}/gi, /hook|integration|ping|notify|incoming/i),
  whole(
    'webhook',
    /(?<keep>\/(?:hook|webhook|integration|ping|notify|incoming)s?\/)[A-Za-z0-9_-]{20,}/gi,
    /hook|integration|ping|notify|incoming/i,
  ),
  whole(
    'url-code',
    /(?<keep>https?:\/\/[^\s"'?]{1,300}\?(?:[^\s"'?]{0,400}&)?(?:code|key|token|auth|sid)=)(?![0-9]{1,6}\b)[^\s&"'\\\ufdd1]{12,}/gi,
    /https?:/i,
  ),
  // Headers and command lines whose secret has no name of its own.
  whole(
    'cookie',
    /(?<keep>\b(?:Set-)?Cookie["']?\s{0,5}[:=]\s{0,5}\[?["']?)[\w.$-]{1,64}=(?![<*\ufdd1])[^\r\n"'\\\ufdd1]*/gi,
    /cookie/i,
  ),
  whole(
    'header',
    /(?<keep>\bX-[A-Za-z-]{0,40}(?:token|key|secret|auth|authorization)["']?\s{0,5}[:=]\s{0,5}\[?["']?)(?![<*])[^\s"'\\\]\ufdd1{]{4,}/gi,
    /X-|Metadata-/i,
  ),
  whole('header', /(?<keep>\bMetadata-Auth:\[)[^\]\s]{6,}/gi, /X-|Metadata-/i),
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
  whole(
    'powershell',
    new RegExp(
      `(?<keep>\\bConvertTo-SecureString(?:\\s{1,5}-(?:AsPlainText|Force)){0,2}(?:\\s{1,5}-String[:\\s]\\s{0,5})?\\s{0,5}(?:-(?:AsPlainText|Force)\\s{1,5}){0,2}(?![-$|)]))${value}`,
      'gi',
    ),
    /SecureString|Credential|X509Certificate|Key\s/i,
  ),
  whole(
    'powershell',
    /(?<keep>")[^"\n\ufdd1]{1,200}(?="\s{0,5}\|\s{0,5}ConvertTo-SecureString)/gi,
    /SecureString|Credential|X509Certificate|Key\s/i,
  ),
  whole(
    'powershell',
    /(?<keep>')[^'\n\ufdd1]{1,200}(?='\s{0,5}\|\s{0,5}ConvertTo-SecureString)/gi,
    /SecureString|Credential|X509Certificate|Key\s/i,
  ),
  whole(
    'powershell',
    /(?<keep>\$\w{1,40}\s{0,5}=\s{0,5}(["']))[^"'\n\ufdd1]{1,200}(?=\2[^\r\n]{0,200}ConvertTo-SecureString\s{1,5}\$)/gi,
    /SecureString|Credential|X509Certificate|Key\s/i,
  ),
  whole(
    'powershell',
    /(?<keep>\b(?:PSCredential|NetworkCredential|X509Certificate2?)\b(?:\]::new)?\W{1,10}(?:[^\s,"'()]{1,100}["']?|\$\w{1,40})\s{0,5},\s{0,5}\(?\\{0,15}["'])[^"'\\\ufdd1]+/gi,
    /SecureString|Credential|X509Certificate|Key\s/i,
  ),
  whole(
    'powershell',
    /(?<keep>-(?:Key|SecureKey)\s{1,5}\(?)\d{1,3}(?:\s{0,2},\s{0,2}\d{1,3}){15,}/g,
    /SecureString|Credential|X509Certificate|Key\s/i,
  ),
  whole('expect', /(?<keep>\bsend\s{1,5}")[^"\\\n]{6,}(?=\\r")/g, /\bsend /i),
  whole('log-in', /(?<keep>\blogged (?:in|on) (?:as|with) [\w.\\@-]{1,64} ?\/ ?)\S{6,}/gi, /logged/i),
  whole('credential', /(?<keep>\bBlob=)[^\s"'\ufdd1]{6,}/g, /Blob=/),
  whole('wlan-key', /(?<keep>\bKey Content\s{1,30}:\s)[^\r\n\ufdd1]{4,}/g, /Key Content/i),
  whole(
    'token-file',
    /(?<keep>^|[\s:])(?:[0-9a-f]{32}|[A-Za-z0-9]{16,64})(?=,[\w:.-]{1,64},[\w-]{1,64},"[\w:.,-]{1,200}"$)/gm,
    /,"[^"\n]*"$/m,
  ),
  whole('laps', /(?<keep>\{"n":"[^"\n]{1,64}","t":"[0-9a-f]{8,20}","p":")[^"\n]+/g, /"p":"/),
  whole('jwk', /(?<keep>"kty"[^{}\n]{0,800}"(?:d|p|q|dp|dq|qi|k)"\s{0,3}:\s{0,3}")[\w-]{16,}/g, /"kty"/),
  whole('account-key', /(?<keep>\b(?:accountKey|accountkey|secret|password)\()[^)\s]{6,}(?=\))/g, /\(/),
  whole('unseal-key', /(?<keep>\b(?:Unseal|Recovery) Key \d{1,2}:\s{1,5})\S{16,}/g, / Key \d/),
  whole('char-codes', /(?<keep>\[char\[\]\]\s{0,3}\(\s{0,3})\d{2,3}(?:\s{0,2},\s{0,2}\d{2,3}){7,}/gi, /\[char/i),
  whole(
    'byte-list',
    /(?<keep>(?:passw(?:or)?d|secret|token|key|pwd|pass)\w{0,10}["']?\s{0,3}[:=]\s{0,3}(?:\[\]byte)?[[{(]\s{0,3})\d{1,3}(?:[,\s]\s{0,2}\d{1,3}){5,}/gi,
    /(?:passw|secret|token|key|pwd|pass)/i,
  ),
  // Its name is a column of a table.
  whole(
    'table',
    /(?<keep>(?:^|")[^\S\n]*(?:[\w]+[^\S\n]+){1,5}(?:Password|Secret|Token)[^\S\n]*\r?\n[^\S\n]*(?:-+[^\S\n]*){2,6}\r?\n[^\S\n]*(?:\S+[^\S\n]+){1,5})\S{4,}(?=[^\S\n]*\r?$)/gim,
    /password|secret|token/i,
  ),
  whole(
    'table',
    /(?<keep>(?:^|")[^\S\n]*[\w]{1,40}(?:,[\w]{1,40}){0,5},(?:password|secret|token)\r?\n[^\S\n]*[^\s,]{1,100}(?:,[^\s,]{1,100}){0,5},)[^\s,]{4,}(?=\r?$)/gim,
    /password|secret|token/i,
  ),
  // A form of several parts. Source: RFC 7578
  whole(
    'form',
    /(?<keep>form-data; name="[\w-]{0,40}(?:password|passwd|secret|token)"\s{2,4})[^\s]{4,}/gi,
    /form-data/i,
  ),
  whole(
    'section',
    /(?<keep>(?:^|["\s])\[(?:credentials?|secrets?|auth|passwords?)\]\s*\n(?:\s*\w{1,40}\s*=[^\n]*\n){0,5}?\s*(?:value|pass|pw|key)\s{0,5}=\s{0,5})[^\s"']+/gim,
    /\[(?:cred|secret|auth|pass)/i,
  ),
  whole('graphql', /(?<keep>\bpassword:\s{0,3}")[^"\n]+/g, /password:/i),
];
