import { onTestFinished } from 'vitest';
import { addressOf } from '../../agent/win32/library.ts';

export type Field =
  | [kind: 'u16', offset: number, value: number]
  | [kind: 'u32', offset: number, value: number]
  | [kind: 'u64', offset: number, value: bigint]
  | [kind: 'pointer', offset: number, to: Buffer | string];

/**
 * A buffer as a Win32 call fills it: numbers at documented offsets, and pointers to what lies behind them in the same
 * buffer. Text gets its NUL.
 */
export function block(size: number, fields: readonly Field[]): Buffer {
  // Not from Node's pool, whose buffers share their memory.
  const bytes = Buffer.alloc(bytesOf(size, fields));
  layOut(bytes, size, fields);
  return bytes;
}

const partsOf = (fields: readonly Field[]) =>
  fields.map(([kind, , to]) => (kind === 'pointer' ? (typeof to === 'string' ? wide(to) : to) : none));

/** How many bytes such a structure and all that it points to take. */
export const bytesOf = (size: number, fields: readonly Field[]): number =>
  size + partsOf(fields).reduce((sum, part) => sum + part.length, 0);

/** Writes such a structure, and behind it what it points to, into a buffer that is large enough. */
export function layOut(bytes: Buffer, size: number, fields: readonly Field[]): void {
  const parts = partsOf(fields);
  let end = size;
  for (const [index, [kind, offset, value]] of fields.entries()) {
    switch (kind) {
      case 'u16':
        bytes.writeUInt16LE(value, offset);
        break;
      case 'u32':
        bytes.writeUInt32LE(value, offset);
        break;
      case 'u64':
        bytes.writeBigUInt64LE(value, offset);
        break;
      case 'pointer':
        bytes.writeBigUInt64LE(addressOf(bytes) + BigInt(end), offset);
        end += parts[index]?.copy(bytes, end) ?? 0;
    }
  }
}

const none = Buffer.alloc(0);

/** UTF-16 text with its NUL. */
export const wide = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');

/** The address of a buffer, which stays where it is until the test is over. */
export function hold(bytes: Buffer): bigint {
  const held = new Set([bytes]);
  onTestFinished(() => held.clear());
  return addressOf(bytes);
}
