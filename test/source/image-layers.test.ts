import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { imageOf, noFiles, readLayer } from '../../agent/source/image-layers.ts';
import { hives, program, tarOf } from '../saved-image.ts';

/** The image of one layer, which arrives in pieces of this size. */
async function layerOf(files: Parameters<typeof tarOf>[0], { isWhole = true, pieceBytes = 1e6 } = {}) {
  const bytes = await tarOf(files);
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, at) =>
    bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes),
  );
  const read = noFiles();
  await readLayer(Readable.from(pieces), read, (what) => new Error(what));
  return imageOf(read, isWhole);
}

test('what runs is a program by its first bytes, or a script by its name', async () => {
  const files = {
    'Files/a.exe': program(),
    'Files/no-name': program(0xaa64),
    'Files/old.exe': program(0x14c),
    'Files/other.exe': program(0x1c4),
    'Files/short.exe': 'MZ',
    'Files/bare.exe': program().subarray(0, 0x3f),
    'Files/just.exe': program().subarray(0, 0x86),
    'Files/cut.exe': program().subarray(0, 0x85),
    'Files/dos.exe': program().fill('NE', 0x80, 0x82),
    'Files/half.exe': 'MX',
    'Files/text.exe': 'text',
    'Files/run.CMD': '@echo off',
    'Files/run.bat': '@echo off',
    'Files/run.ps1': 'exit',
    'Files/empty.exe': '',
    'Hives/x.exe': program(),
  };
  const image = await layerOf(files);
  const names = Object.keys(files).map((path) => path.slice(path.indexOf('/') + 1));
  expect(Object.fromEntries(names.map((name) => [name, image.fileAt(`\\${name}`)]))).toEqual({
    'a.exe': 'program',
    'no-name': 'program',
    'old.exe': 'program',
    'other.exe': 'program',
    'short.exe': 'program',
    'bare.exe': 'program',
    'just.exe': 'program',
    'cut.exe': 'program',
    'dos.exe': 'program',
    'half.exe': 'other',
    'text.exe': 'other',
    'run.CMD': 'program',
    'run.bat': 'program',
    'run.ps1': 'other',
    'empty.exe': 'other',
    'x.exe': 'absent',
  });
  const machines = names.map((name) => image.programAt(name)?.architecture);
  expect(machines.slice(0, 9)).toEqual(['amd64', 'arm64', '386', null, null, null, 'amd64', null, null]);
  expect(machines.slice(9).filter((one) => one !== undefined)).toEqual([]);
});

test('a manifest in a program is read wherever the pieces of the layer end', async () => {
  const needs = '<dependentAssembly><assemblyIdentity type="win32" version="1.0.0.0" name="Contoso.Runtime"/>';
  const own = needs.replace('Contoso.Runtime', 'Microsoft.Windows.Common-Controls');
  for (const pieceBytes of [40, 100, 512, 1e6]) {
    const image = await layerOf({ 'Files/a.exe': program(0x8664, `${'x'.repeat(300)}${needs}${own}`) }, { pieceBytes });
    expect(image.programAt('a.exe')?.assemblies).toEqual(['Contoso.Runtime']);
  }
  const beside = await layerOf({ 'Files/a.exe': program(), 'Files/a.exe.manifest': needs, 'Files/b.txt': needs });
  expect(beside.programAt('a.exe')?.assemblies).toEqual(['Contoso.Runtime']);
  expect(beside.programAt('b.txt')).toBeNull();
});

// Source: tar(5): a name may have any byte but a zero; Windows has two separators.
test.each(['Files/a\\..\\b', '..\\x', '\\\\host\\x', 'c:x'])('a layer with the path %s is refused', async (path) => {
  await expect(layerOf({ [path]: 'x' })).rejects.toThrow('a layer has a file with an unsafe name');
});

test('a file that a layer writes anew is what that layer makes of it', async () => {
  const read = noFiles();
  const add = async (files: Parameters<typeof tarOf>[0]) =>
    readLayer(Readable.from([await tarOf(files)]), read, (what) => new Error(what));
  await add({ 'Files/a.exe': program() });
  await add({ 'Files/a.exe': 'text' });
  const { fileAt, programAt } = imageOf(read, true);
  expect([fileAt('a.exe'), programAt('a.exe')]).toEqual(['other', null]);
});

test('a layer with more files, more bytes or a longer name than any image has is refused, and the most is read', async () => {
  const name = (length: number) => `Files/${'x'.repeat(length - 6)}`;
  const add = async (files: Parameters<typeof tarOf>[0], before: Partial<ReturnType<typeof noFiles>> = {}) =>
    readLayer(Readable.from([await tarOf(files)]), { ...noFiles(), ...before }, (what) => new Error(what));
  await add({ [name(4096)]: 'x' }, { entries: 999_999, bytes: 64 * 2 ** 30 - 1 });
  await expect(add({ [name(4097)]: 'x' })).rejects.toThrow('a layer has a file with an unsafe name');
  await expect(add({ 'Files/x': 'x' }, { entries: 1e6 })).rejects.toThrow('its layers have more than 1000000 files');
  await expect(add({ 'Files/x': 'x' }, { bytes: 64 * 2 ** 30 })).rejects.toThrow(
    `its layers unpack to more than ${64 * 2 ** 30} bytes`,
  );
});

test('the hives of an image are valid where all five are', async () => {
  const of = async (files: Parameters<typeof tarOf>[0], isWhole = true) => (await layerOf(files, { isWhole })).hives;
  const all = Object.entries(hives());
  expect(await of(hives())).toBe('valid');
  expect(await of(hives(), false)).toBe('valid');
  expect(await of(Object.fromEntries(all.slice(1)))).toBe('empty');
  expect(await of({ ...hives(), [all[2]?.[0] ?? '']: '' })).toBe('empty');
  expect(await of(hives('text'))).toBe('empty');
  expect(await of({})).toBe('missing');
  expect(await of({}, false)).toBe('unknown');
});

test('where a link leads is not known, and a path is one whatever its slashes', async () => {
  const image = await layerOf({ 'Files/l': { link: 'a' }, './Files/d/': '', 'Files/e/f': 'x', 'Other/g': 'x' });
  expect(['l', '/D/', '\\e\\', 'e/F', 'g', 'other/g'].map(image.fileAt)).toEqual([
    ...[null, 'folder', 'folder', 'other', 'absent', 'absent'],
  ]);
});

test('an entry that hides leaves everything else, also what is named alike', async () => {
  const read = noFiles();
  const add = async (files: Parameters<typeof tarOf>[0]) =>
    readLayer(Readable.from([await tarOf(files)]), read, (what) => new Error(what));
  await add({ 'Files/a/x': 'x', 'Files/a/b/y': 'x', 'Files/ab': 'x', 'Files/c/': '', 'Files/c/z.exe': program() });
  await add({ 'Files/a/.wh..wh..opq': '', 'Files/c/.wh.z.exe': '' });
  const { fileAt, programAt } = imageOf(read, true);
  expect(['a', 'a/x', 'a/b/y', 'ab', 'c', 'c/z.exe'].map(fileAt)).toEqual([
    ...['absent', 'absent', 'absent', 'other', 'folder', 'absent'],
  ]);
  expect(programAt('c/z.exe')).toBeNull();
});

// Source: learn.microsoft.com/windows/win32/sbscs/assembly-searching-sequence and "Application manifests".
test('a program needs the assemblies of the manifest in it and of the one beside it', () => {
  const files = noFiles();
  files.programs.set('app\\agent.exe', { architecture: 'amd64', assemblies: ['inside'] });
  files.programs.set('app\\agent.exe.manifest', { architecture: null, assemblies: ['beside'] });
  const program = imageOf(files, true).programAt('App/Agent.exe');
  expect(program).toEqual({ architecture: 'amd64', assemblies: ['inside', 'beside'] });
});
