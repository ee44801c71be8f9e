import { createLook, type Found, findSecrets } from './redact/find.ts';
import { createBounded, createMemory } from './redact/memory.ts';
import type { SecretPattern } from './redact/patterns/pattern.ts';
import { secretPatterns } from './redact/patterns.ts';
import type { Span } from './redact/span.ts';
import { atOnce, type Steps } from './redact/steps.ts';

/** What stands in the place of a secret. */
export type Placeholder = (id: string, secret: string) => string;

const byRule: Placeholder = (id) => `[redacted:${id}]`;

/** Takes secrets out of texts, in one way. */
export interface Redactor {
  find(text: string): Span[];
  /** The same in steps. */
  findInSteps(text: string): Steps<Found>;
  /** Whether what has this name may be a secret for its name alone. */
  isNameOfSecret(name: string): boolean;
  /** The text without the secrets of these spans, which lie within it. */
  cut(text: string, spans: readonly Span[]): string;
}

const maxKept = 300;
const mostKept = 5000;

/** @param options.more patterns beside those that hostprobe knows */
export function createRedactor({
  placeholder = byRule,
  more = [],
}: {
  placeholder?: Placeholder;
  more?: readonly SecretPattern[];
} = {}): Redactor {
  const look = createLook([...secretPatterns, ...more], createMemory());
  /** Short texts come again and again: names of files, of pods, of services. */
  const before = createBounded<string, Span[]>(mostKept);
  return {
    find(text) {
      const known = before.get(text);
      if (known !== undefined) return known;
      const { spans } = atOnce(findSecrets(text, look));
      if (text.length <= maxKept) before.set(text, spans);
      return spans;
    },
    findInSteps: (text) => findSecrets(text, look),
    isNameOfSecret: (name) => look.memory.saysOf(name) !== null,
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

/** Takes secrets out of plain data, in one way; the same structure comes back. */
export type Clean = <T>(data: T) => T;

/**
 * Cleans every string inside plain data before it is written anywhere, so that what is written can be read again. Keys
 * are left alone, and tell what is secret as names in a text do.
 * @param onFound gets the rule of each secret
 */
export function createClean(redactor: Redactor, onFound: (id: string) => void = () => undefined): Clean {
  const cleanText = (text: string) => {
    const spans = redactor.find(text);
    for (const { id } of spans) onFound(id);
    return spans.length === 0 ? text : redactor.cut(text, spans);
  };
  const cleanField = (name: string, value: string) => {
    // As it stands in a text. What is left of it when it is a secret says nothing of its value.
    const before = `"${name}":"`;
    const text = `${before}${value}"`;
    const isNamed = /^[\w .-]{1,60}$/.test(name) && redactor.isNameOfSecret(name) && !/["\\\n]/.test(value);
    const spans = isNamed ? redactor.find(text) : [];
    const start = before.length;
    const end = start + value.length;
    if (!spans.some((span) => span.start === start && span.end === end)) return cleanText(value);
    const [span] = spans;
    onFound(span?.id ?? 'key');
    return redactor.cut(value, [{ id: span?.id ?? 'key', start: 0, end: value.length }]);
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return cleanText(value);
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        typeof inner === 'string' ? cleanField(key, inner) : walk(inner),
      ]),
    );
  };
  // Same structure, strings for strings.
  return <T>(data: T) => walk(data) as T;
}

let plainly: Redactor | null = null;
/** Made for the first text: many commands redact none. */
function plain(): Redactor {
  plainly ??= createRedactor();
  return plainly;
}

/** The text without secrets; each is replaced by `[redacted:<rule>]`. */
export const redactText = (text: string): string => plain().cut(text, plain().find(text));

let cleanly: Clean | null = null;
/** The same for every string inside plain data. */
export const redact: Clean = (data) => {
  cleanly ??= createClean(plain());
  return cleanly(data);
};
