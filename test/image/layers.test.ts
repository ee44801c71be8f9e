import type { Header } from 'tar-stream';
import { expect, test } from 'vitest';
import { baseLayer, makeLayer } from '../../image/layers.ts';
import { entriesOf } from './unpack.ts';

/** The PAX records of an entry; tar-stream does not type them. */
const paxOf = ({ pax }: Header) => pax as Record<string, string>;

test('the base layer has the five hives that Windows needs, after their folders', async () => {
  const entries = await entriesOf((await baseLayer()).compressed);
  expect(entries.map(({ header }) => header.name)).toEqual([
    'Files',
    'Files/Windows',
    'Files/Windows/System32',
    'Files/Windows/System32/config',
    ...['DEFAULT', 'SAM', 'SECURITY', 'SOFTWARE', 'SYSTEM'].map((name) => `Files/Windows/System32/config/${name}`),
  ]);
  for (const { bytes } of entries.slice(4)) expect(bytes.toString('latin1', 0, 4)).toBe('regf');
});

test('a layer above another has a folder for changes of the registry', async () => {
  const entries = await entriesOf(
    (await makeLayer('x', { 'b/c.txt': Buffer.from('c'), a: Buffer.from('a') }, { above: true })).compressed,
  );
  expect(entries.map(({ header, bytes }) => [header.name, header.type, bytes.toString()])).toEqual([
    ['Files', 'directory', ''],
    ['Hives', 'directory', ''],
    ['Files/b', 'directory', ''],
    ['Files/a', 'file', 'a'],
    ['Files/b/c.txt', 'file', 'c'],
  ]);
});

test('every entry says its Windows attributes, its time, and who may read it', async () => {
  const entries = await entriesOf((await makeLayer('x', { 'b/c.txt': Buffer.from('c') })).compressed);
  for (const { header } of entries) {
    const pax = paxOf(header);
    expect(pax).toMatchObject({
      'MSWINDOWS.fileattr': header.type === 'file' ? '32' : '16',
      'LIBARCHIVE.creationtime': '315532800',
    });
    // The rights of SYSTEM, Administrators and Users, in this order; of folders what is made in them inherits.
    const rights = Buffer.from(pax['MSWINDOWS.rawsd'] ?? '', 'base64');
    const list = rights.subarray(rights.readUInt32LE(16));
    expect(list.readUInt16LE(4)).toBe(3);
    const users = list.subarray(list.length - 24);
    expect(users.readUInt8(1)).toBe(header.type === 'file' ? 0 : 3);
    expect(users.readUInt32LE(4)).toBe(0x1200a9);
    expect(users.readUInt32LE(20)).toBe(545);
  }
});

test('a layer above another leaves the rights of the root to the base', async () => {
  const entries = await entriesOf((await makeLayer('x', { 'b/c': Buffer.from('c') }, { above: true })).compressed);
  const without = entries.filter(({ header }) => paxOf(header)['MSWINDOWS.rawsd'] === undefined);
  expect(without.map(({ header }) => header.name)).toEqual(['Files', 'Hives']);
});

test('the order in which files are given does not matter', async () => {
  const [one, two] = [Buffer.from('1'), Buffer.from('2')];
  const forth = await makeLayer('x', { one, two });
  const back = await makeLayer('x', { two, one });
  expect(back).toEqual(forth);
  expect((await makeLayer('x', { one, two: one })).diffId).not.toBe(forth.diffId);
});
