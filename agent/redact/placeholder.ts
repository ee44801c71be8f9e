import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { freshKey, utf8 } from '../decode/bytes.ts';
import type { Placeholder } from '../redact.ts';

/**
 * How many secrets keep the name of the pattern that found them first. A secret beyond that is named by the pattern that
 * found this occurrence.
 */
const mostNamed = 10_000;

/**
 * Gives the same secret the same placeholder everywhere, so that a reader sees which values are equal. The placeholder
 * holds a hash with a random key that is never stored, so nobody can find the secret by trying candidates.
 */
export function createPlaceholder(key: Uint8Array = freshKey()): Placeholder {
  const ids = new Map<string, string>();
  return (id, secret) => {
    const plain = secret.replaceAll(/[\s\0]/g, '');
    const hash = bytesToHex(hmac(sha256, key, utf8(plain))).slice(0, 12);
    // Several patterns may find the same secret; the first one names it.
    const named = ids.get(hash) ?? id;
    if (ids.size < mostNamed) ids.set(hash, named);
    return `[redacted:${named}:${hash}]`;
  };
}
