import type { Span } from './span.ts';

const blob = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{24,}={0,2}(?![A-Za-z0-9+/_=-])/g;

/** Secrets in base64, also URL-safe or of UTF-16 as PowerShell has it: the whole of what is encoded is one. */
export function findEncoded(text: string, isSecret: (decoded: string) => boolean): Span[] {
  const spans: Span[] = [];
  for (const { 0: whole, index } of text.matchAll(blob)) {
    if (!isEncodedSecret(whole, isSecret)) continue;
    spans.push({ id: 'base64', start: index, end: index + whole.length });
  }
  return spans;
}

function isEncodedSecret(encoded: string, isSecret: (decoded: string) => boolean): boolean {
  // Digests and ids: what they spell in base64 is no text.
  if (/^[0-9a-f-]+$/.test(encoded)) return false;
  // Node takes both alphabets as base64.
  const bytes = Buffer.from(encoded, 'base64');
  if (isPrivateKey(bytes)) return true;
  const decoded = textIn(bytes);
  return decoded !== null && isSecret(decoded);
}

/**
 * PKCS#1, PKCS#8 and SEC 1 in DER: a sequence whose first part is a version. Certificates begin with a sequence in a
 * sequence. Source: RFC 8017 A.1.2, RFC 5958 section 2, RFC 5915 section 3.
 */
function isPrivateKey(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30 || bytes.length < 40) return false;
  const long = (bytes[1] ?? 0) - 0x80;
  const start = long > 0 && long <= 3 ? 2 + long : 2;
  const isVersion = bytes[start] === 2 && bytes[start + 1] === 1 && (bytes[start + 2] ?? 9) <= 1;
  const next = bytes[start + 3];
  return isVersion && (next === 0x02 || next === 0x04 || next === 0x30);
}

/** null: not text. */
function textIn(bytes: Buffer): string | null {
  const isWide = bytes.length % 2 === 0 && bytes.length >= 8 && [1, 3, 5, 7].every((index) => bytes[index] === 0);
  const text = isWide ? bytes.toString('utf16le') : bytes.toString('utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell bytes from text
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? null : text;
}
