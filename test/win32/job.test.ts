import { expect, test } from 'vitest';
import { cpuRateOf, limitsOf, siloOf } from '../../agent/win32/job.ts';
import { block } from './memory.ts';

test('limits count only with their flags, whatever value they hold', () => {
  const values: Parameters<typeof block>[1] = [
    ['u32', 40, 64],
    ['u64', 112, 1n << 30n],
    ['u64', 120, 1n << 31n],
    ['u64', 136, 123_456n],
  ];
  expect(limitsOf(block(144, values))).toEqual({
    memoryLimitBytes: null,
    processMemoryLimitBytes: null,
    activeProcessLimit: null,
    peakMemoryBytes: 123_456,
  });
  expect(limitsOf(block(144, [...values, ['u32', 16, 0x8 | 0x100 | 0x200 | 0x2000]]))).toEqual({
    memoryLimitBytes: 2 ** 31,
    processMemoryLimitBytes: 2 ** 30,
    activeProcessLimit: 64,
    peakMemoryBytes: 123_456,
  });
});

test('a CPU rate is a cap only when it is enabled as a hard one', () => {
  const control = (flags: number) =>
    block(8, [
      ['u32', 0, flags],
      ['u32', 4, 2500],
    ]);
  expect(cpuRateOf(control(0x5))).toBe(2500);
  expect(cpuRateOf(control(0x3))).toBeNull(); // by weight
  expect(cpuRateOf(control(0x4))).toBeNull(); // not enabled
});

test('a silo says whether it is a server silo, that of a process-isolated container', () => {
  expect(siloOf(block(16, [['u32', 0, 1208]]))).toEqual({ id: 1208, server: false });
  const server = block(16, [['u32', 0, 1208]]);
  server.writeUInt8(1, 12);
  expect(siloOf(server)).toEqual({ id: 1208, server: true });
});
