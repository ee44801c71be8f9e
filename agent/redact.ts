import { createDetector, findSecrets } from './redact/find.ts';
import { atOnce, createBounded, createMemory } from './redact/memory.ts';
import { commands, input } from './redact/patterns/commands.ts';
import { files } from './redact/patterns/files.ts';
import type { SecretPattern } from './redact/patterns/pattern.ts';
import { protocols } from './redact/patterns/protocols.ts';
import { sentences } from './redact/patterns/sentences.ts';
import { tokens } from './redact/patterns/tokens.ts';
import type { SecretSpan } from './redact/span.ts';

/** Makes the text that replaces a secret. `id` is the id of the pattern that found it. */
export type Placeholder = (id: string, secret: string) => string;

const byRule: Placeholder = (id) => `[redacted:${id}]`;

export type Redactor = ReturnType<typeof createRedactor>;

const maxKept = 300;
const mostKept = 5000;

/**
 * Removes secrets from texts, by one set of patterns.
 * @param options.more patterns in addition to the built-in ones
 */
export function createRedactor({
  placeholder = byRule,
  more = [],
}: {
  placeholder?: Placeholder;
  more?: readonly SecretPattern[];
} = {}) {
  const detector = createDetector([...secretPatterns, ...more], createMemory());
  /** Results for short texts, which repeat often: file names, pod names, service names. */
  const before = createBounded<string, SecretSpan[]>(mostKept);
  return {
    find(text: string): SecretSpan[] {
      const known = before.get(text);
      if (known !== undefined) return known;
      const { spans } = atOnce(findSecrets(text, detector));
      if (text.length <= maxKept) before.set(text, spans);
      return spans;
    },
    /** Like `find`, but in short steps, so that the caller can pause. */
    findInSteps: (text: string) => findSecrets(text, detector),
    /** Whether the value of a field with this name may be a secret, judged by the name alone. */
    isNameOfSecret: (name: string) => detector.memory.saysOf(name) !== null,
    /** The text with a placeholder instead of each of these spans. */
    cut(text: string, spans: readonly SecretSpan[]) {
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

/** Removes secrets from plain data. The result has the same structure. */
export type Clean = <T>(data: T) => T;

/**
 * Removes secrets from every string inside plain data before the data is written, so that the output is still valid
 * JSON. Keys stay as they are; a key tells whether its value is secret, as a name in a text does.
 * @param onFound called with the pattern id of each secret
 */
export function createClean(redactor: Redactor, onFound: (id: string) => void = () => undefined): Clean {
  const cleanText = (text: string) => {
    const spans = redactor.find(text);
    for (const { id } of spans) onFound(id);
    return redactor.cut(text, spans);
  };
  const cleanField = (name: string, value: string) => {
    // The key as it would appear before its value in JSON. If the key itself is cut, its rest says nothing about
    // the value.
    const before = `"${name}":"`;
    const text = `${before}${value}"`;
    const isNamed = /^[\w .-]{1,60}$/.test(name) && redactor.isNameOfSecret(name) && !/["\\\n]/.test(value);
    const spans = isNamed ? redactor.find(text) : [];
    const start = before.length;
    const end = start + value.length;
    const whole = spans.find((span) => span.start === start && span.end === end);
    if (whole === undefined) return cleanText(value);
    onFound(whole.id);
    return redactor.cut(value, [{ id: whole.id, start: 0, end: value.length }]);
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
  // Only strings are replaced, and by strings, so the type stays true.
  return <T>(data: T) => walk(data) as T;
}

let plainly: Redactor | null = null;
/** Created for the first text, because many commands redact nothing. */
function plain(): Redactor {
  plainly ??= createRedactor();
  return plainly;
}

/** The text without secrets; each one is replaced by `[redacted:<pattern id>]`. */
export const redactText = (text: string): string => plain().cut(text, plain().find(text));

/** Removes the secrets from every string inside plain data. */
export const redact: Clean = (data) => createClean(plain())(data);

/** In order: the first pattern that matches names the secret. */
export const secretPatterns: readonly SecretPattern[] = [tokens, protocols, commands, input, files, sentences].flat();
