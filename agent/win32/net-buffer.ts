import { QueryError } from '../error.ts';
import { NetApiBufferFree } from './api/accounts.ts';
import { ERROR_MORE_DATA } from './api/errors.ts';
import type { CallResult } from './library.ts';

/** Makes a call that allocates its answer and stores the address in `address`; frees the answer after `work`. */
export async function withNetBuffer<T>(
  call: (address: Buffer) => Promise<CallResult<number>>,
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
