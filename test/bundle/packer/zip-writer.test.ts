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
import { readZipList } from '../../../agent/bundle/read/zip-list.ts';
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

test('a time that no header can hold becomes the nearest one', async () => {
  const zip = createZipWriter();
  const archive = buffer(zip.archive);
  for (const time of ['1601-01-01', '2500-01-01']) {
    zip.open(time, new Date(time));
    await zip.close();
  }
  zip.end();
  expect([...(await unpack(await archive)).keys()]).toEqual(['1601-01-01', '2500-01-01']);
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
});

/**
 * Whether a function is optimized once it ran often, by V8 itself. The loop around it is not: the function could become a
 * part of it, and would no longer be called.
 */
const program = (secondsAfter: number) => `
import { optimized } from ${JSON.stringify(new URL('../../../agent/bundle/packer/zip-writer.ts', import.meta.url))};
const isOptimized = async (work, seconds) => {
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    for (let turn = 0; turn < 100_000; turn++) work(turn);
    if (%ActiveTierIsTurbofan(work)) return true;
    await new Promise(setImmediate);
  }
  return false;
};
%NeverOptimizeFunction(isOptimized);
const during = await optimized(() => isOptimized((turn) => turn * 3 + 1, 60));
const after = await isOptimized((turn) => turn * 5 + 1, ${secondsAfter});
const thrown = await optimized(() => Promise.reject(new Error('as it came'))).catch(({ message }) => message);
console.log(JSON.stringify({ during, after, thrown }));
`;

test.each([
  [['--no-turbofan', '--no-maglev', '--no-sparkplug'], { during: true, after: false, thrown: 'as it came' }],
  [[], { during: true, after: true, thrown: 'as it came' }],
])('with the flags %j', async (flags, expected) => {
  const { stdout } = await execa(process.execPath, [
    ...flags,
    '--allow-natives-syntax',
    '--input-type=module',
    '--eval',
    // V8 compiles in a thread of its own, which may wait long on a busy machine.
    program(expected.after ? 30 : 3),
  ]);
  expect(JSON.parse(stdout)).toEqual(expected);
});
