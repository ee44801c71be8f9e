import { Gunzip } from 'fflate/browser';
import { fromBase64, isGzip, joined, textOf } from '../decode/bytes.ts';

/** More than that is not unpacked: a secret stands near the beginning, or is found by its shape. */
const maxUnpacked = 256 * 1024;

/** What bytes are. */
export type Content =
  | { kind: 'text'; text: string }
  /** A private key, or a store of them. */
  | { kind: 'private-key' }
  /** A certificate, a request for one, a list of revoked ones, a public key. */
  | { kind: 'public' }
  | null;

/** What base64, also URL-safe, stands for. gzip is unpacked. null: bytes of which nothing is known. */
export function contentOf(base64: string): Content {
  // Most of what looks like base64 is none, or holds bytes: its beginning tells.
  const head = fromBase64(base64.slice(0, 24));
  return mayTell(head) ? contentOfBytes(fromBase64(base64)) : null;
}

const mayTell = (head: Uint8Array) => isGzip(head) || head[0] === sequence || isText(head);
const sequence = 0x30;

/** The same for the bytes themselves. */
export function contentOfBytes(bytes: Uint8Array): Content {
  if (isGzip(bytes)) return unpacked(bytes);
  if (bytes[0] === sequence) {
    const known = derKind(bytes);
    if (known !== null) return { kind: known };
  }
  return isText(bytes) ? { kind: 'text', text: written(bytes) } : null;
}

/** So many bytes are unpacked at once, which become a thousand times as many at most. */
const step = 256;

function unpacked(bytes: Uint8Array): Content {
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
    // Cut off, or only alike: its shape decides.
    return null;
  }
  const inner = joined(pieces);
  return isText(inner) ? { kind: 'text', text: written(inner) } : null;
}

/**
 * By the first element in the outer sequence of DER. A version of 0 or 1: PKCS#1, PKCS#8 and SEC 1; of 3: PKCS#12. What
 * is public begins with another sequence. Source: RFC 8017 A.1.2, RFC 5958 section 2, RFC 5915 section 3, RFC 7292
 * section 4, RFC 5280 section 4.1.
 */
function derKind(bytes: Uint8Array): 'private-key' | 'public' | null {
  const long = (bytes[1] ?? 0) - 0x80;
  if (long > 3) return null;
  const start = long > 0 ? 2 + long : 2;
  if (bytes[start] === 0x30) return 'public';
  const isVersion = bytes[start] === 2 && bytes[start + 1] === 1 && (bytes[start + 2] ?? 9) <= 3;
  const next = bytes[start + 3];
  return isVersion && (next === 0x02 || next === 0x04 || next === 0x30) ? 'private-key' : null;
}

const isWide = (bytes: Uint8Array) =>
  bytes.length >= 8 && bytes[1] === 0 && bytes[3] === 0 && bytes[5] === 0 && bytes[7] === 0;

/** UTF-16 as PowerShell encodes it, or UTF-8 without control characters; few of its characters are beyond ASCII. */
function isText(bytes: Uint8Array): boolean {
  const step = isWide(bytes) ? 2 : 1;
  let foreign = 0;
  for (let at = 0; at < bytes.length; at += step) {
    const byte = bytes[at] ?? 0;
    if (step === 2 && (bytes[at + 1] ?? 0) !== 0) return false;
    if (byte >= 0x7f) foreign++;
    // A NUL ends strings in what Windows encodes.
    else if (byte < 0x20 && (byte < 9 || byte > 13) && !(byte === 0 && step === 2)) return false;
  }
  return foreign * 8 <= bytes.length;
}

const written = (bytes: Uint8Array) => (isWide(bytes) ? utf16.decode(bytes) : textOf(bytes));
const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });
