import { fitting, marksOf, ofExe, type SecretPattern, value, whole } from './pattern.ts';

/** A word that is no flag, no variable and no template. */
const word = String.raw`(?![-/$%<{[(|&>*\ufdd1])(?:(?<=")[^"\\\r\n\ufdd1]{3,128}(?=")|(?<=')[^'\\\r\n\ufdd1]{3,128}(?=')|[^\s"'|;&<>\ufdd1]{3,128})`;
const remote =
  'wmiexec|psexec|smbexec|atexec|dcomexec|secretsdump|getTGT|getST|GetUserSPNs|GetNPUsers|lookupsid|samrdump|smbclient|mssqlclient|reg|rpcdump|services|ticketer';
const ofWindows =
  'tasklist|taskkill|systeminfo|driverquery|getmac|openfiles|gpresult|eventcreate|wevtutil|wecutil|waitfor|typeperf|logman|psinfo|pskill|pslist|psloglist|psservice|pssuspend|psgetsid|psfile|psshutdown|pspasswd|dcdiag|repadmin|nltest|wbadmin|takeown|xfreerdp|wfreerdp|rdesktop|nxc|netexec|crackmapexec|smbmap|evil-winrm|winrm|govc|esxcli|dsget|dsquery|dsmove|cmdkey|ipmiutil|ilorest|hponcfg|racadm|perccli|unisphere|uemcli|naviseccli|ncftp|ncftpput|ncftpget|lftp|wput';
/** Names that accounts have on many systems. */
const accounts = 'root|sa|postgres|elastic|guest|demo|oracle|mysql|ubuntu|azureuser';
const ofSignIn = 'creds?|credentials?|zugangsdaten|logins?|identifiants?|credenciales|credenziali';

/** Secrets that only their position tells: after a program name, in a line of a file, in a sentence. */
export const positions: readonly SecretPattern[] = [
  // After a short flag that takes a password in this program. Sources: the manuals of Wazuh, of Symantec Endpoint
  // Protection.
  whole(
    'command-password',
    /(?<keep>\b(?:agent-auth|smc)(?:\.exe)?["']?\s(?:[^\r\n]{0,200}?\s)?-[pP]\s{1,4}["']?)(?![-$%<\ufdd1])[^\s"'\ufdd1]{3,}/g,
    'agent-auth|<smc',
  ),
  whole('key', /(?<keep>\.login=["']?)[0-9a-f]{32,64}\b/g, '.login='),
  // A user and a password with a separator: `-U user:value`, `domain/user:value@host`.
  whole(
    'user-password',
    /(?<keep>\s-U[ =]?["']?(?:[\w.-]{1,64}[\\/]{1,2})?[\w.$-]{1,64}:)(?![%$<{/\\]|\*+(?:[\s"']|$)|\d{1,5}(?:\s|$))[^\s"'\ufdd1]{3,}/g,
    ' -U',
  ),
  whole(
    'user-password',
    new RegExp(
      String.raw`(?<keep>(?:\bimpacket-(?:${remote})|\b(?:${remote})\.py)\s(?:[^\r\n]{0,200}?\s)?["']?(?:[\w.-]{1,64}/)?[\w.$-]{1,64}:)[^\s"':\ufdd1]{3,}(?=@[\w.-])`,
      'g',
    ),
    ['impacket-', ...remote.split('|').map((one) => `<${one}.py `)].join('|'),
  ),
  // Pairs of flags: `/cun:user /cup:value`, `-rmtuser a -rmtpass b`.
  whole(
    'user-password',
    /(?<keep>\s[-/]{1,2}([a-z][a-z-]{0,8}?)(?:un|u|user|username|usr|login|id)[:= ][ \t]{0,3}["']?[^\s"']{1,100}["']?\s(?:[^\r\n]{0,200}?\s)?[-/]{1,2}\2(?:(?<=[-/]c)up|pw|pwd|pass|passwd|password)[:= ][ \t]{0,3}["']?)(?![-/])[^\s"'\ufdd1]{3,64}/gi,
    'cup:|cup=|cup |pw>|pwd|pass>|passw',
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\b(?:${ofWindows})${ofExe}\s(?:[^\r\n]{0,300}?\s)?(?:-u|/u|--username|-U)(?:ser(?:name)?)?[:= ]\s{0,3}\S{1,100}\s(?:[^\r\n]{0,200}?\s)?[-/](?:p|pw|pd|password)[:= ]\s{0,3})(?![-/]|\d{1,5}\s)${value}`,
      'gi',
    ),
    marksOf(ofWindows),
  ),
  // A positional argument of a program.
  whole(
    'command-password',
    new RegExp(String.raw`(?<keep>\bipmi(?:tool|util)${ofExe}\s(?:[^\r\n]{0,300}?\s)?-P\s{0,3}["']?)${word}`, 'g'),
    '<ipmi',
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\bipmitool${ofExe}\s(?:[^\r\n]{0,300}?\s)?(?:user\s{1,3}(?:set\s{1,3}password|test)\s{1,3}\d{1,2}|lan\s{1,3}set\s{1,3}\d{1,2}\s{1,3}(?:password|snmp))\s{1,3}["']?)${word}`,
      'g',
    ),
    '<ipmi',
  ),
  whole(
    'command-password',
    new RegExp(String.raw`(?<keep>\bsmbclient${ofExe}\s{1,3}["']?(?://|\\\\)\S{1,200}\s{1,3}["']?)${word}`, 'g'),
    marksOf('smbclient'),
  ),
  whole(
    'command-password',
    new RegExp(String.raw`(?<keep>\bnmcli\s(?:[^\r\n]{0,200}?\s)?(?:password|psk|wep-key\d?)\s{1,3}["']?)${word}`, 'g'),
    '<nmcli ',
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\b(?:hostednetwork\s[^\r\n]{0,200}?\b(?:user)?key|keyMaterial|sharedkey|presharedkey|auth1psk)=["']?)${word}`,
      'gi',
    ),
    'hostednetwork |keymaterial|sharedkey|auth1psk',
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\bslmgr(?:\.vbs)?\s{1,3}[\w.-]{1,64}\s{1,3}[\w.\\-]{1,64}\s{1,3}["']?)${word}(?=\s{1,3}[/-])`,
      'gi',
    ),
    '<slmgr',
  ),
  whole(
    'command-password',
    new RegExp(String.raw`(?<keep>\biscsicli${ofExe}\s{1,3}(?:CHAPSecret|SetCHAP\w{0,10})\s{1,3}["']?)${word}`, 'gi'),
    marksOf('iscsicli'),
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\biscsicli${ofExe}\s{1,3}(?:Q?Add\w{0,6}Target|QAddTargetPortal|QLoginTarget)\s{1,3}\S{1,200}\s{1,3}[^\s*]\S{0,63}\s{1,3}["']?)(?!\*)${word}`,
      'gi',
    ),
    marksOf('iscsicli'),
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\biscsicli${ofExe}\s{1,3}(?:Persistent)?(?:LoginTarget|AddTarget(?:Portal)?|AddConnection)\s[^\r\n]{0,300}?\s\*\s{1,3}(?![*\d])\S{1,64}\s{1,3}["']?)${word}(?=["']?\s{1,3}(?:[012*]|(?:Mutual)?CHAP)(?:\s|$))`,
      'gi',
    ),
    marksOf('iscsicli'),
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\bmkstore${ofExe}\s[^\r\n]{0,200}?-(?:create|modify)Credential\s{1,3}\S{1,100}\s{1,3}\S{1,64}\s{1,3}["']?)${word}`,
      'gi',
    ),
    '<mkstore',
  ),
  whole(
    'command-password',
    new RegExp(String.raw`(?<keep>\bdt(?:exec|util)${ofExe}\s[^\r\n]{0,300}?/De(?:crypt)?\s{1,3}["']?)${word}`, 'gi'),
    marksOf('dtexec|dtutil'),
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\b(?:zip|unzip|rar|p4|isql|mosquitto_pub|mosquitto_sub|mosquitto_rr)${ofExe}\s(?:[^\r\n]{0,300}?\s)?-(?:P|hp)\s{0,2}["']?)(?=\S*[A-Za-z])${word}`,
      'g',
    ),
    marksOf('zip|unzip|rar|p4|isql|mosquitto_pub|mosquitto_sub|mosquitto_rr'),
  ),
  whole(
    'command-password',
    /(?<keep>\bhttps?(?:ie)?\s(?:[^\r\n]{0,300}?\s)?(?:-a|--auth)[ =]["']?[\w.@-]{1,64}:)[^\s"'\ufdd1]{3,}/g,
    ' -a | -a=| --auth',
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\bopenssl${ofExe}\s(?:enc|aes\S{1,20}|des\S{0,10})\s[^\r\n]{0,300}?\s-[kK]\s{1,3}["']?)${word}`,
      'g',
    ),
    marksOf('openssl'),
  ),
  whole(
    'command-password',
    /(?<keep>\bmysqladmin(?:\.exe)?["']?\s[^\r\n]{0,300}?\bpassword\s{1,3}["']?)(?!-)[^\s"'\ufdd1]{3,}/g,
    marksOf('mysqladmin'),
  ),
  // Sources: the manuals of FreeRADIUS and of hostap: the password of the user, and the secret shared with the server
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\bradtest\s(?:-\w(?:\s(?:mschap|pap|chap|eap-\w{1,8}))?\s{1,3}){0,4}[\w.@\\-]{1,64}\s{1,3}["']?)${word}`,
      'gi',
    ),
    '<radtest ',
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\b(?:radtest\s[^\r\n]{1,200}?\s\S{3,100}\s{1,3}\d{1,5}|radclient\s[^\r\n]{1,200}?\s(?:auth|acct|status|coa|disconnect)|(?:eapol_test|check_nt)\s(?:[^\r\n]{0,200}?\s)?-s)\s{1,3}["']?)${word}`,
      'g',
    ),
    '<radtest |<radclient |eapol_test |check_nt ',
  ),
  whole(
    'command-password',
    new RegExp(String.raw`(?<keep>\brclone${ofExe}\s{1,3}obscure\s{1,3}["']?)${word}`, 'g'),
    marksOf('rclone'),
  ),
  whole(
    'snmp-community',
    new RegExp(
      String.raw`(?<keep>\bsnmp(?:walk|get|set|trap|bulkwalk|bulkget|table|inform|getnext|df|status)${ofExe}\s(?:[^\r\n]{0,300}?\s)?-c\s{0,3}["']?)${word}`,
      'g',
    ),
    '<snmp',
  ),
  whole(
    'snmp-community',
    new RegExp(String.raw`(?<keep>^[ \t]*(?:ro|rw)community6?\s{1,20}["']?)${word}`, 'gm'),
    'community>',
  ),
  whole(
    'snmp-community',
    new RegExp(
      String.raw`(?<keep>^[ \t]*(?:com2sec6?\s{1,20}(?:-Cn\s{1,5}\S{1,40}\s{1,5})?\S{1,40}\s{1,20}\S{1,60}|trap2?sink\s{1,20}\S{1,80}|snmp-server host\s\S{1,60}(?:\s(?:traps|informs|version\s\S{1,3}))*)\s{1,20}["']?)(?!(?:traps|informs|version|auth|noauth|priv)\s)${word}`,
      'gm',
    ),
    'com2sec|sink|snmp-server host ',
  ),
  // A user of SNMP has two: one behind the hash, one behind the cipher. Sources: net-snmp.org, snmpd.conf(5); cisco.com,
  // Cisco IOS SNMP Command Reference, snmp-server user
  whole(
    'command-password',
    /(?<keep>\b(?:(?:sha|md5|3?des|aes)(?:-?\d{1,3})?(?:\s\d{3})?|priv(?<=snmp-server\s[^\r\n]{1,200}priv))\s{1,3}["']?(?<=\b(?:createUser|snmp-server user|snmp(?:v3)? user|users?\s{1,3}(?:add|create|set|passwd|edit))\s[^\r\n]{1,200}))(?!(?:sha|md5|3?des|aes|(?:no)?auth|priv)(?:-?\d{1,3})?(?:no)?(?:auth|priv)?(?:[\s:"']|$))[^\s"'\ufdd1]{6,64}/gi,
    '<createuser |snmp-server user|snmp user |snmpv3 user |<user |<users ',
  ),
  whole(
    'command-password',
    new RegExp(String.raw`(?<keep>\bauth-user-pass\s{1,3}[\w.@\\-]{1,64}\s{1,3}["']?)${word}`, 'g'),
    'auth-user-pass ',
  ),
  whole(
    'command-password',
    /(?<keep>\bPRAGMA\s{1,5}(?:\w{1,40}\.)?(?:hex)?(?:re)?key\s{0,3}=\s{0,3}(?:["']|"x'))[^"'\n\ufdd1]{3,}/gi,
    'pragma ',
  ),
  whole(
    'command-password',
    /(?<keep>\bAT\+\w{0,10}(?:KEY|JAP|SAP)=(?:"[^"\n]{0,40}"|\w{1,16}),\s?"?)[^\s",\ufdd1]{6,64}/g,
    'AT+',
  ),

  // Lines of files.
  whole(
    'password-file',
    /(?<keep>^[ \t]*[\w.*[\]-]{1,100}:(?:[56]43\d|\*):[\w.*-]{1,64}:[\w.*@\\-]{1,64}:)(?=[^\s:]*[A-Za-z])[^\s:/\ufdd1](?:[^\s:\ufdd1]|\\:){2,128}(?=[ \t]*\r?$)/gm,
    ':543|:643|:*:',
  ),
  whole(
    'password-file',
    /(?<keep>^[ \t]*\[[\w.-]{3,100}\]:(?:25|465|587|2525)[ \t]{1,8}[\w.+-]{1,64}:)(?=[^\s\ufdd1]*[A-Z0-9!#$%^&*+?])[^\s:/\\,;="'(){}\ufdd1[\]]{5,64}(?=[ \t]*\r?$)/gm,
    ']:25|]:465|]:587',
  ),
  whole(
    'password-file',
    /(?<keep>^[ \t]*["']?[\w.@*-]{1,64}["']?[ \t]{1,20}\*[ \t]{1,20}["']?)[^\s"'*#\ufdd1]{4,64}(?=["']?[ \t]{1,20}(?:\*|(?:\d{1,3}\.){3}\d{1,3})[ \t]*\r?$)/gm,
    ' * ',
  ),
  whole(
    'password-file',
    /(?<keep>(?:^|\s):[ \t]{1,3}(?:PSK|EAP|XAUTH|NTLM|PIN)[ \t]{1,3})(?:0s|0x)?(?!\/)[^\s"'%{}\ufdd1]{4,}/gm,
    'PSK |EAP |XAUTH |NTLM |PIN ',
  ),
  // Small letters before hexadecimal digits: the checksum of a file. Source: puppet.com/docs, Resource type file, checksum
  whole(
    'password-file',
    /(?!\{(?:md5\}[\da-f]{32}|sha1?\}[\da-f]{40}|sha256\}[\da-f]{64}|sha512\}[\da-f]{128})(?![\w+/=]))(?<keep>\{(?:PLAIN|CLEAR(?:TEXT)?|S?SHA\d{0,3}|SHA\d{3}-CRYPT|CRYPT|S?MD5|BLF-CRYPT|LANMAN|NTLM|NT|CRAM-MD5|HMAC-MD5|PBKDF2|ARGON2\w{0,2}|DIGEST-MD5|noop)\})[^\s:"',;<}\ufdd1]{3,}/gi,
    '{plain}|{clear|{sha|{ssha|{crypt|{md5|{smd5|{blf-|{lanman|{nt}|{ntlm|{cram-|{hmac-|{pbkdf2|{argon2|{digest-|{noop}',
  ),
  whole(
    'password-file',
    /(?<keep>\bPassword[.-]Cleartext\s{0,3}:?=\s{0,3}["']?|\bCleartext[.-]Password\s{0,3}:?=\s{0,3}["']?)[^\s"',\ufdd1]{3,}/gi,
    'cleartext',
  ),
  // A macro of Zabbix, or of Nagios in resource.cfg.
  whole(
    'macro',
    /(?<keep>\{\$[A-Z0-9_.]{0,40}(?:PASS|PASSW|PASSWD|PASSWORD|PWD|PW|SECRET|TOKEN|KEY|COMMUNITY|PSK)(?:[._][A-Z0-9_.]{1,20})?(?::[^{}\n]{0,60})?\}["']?(?:\s{0,3}(?:=>?|:)\s{0,3}|\t| => )["']?)[^\s"',}\ufdd1]{3,}/g,
    '{$',
  ),
  fitting(whole('macro', /(?<keep>^[ \t]*\$USER\d{1,3}\$=)[^\s/\\\ufdd1][^\r\n\ufdd1]{3,}/gm, '$USER'), 'password'),
  // A variable of a container, as Go prints it. Source: kubernetes/api, core/v1, EnvVar
  whole(
    'env',
    /(?<keep>\{[A-Z\d_]{0,60}(?:PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|TOKEN|_PASS|_PW|_KEY)\d{0,2} )(?!nil\}|&|<|\$\()[^{}\r\n\ufdd1]{3,256}(?= (?:nil|<nil>)\})/g,
    ' nil}| <nil>}',
  ),
  // A type for a secret, as Rust and Scala print it: `ApiAuth("value")`, `SigningKey([1, 2])`.
  whole(
    'typed',
    /(?<keep>\b(?!Public|Verif)[A-Z]\w{0,30}(?:Auth|Password|Passphrase|Secret|ApiKey|Token)\(["'])(?=[^"'\n]*[^\s\w]|[^"'\s]{4,})[^"'\n\ufdd1]{4,}(?=["']\))/g,
    'auth(|password(|passphrase(|secret(|apikey(|token(',
  ),
  whole(
    'byte-list',
    /(?<keep>\b(?!Public|Verif|Pub)(?:[A-Z]\w{0,30})?(?:Key|Secret|Seed|Password|PrivateKey|Keypair)(?:Bytes)?\(\[)\s{0,3}\d{1,3}(?:,\s{0,3}\d{1,3}){7,}/g,
    'key([|secret([|seed([|password([|bytes([|keypair([',
  ),
  whole(
    'byte-list',
    /(?<keep>(?<!public |pub |public_|publickey |host |identifier )\b(?:key|secret|psk|seed|token|pmk|ptk|gtk|kck|kek)["']?(?: - hexdump\(len=\d{1,4}\))?\s{0,3}[:=]\s{0,3}(?:0x)?)[0-9a-f]{2}(?:[ :-](?:0x)?[0-9a-f]{2}){15,63}(?![ :-]?[0-9a-f]{2})/gi,
    'key>|secret|psk>|seed>|token|pmk>|ptk>|gtk>|kck>|kek>',
  ),

  // An attribute that is a password, by its object identifier: challengePassword, userPassword. Source: RFC 2985 section
  // 5.4.1; RFC 4519 section 2.41
  whole(
    'typed',
    /(?<keep>(?<![\d.])(?:1\.2\.840\.113549\.1\.9\.7|2\.5\.4\.35)["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"'\ufdd1]{3,128}/g,
    '1.2.840.113549.1.9.7|2.5.4.35',
  ),
  // An object that holds a secret. Source: qemu.org, QEMU User Documentation, -object secret
  whole(
    'typed',
    /(?<keep>-object["']?[ =]["']?secret,(?:[\w-]{1,20}=[^\s,]{0,100},){0,5}data=)[^\s,"'\ufdd1]{3,}/g,
    'secret,',
  ),
  // What a program has read, and from where.
  fitting(
    whole(
      'said',
      /(?<keep>\b(?:password|passphrase|passcode|psk|pre-shared key|secret|token|key) (?:value )?(?:was |is )?(?:read|loaded|taken|obtained|fetched|imported) from [^\r\n]{1,160}?: ["']?)[^\s"':\ufdd1]{6,128}(?=["']?[ \t]*(?:\r?\n|$))/gi,
      'passw|passphrase|passcode|psk |key |secret |token ',
    ),
    'password-or-key',
  ),

  // The dialogue between a mail client and its server.
  whole(
    'protocol-password',
    /(?<keep>\b334 UGFzc3dvcmQ6[^\n]{0,10}\r?\n(?:[^\n]{0,60}?(?:[:>\]]|-->|C:)[ \t]{0,3})?)[A-Za-z0-9+/]{3,}={0,2}(?=["']?[ \t]*(?:\r?\n|$))/g,
    'UGFzc3dvcmQ6',
  ),
  whole(
    'protocol-password',
    /(?<keep>\b(?:AUTH|LOGIN|PLAIN|CRAM-MD5)\b[^\n]{0,20}?\bchallenge[:=]?\s{1,3}['"])[^'"\n\ufdd1]{3,}/gi,
    'challenge',
  ),
  whole(
    'url-code',
    /(?<keep>[?&](?:login|user|log|usr)\w{0,8}=[^&\s"']{1,100}&(?:login|user|log|usr)?_?(?:pw|pwd|pas|pass|psw|passwd)=)[^\s&"'\\\ufdd1]{3,}/gi,
    'pw=|pwd=|pas=|pass=|psw=|passwd=',
  ),
  whole('activation', /(?<keep>\bActivationId=\{?)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi, 'activationid='),

  // A new key on its own line.
  fitting(
    whole(
      'announced',
      /(?<keep>\b(?:your|the) (?:new )?(?:[\w-]{1,20} ){0,2}(?:token|key|secret|code)(?: is)?:[ \t]*\r?\n(?:[ \t]*\r?\n)?[ \t]{1,8}["'`]?)[\w.~+/=-]{10,256}(?=["'`]?[ \t]*(?:\r?\n|$))/gi,
      'token|secret|key>|code>',
    ),
    'key-or-made-up',
  ),
  // A secret that is shown once, on its own line.
  fitting(
    whole(
      'announced',
      /(?<keep>\b(?:token|password|secret|key|code)\b[^\n]{0,100}?\b(?:copy|below|shown?|again|save|keep|store|following|generated|write (?:it|this) down)\b[^\n]{0,80}\r?\n(?:[ \t]*\r?\n)?[ \t]{0,8}["'`]?)[\w+/=.!#$%^&*@~-]{12,256}(?=["'`]?[ \t]*(?:\r?\n|$))/gi,
      'token|passw|secret|key>|code>',
    ),
    'key',
  ),
  fitting(
    whole(
      'label',
      /(?<keep>\b(?:pre-?shared[ -]?key|shared[ -]secret)[: \t]*\r?\n[ \t]*["'`]?)[^\s"'`=:]{6,128}(?=["'`]?[ \t]*(?:\r?\n|$))/gi,
      'shared',
    ),
    'password',
  ),
  whole(
    'command-password',
    /(?<keep>\b(?:options|create|alter|role|login|user)\b[^\n]{0,200}?\bpassword\s{1,3}N?')[^'\n\ufdd1]{3,}/gi,
    "password '|password n'|password  ",
  ),
  whole(
    'protocol-password',
    /(?<keep>\bBind_?Request\b[^\n]{0,400}?["']?(?:simple|credentials)["']?\s?[:=]\s?["'])[^"'\n\ufdd1]{3,}/gi,
    'bindrequest|bind_request',
  ),
  whole(
    'command-password',
    new RegExp(String.raw`(?<keep>\bracadm${ofExe}\s[^\r\n]{0,300}?\bset\s\S{0,60}Password\s{1,3}["']?)${word}`, 'gi'),
    marksOf('racadm'),
  ),
  fitting(
    whole(
      'prompt',
      /(?<keep>^[ \t]*(?:(?:Enter|Type|Verify(?:ing)?|New|Confirm|Retype|Current|Old|Re-enter|Provide) )?(?:[\w.-]{1,20} ){0,3}(?:pass phrase|pass ?(?:word|phrase|code)(?: (?:for|of) (?:[^\n:]|:[\\/\d]){1,60}| \([^()\n]{1,40}\)))\s?:[ \t]{1,3})[^\s"'\ufdd1]{4,128}(?=[ \t]*\r?$)/gim,
      'passw|passphrase|passcode|pass phrase|pass word|pass code',
    ),
    'no-answer',
  ),
  // Source: developer.hashicorp.com/terraform, Input Variables
  whole(
    'prompt',
    /(?<keep>^var\.\w{0,60}(?:pass|pwd|pw|secret|token|key)\w{0,20}[ \t]*\r?\n(?:[^\n]{0,200}\n){0,6}?[ \t]*Enter a value:[ \t]{1,3})[^\s\ufdd1]{3,}/gm,
    'enter a value:',
  ),
  // Source: zookeeper.apache.org, ZooKeeper CLI, addauth
  whole('user-password', /(?<keep>\baddauth\s{1,3}\w{1,20}\s{1,3}[\w.@-]{1,64}:)[^\s"'<\ufdd1]{3,}/g, 'addauth '),
  // Sentences.
  fitting(
    whole(
      'said',
      /(?<keep>\b(?:pass(?:words?|phrases?|wd|codes?)?|pw|pwd|kennwort|passwort|secret)\b[^\n.;]{0,60}?\s(?:from|von)\s{1,3}["'“‘]?)[^\s"'”’\ufdd1]{5,64}(?=["'”’]?\s{1,3}(?:to|auf|zu|nach)\s)/gi,
      'pass>|passw|passphrase|passcode|pw>|pwd|kennwort|passwort|secret',
    ),
    'password',
  ),
  fitting(
    whole(
      'said',
      /(?<keep>\b(?:pass(?:words?|phrases?|wd|codes?)?|pw|pwd|kennwort|passwort|secret)\b[^\n.;]{0,60}?\s(?:from|von)\s{1,3}\S{1,70}\s{1,3}(?:to|auf|zu|nach)\s{1,3}["'“‘]?)[^\s"'”’,;\ufdd1]{5,64}?(?=["'”’]?[,;.]?(?:\s|$))/gi,
      'pass>|passw|passphrase|passcode|pw>|pwd|kennwort|passwort|secret',
    ),
    'password',
  ),
  fitting(
    whole(
      'log-in',
      /(?<keep>\b(?:log[ -]?(?:in|on)|logged[ -](?:in|on)|sign(?:ed)?[ -]in|authenticated?|credentials?|creds|anmeldung|zugang)\b(?: is| are)?(?: as| with| using| mit|:)?\s{1,3}["'“]?[\w.\\@-]{2,64}["'”]?(?: {0,2}\/ {0,2}| with | using | mit | and | und )["'“]?)(?!\/|(?<=\bHTTP\/)\d)[^\s/,;"'”\ufdd1]{5,64}(?=["'”]?[,;.]?(?:\s|$))/gi,
      '<login>|<log in>|<log-in>|<logon>|<log on>|<log-on>|logged in|logged on|logged-|sign in>|sign-in>|signed in|signed-in|cred>|creds>|credential>|credentials>|anmeldung|zugang|<authenticat',
    ),
    'no-way-to-sign-in',
  ),
  whole(
    'said',
    /(?<keep>\b(?:user|username|login|account)\s{1,3}["'“]?[\w.@\\-]{2,64}["'”]?\s{1,3}(?:and|with|und|mit|et|y|e)\s{1,3}(?:the\s{1,3})?(?:pass|password|pw|passwd|kennwort|passwort)\s{1,3}(?:is\s{1,3}|of\s{1,3})?["'“]?)(?!(?:is|are|was|were|to|in|from|for|of|that|has|have|as|on|at|with|expired|changed|reset|auth\w*|must|not|the|a|policy|expiry|rotation|hash|prompt|field|file)\b|[a-z]{3,20} (?:you|we|they|is|are|was|were|has|have|given|provided|supplied|entered|used)\b)[^\s"'”,;.\ufdd1]{4,64}/gi,
    'pass>|passw|pw>|kennwort|passwort',
  ),
  // Of a session: what is said to a server behind the name of a user, or at its prompt.
  whole(
    'protocol-password',
    /(?<keep>\bUSER[ \t]{1,3}[^\s"]{1,64}["']?[ \t]*\r?\n(?:[^\n]{0,200}\n){0,4}?[^\n]{0,60}?(?<![\w-])PASS[ \t]{1,3}["']?)(?!\*|<)[^\s"'\ufdd1]{3,128}/g,
    '<USER ',
  ),
  whole(
    'protocol-password',
    new RegExp(
      String.raw`(?<keep>(?:^|[\s"'])[\w.-]{1,64}:\d{2,5}(?:\[\d{1,3}\])?> ?auth\s{1,3}(?:[\w.-]{1,32}\s{1,3})?["']?)${word}(?=["']?[ \t]*(?:\r?\n|$))`,
      'gim',
    ),
    '> auth |>auth ',
  ),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\b(?:requirepass|masterauth|auth-pass\s\S{1,64})["']?\s{1,3}["']?)(?!(?:is|was|in|and|or|to|directive|option|not)\b)${word}(?=["']?[ \t]*(?:\r?\n|$))`,
      'gi',
    ),
    'requirepass|masterauth|auth-pass ',
  ),
  // A user and a password with a slash between them, and where. Source: docs.oracle.com, SQL*Plus User's Guide, CONNECT; Backup and
  // Recovery Reference, CONNECT
  whole(
    'user-password',
    /(?<keep>(?:^|>|;)[ \t]{0,4}conn(?:ect)?\s{1,3}(?:(?:target|catalog|auxiliary)\s{1,3})?"?[\w$#.]{1,40}"?\/)[^\s"'\ufdd1;]{2,64}?(?=@|\s{1,3}as\s|(?<=>[^\n]{0,110});?[ \t]*\r?$)/gim,
    'conn |connect ',
  ),
  whole('user-password', /(?<keep>(?:^|[\s"'=])[\w$#]{1,40}\/)[^\s"'@/\ufdd1]{3,64}(?=@\/\/[\w.-])/g, '@//'),
  // Of network devices, and of HAProxy.
  fitting(
    whole(
      'device-password',
      /(?<keep>^[^\S\n]*(?:[\w.()-]{1,60}[#>]\s?)?(?:enable\s{1,3}(?:secret|password)|username\s{1,3}\S{1,64}\s{1,3}(?:privilege\s{1,3}\d{1,2}\s{1,3})?(?:role\s{1,3}\S{1,32}\s{1,3})?(?:secret|password)|(?<=^\s{1,20})user\s{1,3}\S{1,64}\s{1,3}(?:insecure-)?password)\s{1,3}(?:level\s\d{1,2}\s)?(?:(?:\d|sha512|encrypted)\s{1,3})?["']?)(?!(?:encryption|reset|recovery|policy)\b)[^\s"'\ufdd1]{4,128}(?=["']?[ \t]*\r?$)/gim,
      'enable |username |<user ',
    ),
    'not-said',
  ),
  whole('user-password', /(?<keep>\bstats\s{1,3}auth\s{1,3}[\w.-]{1,64}:)[^\s"'\ufdd1]{3,64}/g, 'stats '),
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\bmc${ofExe}\s{1,3}(?:alias\s{1,3}set|config\s{1,3}host\s{1,3}add)\s{1,3}\S{1,64}\s{1,3}\S{1,200}\s{1,3}\S{1,64}\s{1,3}["']?)${word}`,
      'g',
    ),
    marksOf('mc'),
  ),
  whole('printed', /(?<keep>^PASSWORD [\w.-]{1,40} = )\S{6,64}(?=[ \t]*\r?$)/gm, 'PASSWORD '),
  // An account and its password with a sign between them, where somebody is to sign in.
  fitting(
    whole(
      'log-in',
      new RegExp(
        String.raw`(?<keep>\b(?:log[ -]?(?:in|on)|sign[ -]?in|${ofSignIn}|zugang|anmeldung|use|using|try|with|mit|avec|con|user|account)\b(?: (?:is|are|as|with|using|mit|for|data|user|account|sind|ist|est|sont|es|son|avec|con|now|still)){0,2}:?\s{0,3}["'\x60(«“]?(?<![A-Za-z\d_])(?:admin\w{0,12}|svc[-_.]\w{1,30}|${accounts})(?:/| / |:))[^\s/:,;"'\x60«»()\ufdd1]{4,64}(?=["'\x60»”)]?(?:[,.;!?)]|\s|$))`,
        'gi',
      ),
      ['<admin', '<svc', ...accounts.split('|').flatMap((one) => [`<${one}:`, `<${one}/`, `<${one} /`])].join('|'),
    ),
    'no-role',
  ),
  fitting(
    whole(
      'log-in',
      new RegExp(
        String.raw`(?<keep>\b(?:${ofSignIn})\b(?: (?:are|is|sind|sont|son|sono|(?:for|für|pour) [\w. -]{1,40}))?:?\s{0,3}["'\x60(«“]?[\w.@\\-]{2,64}(?: ?/ ?|:))(?!(?<=\bHTTP/)\d)[^\s/:,;"'\x60«»(){}\ufdd1]{5,64}(?=["'\x60»”)]?(?:[,.;!?)]|\s|$))`,
        'gi',
      ),
      ofSignIn.replaceAll('s?', ''),
    ),
    'password',
  ),
  fitting(
    whole(
      'said',
      /(?<keep>\b(?:user|username|login|account|benutzer|konto|usuario|utilisateur|utente)\b["']?[:=]?\s{1,3}["'“«]?[\w.@\\-]{2,64}["'”»]?,?\s{1,3}(?:pass|password|pw|pwd|passwd|kennwort|passwort|contraseña|clave|mdp|senha)[:=]?\s{1,3}["'“«]?)[^\s"'”»,;()\ufdd1]{4,64}(?=["'”»]?[,;.!]?[ \t]*(?:\r?\n|$))/gi,
      'pass>|passw|pw>|pwd>|kennwort|contraseña|clave|mdp|senha',
    ),
    'no-task',
  ),
  // What is changed, as it was before, and as it is now. Source: developer.hashicorp.com/terraform, plan
  whole(
    'changed',
    /(?<keep>\b\w{0,40}(?:pass|passwd|password|pwd|passphrase|secret|token)["']?\s{0,20}[=:]\s{0,3}(?:"[^"\n]{0,200}"|'[^'\n]{0,200}'|\S{1,200})\s{1,3}(?:->|=>|→)\s{1,3}["'])[^"'\n\ufdd1]{3,}/gi,
    'pass>|passw|pwd>|passphrase|secret>|token>',
  ),
  // What a command prints that is asked for the password, and what it reads of the shell.
  whole(
    'command-password',
    /(?<keep>(?:pass\w{0,10}|token|secret)[\w-]{0,10}[-_]?(?:command|cmd|helper)["']?[ =:]{1,3}["']{0,2}[^"'\r\n]{0,60}?\becho\s{1,3})(?![$%])[^\s"'|\ufdd1]{4,}/gi,
    'command|cmd|helper',
  ),
  whole(
    'command-password',
    /(?<keep>\becho\s-n\s["']?)(?![$%<{])[^\s"'|\ufdd1]{4,}(?=["']?\s{0,3}\|\s{0,3}base64\b(?!\s-{1,2}d))/g,
    'echo -n ',
  ),
  // What sets a password, and nothing else: `reset-admin-password value`, `PASSWORD('value')`.
  fitting(
    whole(
      'command-password',
      /(?<keep>(?<![\w/-])(?:reset|set|change)-(?:\w{1,20}-)?(?:password|passwd)\s{1,3}["']?)(?!-)[^\s"'<>$\ufdd1]{4,64}(?=["']?[ \t]*(?:\r?\n|$))/g,
      'password |passwd ',
    ),
    'no-subcommand',
  ),
  whole('command-password', /(?<keep>\bPASSWORD\(\s?["'])[^"'\n\ufdd1]{3,}(?=["']\))/g, 'PASSWORD('),
  whole('user-password', /(?<keep>\bchpasswd\b[^\n]{0,40}[\s"'][\w.-]{1,32}:)[^\s"'\\\ufdd1]{4,}/g, 'chpasswd'),
  whole(
    'snmp-community',
    /(?<keep>\bsnmp[\w-]{0,10}\s{1,3}community\s{1,3}["']?)[^\s"'<>\ufdd1]{4,}(?=["']?[ \t]*(?:\r?\n|$))/gi,
    'community ',
  ),
  // A community that an agent or a receiver of traps refuses.
  fitting(
    whole(
      'snmp-community',
      /(?<keep>\b(?:invalid|unknown|wrong|bad|unexpected|incorrect|unauthorized) (?:snmp )?community(?: (?:string|name))?:? ["']?)(?!(?:string|name|from|in|for|of|on|or|received)\b)[^\s"',;\ufdd1]{3,64}(?=["']?(?:[,;.)]|\s(?:received|from|in|sent)\b|[ \t]*(?:\r?\n|$)))/gi,
      'community |community:',
    ),
    'not-said',
  ),
  whole(
    'snmp-community',
    /(?<=\bValidCommunities\r?\n\s{1,8}(?:\S{1,64}\s{1,8}REG_DWORD\s{1,8}0x[\da-f]{1,8}\s{1,60}){0,20})\S{3,64}(?=\s{1,8}REG_DWORD)/gi,
    'validcommunities',
  ),
  // What PowerShell logs of its own. Source: learn.microsoft.com/powershell, about_Logging_Windows, module logging
  whole(
    'powershell',
    /(?<keep>\bParameterBinding\(ConvertTo-SecureString\): name="String"; value=")[^"\n\ufdd1]{1,200}/gi,
    'parameterbinding(',
  ),
  whole(
    'powershell',
    /(?<keep>\bname="TypeName"; value="[^"\n]{0,60}(?:Credential|Certificate2?)"\s{0,3}(?:[^\n]{0,40})name="ArgumentList"; value="[^",\n]{1,200}, ?)(?!System\.)[^"\n\ufdd1]{3,200}/gi,
    'argumentlist"',
  ),
  // A user and a password, as somebody tells them: `it's admin / value`. With no spaces around it, a path.
  fitting(
    whole(
      'said',
      /(?<keep>\b(?:it['’]?s|it is|us(?:e|es|ed|ing)|tried|try|with|enter|entered|is|are|as|mit|als|avec|con)\s{1,2}(['`]?)(?:admin|administrator|root|sa|postgres|ubuntu|azureuser|ec2-user)\2 \/ \2)[^\s/,;"'`\ufdd1]{5,64}(?=['`]?[,;.]?(?:\s|$))/gi,
      ' / ',
    ),
    'before-dot',
  ),
  // A user and a password that are encoded together, in source.
  fitting(
    whole(
      'user-password',
      /(?<keep>(?:GetBytes|btoa|Buffer\.from|b64encode|EncodeToString|encode64|base64_encode)\((?:\[\]byte\(|b)?["'`][\w.@\\-]{1,64}:)[^\s"'`$<{]{4,128}(?=["'`])/g,
      'getbytes(|btoa(|buffer.from(|b64encode(|encodetostring(|encode64(|base64_encode(',
    ),
    'not-said',
  ),
  // Fields without their names, as Go prints what a connection is made with: `params={user value`.
  fitting(
    whole(
      'argument',
      /(?<keep>\b(?:\w{0,20}(?:params?|creds?|credentials?|auth|login|account|conn|dsn))[=:]&?\{{1,2}[\w.@\\$-]{2,64} )[^\s{}[\]]{5,64}(?=[ }])/gi,
      'param={|params={|param:{|params:{|cred={|creds={|cred:{|creds:{|auth={|auth:{|login={|login:{|account={|account:{|conn={|conn:{|dsn={|dsn:{|credential={|credential:{|credentials={|credentials:{|param:&{|params:&{|={{|:{{|=&{|:&{',
    ),
    'password',
  ),
  whole(
    'user-password',
    /(?<keep>\buserid ?= ?["']?[\w$#]{1,40}\/)[^\s"'@/\ufdd1]{3,64}(?=@|["']?[ \t]*(?:\r?\n|$))/gi,
    'userid=|userid =',
  ),
  // The seed of an authenticator. Source: nongnu.org/oath-toolkit, oathtool(1)
  whole(
    'command-password',
    new RegExp(
      String.raw`(?<keep>\boathtool${ofExe}\s(?:[^\r\n]{0,100}?\s)?)(?=[A-Z2-7]*\d|[\da-f]*[a-f])(?:[A-Z2-7]{8,128}=*|[\da-f]{16,128})(?=["']?(?:\s|$))`,
      'g',
    ),
    marksOf('oathtool'),
  ),
  // A token of an agent behind the address of its server, by a short flag.
  fitting(
    whole(
      'flag',
      /(?<keep>\shttps?:\/\/[^\s"']{1,200}["']?\s(?:[^\r\n]{0,100}?\s)?-[tk]\s{1,3}["']?)[\w-]{20,128}(?=["']?(?:\s|$))/g,
      ' -t | -k ',
    ),
    'key',
  ),
  fitting(
    whole(
      'command-password',
      /(?<keep>\bconfig (?:set|add) (?:-{1,2}[\w-]{1,20} ){0,3}["']?(?:[\w./:-]{0,60}[.:])?(?:api|auth|key|pat)[= ]["']?)[^\s"'\ufdd1]{8,128}/gi,
      'config set |config add ',
    ),
    'key',
  ),
  // What unlocks a vault or a disk, as the last argument.
  fitting(
    whole(
      'command-password',
      new RegExp(
        String.raw`(?<keep>\b(?:bw${ofExe}\s{1,3}(?:unlock|login\s{1,3}\S{1,100})|op${ofExe}\s{1,3}signin\s(?:\S{1,100}\s{1,3}){1,4}?|isql${ofExe}\s(?:-\w\s{1,3}){0,3}[\w.-]{1,64}\s{1,3}[\w.-]{1,64}|\w{0,20}\.setpassword\s{1,3}[\w.-]{1,64})\s{1,3}["']?)${word}(?=["']?(?:\s|$))`,
        'gi',
      ),
      `${marksOf('bw|op|isql')}|.setpassword `,
    ),
    'chosen',
  ),
  whole(
    'command-password',
    /(?<keep>\b(?:veracrypt|truecrypt|diskcryptor)\S{0,12}\s(?:[^\r\n]{0,200}?\s)?\/p(?:assword)?\s{1,3}["']?)(?!\/)[^\s"'\ufdd1]{4,64}/gi,
    'veracrypt|truecrypt|diskcryptor',
  ),
];
