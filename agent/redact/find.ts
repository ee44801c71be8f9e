import { findEncoded } from './encoded.ts';
import { type SecretPattern, secretNames } from './patterns.ts';
import { findPrivateKeys } from './private-key.ts';
import { mergeSpans, type Span } from './span.ts';
import { gap, type View } from './view.ts';
import { viewsOf } from './views.ts';

/** base64 of base64 is met; more than that is not. */
const maxDepth = 3;

/** All secrets in a text, in their order. Linear in its length. */
export function findSecrets(text: string, patterns: readonly SecretPattern[], depth = 0): Span[] {
  const spans = findHere(text, patterns, depth);
  if (depth === 0) for (const view of viewsOf(text)) spans.push(...seenIn(view, patterns));
  return mergeSpans(spans);
}

function findHere(text: string, patterns: readonly SecretPattern[], depth: number): Span[] {
  const isSecret = (inner: string) => findSecrets(inner, patterns, depth + 1).length > 0;
  const named = patterns.filter(({ isNamed }) => isNamed);
  return [
    ...findPrivateKeys(text),
    ...patterns.flatMap((pattern) => (pattern.isNamed ? [] : findPattern(text, pattern))),
    ...findNamed(text, named),
    ...(depth < maxDepth ? findEncoded(text, isSecret) : []),
  ];
}

const seenIn = ({ text, startOf, endOf }: View, patterns: readonly SecretPattern[]): Span[] =>
  findHere(text, patterns, 0).flatMap(({ id, start, end: last }) => {
    const left = text.slice(start, last).indexOf(gap);
    const end = left === -1 ? last : start + left;
    return end > start ? [{ id, start: startOf(start), end: endOf(end - 1) }] : [];
  });

const findPattern = (text: string, { id, pattern }: SecretPattern): Span[] =>
  [...text.matchAll(pattern)].flatMap((match) => spanOf(id, match) ?? []);

function findNamed(text: string, patterns: readonly SecretPattern[]): Span[] {
  const spans: Span[] = [];
  let covered = 0;
  for (const { 0: name, index } of text.matchAll(secretNames)) {
    // Well inside of a secret that was found already: a line of nothing but names would cost its square.
    if (index + name.length + 16 < covered) continue;
    for (const { id, pattern } of patterns) {
      pattern.lastIndex = index;
      const match = pattern.exec(text);
      const span = match && spanOf(id, match);
      if (!span) continue;
      spans.push(span);
      covered = Math.max(covered, span.end);
    }
  }
  return spans;
}

/** Without what stays, and without the quotes. */
function spanOf(id: string, { 0: whole, index, groups }: RegExpExecArray): Span | null {
  const quote = groups?.quote ?? '';
  const start = index + (groups?.keep?.length ?? 0) + quote.length;
  const last = index + whole.length;
  const end = quote !== '' && whole.endsWith(quote) && last - quote.length >= start ? last - quote.length : last;
  return end > start ? { id, start, end } : null;
}
