import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { requireBundleFile, writeArchive } from '../../agent/bundle/file.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'hostprobe-bundle-'));
const module = new URL('../../agent/bundle/file.ts', import.meta.url).href;

/** Whether some of it was written under the name that it has until it is whole. */
const isBegun = (name: string) =>
  readdirSync(dirname(name)).some((file) => file.endsWith('.part') && statSync(join(dirname(name), file)).size > 0);

describe('the file of a bundle', () => {
  test('gets its name when it is whole, and replaces what had it', async () => {
    const folder = newFolder();
    const name = join(folder, 'node.zip');
    const older = 'PK\x03\x04older';
    writeFileSync(name, older);
    const pieces = async function* () {
      yield Buffer.from('whole ');
      expect(readFileSync(name, 'utf8')).toBe(older);
      yield Buffer.from('archive');
    };
    expect(await writeArchive(name, Readable.from(pieces()))).toBe(13);
    expect([readFileSync(name, 'utf8'), readdirSync(folder)]).toEqual(['whole archive', ['node.zip']]);
  });

  test('is not there when Ctrl-C ends the process in the middle', async () => {
    const folder = newFolder();
    const name = join(folder, 'node.zip');
    const script = `import { Readable } from 'node:stream';
      import { writeArchive } from ${JSON.stringify(module)};
      const endless = async function* () { for (;;) { yield Buffer.alloc(1000); await new Promise((go) => setTimeout(go, 10)); } };
      await writeArchive(${JSON.stringify(name)}, Readable.from(endless()));`;
    const child = execa(process.execPath, ['--input-type=module', '-e', script], { reject: false });
    while (!isBegun(name)) await sleep(10);
    child.kill('SIGINT');
    expect((await child).signal).toBe('SIGINT');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves a link, and replaces what it leads to', async () => {
    const folder = newFolder();
    const [name, link] = [join(folder, 'node.zip'), join(folder, 'link.zip')];
    writeFileSync(name, '');
    symlinkSync(name, link);
    await writeArchive(link, Readable.from([Buffer.from('whole')]));
    expect([readFileSync(name, 'utf8'), lstatSync(link).isSymbolicLink()]).toEqual(['whole', true]);
  });

  test('is not there when what makes it fails', async () => {
    const folder = newFolder();
    const failing = async function* () {
      yield Buffer.from('half');
      throw new Error('a bug');
    };
    await expect(writeArchive(join(folder, 'node.zip'), Readable.from(failing()))).rejects.toThrow('a bug');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is not there when the process is killed in the middle, and the next run works', async () => {
    const name = join(newFolder(), 'node.zip');
    const child = execa(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { Readable } from 'node:stream';
         import { writeArchive } from ${JSON.stringify(module)};
         const endless = async function* () { for (;;) { yield Buffer.alloc(1000, 'a'); await new Promise((go) => setTimeout(go, 5)); } };
         await writeArchive(${JSON.stringify(name)}, Readable.from(endless()));`,
      ],
      { reject: false },
    );
    while (!isBegun(name)) await sleep(10);
    child.kill('SIGKILL');
    expect((await child).signal).toBe('SIGKILL');
    expect(existsSync(name)).toBe(false);
    expect(await writeArchive(name, Readable.from([Buffer.from('whole')]))).toBe(5);
    expect(readFileSync(name, 'utf8')).toBe('whole');
  });

  test('is that of the run that ends last, whole, where two write it at once', async () => {
    const folder = newFolder();
    const name = join(folder, 'node.zip');
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const slow = async function* () {
      yield Buffer.from('first ');
      begun.resolve();
      await ended.promise;
      yield Buffer.from('run');
    };
    const first = writeArchive(name, Readable.from(slow()));
    await begun.promise;
    expect([await writeArchive(name, Readable.from([Buffer.from('second')])), readFileSync(name, 'utf8')]).toEqual([
      6,
      'second',
    ]);
    ended.resolve();
    expect([await first, readFileSync(name, 'utf8'), readdirSync(folder)]).toEqual([9, 'first run', ['node.zip']]);
  });

  test.skipIf(process.platform === 'win32')('can be read by its owner only', async () => {
    const name = join(newFolder(), 'node.zip');
    await writeArchive(name, Readable.from([Buffer.from('x')]));
    expect(statSync(name).mode & 0o777).toBe(0o600);
  });

  test('that cannot be created is reported, with the way out', () => {
    const name = join(newFolder(), 'no', 'such', 'folder', 'node.zip');
    expect(() => requireBundleFile(name)).toThrow(
      /node\.zip cannot be written: its folder does not exist; create the folder/,
    );
  });
});
