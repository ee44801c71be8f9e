import { findSecrets } from './redact/find.ts';
import { type SecretPattern, secretPatterns } from './redact/patterns.ts';
import type { Span } from './redact/span.ts';

/** What stands in the place of a secret. */
export type Placeholder = (id: string, secret: string) => string;

const byRule: Placeholder = (id) => `[redacted:${id}]`;

/** Takes secrets out of texts, in one way. */
export interface Redactor {
  find(text: string): Span[];
  /** The text without the secrets of these spans, which lie within it. */
  cut(text: string, spans: readonly Span[]): string;
}

/** @param options.more patterns beside those that hostprobe knows */
export function createRedactor({
  placeholder = byRule,
  more = [],
}: {
  placeholder?: Placeholder;
  more?: readonly SecretPattern[];
} = {}): Redactor {
  const patterns = [...secretPatterns, ...more];
  return {
    find: (text) => findSecrets(text, patterns),
    cut(text, spans) {
      let clean = '';
      let from = 0;
      for (const { id, start, end } of spans) {
        clean += text.slice(from, start) + placeholder(id, text.slice(start, end));
        from = end;
      }
      return clean + text.slice(from);
    },
  };
}

const plain = createRedactor();

/** The text without secrets; each is replaced by `[redacted:<rule>]`. */
export const redactText = (text: string): string => plain.cut(text, plain.find(text));

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
