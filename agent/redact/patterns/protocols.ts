import { fitting, type SecretPattern, whole } from './pattern.ts';

/** Between two tags, also where line breaks are escaped. */
const gap = String.raw`(?:\s|\\[nrt]){0,40}`;
const close = (tag: string) => String.raw`<\\?\/${tag}>`;
const parameter = `<param>${gap}<value>${gap}(?:<string>)?[^<\\n]{1,100}(?:${close('string')})?${gap}${close('value')}${gap}${close('param')}${gap}`;
const method = String.raw`<methodName>[\w.]{0,60}(?:log_?in|authenticate|sign_?in|getUsersBlogs)\w{0,20}${close('methodName')}${gap}<params>${gap}`;
const beginning = `<param>${gap}<value>${gap}(?:<string>)?`;
const signIn = 'methodName>';

/** Arguments of calls that sign in, as a protocol writes them, and what else has a fixed place behind them. */
export const protocols: readonly SecretPattern[] = [
  // A user and a password; before them may be the name of a database, behind them a version. Sources: xmlrpc.com,
  // Specification; odoo.com, External API; xapi-project.github.io, session.login_with_password
  whole('argument', new RegExp(`(?<keep>${method}${parameter}${beginning})[^<\\n\\ufdd1]{1,128}(?=<)`, 'g'), signIn),
  whole(
    'argument',
    new RegExp(
      String.raw`(?<keep>${method}(?:${parameter}){2}${beginning})(?!\d{1,3}(?:\.\d{1,3}){0,3}<)[^<\n\ufdd1]{1,128}(?=<)`,
      'g',
    ),
    signIn,
  ),
  whole(
    'argument',
    /(?<keep>\\?"method\\?"\s?:\s?\\?"[\w./]{0,60}(?:login|authenticate|signin)\w{0,20}\\?",\s?\\?"params\\?"\s?:\s?\[\s?\\?"[^"\n\\]{1,100}\\?",\s?\\?")[^"\\\n\ufdd1]{1,128}/gi,
    'login|authenticate|signin',
  ),
  // Source: openvpn.net, management-notes.txt
  whole(
    'protocol-password',
    /(?<keep>(?:\bCMD ['"]password\s{1,2}(?:\\?"[^"\n\\]{1,40}\\?"|Auth)|^[> \t]{0,4}password\s{1,2}"(?:Auth|Private Key|\w{1,10} Proxy)")\s{1,2}(?:\\?")?)[^"'\\\s\ufdd1][^"'\\\n\ufdd1]{0,127}/gm,
    'password ',
  ),
  // A distinguished name and its password. Sources: rabbitmq.com/docs/ldap, dn_lookup_bind
  whole(
    'argument',
    /(?<keep>(?:\{|\bbind\w{0,20}\s?[=:]\s?\[)\s{0,3}(?:<<)?"(?:cn|uid|ou|dc)=[^"\n]{1,200}"(?:>>)?,\s{0,9}(?:<<)?(?<=(?:bind|login|auth)\w{0,20}\s?[,=:]\s?[^\n]{1,240})")[^"\n\ufdd1]{1,128}(?="(?:>>)?\s{0,3}[}\]])/gi,
    '"cn=|"uid=|"ou=|"dc=',
  ),
  // A community in what an agent, a receiver of traps or a poller says.
  fitting(
    whole(
      'snmp-community',
      /(?<keep>(?:\bsnmp\w{0,10}\b[^\n]{0,160}?|\bv[12]c?\b,?[^\n]{0,20}?|\b(?:with|using|mit) (?:the )?(?=community (?:string )?["']))\bcommunity(?: string| name)?(?:[:=]\s{0,2}|\s{1,2})["']?)(?!(?:string|name|edition|support|server|is|was|not|from|in|for|of|on|or|and|with|must|has|does|can|may|should|will|no|that|which|list|map|view|access|mismatch)s?\b|\d{1,10}:)[^\s"',;()\ufdd1]{3,64}/gi,
      'community |community:|community=',
    ),
    'not-said',
  ),
  // Sources: docs.chocolatey.org, apikey; learn.microsoft.com/nuget, setapikey, push
  whole(
    'command-password',
    /(?<keep>\b(?:choco|nuget|cpush)(?:\.exe)?["']?\s(?:[^\r\n]{0,40}\s)?(?:apikey|setapikey|push)\b(?:[^\r\n]{0,300}?\s)?(?:-k|--?api-?key)[ =:]{1,3}["']?)(?![-$%<{])[^\s"'\ufdd1]{8,}/gi,
    'apikey>|push>',
  ),
  // Source: developer.valvesoftware.com, Counter-Strike dedicated servers, game server login token
  whole('key', /(?<keep>\bsv_setsteamaccount["']?\s{1,3}["']?)[\dA-F]{32}\b/gi, 'sv_setsteamaccount'),
  // Source: Flexera, License Administration Guide, FEATURE and INCREMENT lines
  whole('licence', /(?<keep>\bSIGN2?=["']?)(?=[\dA-F ]{0,60}\d)[\dA-F]{4}[\dA-F ]{4,400}/g, 'SIGN=|SIGN2='),
  whole(
    'licence',
    /(?<keep>^[ \t]*(?:FEATURE|INCREMENT|UPGRADE)\s{1,3}\S{1,60}\s{1,3}\S{1,60}\s{1,3}[\d.]{1,12}\s{1,3}(?:\d{1,2}-\w{3}-\d{1,4}|[Pp]ermanent|PERMANENT)\s{1,3}(?:\d{1,6}|[Uu]ncounted|UNCOUNTED)\s{1,3})[\dA-F]{12,20}(?=\s|$)/gm,
    'FEATURE |INCREMENT |UPGRADE ',
  ),
  // A text as characters, as a key store or what signs in takes a password.
  whole(
    'argument',
    /(?<keep>["'])(?=[^"'\n\ufdd1]{3,128}["']\.toCharArray\(\))(?<=(?:\b(?:load|store|init|getKey|setKeyEntry|unlock|login)|KeyMaterial|TrustMaterial|KeySpec|Protection|Authentication|Credentials?|(?:pass(?:word|phrase)?|pwd|secret|pin)\w{0,20})\s{0,3}(?:\(|=|:)[^;]{0,300})[^"'\n\ufdd1]{3,128}(?=["']\.)/gi,
    '.tochararray(',
  ),
  // The value comes before its name. Sources: developer.apple.com, URLRequest.setValue, UserDefaults.set
  whole(
    'argument',
    /(?<keep>\b(?:set|add)\w{0,20}(?:\(|:)\s?@?")(?!\\\()[^"\\\n\ufdd1]{3,512}(?=",?\s{1,3}for(?:HTTPHeaderField|Key):\s?@?"[\w.-]{0,40}(?:passw(?:or)?d|passphrase|passcode|pwd)")/gi,
    'forhttpheaderfield:|forkey:',
  ),
  fitting(
    whole(
      'argument',
      /(?<keep>\b(?:set|add)\w{0,20}(?:\(|:)\s?@?")[^\s"\\\ufdd1]{6,2048}(?=",?\s{1,3}for(?:HTTPHeaderField|Key):\s?@?"[\w.-]{0,40}(?:token|key|secret|auth|authorization|credentials?)")/gi,
      'forhttpheaderfield:|forkey:',
    ),
    'password-or-key',
  ),
  // Source: github.com/zxing/zxing, Barcode Contents, Wi-Fi Network config
  whole(
    'wifi',
    /(?<keep>\bWIFI:(?:[A-Z\d]{1,3}:(?:[^;\\\n]|\\.){0,64};){0,6}P:|\bWIFI%3A(?:[A-Z\d]{1,3}%3A(?:(?!%3B)[^\s&"']){0,128}%3B){0,6}P%3A)(?:(?:[^;%\\\r\n\ufdd1]|\\.){1,128}(?=;)|(?:(?!%3B)[^\s;&"'\ufdd1]){1,200})/g,
    'WIFI:|WIFI%3A',
  ),
  // A short name of a variable.
  whole(
    'key',
    /(?<keep>(?:^|[\s$;(])(?:(?:\w{1,20}_)?(?:tok|sec|TOK|SEC)|[a-z]{1,12}(?:Tok|Sec))\s?=\s?["']?)[\da-f]{32,64}(?![\da-f])/gm,
    'tok=|tok =|sec=|sec =',
  ),
  // A password of a program, with all its signs. Source: registry.terraform.io, hashicorp/random, random_password
  whole(
    'made-up',
    /(?<keep>\brandom_password\b[^\ufdd1]{0,600}?\b(?:result|bcrypt_hash)\\?["']?\s{0,9}[:=]\s{0,3}\\?")[^"\\\n\ufdd1]{4,128}/g,
    'random_password',
  ),
  // A user and a password, behind the address of what they are for.
  fitting(
    whole(
      'said',
      /(?<keep>(?:https?:\/\/\S{3,200}|\b(?:log|sign)[ -]?in (?:at|to|on|bei|auf) \S{3,100}|\b(?:demo|test|staging|lab) (?:box|host|server|site|system|instance|account)\b[^\n]{0,60}?)[ ,]{1,2}(?:\(|(?:login|log in|user|account|creds|credentials):? (?:with |as |is )?|(?:with|as|using|mit|als) )["'`]?[\w.@-]{2,32}["'`]? \/ ["'`]?)(?:(?=[^\s\d]{0,32}\p{L}\d{1,8}\p{L})|(?<=`))[^\s"'`,;()\ufdd1]{6,64}?(?=["'`]?\)?[,.;]?(?:\s|$))/giu,
      ' / ',
    ),
    'no-name',
  ),
];
