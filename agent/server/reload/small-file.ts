import { open } from 'node:fs/promises';
import { UserError, unreadable } from '../../error.ts';
import { decodeText } from '../../windows/encoding.ts';

/**
 * The text of a small file; at most `maxBytes` are read.
 * @throws UserError if it cannot be read, or is longer
 */
export async function readSmallFile(path: string, maxBytes: number): Promise<string> {
  const bytes = await readUpTo(path, maxBytes + 1).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(unreadable(path, error));
  });
  if (bytes.length > maxBytes) throw new UserError(`${path} has more than ${maxBytes} bytes; is it the right file?`);
  return decodeText(bytes);
}

async function readUpTo(path: string, most: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(most);
    const { bytesRead } = await file.read(bytes, 0, most, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
