import { asPattern } from '../search/literal-search.ts';
import { place, type SecretPattern, whole } from './pattern.ts';

const ofScheme = String.raw`(?<=(?<![\w+.-])[a-z][a-z0-9+.-]{0,20}):\/\/`;
const userOfUrl = String.raw`(?:[^\s:/@"'\ufdd1]{0,200}(?:@[\w.-]{1,100})?:|(?<=https?:\/\/))`;
/** In brackets it is a thread, with its user and server. Source: apache/hadoop, LeaseRenewer */
const noThread = String.raw`(?<![\w./@-]|\[(?=[A-Z]\w{1,63}:[a-z]{1,32}@[\w.-]{1,100}:\d{2,5}\]))`;
const encodedUrl = String.raw`\b[a-z][a-z0-9+.-]{1,20}%(?:25){0,2}3A(?:%(?:25){0,2}2F){2}`;
const encodedUser = String.raw`(?=[^\s"'<>&@]{0,200}%(?:25){0,2}3A[^\s"'<>&@]{0,200}%(?:25){0,2}40)`;
/** A `p` is a password behind a user, before `u`, for a database, and in a sign-in before the user. */
const ofSignIn = [
  String.raw`(?<=[?&](?:u|user|username|login)=[^&\s"']{1,100}&\w{1,4}=|\/(?:query|write)\?(?:[^\s"']{0,400}&)?db=[^\s"']{1,400}=)`,
  String.raw`(?=[^\s"']{1,400}&u=[a-z])`,
  String.raw`(?<=(?:login|logon|sign_?in|auth)[^\s"']{1,200}=)(?=[^\s"']{1,400}&(?:user|username|login)=)`,
].join('|');
/** Addresses that are secret as a whole, up to what tells the service. */
const hooks = [
  ...['hooks.slack.com/services/', 'hooks.slack.com/workflows/', 'hooks.slack.com/triggers/', '.tines.com/webhook/'],
  ...['hooks.zapier.com/hooks/catch/', 'hc-ping.com/', 'loggly.com/inputs/', 'loggly.com/bulk/'],
  ...['.office.com/webhook/', '.office.com/webhookb2/', '.office365.com/webhook/', '.office365.com/webhookb2/'],
];
/** Where a client or a server of mail writes the answer to its question. */
const inDialogue = String.raw`(?:[^\n]{0,60}?(?:[:>\]]|-->|C:)[ \t]{0,3})?`;
const aboutCommunity = String.raw`(?:\bsnmp\w{0,10}\b[^\n]{0,160}?|\bv[12]c?\b,?[^\n]{0,20}?|\b(?:with|using) (?:the )?(?=community (?:string )?["']))`;
const notCommunity = String.raw`(?!(?:string|name|edition|support|server|is|was|not|from|in|for|of|on|or|and|with|must|has|does|can|may|should|will|no|that|which|list|map|view|access|mismatch)s?\b|\d{1,10}:)`;
const wifiField = String.raw`[A-Z\d]{1,3}:(?:[^;\\\n]|\\.){0,64};`;

const blanks = String.raw`(?:\s|\\[nrt]){0,40}`;
const param = `<param>${blanks}<value>${blanks}(?:<string>)?`;
/** A call of XML-RPC that signs in: the user, and behind it the password. Source: xmlrpc.com/spec */
const firstParam = `${param}[^<\\n]{1,100}(?:<\\\\?/\\w{1,8}>${blanks}){2,3}`;
const signsIn = '[\\w.]{0,60}(?:log_?in|sign_?in)\\w{0,20}';
/** The database or the application comes before the user. */
const behindPlace = '[\\w.]{0,60}(?:authenticate|getUsersBlogs)\\w{0,20}';
const params = `<\\\\?/methodName>${blanks}<params>${blanks}`;
const ofXmlCall = `<methodName>(?:${signsIn}${params}|${behindPlace}${params}(?:${firstParam})?)${firstParam}${param}`;

/** Secrets that an address, a header or a protocol has at a fixed place. */
export const protocols: readonly SecretPattern[] = [
  // User and password. The user name stays if a password follows; alone it may be a token.
  whole(
    'url-password',
    place(ofScheme + userOfUrl, String.raw`(?:[^\s/@"'\ufdd1]|@(?=[^\s/"'<>,]{0,100}@)){1,400}(?=@)`, 'gi'),
    '@',
  ),
  whole(
    'url-password',
    place(
      String.raw`${noThread}[\w.\\-]{1,64}:`,
      String.raw`(?!\d{1,5}@)[^\s:/@"'\ufdd1(){}<>]{4,200}(?=@(?:\w*\(|[\w.-]{1,100}:\d{2,5}(?![\w.])))`,
    ),
    '@',
  ),
  // In a URL inside another URL, both are cut.
  whole(
    'url-password',
    new RegExp(String.raw`${encodedUrl}${encodedUser}[^\s"'<>&]{1,400}`, 'gi'),
    '%3a|%253a|%25253a',
  ),
  whole(
    'url-password',
    place(String.raw`[?&]p(?:w|ass|wd)?=`, String.raw`(?:${ofSignIn})[^\s&"'\\\ufdd1]{3,}`, 'gi'),
    '?p=|&p=|?pw=|&pw=|?pass=|&pass=|?pwd=|&pwd=',
  ),
  // Source: docs.oracle.com, JDBC Developer's Guide, Database URLs
  whole('url-password', /(?<keep>\bjdbc:oracle:\w{2,6}:[\w.$#-]{1,64}\/)[^\s@"'\ufdd1]{3,}(?=@)/gi, 'jdbc:oracle:'),
  whole('sas', /(?<keep>[?&;]sig=)[^\s&"'\\\ufdd1]+/gi, 'sig='),
  whole(
    'signature',
    /(?<keep>\b(?:X-Amz-|X-Goog-)?(?:Signature|Security-Token)=)[^\s&"'\\,;\ufdd1]{16,}/gi,
    'signature=|security-token=',
  ),
  whole('webhook', place(hooks.map(asPattern).join('|'), String.raw`[^\s"'<>\\\ufdd1]{6,}`, 'gi'), hooks.join('|')),
  whole(
    'url-code',
    /(?<keep>https?:\/\/[^\s"'?]{1,300}\/(?:t|tk|token|tokens|key|apikey)\/)(?=[^\s/"']{0,80}\d)[\w-]{16,}(?=[/?\s"'>]|$)/gi,
    '/t/|/tk/|token/|tokens/|key/',
  ),
  whole(
    'cookie',
    /(?<keep>\b(?:Set-)?Cookie["']?\s{0,5}[:=]\s{0,5}\[?["']?)[\w.$-]{1,64}=(?![<*\ufdd1])[^\r\n"'\\\ufdd1]*/gi,
    'cookie',
  ),
  // What a command sends. A scheme and its value are known elsewhere.
  whole(
    'header',
    /(?<keep>\s(?:-H|--header|-Headers?)[ =]["'][\w-]{0,40}(?:token|key|secret|auth|password)[\w-]{0,10}:\s{0,3})(?![$<{*%])[^\s"'\\\ufdd1]{3,}(?=["'])/gi,
    ' -h |--header|-headers',
  ),
  // The dialogue between a mail client and its server.
  whole(
    'protocol-password',
    place(
      String.raw`\b334 UGFzc3dvcmQ6[^\n]{0,10}\r?\n${inDialogue}`,
      String.raw`[A-Za-z0-9+/]{3,}={0,2}(?=["']?[ \t]*(?:\r?\n|$))`,
    ),
    'UGFzc3dvcmQ6',
  ),
  // Source: RFC 9051, section 6.2.3
  whole(
    'protocol-password',
    /(?<keep>(?:^|[\s>:"'])[A-Za-z]{0,4}\d{1,6} LOGIN "?[^\s"]{1,100}"? "?)[^\s"\ufdd1]{3,}(?="?\s*$)/gm,
    ' LOGIN ',
  ),
  // A command to Redis as MONITOR and a slow log print it, each argument in quotes.
  whole(
    'protocol-password',
    /(?<keep>"AUTH" "(?:[^"\s]{1,64}" ")?)(?!\(redacted\)")[^"\n\ufdd1]{3,}(?="(?: "SETNAME"|[ \t]*(?:\r?\n|$)))/gi,
    '"auth" ',
  ),
  // Protocol commands: `AUTH user password`, `LOGIN user password`.
  whole(
    'protocol-password',
    /(?<keep>(?:^|[\s"'>])(?:AUTH|LOGIN|OPER|PASS)["']?[ \t]{1,3}(?:["']?[\w.@\\-]{1,64}["']?[ \t]{1,3})??["']?)(?!(?:XOAUTH2|OAUTHBEARER|CRAM-MD5|DIGEST-MD5|SCRAM-SHA-\d{1,3})\b)[^\s"'\ufdd1]{6,64}(?=["']?[ \t]*(?:\r?$|failed\b))/gm,
    'AUTH|LOGIN|OPER|PASS',
    'no-name',
  ),
  // A script for ftp.exe: the user and the password on one line.
  whole(
    'protocol-password',
    /(?<keep>^[ \t]*user[ \t]{1,5}[^\s"':=]{1,64}[ \t]{1,5})[^\s"':={}]{6,64}(?=[ \t]*\r?\n[ \t]*(?:put|get|cd|mput|mget|binary|bye|quit)\b)/gim,
    '<user ',
  ),
  // After the method of a peer of IPsec: `name : XAUTH "secret"`.
  whole(
    'protocol-password',
    /(?<keep>(?:^|\s):[ \t]{1,3}(?:EAP|PSK|XAUTH|NTLM|PIN)[ \t]{1,3})(?!\/)(?:"[^"\n]+|[^\s"'%{}\ufdd1]{4,})/gm,
    'EAP |PSK |XAUTH |NTLM |PIN ',
  ),
  // A community in what an agent, a receiver of traps or a poller says.
  whole(
    'snmp-community',
    place(
      String.raw`${aboutCommunity}\bcommunity(?: string| name)?(?:[:=]\s{0,2}|\s{1,2})["']?`,
      String.raw`${notCommunity}[^\s"',;()\ufdd1]{3,64}`,
      'gi',
    ),
    'community |community:|community=',
    'not-said',
  ),
  whole('snmp-community', /(?<keep>^[ \t]*(?:ro|rw)community6?\s{1,20}["']?)[^\s"'\ufdd1]{3,}/gm, 'community>'),
  // Source: github.com/zxing/zxing, Barcode Contents, Wi-Fi Network config
  whole('wifi', place(`\\bWIFI:(?:${wifiField}){0,6}P:`, String.raw`(?:[^;%\\\r\n\ufdd1]|\\.){1,128}(?=;)`), 'WIFI:'),
  whole(
    'protocol-password',
    /(?<keep>\b(?:AUTH|LOGIN|PLAIN|CRAM-MD5)\b[^\n]{0,20}?\bchallenge[:=]?\s{1,3}['"])[^'"\n\ufdd1]{3,}/gi,
    'challenge',
  ),
  whole('argument', place(ofXmlCall, String.raw`[^<\n\ufdd1]{1,128}(?=<)`), '<methodname'),
  whole(
    'log-in',
    /(?<keep>\bLogin (?:incorrect|OK)[^\r\n]{0,300}?: \[(?!host\/)[^\]/\s]{1,64}\/)(?!<)[^\]\r\n\ufdd1]{3,128}(?=\] \(from client )/g,
    'Login incorrect|Login OK',
  ),
  // Source: openvpn.net, management-notes.txt, password
  whole(
    'protocol-password',
    /(?<keep>(?:\bCMD ['"]password\s{1,2}(?:\\?"[^"\n\\]{1,40}\\?"|Auth)|^[> \t]{0,4}password\s{1,2}"(?:Auth|Private Key|\w{1,10} Proxy)")\s{1,2}(?:\\?")?)[^"'\\\s\ufdd1][^"'\\\n\ufdd1]{0,127}/gm,
    'password ',
  ),
  whole(
    'header',
    /(?<keep>\b(?:proxy_set_header|grpc_set_header|add_header|more_set_(?:input_)?headers|RequestHeader\s{1,3}(?:set|add)|http-request\s{1,3}(?:set|add)-header)\s{1,5}["']?[\w-]{0,40}(?:token|key|secret|auth|password|pass)["']?:?\s{1,5}["']?)(?!(?:true|false|on|off|yes|no|none)\b)[^\s"'$%<;\ufdd1][^\s"';\ufdd1]{3,}/gi,
    'set_header |add_header |set_input_headers |more_set_headers |requestheader |-header ',
  ),
  whole(
    'webhook',
    /(?<keep>\/(?:hook|webhook|integration|ping|notify|incoming)s?\/)[A-Za-z0-9_-]{20,}/gi,
    'hook/|hooks/|integration/|integrations/|ping/|pings/|notify/|notifys/|incoming/|incomings/',
  ),
  whole(
    'protocol-password',
    /(?<keep>\bBind_?Request\b[^\n]{0,400}?["']?(?:simple|credentials)["']?\s?[:=]\s?["'])[^"'\n\ufdd1]{3,}/gi,
    'bindrequest|bind_request',
  ),
];
