import { expect, onTestFinished, test } from 'vitest';
import { host, newName, runInSystem32 } from './machine.ts';

async function newKey(values: [name: string, type: string, data: string][]): Promise<string> {
  const key = `SOFTWARE\\${newName()}`;
  onTestFinished(() => runInSystem32('reg.exe', 'delete', `HKLM\\${key}`, '/f'));
  for (const [name, type, data] of values) {
    await runInSystem32('reg.exe', 'add', `HKLM\\${key}`, '/v', name, '/t', type, '/d', data, '/f');
  }
  return key;
}

test('values are read by their types, variables left as they are written', async () => {
  const long = 'x'.repeat(2000);
  const key = await newKey([
    ['text', 'REG_SZ', 'Server Core'],
    ['long', 'REG_SZ', long],
    ['variables', 'REG_EXPAND_SZ', '%SystemRoot%\\nssm.exe'],
    ['texts', 'REG_MULTI_SZ', 'rpcss\\0hns'],
    ['number', 'REG_DWORD', '4294967288'],
  ]);
  expect(await host.registry.read(key, 'text')).toBe('Server Core');
  expect(await host.registry.read(key, 'long')).toBe(long);
  expect(await host.registry.read(key, 'variables')).toBe('%SystemRoot%\\nssm.exe');
  expect(await host.registry.read(key, 'texts')).toEqual(['rpcss', 'hns']);
  expect(await host.registry.read(key, 'number')).toBe(0xffff_fff8);
});

test('a key or a value that is not there is null', async () => {
  const key = await newKey([['text', 'REG_SZ', 'x']]);
  expect(await host.registry.read(key, 'nosuch')).toBeNull();
  expect(await host.registry.read(`${key}\\nosuch`, 'text')).toBeNull();
});

test('binary is neither text nor number, and says so', async () => {
  const key = await newKey([['bytes', 'REG_BINARY', '0102']]);
  await expect(host.registry.read(key, 'bytes')).rejects.toMatchObject({ kind: 'unsupported' });
});

test('a key tells when it was last written', async () => {
  const before = Date.now();
  const key = await newKey([['text', 'REG_SZ', 'x']]);
  const written = (await host.registry.writtenAt(key))?.getTime() ?? 0;
  expect(Math.abs(written - before)).toBeLessThan(60_000);
  expect(await host.registry.writtenAt(`${key}\\nosuch`)).toBeNull();
});

test('a key tells the names of the keys below it, and all its values, bytes among them', async () => {
  const long = 'y'.repeat(6000);
  const key = await newKey([
    ['text', 'REG_SZ', 'Server Core'],
    ['long', 'REG_SZ', long],
    ['number', 'REG_DWORD', '7'],
    ['texts', 'REG_MULTI_SZ', 'a=1\\0b=2'],
    ['bytes', 'REG_BINARY', '0102'],
  ]);
  await runInSystem32('reg.exe', 'add', `HKLM\\${key}\\one`, '/f');
  await runInSystem32('reg.exe', 'add', `HKLM\\${key}\\two\\inner`, '/f');
  expect((await host.registry.keys(key))?.toSorted()).toEqual(['one', 'two']);
  expect(Object.fromEntries((await host.registry.values(key)) ?? [])).toEqual({
    ...{ text: 'Server Core', long, number: 7, texts: ['a=1', 'b=2'] },
    bytes: Buffer.from([1, 2]),
  });
  // reg.exe gives a new key the default value.
  expect(await host.registry.values(`${key}\\one`)).toEqual(new Map([['', '']]));
  expect([await host.registry.keys(`${key}\\no`), await host.registry.values(`${key}\\no`)]).toEqual([null, null]);
});
