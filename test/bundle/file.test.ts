import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, test, vi } from 'vitest';
import { bundleName, freeName, refuseExisting, requireBundleFile, writeArchive } from '../../agent/bundle/file.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'hostprobe-bundle-'));
const module = new URL('../../agent/bundle/file.ts', import.meta.url).href;

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
    while (!existsSync(`${name}.part`) || statSync(`${name}.part`).size === 0) await sleep(10);
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
    while (!existsSync(`${name}.part`) || statSync(`${name}.part`).size === 0) await sleep(10);
    child.kill('SIGKILL');
    expect((await child).signal).toBe('SIGKILL');
    expect(existsSync(name)).toBe(false);
    const longAgo = new Date(Date.now() - 61_000);
    utimesSync(`${name}.part`, longAgo, longAgo);
    const { stderr } = await execa(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { Readable } from 'node:stream';
       import { writeArchive } from ${JSON.stringify(module)};
       await writeArchive(${JSON.stringify(name)}, Readable.from([Buffer.from('whole')]));`,
    ]);
    expect(stderr).toBe(`${name}.part: removed; an earlier run that was ended left it`);
    expect([readFileSync(name, 'utf8'), readdirSync(dirname(name))]).toEqual(['whole', ['node.zip']]);
  });

  test('belongs to one run at a time: a second one of the same name is refused, and the first one ends well', async () => {
    const folder = newFolder();
    const name = join(folder, 'node.zip');
    const begun = Promise.withResolvers<void>();
    const refused = Promise.withResolvers<void>();
    const slow = async function* () {
      yield Buffer.from('first ');
      begun.resolve();
      await refused.promise;
      yield Buffer.from('run');
    };
    const first = writeArchive(name, Readable.from(slow()));
    await begun.promise;
    await expect(writeArchive(name, Readable.from([Buffer.from('second')]))).rejects.toThrow(
      /node\.zip\.part must belong to no other run, but one wrote to it less than 60 seconds ago: wait until it has ended, or name another file/,
    );
    refused.resolve();
    expect([await first, readFileSync(name, 'utf8'), readdirSync(folder)]).toEqual([9, 'first run', ['node.zip']]);
  });

  test('of a run that a faster one has replaced stays the file of that one', async () => {
    const folder = newFolder();
    const name = join(folder, 'node.zip');
    const replaced = async function* () {
      yield Buffer.from('slow');
      renameSync(`${name}.part`, join(folder, 'moved'));
      writeFileSync(`${name}.part`, 'of another run');
    };
    await expect(writeArchive(name, Readable.from(replaced()))).rejects.toThrow(
      /another run replaced it; run it again, or name another file/,
    );
    expect(readFileSync(`${name}.part`, 'utf8')).toBe('of another run');
  });

  test('is seen to be at work while no byte comes', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const folder = newFolder();
    const name = join(folder, 'node.zip');
    const longAgo = new Date(Date.now() - 61_000);
    const isFresh = () => Date.now() - statSync(`${name}.part`).mtimeMs < 30_000;
    const silent = async function* () {
      yield Buffer.from('x');
      utimesSync(`${name}.part`, longAgo, longAgo);
      vi.advanceTimersByTime(10_000);
      await vi.waitUntil(isFresh);
    };
    await writeArchive(name, Readable.from(silent())).finally(() => vi.useRealTimers());
    expect(readFileSync(name, 'utf8')).toBe('x');
  });

  test('is made where nothing was: a link under the name that it has until it is whole is not followed', async () => {
    const folder = newFolder();
    const [name, victim] = [join(folder, 'node.zip'), join(folder, 'victim')];
    writeFileSync(victim, 'untouched');
    symlinkSync(victim, `${name}.part`);
    await expect(writeArchive(name, Readable.from([Buffer.from('x')]))).rejects.toThrow(
      /node\.zip\.part must not exist, but is a link or a folder; delete it/,
    );
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
  });

  test.skipIf(process.platform === 'win32')('can be read by its owner only', async () => {
    const name = join(newFolder(), 'node.zip');
    await writeArchive(name, Readable.from([Buffer.from('x')]));
    expect(statSync(name).mode & 0o777).toBe(0o600);
  });

  test('takes the signals that nobody listens to while it is written, and no others', async () => {
    const own = () => undefined;
    process.on('SIGINT', own);
    const heard = () => (['SIGINT', 'SIGHUP'] as const).map((signal) => process.listenerCount(signal));
    const before = heard();
    let during: number[] = [];
    const pieces = async function* () {
      during = heard();
      yield Buffer.from('x');
    };
    await writeArchive(join(newFolder(), 'node.zip'), Readable.from(pieces())).finally(() =>
      process.off('SIGINT', own),
    );
    process.on('SIGINT', own);
    expect([before, during, heard()]).toEqual([
      [before[0], 0],
      [before[0], 1],
      [before[0], 0],
    ]);
    process.off('SIGINT', own);
  });

  test('has a name of the node and of the second, and none that is taken', () => {
    expect(bundleName({ node: 'win 1/a', at: '2026-11-01T12:34:56.789Z' })).toBe(
      'hostprobe-win 1-a-20261101T123456Z.zip',
    );
    const folder = newFolder();
    const name = (of: string) => join(folder, of);
    const taken: string[] = [];
    for (let count = 0; count < 3; count++) {
      taken.push(freeName(name('a.zip')));
      writeFileSync(taken.at(-1) ?? '', 'PK\x03\x04');
    }
    expect(taken).toEqual(['a.zip', 'a-2.zip', 'a-3.zip'].map(name));
    expect(() => refuseExisting(name('a.zip'))).toThrow(/is a bundle or another zip archive, and is not replaced/);
    writeFileSync(name('notes'), 'no archive');
    for (const other of [name('notes'), name('gone'), folder, '-']) expect(() => refuseExisting(other)).not.toThrow();
  });

  test('that cannot be created is reported, with the way out', () => {
    const name = join(newFolder(), 'no', 'such', 'folder', 'node.zip');
    expect(() => requireBundleFile(name)).toThrow(
      /node\.zip cannot be written: its folder does not exist; create the folder/,
    );
  });
});
