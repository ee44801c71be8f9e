import { expect, test } from 'vitest';
import { addressOf, bytesAt, functionsOf, offsetIn, struct, textAt } from '../../agent/win32/library.ts';
import { sidAt } from '../../agent/win32/security.ts';
import { block, hold, wide } from './memory.ts';

const layout = struct({ count: 'u32', name: 'text', at: 'pointer', ticks: 'u64', inside: { units: 8 } });

test('a struct is read from a buffer: numbers, what its pointers point to, and text inside it', () => {
  const bytes = block(48, [
    ['u32', 0, 7],
    ['pointer', 8, 'kubelet'],
    ['u64', 24, 2n ** 60n],
  ]);
  wide('abc').copy(bytes, 32);
  expect(layout.size).toBe(48);
  expect(layout.read(bytes)).toEqual({ count: 7, name: 'kubelet', at: null, ticks: 2n ** 60n, inside: 'abc' });
});

test('a struct is read from an address, and behind other structs', () => {
  const bytes = block(96, [
    ['u32', 48, 9],
    ['u64', 72, 5n],
  ]);
  expect(layout.read(hold(bytes), 48)).toMatchObject({ count: 9, name: null, ticks: 5n });
  expect(layout.read(bytes, 48)).toMatchObject({ count: 9, name: null, ticks: 5n });
});

test('memory is copied, so that it may be freed afterwards', () => {
  const bytes = Buffer.from([1, 2, 3, 4]);
  const copy = bytesAt(addressOf(bytes), 3);
  bytes.fill(0);
  expect([...copy]).toEqual([1, 2, 3]);
});

test('an address is a place in the buffer that holds it, and nowhere else', () => {
  const bytes = Buffer.alloc(8);
  expect(offsetIn(bytes, addressOf(bytes) + 7n)).toBe(7);
  expect(() => offsetIn(bytes, addressOf(bytes) + 8n)).toThrow('an answer of 8 bytes points 8 bytes into itself');
  expect(() => offsetIn(bytes, addressOf(bytes) - 1n)).toThrow('-1 bytes');
});

test('text is read up to its NUL, in any script', () => {
  expect(textAt(hold(wide('Администраторы')))).toBe('Администраторы');
});

test('the address 0, which would end the process, is an error', () => {
  for (const read of [() => bytesAt(0n, 8), () => textAt(0n), () => layout.read(0n), () => sidAt(0n)]) {
    expect(read).toThrow('Windows gave a NULL pointer');
  }
});

test.skipIf(process.platform === 'win32')(
  'declaring a function opens nothing; calling one that is not there is unsupported',
  async () => {
    const absent = functionsOf('nosuch.dll')('u32 NoSuch(u32)');
    await expect(absent(1)).rejects.toMatchObject({ kind: 'unsupported' });
  },
);
