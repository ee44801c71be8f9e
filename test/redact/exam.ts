import { createPlaceholder } from '../../agent/redact/placeholder.ts';
import { createRedactionStream } from '../../agent/redact/stream.ts';
import { createRedactor } from '../../agent/redact.ts';
import type { Planted } from './notations.ts';

const redactor = createRedactor({ placeholder: createPlaceholder() });

/** As each file of a bundle is cleaned. */
export function cleaned(text: string): string {
  const stream = createRedactionStream(redactor);
  return stream.push(text) + stream.end();
}

/** So much of a secret is a leak. */
const telling = 8;

/**
 * Which part of the secret is left, null when none is.
 * @param prefix of its kind, which tells nothing
 */
export function leftOf({ text, secret }: Planted, clean: string, prefix: string | null = null): string | null {
  const around = text.replaceAll(secret, '');
  const body = prefix !== null && secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  for (const line of body.split(/(?:\\r|\\n|\s)*(?:\\n|\n)(?:\\t|\s)*/)) {
    if (line.startsWith('-----')) continue;
    for (let at = 0; at === 0 || at + telling <= line.length; at++) {
      const part = line.slice(at, at + telling);
      if (part.length >= Math.min(telling, body.length) && clean.includes(part) && !around.includes(part)) return part;
    }
  }
  return null;
}
