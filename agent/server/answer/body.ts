import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { securityHeaders, vary } from './headers.ts';

/** An answer ready to be sent: all that is the same for everybody who gets it, made once. */
export interface Body {
  bytes: Buffer;
  /** Strong validator of the bytes. */
  etag: string;
  /** Names and values in turn, as node:http writes them without making anything of them. */
  headers: string[];
  /** Those of the 304 for who has it already: all but what describes the bytes. */
  headersOf304: string[];
  /**
   * The same packed with gzip, once, outside the event loop; null where it would not pay. Nothing of a request is in
   * a body, so that who can make another send requests learns nothing from its length (BREACH).
   */
  gzipped: (() => Promise<Body>) | null;
}

export const jsonType = 'application/json; charset=utf-8';

/** What fits into a packet is as fast unpacked. */
const leastPackedBytes = 1400;
const pack = promisify(gzip);

/** A body that is packed where that pays. */
export function bodyOf(text: string, contentType: string): Body {
  const body = unpackedBodyOf(text, contentType);
  if (body.bytes.length < leastPackedBytes) return body;
  let packed: Promise<Body> | undefined;
  return {
    ...body,
    gzipped() {
      packed ??= pack(body.bytes).then((bytes) => packedBodyOf(bytes, body.etag, contentType));
      return packed;
    },
  };
}

/** A body that was made for one request, and is not worth the packing. */
export function unpackedBodyOf(text: string, contentType: string): Body {
  const bytes = Buffer.from(text);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { bytes, etag, ...headersFor({ bytes, etag, contentType }), gzipped: null };
}

/** A representation of its own: who has the one does not have the other. */
function packedBodyOf(bytes: Buffer, unpackedEtag: string, contentType: string): Body {
  const etag = unpackedEtag.replace(/"$/, '-gzip"');
  const { headers, headersOf304 } = headersFor({ bytes, etag, contentType });
  return { bytes, etag, headers: [...headers, 'content-encoding', 'gzip'], headersOf304, gzipped: null };
}

/** No Last-Modified: whether a report is stale changes in between, and a second is too coarse for looks on demand. */
function headersFor({ bytes, etag, contentType }: { bytes: Buffer; etag: string; contentType: string }) {
  const kept = { ...vary, etag, 'cache-control': 'private, no-cache', ...securityHeaders(contentType) };
  const all = { ...kept, 'content-type': contentType, 'content-length': String(bytes.length) };
  return { headers: Object.entries(all).flat(), headersOf304: Object.entries(kept).flat() };
}
