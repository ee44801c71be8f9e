import { onTestFinished } from 'vitest';
import { addressOf } from '../../agent/win32/library.ts';

/** A block of memory as a Win32 call fills it: numbers at documented offsets, and pointers to what lies elsewhere. */
export function block(size: number, fields: readonly Field[]): Buffer {
  const bytes = Buffer.alloc(size);
  for (const [kind, offset, value] of fields) {
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
        bytes.writeBigUInt64LE(hold(typeof value === 'string' ? wide(value) : value), offset);
    }
  }
  return bytes;
}
type Field =
  | [kind: 'u16', offset: number, value: number]
  | [kind: 'u32', offset: number, value: number]
  | [kind: 'u64', offset: number, value: bigint]
  | [kind: 'pointer', offset: number, to: Buffer | string];

/** UTF-16 text with its NUL. */
export const wide = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');

/** The address of a buffer, which stays where it is until the test is over. */
export function hold(bytes: Buffer): bigint {
  const held = new Set([bytes]);
  onTestFinished(() => held.clear());
  return addressOf(bytes);
}
