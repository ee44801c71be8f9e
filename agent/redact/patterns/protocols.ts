import { asPattern } from '../search/literal-search.ts';
import { raw } from '../span.ts';
import { character, patternsIn, type SecretPattern } from './pattern.ts';

const ofScheme = raw`(?<=(?<![\w+.-])[a-z][a-z0-9+.-]{0,20}):\/\/`;
const userOfUrl = raw`(?:[^\s:/@"'\ufdd1]{0,200}(?:@[\w.-]{1,100})?:|(?<=https?:\/\/))`;
/** In brackets it is a thread, with its user and server. Source: apache/hadoop, LeaseRenewer */
const noThread = raw`(?<![\w./@-]|\[(?=[A-Z]\w{1,63}:[a-z]{1,32}@[\w.-]{1,100}:\d{2,5}\]))`;
const encodedUrl = raw`\b[a-z][a-z0-9+.-]{1,20}%(?:25){0,2}3A(?:%(?:25){0,2}2F){2}`;
const encodedUser = raw`(?=[^\s"'<>&@]{0,200}%(?:25){0,2}3A[^\s"'<>&@]{0,200}%(?:25){0,2}40)`;
/** A `p` is a password behind a user, before `u`, for a database, and in a sign-in before the user. */
const ofSignIn = [
  raw`(?<=[?&](?:u|user|username|login)=[^&\s"']{1,100}&\w{1,4}=|\/(?:query|write)\?(?:[^\s"']{0,400}&)?db=[^\s"']{1,400}=)`,
  raw`(?=[^\s"']{1,400}&u=[a-z])`,
  raw`(?<=(?:login|logon|sign_?in|auth)[^\s"']{1,200}=)(?=[^\s"']{1,400}&(?:user|username|login)=)`,
].join('|');
/** Addresses that are secret as a whole, up to what tells the service. */
const hooks = [
  ...['hooks.slack.com/services/', 'hooks.slack.com/workflows/', 'hooks.slack.com/triggers/', '.tines.com/webhook/'],
  ...['hooks.zapier.com/hooks/catch/', 'hc-ping.com/', 'loggly.com/inputs/', 'loggly.com/bulk/'],
  ...['.office.com/webhook/', '.office.com/webhookb2/', '.office365.com/webhook/', '.office365.com/webhookb2/'],
];
/** Where a client or a server of mail writes the answer to its question. */
const inDialogue = raw`(?:[^\n]{0,60}?(?:[:>\]]|-->|C:)[ \t]{0,3})?`;
const aboutCommunity = raw`(?:\bsnmp\w{0,10}\b[^\n]{0,160}?|\bv[12]c?\b,?[^\n]{0,20}?|\b(?:with|using) (?:the )?(?=community (?:string )?["']))`;
const ofSentence =
  'string|name|edition|support|server|is|was|not|from|in|for|of|on|or|and|with|must|has|does|can|may|should|will|no|that|which|list|map|view|access|mismatch';
const notCommunity = raw`(?!(?:${ofSentence})s?\b|\d{1,10}:)`;
const wifiField = raw`[A-Z\d]{1,3}:(?:[^;\\\n]|\\.){0,64};`;

const blanks = raw`(?:\s|\\[nrt]){0,40}`;
const param = `<param>${blanks}<value>${blanks}(?:<string>)?`;
/** A call of XML-RPC that signs in: the user, and behind it the password. Source: xmlrpc.com/spec */
const firstParam = `${param}[^<\\n]{1,100}(?:<\\\\?/\\w{1,8}>${blanks}){2,3}`;
const signsIn = '[\\w.]{0,60}(?:log_?in|sign_?in)\\w{0,20}';
/** The database or the application comes before the user. */
const behindPlace = '[\\w.]{0,60}(?:authenticate|getUsersBlogs)\\w{0,20}';
const params = `<\\\\?/methodName>${blanks}<params>${blanks}`;
const ofXmlCall = `<methodName>(?:${signsIn}${params}|${behindPlace}${params}(?:${firstParam})?)${firstParam}${param}`;

const setsHeader = raw`(?:proxy_set_header|grpc_set_header|add_header|more_set_(?:input_)?headers|RequestHeader\s{1,3}(?:set|add)|http-request\s{1,3}(?:set|add)-header)`;

/**
 * Secrets that an address, a header or a protocol has at a fixed place. Of rows, in their order:
 * - url-password: User and password. The user name stays if a password follows; alone it may be a token.
 * - url-password: In a URL inside another URL, both are cut.
 * - url-password: Source: docs.oracle.com, JDBC Developer's Guide, Database URLs
 * - header: What a command sends. A scheme and its value are known elsewhere.
 * - protocol-password: The dialogue between a mail client and its server.
 * - protocol-password: Source: RFC 9051, section 6.2.3
 * - protocol-password: A command to Redis as MONITOR and a slow log print it, each argument in quotes.
 * - protocol-password: Protocol commands: "AUTH user password", "LOGIN user password".
 * - protocol-password: A script for ftp.exe: the user and the password on one line.
 * - protocol-password: After the method of a peer of IPsec: "name : XAUTH "secret"".
 * - snmp-community: A community in what an agent, a receiver of traps or a poller says.
 * - wifi: Source: github.com/zxing/zxing, Barcode Contents, Wi-Fi Network config
 * - protocol-password: Source: openvpn.net, management-notes.txt, password
 */
export const protocols: readonly SecretPattern[] = patternsIn(raw`
  url-password » @ » ${ofScheme}${userOfUrl} » (?:[^\s/@"'\ufdd1]|@(?=[^\s/"'<>,]{0,100}@)){1,400}(?=@)
  url-password/g » @ » ${noThread}[\w.\\-]{1,64}: » (?!\d{1,5}@)[^\s:/@"'\ufdd1(){}<>]{4,200}(?=@(?:\w*\(|[\w.-]{1,100}:\d{2,5}(?![\w.])))
  url-password » %3a|%253a|%25253a » ${encodedUrl}${encodedUser}[^\s"'<>&]{1,400}
  url-password » ?p=|&p=|?pw=|&pw=|?pass=|&pass=|?pwd=|&pwd= » [?&]p(?:w|ass|wd)?= » (?:${ofSignIn})[^\s&"'\\\ufdd1]{3,}
  url-password » jdbc:oracle: » \bjdbc:oracle:\w{2,6}:[\w.$#-]{1,64}/ » [^\s@"'\ufdd1]{3,}(?=@)
  sas » sig= » [?&;]sig= » [^\s&"'\\\ufdd1]+
  signature » signature=|security-token= » \b(?:X-Amz-|X-Goog-)?(?:Signature|Security-Token)= » [^\s&"'\\,;\ufdd1]{16,}
  webhook » ${hooks.join('|')} » ${hooks.map(asPattern).join('|')} » [^\s"'<>\\\ufdd1]{6,}
  url-code » /t/|/tk/|token/|tokens/|key/ » https?://[^\s"'?]{1,300}/(?:t|tk|token|tokens|key|apikey)/ » (?=[^\s/"']{0,80}\d)[\w-]{16,}(?=[/?\s"'>]|$)
  cookie » cookie » \b(?:Set-)?Cookie["']?\s{0,5}[:=]\s{0,5}\[?["']? » [\w.$-]{1,64}=(?![<*\ufdd1])[^\r\n"'\\\ufdd1]*
  header » ·-h·|-header » \s(?:-H|--header|-Headers?)[ =]["'][\w-]{0,40}(?:token|key|secret|auth|password)[\w-]{0,10}:\s{0,3} » (?![$<{*%])[^\s"'\\\ufdd1]{3,}(?=["'])
  protocol-password/g » UGFzc3dvcmQ6 » \b334 UGFzc3dvcmQ6[^\n]{0,10}\r?\n${inDialogue} » [A-Za-z0-9+/]{3,}={0,2}(?=["']?[ \t]*(?:\r?\n|$))
  protocol-password/gm » ·LOGIN· » (?:^|[\s>:"'])[A-Za-z]{0,4}\d{1,6} LOGIN "?[^\s"]{1,100}"? "? » [^\s"\ufdd1]{3,}(?="?\s*$)
  protocol-password » "auth"· » "AUTH" "(?:[^"\s]{1,64}" ")? » (?!\(redacted\)")[^"\n\ufdd1]{3,}(?="(?: "SETNAME"|[ \t]*(?:\r?\n|$)))
  protocol-password/gm, no-name » AUTH|LOGIN|OPER|PASS » (?:^|[\s"'>])(?:AUTH|LOGIN|OPER|PASS)["']?[ \t]{1,3}(?:["']?[\w.@\\-]{1,64}["']?[ \t]{1,3})??["']? » (?!(?:XOAUTH2|CRAM-MD5|SCRAM-SHA-\d{1,3})\b)${character}{6,64}(?=["']?[ \t]*(?:\r?$|failed\b))
  protocol-password/gim » <user· » ^[ \t]*user[ \t]{1,5}[^\s"':=]{1,64}[ \t]{1,5} » [^\s"':={}]{6,64}(?=[ \t]*\r?\n[ \t]*(?:put|get|cd|mput|mget|binary|bye|quit)\b)
  protocol-password/gm » EAP·|PSK·|XAUTH·|NTLM·|PIN· » (?:^|\s):[ \t]{1,3}(?:EAP|PSK|XAUTH|NTLM|PIN)[ \t]{1,3} » (?!/)(?:"[^"\n]+|[^\s"'%{}\ufdd1]{4,})
  snmp-community, not-said » community·|community:|community= » ${aboutCommunity}\bcommunity(?: string| name)?(?:[:=]\s{0,2}|\s{1,2})["']? » ${notCommunity}[^\s"',;()\ufdd1]{3,64}
  snmp-community/gm » community> » ^[ \t]*(?:ro|rw)community6?\s{1,20}["']? » ${character}{3,}
  wifi/g » WIFI: » \bWIFI:(?:${wifiField}){0,6}P: » (?:[^;%\\\r\n\ufdd1]|\\.){1,128}(?=;)
  protocol-password » challenge » \b(?:AUTH|LOGIN|PLAIN|CRAM-MD5)\b[^\n]{0,20}?\bchallenge[:=]?\s{1,3}['"] » [^'"\n\ufdd1]{3,}
  argument/g » <methodname » ${ofXmlCall} » [^<\n\ufdd1]{1,128}(?=<)
  log-in/g » Login incorrect|Login OK » \bLogin (?:incorrect|OK)[^\r\n]{0,300}?: \[(?!host/)[^\]/\s]{1,64}/ » (?!<)[^\]\r\n\ufdd1]{3,128}(?=\] \(from client )
  protocol-password/gm » password· » (?:\bCMD ['"]password\s{1,2}(?:\\?"[^"\n\\]{1,40}\\?"|Auth)|^[> \t]{0,4}password\s{1,2}"(?:Auth|Private Key|\w{1,10} Proxy)")\s{1,2}(?:\\?")? » [^"'\\\s\ufdd1][^"'\\\n\ufdd1]{0,127}
  header » set_header·|add_header·|set_input_headers·|more_set_headers·|requestheader·|-header· » \b${setsHeader}\s{1,5}["']?[\w-]{0,40}(?:token|key|secret|auth|password|pass)["']?:?\s{1,5}["']? » (?!(?:true|false|on|off|yes|no|none)\b)[^\s"'$%<;\ufdd1][^\s"';\ufdd1]{3,}
  webhook » hook/|hooks/|integration/|integrations/|ping/|pings/|notify/|notifys/|incoming/|incomings/ » /(?:hook|webhook|integration|ping|notify|incoming)s?/ » [A-Za-z0-9_-]{20,}
  protocol-password » bindrequest|bind_request » \bBind_?Request\b[^\n]{0,400}?["']?(?:simple|credentials)["']?\s?[:=]\s?["'] » [^"'\n\ufdd1]{3,}
`);
