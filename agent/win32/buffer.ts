import { LookError } from '../error.ts';

/** ERROR_INSUFFICIENT_BUFFER, ERROR_MORE_DATA: two ways of Win32 to say that the buffer was too small. */
const tooSmall = new Set([122, 234]);

/** What a call said to a buffer: its code (0: filled), and the size that it asked for, 0 when it does not tell. */
export interface Filled {
  code: number;
  needed: number;
}

/**
 * Asks with a larger buffer for as long as the call says that it was too small. The answer may grow between two
 * calls, so one look at the size is not enough; a call that never has enough is given up at `maxBytes`.
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
  throw new LookError('failed', `${what.call}: its answer does not fit ${what.maxBytes} bytes`);
}
