import { Readable } from 'node:stream';
import { zstdDecompressSync } from 'node:zlib';
import { extract, type Header } from 'tar-stream';

/** The entries of a layer, read by others' code. */
export async function entriesOf(compressed: Uint8Array): Promise<{ header: Header; bytes: Buffer }[]> {
  const entries: { header: Header; bytes: Buffer }[] = [];
  for await (const entry of Readable.from([zstdDecompressSync(compressed)]).pipe(extract())) {
    const chunks: Uint8Array[] = [];
    // The content of an entry comes in bytes; tar-stream does not type it.
    for await (const chunk of entry) chunks.push(chunk as Uint8Array);
    entries.push({ header: entry.header, bytes: Buffer.concat(chunks) });
  }
  return entries;
}
