import { createRedactor, redactText } from '../../agent/redact.ts';

const redactor = createRedactor();

/** The secrets that are found in a text, in their order. */
export const secretsIn = (text: string): string[] =>
  redactor.find(text).map(({ start, end }) => text.slice(start, end));

/** Those of the texts of which, with this secret in the place of #, not the secret alone is redacted. */
export const notAlone = (secret: string, texts: readonly string[]): string[] =>
  texts.filter((text) => redactText(text.replace('#', () => secret)).replace(/\[redacted:[\w-]+\]/, '#') !== text);
