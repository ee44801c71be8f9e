import { createRedactor } from '../../agent/redact.ts';

const redactor = createRedactor();

/** The secrets that are found in a text, in their order. */
export const secretsIn = (text: string): string[] =>
  redactor.find(text).map(({ start, end }) => text.slice(start, end));
