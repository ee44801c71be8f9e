import { Gunzip } from 'fflate/browser';
import { fromBase64, isGzip, joinBytes, textOf } from '../../decode/bytes.ts';

/** Limit for unpacked data: a secret stands near the beginning, or its shape tells. */
const maxUnpacked = 256 * 1024;

/** What kind of data decoded bytes are. */
type DecodedContent =
  | { kind: 'text'; text: string }
  /** A private key, or a store of private keys. */
  | { kind: 'private-key' }
  /** A certificate, a certificate request, a revocation list, a public key. */
  | { kind: 'public' }
  | null;

/** Decodes base64 or URL-safe base64, and unpacks gzip. null: the bytes are of no known kind. */
export function contentOf(base64: string): DecodedContent {
  return mayTell(base64) ? contentOfBytes(fromBase64(base64)) : null;
}

/** Most words that look like base64 are not, or hold binary data. The first bytes decide. */
export function mayTell(base64: string): boolean {
  const head = headOf(base64);
  return isGzip(head) || head[0] === sequence || isText(head);
}

const sixBits = new Uint8Array(128).fill(64);
for (const signs of ['+/', '-_'])
  for (const [value, one] of [...`ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${signs}`].entries())
    sixBits[one.charCodeAt(0)] = value;

/** The first 18 bytes, without what fromBase64 does for all of a text. */
function headOf(base64: string): Uint8Array {
  const head = new Uint8Array(18);
  let length = 0;
  for (let at = 0, bits = 0; at < 24; at++) {
    const six = sixBits[base64.charCodeAt(at)] ?? 64;
    if (six === 64) break;
    bits = ((bits << 6) | six) & 0xffffff;
    if (at % 4 > 0) head[length++] = bits >> (6 - 2 * (at % 4));
  }
  return head.subarray(0, length);
}
const sequence = 0x30;

/** The same for bytes that are decoded already. */
export function contentOfBytes(bytes: Uint8Array): DecodedContent {
  if (isGzip(bytes)) return unpacked(bytes);
  if (bytes[0] === sequence) {
    const known = derKind(bytes);
    if (known !== null) return { kind: known };
  }
  return isText(bytes) ? { kind: 'text', text: written(bytes) } : null;
}

/** The number of packed bytes given to gunzip at a time. Each can expand to at most about a thousand. */
const step = 256;

function unpacked(bytes: Uint8Array): DecodedContent {
  const pieces: Uint8Array[] = [];
  let left = maxUnpacked;
  const gunzip = new Gunzip((piece) => {
    pieces.push(piece);
    left -= piece.length;
  });
  try {
    for (let at = 0; at < bytes.length; at += step) {
      gunzip.push(bytes.subarray(at, at + step), at + step >= bytes.length);
      if (left < 0) return null;
    }
  } catch {
    // The data is cut off, or is not gzip. The shape of the word decides then.
    return null;
  }
  const inner = joinBytes(pieces);
  return isText(inner) ? { kind: 'text', text: written(inner) } : null;
}

/**
 * The kind of a DER structure, by the first element of its outer sequence. Version 0 or 1 is PKCS#1, PKCS#8 or SEC 1;
 * version 3 is PKCS#12. Public structures begin with another sequence. Source: RFC 8017 A.1.2, RFC 5958 section 2, RFC
 * 5915 section 3, RFC 7292 section 4, RFC 5280 section 4.1.
 */
function derKind(bytes: Uint8Array): 'private-key' | 'public' | null {
  const long = Number(bytes[1]) - 0x80;
  if (long > 3) return null;
  const start = 2 + Math.max(0, long);
  if (bytes[start] === 0x30) return 'public';
  const isVersion = bytes[start] === 2 && bytes[start + 1] === 1 && Number(bytes[start + 2]) <= 3;
  const next = bytes[start + 3];
  return isVersion && (next === 0x02 || next === 0x04 || next === 0x30) ? 'private-key' : null;
}

const isWide = (bytes: Uint8Array) => [1, 3, 5, 7].every((at) => bytes[at] === 0);

/** Whether bytes are text: UTF-16 as PowerShell encodes it, or UTF-8; without control characters and mostly ASCII. */
function isText(bytes: Uint8Array): boolean {
  const step = isWide(bytes) ? 2 : 1;
  let foreign = 0;
  for (let at = 0; at < bytes.length; at += step) {
    const byte = bytes[at] ?? 0;
    if (step === 2 && (bytes[at + 1] ?? 0) !== 0) return false;
    if (byte >= 0x7f) foreign++;
    // Windows ends strings in UTF-16 with NUL.
    else if (byte < 0x20 && (byte < 9 || byte > 13) && !(byte === 0 && step === 2)) return false;
  }
  return foreign * 8 <= bytes.length;
}

const written = (bytes: Uint8Array) => (isWide(bytes) ? utf16.decode(bytes) : textOf(bytes));
const utf16 = new TextDecoder('utf-16le');
