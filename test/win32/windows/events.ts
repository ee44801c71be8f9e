import type { Event, Machine } from '../machine.ts';
import type { Field } from '../memory.ts';
import { answerInto, type Call } from '../windows.ts';

const CHANNEL_NOT_FOUND = 15_007;
const NO_MORE_ITEMS = 259;
/** winevt.h, winbase.h. */
const [EvtQueryReverseDirection, INFINITE] = [0x200, 0xffff_ffff];
const variantBytes = 16;
const [string, byte, uint16, uint64, fileTime] = [1, 4, 6, 10, 17];
/** Of the properties that every event has, by their place (EVT_SYSTEM_PROPERTY_ID). */
const systemTypes: Readonly<Record<number, number>> = { 2: uint16, 4: byte, 8: fileTime };
const failures = '*[System[(Level=1 or Level=2 or Level=3)]]';
/** What is left in the rest of a union when a small number was put into it. */
const rest = 0xabcd_0000_0000n;

/** What an open query stands for. */
interface Results {
  left: Event[];
}

export function eventAnswers({ events = {} }: Machine): Record<string, Call> {
  return {
    EvtQuery([, log, query, flags], { open }) {
      const found = events[String(log)] ?? CHANNEL_NOT_FOUND;
      if (typeof found === 'number') return { returns: null, lastError: found };
      const asked = query === failures ? found.filter(({ level = 4 }) => level <= 3) : found;
      const inOrder = (Number(flags) & EvtQueryReverseDirection) === 0 ? asked.toReversed() : asked;
      return { returns: open({ left: [...inOrder] }) };
    },
    EvtCreateRenderContext: ([, , kind], { open }) => ({ returns: open(kind) }),
    EvtNext([results, most, array, timeout, , returned], { at, open }) {
      if (timeout === INFINITE) throw new Error('EvtNext may wait for ever: its thread would be lost');
      const given = (at(results) as Results).left.splice(0, Math.min(2, Number(most)));
      for (const [index, event] of given.entries()) (array as Buffer).writeBigUInt64LE(open(event), 8 * index);
      // A count that comes with an error says nothing.
      (returned as Buffer).writeUInt32LE(given.length === 0 ? 0xffff : given.length);
      return given.length === 0 ? NO_MORE_ITEMS : 0;
    },
    EvtRender([context, event, , , buffer, used, count], { at }) {
      const { record, source, id = 0, level = 4, at: time, values } = at(event) as Event;
      const numbers = [0n, rest + BigInt(id), 0n, rest + BigInt(level), 0n, 0n, 0n];
      const system: Event['values'] = [source, ...numbers, time, BigInt(record)];
      const variants = at(context) === 1 ? system : values;
      (count as Buffer).writeUInt32LE(variants.length);
      const fields = variants.flatMap((value, index) => variantFields(value, index, at(context) === 1));
      return answerInto({ buffer, needed: used, tooSmall: 122 }, variantBytes * variants.length, fields);
    },
    EvtClose: () => 0,
  };
}

function variantFields(value: Event['values'][number], index: number, system: boolean): Field[] {
  const at = variantBytes * index;
  if (typeof value === 'string') {
    return [
      ['pointer', at, value],
      ['u32', at + 12, string],
    ];
  }
  return [
    ['u64', at, value],
    ['u32', at + 12, (system ? systemTypes[index] : undefined) ?? uint64],
  ];
}
