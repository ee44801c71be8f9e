import { expect, test } from 'vitest';
import { registryValue } from '../../agent/win32/registry.ts';
import { wide } from './memory.ts';

test('text ends at its first NUL, or where the value ends without one', () => {
  expect(registryValue(1, Buffer.concat([wide('Server Core'), wide('rest')]))).toBe('Server Core');
  expect(registryValue(1, Buffer.from('Server', 'utf16le'))).toBe('Server');
  expect(registryValue(1, Buffer.alloc(0))).toBe('');
});

test('text with variables stays as it is written', () => {
  expect(registryValue(2, wide('%SystemRoot%\\nssm.exe'))).toBe('%SystemRoot%\\nssm.exe');
});

test('a list of texts is a list', () => {
  expect(registryValue(7, Buffer.concat([wide('rpcss'), wide('hns'), wide('')]))).toEqual(['rpcss', 'hns']);
});

test('numbers of both sizes are numbers', () => {
  expect(registryValue(4, Buffer.from('f8ffffff', 'hex'))).toBe(0xffff_fff8);
  expect(registryValue(11, Buffer.from('0000000001000000', 'hex'))).toBe(2 ** 32);
});

test('binary is neither', () => {
  expect(registryValue(3, Buffer.from([1, 2]))).toBeNull();
});
