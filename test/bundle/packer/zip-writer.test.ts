import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { createZipWriter } from '../../../agent/bundle/packer/zip-writer.ts';
import { readZipList } from '../../../agent/bundle/zip-list.ts';
import { unpack } from '../unpack.ts';

const at = new Date('2026-11-01T12:34:56Z');

test('another program reads what was written, in its order', async () => {
  const zip = createZipWriter();
  const archive = buffer(zip.archive);
  const large = randomBytes(3_000_000);
  zip.open('logs/größe.log', at);
  for (let from = 0; from < large.length; from += 100_001) await zip.write(large.subarray(from, from + 100_001));
  await zip.close();
  zip.open('empty', at);
  await zip.close();
  zip.end();
  const files = await unpack(await archive);
  expect([...files.keys()]).toEqual(['logs/größe.log', 'empty']);
  expect(files.get('logs/größe.log')?.equals(large)).toBe(true);
  expect(files.get('empty')).toHaveLength(0);
  const [first] = readZipList(await archive).files();
  // What a reader of a stream gets instead: APPNOTE.TXT 4.3.9, crc-32, compressed and uncompressed size behind the data.
  const behind = (await archive).indexOf(Buffer.from([0x50, 0x4b, 7, 8]));
  const told = [4, 8, 12].map((offset) => behind + offset);
  expect(await Promise.all(told.map(async (offset) => (await archive).readUInt32LE(offset)))).toEqual([
    ...[first?.crc32, first?.packedBytes, first?.bytes],
  ]);
  expect(first).toMatchObject({ method: 8, bytes: 3_000_000, crc32: crc32(large), attributes: 0o100644 * 0x10000 });
});

test('a reader that goes away holds nothing up', async () => {
  const zip = createZipWriter();
  zip.open('a', at);
  const writing = zip.write(randomBytes(5_000_000));
  zip.archive.destroy();
  await writing;
  await zip.write(randomBytes(5_000_000));
  await zip.close();
  zip.end();
});

/** The time of a file as another program reads it: a header has even seconds, without a zone. */
async function timeOf(time: string): Promise<string> {
  const zip = createZipWriter();
  const archive = buffer(zip.archive);
  zip.open('a', new Date(time));
  await zip.close();
  zip.end();
  const path = join(mkdtempSync(join(tmpdir(), 'hostprobe-zip-')), 'a.zip');
  writeFileSync(path, await archive);
  const { stdout } = await execa('python3', [
    '-c',
    `import zipfile; print(zipfile.ZipFile('${path}').infolist()[0].date_time)`,
  ]);
  return stdout;
}

test.each([
  ['2026-11-01T12:34:56Z', '(2026, 11, 1, 12, 34, 56)'],
  ['2031-12-31T23:59:59Z', '(2031, 12, 31, 23, 59, 58)'],
  // A time that no header can hold becomes the nearest day.
  ['1601-01-01', '(1980, 1, 2, 0, 0, 0)'],
  ['2500-01-01', '(2107, 12, 30, 0, 0, 0)'],
])('another program reads the time %s as %s', async (time, read) => {
  expect(await timeOf(time)).toBe(read);
});

test('another program reads an archive with files beyond 4 GiB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-zip-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'far.zip');
  const start = 5 * 2 ** 30;
  writeFileSync(path, '');
  truncateSync(path, start);
  const zip = createZipWriter(start);
  const written = pipeline(zip.archive, createWriteStream(path, { flags: 'r+', start }));
  for (const [name, level] of [
    ['packed', 4],
    ['stored', 0],
  ] as const) {
    zip.open(name, at, level);
    await zip.write(Buffer.from('the same '.repeat(100)));
    await zip.close();
  }
  zip.end();
  await written;
  const { stdout } = await execa('unzip', ['-t', path]);
  expect(stdout).toMatch(/testing: packed +OK\n.*testing: stored +OK\nNo errors/);
  expect((await execa('unzip', ['-p', path, 'stored'])).stdout).toBe('the same '.repeat(100));
  // As Unix wrote it: its mode is none of MS-DOS.
  expect((await execa('unzip', ['-Z', path])).stdout.match(/^-rw-r--r-- +4\.5 unx /gm)).toHaveLength(2);
});

// APPNOTE.TXT 4.4.16: an offset of 0xFFFFFFFF is in the zip64 field, also where it is just that.
test.each([
  [0xffff_fffe, false],
  [0xffff_ffff, true],
])('a file at %i has its place in a field of its own: %s', async (start, isFar) => {
  const zip = createZipWriter(start);
  const archive = buffer(zip.archive);
  zip.open('a', at);
  await zip.close();
  zip.end();
  const bytes = await archive;
  const field = Buffer.alloc(12);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8, 2);
  field.writeBigUInt64LE(BigInt(start), 4);
  expect(bytes.includes(field)).toBe(isFar);
});
