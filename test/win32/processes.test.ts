import { expect, test } from 'vitest';
import { unicodeTextOf } from '../../agent/win32/processes.ts';
import { block } from './memory.ts';

test('a command line ends where its length says, whatever follows', () => {
  const text = Buffer.from('containerd.exe --run-servicerest', 'utf16le');
  const head = block(16, [['u16', 0, 2 * 'containerd.exe --run-service'.length]]);
  expect(unicodeTextOf(Buffer.concat([head, text]))).toBe('containerd.exe --run-service');
});
