/** How a text file is encoded, told from its first bytes; Windows programs and PowerShell write UTF-16. */
export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  // Without a mark: in UTF-16 every other byte of mostly Latin text is zero, which UTF-8 text never has.
  const sample = head.subarray(0, 512);
  const zeros = (parity: number) => sample.filter((byte, index) => index % 2 === parity && byte === 0).length;
  if (zeros(1) > sample.length / 8 && zeros(0) === 0) return 'utf-16le';
  if (zeros(0) > sample.length / 8 && zeros(1) === 0) return 'utf-16be';
  return 'utf-8';
}

/** The text of bytes in any of these encodings, without its byte order mark. */
export const decodeText = (bytes: Uint8Array): string => new TextDecoder(encodingOf(bytes)).decode(bytes);

/** Whether these are the first bytes of gzip. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;
