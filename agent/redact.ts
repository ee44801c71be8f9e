/** One rule: what a secret looks like, and what is left of it. The first group is kept. */
interface SecretPattern {
  id: string;
  pattern: RegExp;
}

/** How the names of keys and flags end whose values are secrets: `DB_PASSWORD`, `clientSecret`, `--bootstrap-token`. */
const secretName =
  '(?:passw(?:or)?d|passphrase|pwd|secret|(?<!publickey)token|client-key-data|connection[_-]?string' +
  '|(?:account|access|api|private|secret|shared|signing|storage|encryption)[_-]?key)';

/** A name ends in one of these; nothing of it stands before. Bounded, so that a long run of such characters costs little. */
const key = `(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]{0,60}?${secretName}`;

/** A value in any quotes, also in those of JSON inside of a string, or up to the next space; no word that hides nothing. */
const value = (group: number) =>
  `(?!\\\\{0,7}["']?(?:\\[redacted:|(?:true|false|null|nil)\\b))` +
  `(?:(\\\\{0,7}["'])(?:(?!\\${group})(?:\\\\[\\s\\S]|[^\\\\]))+(?:\\${group})?|[^\\s"']+)`;

/** Every pattern must be linear on any input: no nested repetition without a bound. The first that fits names the secret. */
const secretPatterns: readonly SecretPattern[] = [
  {
    id: 'private-key',
    pattern: /()-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[^-]|-(?!----))*(?:-----END [A-Z ]{0,40}-----)?/g,
  },
  { id: 'jwt', pattern: /()(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.?[A-Za-z0-9_-]*/g },
  { id: 'bearer', pattern: /(\bBearer\s{1,10})(?:(?=[^\s0-9]{0,200}[0-9])[\w.~+/=-]{8,}|[\w.~+/=-]{16,})/gi },
  { id: 'authorization', pattern: /(\bAuthorization\W{1,5}(?:Basic|Digest|Negotiate|NTLM)\s{1,10})[^\s"'\\]+/gi },
  // The user's name stays when there is a password beside it; alone it may be a token.
  { id: 'url-password', pattern: /((?<![\w+.-])[a-z][a-z0-9+.-]{0,20}:\/\/(?:[^\s:/@"']*:)?)[^\s/@"']+(?=@)/gi },
  { id: 'sas', pattern: /([?&;]sig=)[^\s&"'\\]+/gi },
  { id: 'aws-key', pattern: /()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { id: 'azure-secret', pattern: /()(?<![\w~.-])[\w~.-]{3}[0-9]Q~[\w~.-]{31,34}(?![\w~.-])/g },
  { id: 'gcp-key', pattern: /()\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,})/g },
  { id: 'bootstrap-token', pattern: /()(?<![\w.])[a-z0-9]{6}\.(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{16}(?![\w.])/g },
  {
    id: 'env',
    pattern: new RegExp(`((\\\\{0,7}")name\\2\\s*:\\s*\\2${key}\\2\\s*,\\s*\\2value\\2\\s*:\\s*)${value(3)}`, 'gi'),
  },
  { id: 'key', pattern: new RegExp(`((\\\\{0,7}["'])${key}\\2\\s*:\\s*)(?=\\\\{0,7}["'])${value(3)}`, 'gi') },
  { id: 'key', pattern: new RegExp(`(^[ \\t-]*${key}[ \\t]*:[ \\t]+)${value(2)}`, 'gim') },
  { id: 'key', pattern: new RegExp(`(${key}[ \\t]*=[ \\t]*)${value(2)}`, 'gi') },
  {
    id: 'flag',
    pattern: new RegExp(
      `((?<![\\w-])--?[A-Za-z0-9_.-]{0,60}?${secretName}(?:[ \\t]+(?!-)|:|\\\\{0,7}["']\\s*,\\s*(?=\\\\{0,7}["'])))${value(2)}`,
      'gi',
    ),
  },
  { id: 'flag', pattern: new RegExp(`((?<!\\S)/[A-Za-z0-9_.-]{0,60}?${secretName}:)${value(2)}`, 'gi') },
];

/** The text without secrets; each is replaced by `[redacted:<rule>]`. */
export function redactText(text: string): string {
  let clean = text;
  for (const { id, pattern } of secretPatterns) clean = clean.replace(pattern, `$1[redacted:${id}]`);
  return clean;
}

/** The same for every string inside plain data, keys left alone. */
export function redact<T>(data: T): T {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return redactText(value);
    if (Array.isArray(value)) return value.map(walk);
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
    }
    return value;
  };
  // Same structure, strings for strings.
  return walk(data) as T;
}
