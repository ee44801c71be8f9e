/**
 * What a secret looks like. Of a match, the group `keep` stays, and so do the quotes that the group `quote` has caught
 * around the rest. Every pattern must be linear on any input: no nested repetition without a bound.
 */
export interface SecretPattern {
  id: string;
  pattern: RegExp;
  /** It begins with the end of a name, and is tried only where there is one: most of a log has none. */
  isNamed: boolean;
}

/** How the names of keys and flags end whose values are secrets: `DB_PASSWORD`, `clientSecret`, `--bootstrap-token`. */
const secretName =
  '(?:passw(?:or)?d|passphrase|pwd|secret|(?<!publickey)token|client-key-data|connection[_-]?string' +
  '|(?:account|access|api|private|secret|shared|signing|storage|encryption)[_-]?key)';

/**
 * What may stand before that in the name, looked at backwards from the name's end: most of a log has no such end, and so
 * costs little. Bounded, so that a long run of such characters costs little too.
 */
const front = '(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]{0,60}';

/** Where a name ends so. */
export const secretNames = new RegExp(secretName, 'gi');

/** A value in any quotes, also in those of JSON inside of a string, or up to the next space; no word that hides nothing. */
const value =
  `(?!\\\\{0,15}["']?(?:\\[redacted:|(?:true|false|null|nil)\\b))` +
  `(?:(?<quote>\\\\{0,15}["'])(?:(?!\\k<quote>)(?:\\\\[\\s\\S]|[^\\\\]))+(?:\\k<quote>)?|[^\\s"']+)`;

const whole = (id: string, pattern: RegExp): SecretPattern => ({ id, pattern, isNamed: false });
/** A name that ends so, with what must stand before and after it, and then the value. */
const named = (id: string, before: string, after: string, hidden = value): SecretPattern => ({
  id,
  pattern: new RegExp(`(?<keep>${before}${secretName}${after})${hidden}`, 'yim'),
  isNamed: true,
});

/** The first that fits names the secret. Private keys and what is encoded are looked for by code: encoded.ts, private-key.ts. */
export const secretPatterns: readonly SecretPattern[] = [
  // Tokens by their own look.
  whole('jwt', /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.?[A-Za-z0-9_-]*/g),
  whole('bearer', /(?<keep>\bBearer\s{1,10})(?:(?=[^\s0-9]{0,200}[0-9])[\w.~+/=-]{8,}|[\w.~+/=-]{16,})/gi),
  whole(
    'authorization',
    /(?<keep>\bAuthorization\W{1,5}(?:Basic|Digest|Negotiate|NTLM|SharedKey)\s{1,10})[^\s"'\\]+/gi,
  ),
  whole('aws-key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g),
  whole('azure-secret', /(?<![\w~.-])[\w~.-]{3}[0-9]Q~[\w~.-]{31,34}(?![\w~.-])/g),
  whole('gcp-key', /\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,})/g),
  // Its first part is its name, and no secret.
  whole('bootstrap-token', /(?<keep>(?<=(?<![\w.])[a-z0-9]{6})\.)(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{16}(?![\w.])/g),
  whole(
    'service-token',
    /(?<![\w-])(?:gh[opsru]_[A-Za-z0-9]{36}|github_pat_\w{22,}|xox[abprs]-[\w-]{10,}|dckr_pat_[\w-]{20,}|glpat-[\w-]{20,})/g,
  ),

  // Parts of URLs. The user's name stays when there is a password beside it; alone it may be a token.
  whole('url-password', /(?<keep>(?<=(?<![\w+.-])[a-z][a-z0-9+.-]{0,20}):\/\/(?:[^\s:/@"']*:)?)[^\s/@"']+(?=@)/gi),
  whole('sas', /(?<keep>[?&;]sig=)[^\s&"'\\]+/gi),

  // Headers and command lines whose secret has no name of its own.
  whole('cookie', /(?<keep>\b(?:Set-)?Cookie["']?\s{0,5}:\s{0,5}["']?)[\w.-]{1,64}=[^\r\n"']*/gi),
  whole('header', /(?<keep>\bX-[A-Za-z-]{0,40}(?:token|key|secret)\s{0,5}:\s{0,5})[^\s"']+/gi),
  whole('user-password', /(?<keep>\s(?:-u|--user)[ =]["']?[^\s:"'\\/]{1,100}:)[^\s"']+/g),
  whole('net-user', /(?<keep>\bnet1?(?:\.exe)?\s{1,5}user\s{1,5}[^\s/]{1,64}\s{1,5})[^\s/*][^\s]*/gi),
  whole('net-use', /(?<keep>(?<=\s)\/user:[^\s"'@]{1,200}[ \t]{1,5})[^\s/"'][^\s"']*/gi),
  whole(
    'powershell',
    new RegExp(`(?<keep>\\bConvertTo-SecureString\\s{1,5}(?:-String\\s{1,5})?(?=\\\\{0,15}["']))${value}`, 'gi'),
  ),
  whole('powershell', /(?<keep>\bPSCredential\W{1,10}[^\s,"']{1,100}["']?\s{0,5},\s{0,5}\\{0,15}["'])[^"']+/gi),

  // What stands under a name.
  named(
    'env',
    `(?<="name\\\\{0,15}"\\s*:\\s*\\\\{0,15}"${front})`,
    '\\\\{0,15}"\\s*,\\s*\\\\{0,15}"value\\\\{0,15}"\\s*:\\s*',
  ),
  named('env', `(?<=\\bname:[ \\t]*["']?${front})`, '["\']?[ \\t]*\\r?\\n[ \\t]*value:[ \\t]*'),
  whole('auth', /(?<keep>(?<![\w-])auth\\{0,15}["']?\s{0,5}[:=]\s{0,5}\\{0,15}["'])[A-Za-z0-9+/_-]{8,}={0,2}/gi),
  named('key', `(?<=["']${front})`, '\\\\{0,15}["\']\\s*:\\s*(?=\\\\{0,15}["\'])'),
  // A block of YAML: all lines that are indented deeper than the one with the name.
  named(
    'key',
    `(?<=(?:^|["'])(?<indent>[ \\t]{0,200})(?:- )?${front})`,
    '[ \\t]*:[ \\t]*[|>][-+0-9]{0,3}[ \\t]*\\r?\\n',
    '(?:\\k<indent>[ \\t]+\\S[^\\n]*\\n?)+',
  ),
  // No token has a space in it: "token: failed to logon user" is the rest of a sentence, on a line of its own.
  named(
    'key',
    `(?<=^[ \\t-]{0,200}${front})`,
    '[ \\t]*:[ \\t]+(?![|>][-+0-9]{0,3}[ \\t]*$)(?!(?<=token[ \\t]{0,20}:[ \\t]{1,20})[a-z]{2,20} [a-z])',
  ),
  // The same at the beginning of a string, where a word alone may be the rest of a sentence.
  named('key', `(?<=["'][ \\t-]{0,200}${front})`, '[ \\t]*:[ \\t]+(?=["\']|[^\\s"\']*[\\d!#$%&*+/=@^~])'),
  // In the midst of a sentence only what is a password, and looks like one.
  named(
    'key',
    `(?<=${front})`,
    '(?<=passw(?:or)?d|passphrase|pwd)[ \\t]*:[ \\t]+(?=\\\\{0,15}["\']|[^\\s"\']*[\\d!#$%&*+/=@^~])',
  ),
  named('key', `(?<=${front})`, '[ \\t]*=[ \\t]*'),
  named('key', '(?<=<[\\w:.-]{0,60})', '>', '[^<\\s][^<]*'),
  named(
    'flag',
    '(?<=(?<![\\w-])--?[A-Za-z0-9_.-]{0,60})',
    '(?:[ \\t]+(?!-)|:|\\\\{0,15}["\']\\s*,\\s*(?=\\\\{0,15}["\']))',
  ),
  named('flag', '(?<=(?<!\\S)/[A-Za-z0-9_.-]{0,60})', ':'),
];
