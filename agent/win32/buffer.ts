import { QueryError } from '../error.ts';
import { NetApiBufferFree } from './api/accounts.ts';
import { STATUS_BUFFER_OVERFLOW, STATUS_BUFFER_TOO_SMALL, STATUS_INFO_LENGTH_MISMATCH } from './api/processes.ts';
import { ERROR_INSUFFICIENT_BUFFER, ERROR_MORE_DATA } from './error.ts';
import type { CallResult } from './library.ts';

/** How Win32 and, with three codes (psutil, arch/windows/proc_info.c, accepts them all), NT say that a buffer is too small. */
const tooSmall: ReadonlySet<number> = new Set([
  ERROR_INSUFFICIENT_BUFFER,
  ERROR_MORE_DATA,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_BUFFER_OVERFLOW,
]);

/**
 * Repeats a call with larger buffers until its answer fits. The answer may grow between two calls, so asking for the
 * size once is not enough. Gives up at `maxBytes`.
 * @param ask gives the code of the call. `size` (u32) holds the size of the buffer, and then what the call writes there: the size
 * that it needs or has used
 */
export async function fill(
  what: { call: string; bytes: number; maxBytes: number },
  ask: (buffer: Buffer, size: Buffer) => Promise<number>,
): Promise<{ code: number; buffer: Buffer; size: number }> {
  for (let bytes = what.bytes; bytes <= what.maxBytes; ) {
    const [buffer, told] = [Buffer.alloc(bytes), Buffer.alloc(4)];
    told.writeUInt32LE(bytes);
    const code = await ask(buffer, told);
    const size = told.readUInt32LE();
    if (!tooSmall.has(code)) return { code, buffer, size };
    bytes = Math.max(size, 2 * bytes);
  }
  throw new QueryError('failed', `${what.call}: its answer does not fit ${what.maxBytes} bytes`);
}

/** A text of C in a buffer that may be larger. */
export const untilNul = (text: string): string => text.replace(/\0.*/s, '');

/** 1601-01-01 in milliseconds before 1970-01-01: where a FILETIME starts. */
const fileTimeStartMs = 11_644_473_600_000n;

/** A FILETIME: steps of 100 ns since 1601, UTC (minwinbase.h). */
export function dateOf(fileTime: bigint): Date {
  return new Date(Number(fileTime / 10_000n - fileTimeStartMs));
}

/** Closes or frees what Windows gave when the block ends that holds this with `using`; `await using` waits for it. */
export const atEnd = (close: () => unknown): Disposable & AsyncDisposable => ({
  [Symbol.dispose]: () => void close(),
  [Symbol.asyncDispose]: async () => void (await close()),
});

/** Makes a call that allocates its answer and stores the address in `address`; frees the answer after `work`. */
export async function withNetBuffer<T>(
  call: (address: Buffer) => Promise<CallResult<number>>,
  work: (code: number, buffer: bigint) => T,
): Promise<T> {
  const address = Buffer.alloc(8);
  const { result: code } = await call(address);
  const buffer = address.readBigUInt64LE();
  using _answer = atEnd(() => buffer !== 0n && NetApiBufferFree.now(buffer));
  return work(code, buffer);
}

/** What one call of a Net...Enum function fills in, in the order of its parameters. */
interface EnumPage {
  address: Buffer;
  read: Buffer;
  total: Buffer;
  resume: Buffer;
}

/** MAX_PREFERRED_LENGTH asks for all entries at once, so a list with more pages than this is broken. */
const maxPages = 100;

/**
 * All entries of a list that a Net...Enum function returns in pages, or the code of its failure. The list is read to its
 * end even if an entry is broken: after ERROR_MORE_DATA an unfinished list leaks its RPC connection
 * (NetLocalGroupGetMembers, remarks).
 */
export async function readEnumPages<T>(
  call: string,
  ask: (page: EnumPage) => Promise<CallResult<number>>,
  entryAt: (buffer: bigint, index: number) => T,
): Promise<{ code: number; entries: T[] }> {
  const entries: T[] = [];
  let broken: unknown = null;
  const resume = Buffer.alloc(8);
  for (let pages = 0; pages < maxPages; pages++) {
    const read = Buffer.alloc(4);
    const page = (address: Buffer) => ask({ address, read, total: Buffer.alloc(4), resume });
    const code = await withNetBuffer(page, (answer, buffer) => {
      const count = answer === 0 || answer === ERROR_MORE_DATA ? read.readUInt32LE() : 0;
      for (let index = 0; index < count && broken === null; index++) {
        try {
          entries.push(entryAt(buffer, index));
        } catch (error) {
          broken = error;
        }
      }
      return answer;
    });
    if (code === ERROR_MORE_DATA) continue;
    if (broken !== null) throw broken;
    return { code, entries };
  }
  throw new QueryError('failed', `${call}: the list has no end`);
}
