import { QueryError } from '../error.ts';

/** ERROR_INSUFFICIENT_BUFFER, ERROR_MORE_DATA: the two codes with which Win32 says that a buffer is too small. */
const tooSmall = new Set([122, 234]);

/** The result of one call: its code (0: the buffer is filled), and the size that it needs (0: unknown). */
interface Filled {
  code: number;
  needed: number;
}

/**
 * Repeats a call with larger buffers until its answer fits. The answer may grow between two calls, so asking for the
 * size once is not enough. Gives up at `maxBytes`.
 */
export async function fill(
  what: { call: string; bytes: number; maxBytes: number },
  ask: (buffer: Buffer) => Promise<Filled>,
): Promise<{ code: number; buffer: Buffer }> {
  for (let size = what.bytes; size <= what.maxBytes; ) {
    const buffer = Buffer.alloc(size);
    const { code, needed } = await ask(buffer);
    if (!tooSmall.has(code)) return { code, buffer };
    size = Math.max(needed, 2 * size);
  }
  throw new QueryError('failed', `${what.call}: its answer does not fit ${what.maxBytes} bytes`);
}
