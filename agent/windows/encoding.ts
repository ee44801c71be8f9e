export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/**
 * The encoding of a text by its first bytes: its byte order mark, else UTF-16 where every other byte is zero, as
 * Windows programs write it without a mark, else UTF-8.
 */
export function encodingOf(head: Uint8Array): Encoding {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 512);
  const zeros = (parity: number) => sample.filter((byte, index) => index % 2 === parity && byte === 0).length;
  if (zeros(1) > sample.length / 8 && zeros(0) === 0) return 'utf-16le';
  if (zeros(0) > sample.length / 8 && zeros(1) === 0) return 'utf-16be';
  return 'utf-8';
}

/** The text of bytes in any of these encodings, without its mark. Windows PowerShell's `>` writes UTF-16. */
export const decodeText = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes)).decode(bytes);

/** Makes the pieces of a text UTF-8. Only UTF-16 costs anything: it is rare. */
export function transcoder(encoding: Encoding): (piece: Uint8Array) => Uint8Array {
  if (encoding === 'utf-8') return (piece) => piece;
  const [decoder, encoder] = [new TextDecoder(encoding), new TextEncoder()];
  return (piece) => encoder.encode(decoder.decode(piece, { stream: true }));
}
