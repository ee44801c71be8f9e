import { addressOf } from '../../agent/win32/library.ts';
import type { Values } from './contract.ts';
import type { Machine } from './machine.ts';
import { bytesOf, type Field, layOut } from './memory.ts';
import { accountAnswers } from './windows/accounts.ts';
import { eventAnswers } from './windows/events.ts';
import { fileAnswers } from './windows/files.ts';
import { networkAnswers } from './windows/networks.ts';
import { processAnswers } from './windows/processes.ts';
import { serviceAnswers } from './windows/services.ts';
import { systemAnswers } from './windows/system.ts';
import { tokenAnswers } from './windows/tokens.ts';

/** What a call gives, or `never`: it does not come back. */
export type Answer = { result: unknown; lastError: number };
export type Answers = (name: string, values: Values) => Answer | 'never';

/** One call: 0 or the code with which it fails, or the value that it returns. */
export type Call = (values: Values, memory: Memory) => number | { returns: unknown; lastError?: number };

/** Memory and handles that a machine gives out. */
export interface Memory {
  /** A new handle that stands for this. */
  open(thing: unknown): bigint;
  /** What a handle stands for. */
  at(handle: unknown): unknown;
  /** Allocates an answer and puts its address into the buffer that the caller gave. */
  allocate(into: unknown, answer: Buffer): void;
}

/**
 * A Windows made of literals. A test gives the machine; the calls answer as their pages say, `first` aside: codes that a
 * call gives before it answers, and `hangs`: calls that do not come back.
 */
export function createWindows(machine: Machine): Answers {
  const opened = new Map<bigint, unknown>();
  const allocated = new Map<bigint, Buffer>();
  const memory: Memory = {
    open(thing) {
      const handle = BigInt(0x100 + 4 * opened.size);
      opened.set(handle, thing);
      return handle;
    },
    at: (handle) => opened.get(handle as bigint),
    allocate(into, answer) {
      allocated.set(addressOf(answer), answer);
      (into as Buffer).writeBigUInt64LE(addressOf(answer));
    },
  };
  const calls: Readonly<Record<string, Call>> = {
    ...serviceAnswers(machine),
    ...processAnswers(machine),
    ...tokenAnswers(machine),
    ...accountAnswers(machine),
    ...fileAnswers(machine),
    ...systemAnswers(machine),
    ...eventAnswers(machine),
    ...networkAnswers(machine),
  };
  const first = new Map(Object.entries(machine.first ?? {}).map(([name, codes]) => [name, [...codes]]));
  return (name, values) => {
    if (machine.hangs?.includes(name)) return 'never';
    const call = calls[name];
    if (call === undefined) throw new Error(`${name}: the Windows of the tests does not answer it`);
    const given = first.get(name)?.shift() ?? call(values, memory);
    if (typeof given === 'object') return { result: given.returns, lastError: given.lastError ?? 0 };
    if (byCode.test(name)) return { result: given, lastError: 0 };
    if (name.startsWith('CreateFile') || name.startsWith('CreateToolhelp'))
      return { result: 0xffff_ffff_ffff_ffffn, lastError: given };
    return { result: given === 0 ? 1 : 0, lastError: given };
  };
}

/** Calls that return their code. */
const byCode = /^(?:Net|Lsa|Nt|Rtl|Reg|GetExtended|GetNamedSecurity|Hcn|CoTask)/;

/** Fills the caller's buffer, or asks for a larger one with this code; puts the size that is needed where the caller wants it. */
export function answerInto(
  into: { buffer: unknown; needed: unknown; tooSmall: number; unit?: number },
  size: number,
  fields: readonly Field[],
): number {
  const needs = bytesOf(size, fields);
  const buffer = into.buffer as Buffer;
  if (Buffer.isBuffer(into.needed)) into.needed.writeUInt32LE(needs / (into.unit ?? 1));
  if (buffer === null || buffer.length < needs) return into.tooSmall;
  layOut(buffer, size, fields);
  return 0;
}
