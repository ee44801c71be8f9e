import { fitting, type SecretPattern, whole } from './pattern.ts';

/** Secrets in the form in which systems store them. */
export const stored: readonly SecretPattern[] = [
  // Password hashes. Source: passlib.readthedocs.io; hashcat.net/wiki/doku.php?id=example_hashes
  whole(
    'password-hash',
    /\$(?:2[abxy]?|[156y]|argon2(?:id|i|d)|apr1|pbkdf2[\w-]*|scrypt|DCC2|krb5\w{2,8}|ntlmv2)\$[^\s"'<>\\\ufdd1]{16,}/g,
    '$2$|$2a$|$2b$|$2x$|$2y$|$1$|$5$|$6$|$y$|$argon2|$apr1$|$pbkdf2|$scrypt$|$DCC2$|$krb5|$ntlmv2$',
  ),
  whole('password-hash', /\b[\w.$-]{1,64}:\d{1,10}:[0-9a-f]{32}:[0-9a-f]{32}(?=:|\b)/gi, 'word'),
  whole('password-hash', /\b[\w.$-]{1,64}::[\w.-]{1,64}:[0-9a-f]{16}:[0-9a-f]{32}:[0-9a-f]{8,}/gi, 'word'),
  whole('password-hash', /(?<keep>\brfc4106\(gcm\(aes\)\)\s{1,5})[0-9a-f]{32,}/g, 'rfc4106'),
  // BitLocker recovery keys: eight numbers, each a multiple of 11. Source: learn.microsoft.com/windows/security,
  // BitLocker recovery overview
  whole('bitlocker-key', /(?<![\d-])\d{6}(?:-\d{6}){7}(?![\d-])/g, 'word'),
  whole(
    'product-key',
    /(?<![\w-])(?:[BCDFGHJKMNPQRTVWXY2346789]{5}-){4}[BCDFGHJKMNPQRTVWXY2346789]{5}(?![\w-])/g,
    'word',
  ),
  // Of other vendors: blocks of capitals and digits. Sources: support.kaspersky.com, activation code; VMware, license keys
  fitting(whole('product-key', /(?<![\w-])(?:[A-Z\d]{5}-){3,5}[A-Z\d]{5}(?![\w-])/g, 'word'), 'product-key'),
  fitting(
    whole(
      'product-key',
      /(?<keep>\b(?:licen[cs]e|activat\w{1,5}|product|registration|register|serial|unlock|(?:the|new|your) (?=key\b|code\b))[ _-]?(?:key|code|number)?\b[^\n]{0,40}?(?<![\w-]))(?:[A-Z\d]{4}-){3,7}[A-Z\d]{4}(?![\w-])/gi,
      'licen|activat|product|regist|serial|unlock|the key|new key|your key|the code|new code|your code',
    ),
    'product-key',
  ),
  // A hash with which somebody signs in instead of the password. Sources: fortra/impacket, examples; FreeRDP, /pth; Rubeus
  whole(
    'password-hash',
    /(?<keep>\s(?:-{1,2}hashes[ =]|-nthash[ =]|-H )["']?)(?:[0-9A-Fa-f]{32})?:?[0-9A-Fa-f]{32}(?![\w.-])/g,
    ' -hashes| --hashes| -nthash| -H ',
  ),
  whole(
    'password-hash',
    /(?<keep>\s(?:\/(?:pth|ntlm|rc4|aes128|aes256):|-aeskey[ =:])["']?)[0-9a-f]{32,64}(?![0-9a-f])/gi,
    '/pth:|/ntlm:|/rc4:|/aes128:|/aes256:|-aeskey',
  ),
  // What tools print of an account: its hashes, and the keys that Kerberos makes of its password. Sources: gentilkiwi/mimikatz,
  // sekurlsa and lsadump; fortra/impacket, secretsdump; MichaelGrafnetter/DSInternals, Get-ADReplAccount; GhostPack/Rubeus, hash
  whole(
    'password-hash',
    /(?<keep>\b(?:(?:NTLM|NT|LM) ?Hash(?:es)?\b[^\n]{0,40}?|NTLM|LM)(?:\s{0,3}- {0,2}\d{1,2})?\s{0,8}(?::| is| =)\s{1,3}(?:0x)?)[\da-f]{32}(?![\da-f])/gi,
    'ntlm|<nt hash|<nthash|<lm',
  ),
  whole(
    'password-hash',
    /(?<keep>\* (?:SHA1|DPAPI)\s{1,9}: )(?<=\* (?:NTLM|LM|SHA1|Domain)\s[^\n]{0,80}\n[^\n]{0,60})[\da-f]{32,40}(?![\da-f])/g,
    '* SHA1 |* DPAPI ',
  ),
  whole(
    'password-hash',
    /(?<keep>(?<=History:?[ \t]*\r?\n(?:[ \t]+Hash \d\d: [^\n]{1,64}\n){0,40}[ \t]+)Hash \d\d: )[\da-f]{32}(?![\da-f])/gi,
    '<hash ',
  ),
  whole('password-hash', /(?<keep>:[\da-f]{32}:)[\da-f]{32}(?=:::)/gi, ':::'),
  whole('password-hash', /(?<keep>\bsha1\(key\)\s{0,3}: )[\da-f]{40}/g, 'sha1(key)'),
  whole(
    'kerberos-key',
    /(?<keep>\b(?:aes(?:128|256)|rc4|arcfour|des|camellia(?:128|256))[_-](?:cts|cbc|hmac|md[45])[\w/-]{0,30}\)?(?:[ \t]{1,12}\([^()\n]{1,120}\))?[ \t]{0,20}:?[ \t]{0,3}(?:\r?\n[ \t]{1,12})?(?:0x)?)(?!0{4})(?:[\da-f]{64}|[\da-f]{32}|[\da-f]{16})(?![\da-f])/gi,
    'aes128_|aes128-|aes256_|aes256-|<rc4_|<rc4-|<arcfour_|<arcfour-|<des_|<des-|camellia',
  ),
  // Source: RFC 7616 section 3.4.2
  whole('password-hash', /(?<keep>\bha1["']?\s{0,3}[=:]\s{0,3}["']?)[0-9a-f]{32,64}(?![0-9a-f])/gi, '<ha1'),
  whole('key-log', /(?<keep>\bCLIENT_(?:RANDOM|HANDSHAKE\w*|TRAFFIC\w*) [0-9a-f]{64} )[0-9a-f]{32,}/g, 'CLIENT_'),
  whole(
    'mnemonic',
    /(?<keep>\b(?:mnemonic|seed(?: phrase)?|recovery phrase)["']?\s{0,3}[:=]\s{0,3}["']?)(?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8}/gi,
    'mnemonic|seed|phrase',
  ),
  whole('dpapi', /\b01000000d08c9ddf0115d1118c7a00c04fc297eb[0-9a-f]*/gi, '01000000d08c9ddf'),
  whole('secure-string', /\b76492d1116743f0423413b16050a5345[A-Za-z0-9+/=|]{8,}/gi, '76492d1116743f04'),
  // Bytes without a name in a registry file; values with a name are handled in named.ts. Few bytes are no secret.
  whole('registry-bytes', /(?<keep>@=hex(?:\([0-9a-f]+\))?:)[0-9a-f]{2}(?:,(?:\\\s*)?[0-9a-f]{2}){15,}/gi, '@=hex'),
  whole(
    'registry-bytes',
    /(?<keep>(?:passw(?:or)?d|secret|token|key|productid|blob|"[VF]"|environment)\d{0,2}"?=hex(?:\([0-9a-f]+\))?:)[0-9a-f]{2}(?:,(?:\\\s*)?[0-9a-f]{2}){6,}/gi,
    '=hex',
  ),
  whole(
    'snmp-community',
    /(?<=ValidCommunities\]\s{1,60}(?:"[^"\n]{1,64}"=dword:[\da-f]{1,8}\s{1,60}){0,20}")[^"\n]{1,64}/gi,
    'validcommunities]',
  ),
];
