import { readFileSync } from 'node:fs';
import type { SecretPattern } from '../../agent/redact/patterns/pattern.ts';
import { unescaped } from '../../agent/redact/rewritten.ts';

interface Text {
  id: string;
  text: string;
  secret: string;
}

const inTexts: Text[] = readFileSync(new URL('secrets-in-texts.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const texts = inTexts.map((one) => ({
  ...one,
  forms: [one.text, unescaped(one.text)?.text ?? ''],
}));

/** The texts that somebody wrote whose secret this pattern finds, at most so many. */
export function servedBy({ pattern }: SecretPattern, most: number): string[] {
  const found: string[] = [];
  for (const { id, secret, forms } of texts) {
    if (found.length === most) break;
    const some = forms.flatMap((form) => [...form.matchAll(pattern)]);
    const values = some.map(({ 0: whole, groups }) => whole.slice(groups?.keep?.length ?? 0));
    if (values.some((value) => value.includes(secret) || (value.length > 2 && secret.includes(value)))) found.push(id);
  }
  return found;
}
