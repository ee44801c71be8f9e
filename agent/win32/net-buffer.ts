import { LookError } from '../error.ts';
import { ERROR_MORE_DATA, NetApiBufferFree } from './api/accounts.ts';
import type { Answer } from './library.ts';

/** Calls what puts the address of a buffer of its own into `address`, and frees that buffer when `work` is done. */
export async function withNetBuffer<T>(
  call: (address: Buffer) => Promise<Answer<number>>,
  work: (code: number, buffer: bigint) => T,
): Promise<T> {
  const address = Buffer.alloc(8);
  const { result: code } = await call(address);
  const buffer = address.readBigUInt64LE();
  try {
    return work(code, buffer);
  } finally {
    if (buffer !== 0n) NetApiBufferFree.now(buffer);
  }
}

/** What one call of a Net...Enum function fills in, in the order of its parameters. */
export interface Page {
  address: Buffer;
  read: Buffer;
  total: Buffer;
  resume: Buffer;
}

/** MAX_PREFERRED_LENGTH asks for all entries at once, so more pages than this are a list without an end. */
const maxPages = 100;

/**
 * All entries of a list that a Net...Enum function gives page by page, or the code with which it failed. The list is read
 * to its end whatever an entry holds: a list that is left after ERROR_MORE_DATA keeps its RPC connection
 * (NetLocalGroupGetMembers, remarks).
 */
export async function readPages<T>(
  call: string,
  ask: (page: Page) => Promise<Answer<number>>,
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
  throw new LookError('failed', `${call}: the list has no end`);
}
