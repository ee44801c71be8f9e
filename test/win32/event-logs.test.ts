import { expect, test } from 'vitest';
import { eventsIn } from '../../agent/win32/event-logs.ts';
import { block, wide } from './memory.ts';

/** An EVENTLOGRECORD with its texts, padded as Windows does and ended by its length once more. */
function record(number: number, source: string, texts: readonly string[]): Buffer {
  const names = Buffer.concat([wide(source), wide('WIN-NODE-1')]);
  const strings = Buffer.concat(texts.map(wide));
  const body = 56 + names.length + strings.length;
  const padding = (4 - (body % 4)) % 4;
  const length = body + padding + 4;
  const head = block(56, [
    ['u32', 0, length],
    ['u32', 4, 0x654c_664c],
    ['u32', 8, number],
    ['u32', 12, Date.parse('2026-11-01T12:00:00Z') / 1000],
    ['u16', 26, texts.length],
    ['u32', 36, 56 + names.length],
  ]);
  return Buffer.concat([head, names, strings, Buffer.alloc(padding), block(4, [['u32', 0, length]])]);
}

test('records that lie one behind the other are events with their source, time and texts', () => {
  const at = new Date('2026-11-01T12:00:00Z');
  const records = Buffer.concat([
    record(12, 'kubelet', ['E1101 12:00:00.1 1 pod_workers.go:1] "Error – syncing pod"']),
    record(11, 'kube-proxy', ['one', 'two']),
    record(10, 'kubelet', []),
  ]);
  expect(eventsIn(records)).toEqual([
    { record: 12, source: 'kubelet', at, text: 'E1101 12:00:00.1 1 pod_workers.go:1] "Error – syncing pod"' },
    { record: 11, source: 'kube-proxy', at, text: 'one\ntwo' },
    { record: 10, source: 'kubelet', at, text: '' },
  ]);
});

test('nothing is read out of what is no whole record', () => {
  expect(eventsIn(Buffer.alloc(0))).toEqual([]);
  expect(eventsIn(Buffer.alloc(100))).toEqual([]);
  expect(eventsIn(record(12, 'kubelet', ['x']).subarray(0, 50))).toEqual([]);
});
