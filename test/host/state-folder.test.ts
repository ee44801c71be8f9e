import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { chmod, link, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openState } from '../../agent/host/state-folder.ts';
import { newFolder } from './folder.ts';

const file = 'history.jsonl';
const open = (directory: string) => openState(false, { directory, file });
/** Who may do everything, until told otherwise. */
const isRoot = process.getuid?.() === 0;

describe("a file of hostprobe's own", () => {
  test('is made with its folder by the first write, and not before', async () => {
    const directory = join(await newFolder(), 'a', 'b');
    const state = open(directory);
    expect(state.file).toBe(join(directory, file));
    expect(await state.read(100)).toBeNull();
    await expect(stat(directory)).rejects.toThrow('ENOENT');
    expect(await state.append('one\n')).toBe(4);
    expect(await state.append('two\n')).toBe(8);
    expect(await state.read(100)).toBe('one\ntwo\n');
  });

  test('whose end is read', async () => {
    const state = open(await newFolder());
    await state.append('one\ntwo\n');
    expect(await state.read(4)).toBe('two\n');
  });

  test('is replaced as a whole, and nothing else is left', async () => {
    const directory = await newFolder();
    const state = open(directory);
    await state.append('one\ntwo\n');
    await writeFile(join(directory, `${file}.new`), 'left by a process that was killed');
    expect(await state.rewrite(100, () => 'three\n')).toBe(6);
    expect(await state.read(100)).toBe('three\n');
    expect(await readdir(directory)).toEqual([file]);
  });

  test('keeps what another process appends while it is rewritten', async () => {
    const directory = await newFolder();
    const state = open(directory);
    await state.append('one\n');
    let others = ['two\n', 'three\n'];
    const size = await state.rewrite(100, (text) => {
      const [other, ...rest] = others;
      if (other !== undefined) appendFileSync(join(directory, file), other);
      others = rest;
      return `shorter\n${text}`;
    });
    expect(await state.read(100)).toBe('shorter\none\ntwo\nthree\n');
    expect(size).toBe(22);
  });

  test('is appended to again when another process puts a new file in its place', async () => {
    const directory = await newFolder();
    const state = open(directory);
    await state.append('one\n');
    const appended = state.append('two\n');
    while (!readFileSync(join(directory, file), 'utf8').includes('two')) await setImmediate();
    writeFileSync(join(directory, 'new'), 'shorter\n');
    renameSync(join(directory, 'new'), join(directory, file));
    expect(await appended).toBe(12);
    expect(await state.read(100)).toBe('shorter\ntwo\n');
  });

  test('is left as it is when another process never stops to append', async () => {
    const directory = await newFolder();
    const state = open(directory);
    const rewritten = state.rewrite(100, () => {
      appendFileSync(join(directory, file), '.');
      return '';
    });
    await expect(rewritten).rejects.toMatchObject({ message: expect.stringContaining('keeps writing') });
    expect(await state.read(100)).toMatch(/^\.+$/);
    expect(await readdir(directory)).toEqual([file]);
  });

  test('loses nothing when one appends while another rewrites it', async () => {
    const directory = await newFolder();
    const [one, other] = [open(directory), open(directory)];
    const lines = Array.from({ length: 300 }, (_, number) => `line ${number}\n`);
    let isOver = false;
    const rewriting = (async () => {
      // One that finds the file busy every time fails.
      while (!isOver) await other.rewrite(100_000, (text) => text).catch(() => undefined);
    })();
    for (const line of lines) await one.append(line);
    isOver = true;
    await rewriting;
    const kept = new Set((await one.read(100_000))?.split(/(?<=\n)/));
    expect(lines.filter((line) => !kept.has(line))).toEqual([]);
    expect(await readdir(directory)).toEqual([file]);
  });

  test('is none where the machine has no folder for it', async () => {
    const state = openState(false, { directory: null, file });
    expect(state.file).toBeNull();
    expect(await state.read(100)).toBeNull();
    await expect(state.append('x')).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(state.rewrite(100, () => 'x')).rejects.toMatchObject({ kind: 'unsupported' });
  });

  test('is not written through a link in its place', async () => {
    const directory = await newFolder();
    const other = join(await newFolder(), 'other');
    await writeFile(other, 'as it was');
    await symlink(other, join(directory, file));
    const state = open(directory);
    const refused = { kind: 'failed', message: `${join(directory, file)} must be a file, but is a link` };
    await expect(state.append('x')).rejects.toMatchObject(refused);
    await expect(state.read(100)).rejects.toMatchObject(refused);
    await expect(state.rewrite(100, () => 'x')).rejects.toMatchObject(refused);
    expect(await readFile(other, 'utf8')).toBe('as it was');
  });

  test("is not written below a link in the place of hostprobe's own folder on Windows", async () => {
    const shared = await newFolder();
    const other = await newFolder();
    await symlink(other, join(shared, 'hostprobe'));
    process.env.ProgramData = shared;
    onTestFinished(() => void delete process.env.ProgramData);
    const state = openState(true, { directory: null, file });
    expect(state.file).toBe(join(shared, 'hostprobe', file));
    const refused = { kind: 'failed', message: `${join(shared, 'hostprobe')} must be a folder, but is a link` };
    await expect(state.append('x')).rejects.toMatchObject(refused);
    await expect(state.rewrite(100, () => 'x')).rejects.toMatchObject(refused);
    expect(await readdir(other)).toEqual([]);
  });

  test("is below the folder of all programs on Windows, in hostprobe's own", async () => {
    process.env.ProgramData = await newFolder();
    onTestFinished(() => void delete process.env.ProgramData);
    const state = openState(true, { directory: null, file });
    expect(await state.rewrite(100, () => 'x')).toBe(1);
    expect(await readFile(join(process.env.ProgramData, 'hostprobe', file), 'utf8')).toBe('x');
  });

  test.each([
    ['a folder', (path: string) => mkdir(path)],
    ['neither a file nor a folder', (path: string) => execa('mkfifo', [path])],
  ])('is not written where it is %s', async (kind, make) => {
    const directory = await newFolder();
    await make(join(directory, file));
    await expect(open(directory).append('x')).rejects.toMatchObject({
      message: `${join(directory, file)} must be a file, but is ${kind}`,
    });
  });

  test('fails, and says why, if a file is in the place of a folder above', async () => {
    const above = join(await newFolder(), 'taken');
    await writeFile(above, '');
    await expect(open(join(above, 'own')).append('x')).rejects.toMatchObject({ kind: 'failed', code: 'ENOTDIR' });
  });

  test('is written where the user says, be it a link', async () => {
    const real = await newFolder();
    const linked = join(await newFolder(), 'linked');
    await symlink(real, linked);
    await open(linked).append('x');
    expect(await readdir(real)).toEqual([file]);
  });

  test('is not written where it is another file too', async () => {
    const directory = await newFolder();
    const other = join(directory, 'other');
    await writeFile(other, 'as it was');
    await link(other, join(directory, file));
    const state = open(directory);
    await expect(state.append('x')).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringMatching('2 names'),
    });
    await expect(state.rewrite(100, () => 'x')).rejects.toMatchObject({ kind: 'failed' });
    expect(await readFile(other, 'utf8')).toBe('as it was');
  });

  test('is denied where this account may not write', async () => {
    const directory = await newFolder();
    await chmod(directory, 0o555);
    onTestFinished(() => chmod(directory, 0o700));
    if (isRoot) {
      process.seteuid?.('nobody');
      onTestFinished(() => process.seteuid?.(0));
    }
    await expect(open(directory).append('x')).rejects.toMatchObject({ kind: 'denied', code: 'EACCES' });
    await expect(open(directory).rewrite(100, () => 'x')).rejects.toMatchObject({ kind: 'denied', code: 'EACCES' });
  });

  test('fails, and says why, if a file is in the place of the folder', async () => {
    const directory = join(await newFolder(), 'taken');
    await writeFile(directory, '');
    await expect(open(directory).append('x')).rejects.toMatchObject({ kind: 'failed', code: 'EEXIST' });
  });

  test('on a full disk keeps what it held, with no partial file next to it', async () => {
    const directory = await newFolder();
    await open(directory).append('first\n');
    // A process that may make no file longer than 4 KiB: for it every disk is full there.
    const module = new URL('../../agent/host/state-folder.ts', import.meta.url).href;
    const script = `
      process.on('SIGXFSZ', () => undefined);
      const { openState } = await import(${JSON.stringify(module)});
      const state = openState(false, ${JSON.stringify({ directory, file })});
      const told = [];
      const long = 'x'.repeat(8192) + '\\n';
      const ways = { append: () => state.append(long), rewrite: () => state.rewrite(100, () => long) };
      for (const [how, write] of Object.entries(ways)) {
        await write().catch(({ kind, code }) => told.push({ how, kind, code }));
      }
      console.log(JSON.stringify(told));`;
    const { stdout } = await execa(
      'sh',
      ['-c', 'ulimit -f 8; exec "$0" --input-type=module -e "$1"', process.execPath, script],
      // Node.js would write what it compiled when it ends, and the signal ends it then.
      { env: { NODE_DISABLE_COMPILE_CACHE: '1' } },
    );
    expect(JSON.parse(stdout)).toEqual([
      { how: 'append', kind: 'failed', code: 'EFBIG' },
      { how: 'rewrite', kind: 'failed', code: 'EFBIG' },
    ]);
    expect(await readdir(directory)).toEqual([file]);
    expect(await readFile(join(directory, file), 'utf8')).toMatch(/^first\nx*$/);
  });
});
