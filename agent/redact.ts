/** One rule: what a secret looks like, and what is left of it. The first group, when there is one, is kept. */
interface SecretPattern {
  id: string;
  pattern: RegExp;
}

/** Every pattern must be linear on any input: no nested repetition. */
const secretPatterns: readonly SecretPattern[] = [
  { id: 'jwt', pattern: /()\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.?[A-Za-z0-9_-]*/g },
  { id: 'bearer', pattern: /(\bBearer\s+)[A-Za-z0-9._~+/=-]{8,}/gi },
  { id: 'private-key', pattern: /()-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g },
  { id: 'url-password', pattern: /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@"']{1,100}:)[^\s@/"']{1,200}(?=@)/gi },
  {
    id: 'flag',
    pattern:
      /((?:--?|\/)(?:[a-z]{1,20}-)?(?:password|passwd|token|secret|bootstrap-token|client-secret|api-key)(?:\s+|=|:)["']?)[^\s"']{1,400}/gi,
  },
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
