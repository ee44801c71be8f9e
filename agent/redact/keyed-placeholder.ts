import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { utf8 } from '../decode/bytes.ts';
import type { Placeholder } from '../redact.ts';

/** More different secrets than that have placeholders of their own, which do not depend on what was found before. */
const mostNamed = 10_000;

/**
 * The same secret becomes the same placeholder, so that what belongs together can still be seen. By a hash with a key that
 * is not kept: nobody can try out which secret it was.
 */
export function createPlaceholder(key: Uint8Array = crypto.getRandomValues(new Uint8Array(32))): Placeholder {
  const ids = new Map<string, string>();
  return (id, secret) => {
    const plain = secret.replaceAll(/[\s\0]/g, '');
    const hash = bytesToHex(hmac(sha256, key, utf8(plain))).slice(0, 12);
    // One secret may be met under several rules.
    const named = ids.get(hash) ?? id;
    if (ids.size < mostNamed) ids.set(hash, named);
    return `[redacted:${named}:${hash}]`;
  };
}
