import { fitting, type SecretPattern, whole } from './pattern.ts';

const word = String.raw`["']?[^\s"'\ufdd1]{4,64}`;
const prefixes = [...'abcdefghijklmnopqrstuvwxyz'];
const shortFlags = ' -p| /p:';
const signInWords = [
  ...['http-basic', 'basic-auth', '<login', '<log-in', '<logon', '<log-on', '<signin', '<sign-in'],
  ...['<auth ', '<auth.', '<auth:', '<auth=', '<auth"', "<auth'", '<credential', '<register', '<enroll'],
];
const userVerbs = ['add', 'create', 'set', 'new', 'passwd'];
const ofUser = (verb: string) =>
  [`${verb}user`, `${verb}-user`].concat(['user ', 'user-', 'users ', 'users-'].map((user) => `${user}${verb}`));
/** Words of a command that concerns a certificate, an account or a protected file. */
const opens = String.raw`(?:\.(?:pfx|p12|jks|keystore|kdbx|pem|key)\b|\b[\w-]{0,20}(?:certs?|certificate|log-?[io]n|sign-?[io]n|auth|users?|admin|unlock|decrypt|encrypt|backup|restore|archive|export|import)\b)`;
const passwordFlag = String.raw`\s(?:-p[w:=]?|/p:)[ \t]{0,3}`;

/** A password at a fixed position of a sign-in: in a command, a protocol, an account file. */
export const signIn: readonly SecretPattern[] = [
  // Users of a SASL module, of IPsec.
  whole(
    'jaas',
    /(?<keep>(?<=LoginModule[^{}]{0,600}\s)user_\w{1,40}\s{0,3}=\s{0,3}["'])[^"'\n\ufdd1]+/g,
    'LoginModule',
  ),
  whole(
    'protocol-password',
    /(?<keep>(?:^|\s):\s{1,3}(?:EAP|PSK|XAUTH|NTLM)\s{1,3}["'])[^"'\n\ufdd1]+/gm,
    'EAP |PSK |XAUTH |NTLM ',
  ),
  // The Redis protocol, in which each argument has its length before it. Source:
  // redis.io/docs/latest/develop/reference/protocol-spec
  whole(
    'protocol-password',
    /(?<keep>\bAUTH(\r\n|\\r\\n)\$\d{1,4}\2(?:[^\s\\]{1,64}\2\$\d{1,4}\2)?)(?!\$)[^\s\\"'\ufdd1]{3,}(?=\r\n|\\r\\n)/gi,
    'auth',
  ),
  // The same as MONITOR and a slow log print it, each argument in quotes.
  whole(
    'protocol-password',
    /(?<keep>"AUTH" "(?:[^"\s]{1,64}" ")?)(?!\(redacted\)")[^"\n\ufdd1]{3,}(?="(?: "SETNAME"|[ \t]*(?:\r?\n|$)))/gi,
    '"auth" ',
  ),
  // A command that a server repeats where it refuses it. Source: dragonflydb/dragonfly, src/server/main_service.cc
  whole(
    'protocol-password',
    /(?<keep>(?:^|[\s\]"'])AUTH (?:[\w.@-]{1,64} )?)[^\s"'\ufdd1]{3,128}(?= failed with reason)/g,
    'AUTH ',
  ),
  // Source: wiki.freeradius.org, log file of radiusd: the user and the password, or `<via …>`
  whole(
    'log-in',
    /(?<keep>\bLogin (?:incorrect|OK)[^\r\n]{0,300}?: \[(?!host\/)[^\]/\s]{1,64}\/)(?!<)[^\]\r\n\ufdd1]{3,128}(?=\] \(from client )/g,
    'Login incorrect|Login OK',
  ),
  // The scheme and the key of a header, in a sentence.
  fitting(
    whole(
      'authorization',
      /(?<keep>\bauthorization (?:header |with )?[A-Za-z][\w-]{2,24} )[^\s"',;:\ufdd1]{16,256}/gi,
      'authorization ',
    ),
    'key',
  ),
  // Source: RFC 9051, section 6.2.3
  whole(
    'protocol-password',
    /(?<keep>(?:^|[\s>:"'])[A-Za-z]{0,4}\d{1,6} LOGIN "?[^\s"]{1,100}"? "?)[^\s"\ufdd1]{3,}(?="?\s*$)/gm,
    ' LOGIN ',
  ),
  whole(
    'protocol-password',
    /(?<keep>(?:^|[\s>:"'])[A-Za-z]{0,4}\d{1,6} login "?[^\s"]{1,100}"? ")[^"\n\ufdd1]{1,200}(?="\s*$)/gim,
    ' login ',
  ),
  // Scripts for ftp.exe: the user and the password on one line.
  whole(
    'protocol-password',
    /(?<keep>(?:^|\n)[ \t]*open [^\r\n]{1,100}\r?\n[ \t]*user \S{1,64} )[^\s\ufdd1]{3,}(?=[ \t]*\r?(?:\n|$))/gi,
    'user ',
  ),
  // Input at an ssh prompt.
  whole(
    'prompt',
    /(?<keep>[\w.-]{1,64}@[\w.:-]{1,100}'s password:[ \t]{1,4})(?![*<[(]|\ufdd1)\S{3,}(?=[ \t]*\r?$)/gm,
    "'s password:",
  ),
  // The value of a short flag.
  fitting(
    whole(
      'flag',
      /(?<keep>\s-[pPtwWaAkKxX][ \t]{1,3}["']?)[^\s"'\ufdd1/\\]{8,64}(?=["']?(?:\s|$))/g,
      ' -p | -t | -w | -a | -k | -x | -P | -W | -A | -K | -X ',
    ),
    'made-up',
  ),
  // Directly behind its flag: `-U user … -Pvalue`, `-w'value'`.
  fitting(
    whole(
      'flag',
      /(?<keep>\s(?:-[Uu]|--user(?:name)?[= ])[= ]?[ \t]{0,3}["']?[\w.@\\/-]{1,64}["']?\s(?:[^\r\n]{0,200}?\s)?-[pP])(?=[^\s\d]{0,64}\d)[A-Za-z][^\s"'\ufdd1/\\:=,]{5,64}(?=\s|$)/gm,
      ' -u| --user',
    ),
    'no-name',
  ),
  fitting(
    whole(
      'flag',
      /(?<keep>\s-[pPwWaAkK](["']))(?![%{$<])[^\s"'\ufdd1/\\]{6,64}(?=\2(?:\s|$))/gm,
      ` -p"| -p'| -w"| -w'| -a"| -a'| -k"| -k'`,
    ),
    'password-like',
  ),
  // Pairs of flags: `/tu:user /tp:password`, `-du user -dp password`.
  whole(
    'user-password',
    new RegExp(
      String.raw`(?<keep>[\s][-/]([a-z])(?:u|user)[:= ][ \t]{0,3}["']?[^\s"']{1,100}["']?\s(?:[^\r\n]{0,200}?\s)?[-/]\2(?:p|pw|pass)[:= ][ \t]{0,3})(?![-/])${word}`,
      'gi',
    ),
    prefixes.flatMap((one) => [` /${one}p`, ` -${one}p`]).join('|'),
  ),
  fitting(
    whole('command-password', new RegExp(`(?<keep>${opens}[^\\r\\n]{0,200}?${passwordFlag})${word}`, 'gi'), shortFlags),
    'made-up',
  ),
  fitting(
    whole(
      'command-password',
      new RegExp(`(?<keep>${passwordFlag})${word}(?=["']?\\s[^\\r\\n]{0,200}?${opens})`, 'gi'),
      shortFlags,
    ),
    'made-up',
  ),
  // Protocol commands: `AUTH user password`, `LOGIN user password`.
  fitting(
    whole(
      'protocol-password',
      /(?<keep>(?:^|[\s"'>])(?:AUTH|LOGIN|OPER|PASS)["']?[ \t]{1,3}(?:["']?[\w.@\\-]{1,64}["']?[ \t]{1,3})??["']?)(?!(?:XOAUTH2|OAUTHBEARER|CRAM-MD5|DIGEST-MD5|SCRAM-SHA-\d{1,3}|GSSAPI|KERBEROS_V4)\b)[^\s"'\ufdd1]{6,64}(?=["']?[ \t]*\r?$)/gm,
      'AUTH|LOGIN|OPER|PASS',
    ),
    'no-name',
  ),
  // After the authentication method: `name : XAUTH "secret"`.
  fitting(
    whole(
      'protocol-password',
      /(?<keep>\b(?:XAUTH|EAP|PSK|PAP|CHAP|MSCHAP(?:v2)?|NTLM|PIN|SCRAM[\w-]{0,20}|SHA(?:-?\d{1,3})?|MD5|DES|AES(?:-?\d{1,3})?)[ \t]{1,3}["'])[^\s"'\ufdd1]{6,64}(?=["'])/g,
      'XAUTH|EAP|PSK|PAP|CHAP|NTLM|PIN|SCRAM|SHA|MD5|DES|AES',
    ),
    'no-name',
  ),
  // The token after a join address: `join host:port/token`.
  whole(
    'join-token',
    /(?<keep>\b(?:join|add|enroll|register|pair|connect)\s(?:[^\r\n]{0,100}?\s)?[\w.[\]-]{1,100}:\d{2,5}\/)(?=[A-Za-z]{0,64}\d)[A-Za-z0-9_-]{16,128}/g,
    'join |add |enroll |register |pair |connect ',
  ),
  // The last word of a command that sets an account's credentials.
  fitting(
    whole(
      'command-password',
      /(?<keep>\b(?:http-basic|basic-auth|auth|log-?in|log-?on|sign-?in|credentials?|register|enroll|(?:add|create|set|new|passwd)-?users?|users?[ -](?:add|create|set|new|passwd))(?:[.:=][\w.-]{1,100})?["']?[ \t]{1,5}(?:[^\s"']{1,200}[ \t]{1,5}){0,6}["']?)[^\s"'\ufdd1]{8,40}(?=["']?[ \t]*\r?$)/gim,
      [...signInWords, ...userVerbs.flatMap(ofUser)].join('|'),
    ),
    'made-up',
  ),
  // The output of a vault: the reference of a secret, and its value.
  whole(
    'vault-value',
    /(?<keep>"(?:id|kid|name|arn)"\s{0,3}:\s{0,3}"[^"\n]{0,200}(?:\/secrets\/|:secretsmanager:|:secret:)[^"\n]{1,200}"(?:(?!"id")[^{}]){0,300}?"(?:value|payload|data|content)"\s{0,3}:\s{0,3}")[^"\n\ufdd1]{6,}/gi,
    '/secrets/|:secretsmanager:|:secret:',
  ),
  whole(
    'vault-value',
    /(?<keep>"(?:value|payload|data|content)"\s{0,3}:\s{0,3}")[^"\n\ufdd1]{6,}(?="(?:(?!"value")[^{}]){0,300}?"(?:id|kid|arn)"\s{0,3}:\s{0,3}"[^"\n]{0,200}(?:\/secrets\/|:secretsmanager:|:secret:))/gi,
    '/secrets/|:secretsmanager:|:secret:',
  ),
  // Source: docs.cyberark.com, Central Credential Provider, GetPassword
  whole(
    'vault-value',
    /(?<keep>"Content"\s{0,3}:\s{0,3}")[^"\n\ufdd1]{3,}(?="[^{}]{0,1000}"PasswordChangeInProcess")/g,
    'PasswordChangeInProcess',
  ),
];
