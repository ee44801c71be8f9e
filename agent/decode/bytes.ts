/** Bytes, as both Node.js and a browser have them. */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A text in UTF-8. */
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

/** Decodes UTF-8, and keeps a byte order mark. */
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

/** A key that nobody knows, of 32 bytes: secrets that two texts have in common are seen to be equal only under one key. */
export const freshKey = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(32));

/** The pieces as one. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Decodes base64, also URL-safe, up to the first character of neither alphabet. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const digits = (/^[A-Za-z0-9+/_-]*/.exec(text)?.[0] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  // A single leftover digit encodes nothing.
  const whole = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  return Uint8Array.from(atob(whole), (character) => character.charCodeAt(0));
}

/** The bytes that pairs of hexadecimal digits encode. */
export const fromHex = (digits: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** Whether it begins as gzip does. Source: RFC 1952, 2.3.1. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** Whether it begins as a zip archive does, also an empty or a split one. Source: APPNOTE.TXT 4.3. */
export const isZip = ([p, k, a, b]: Uint8Array): boolean =>
  p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6) || (a === 7 && b === 8));
