import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openTokenFile } from '../../../agent/server/auth/token-file.ts';

const [first, second] = ['first-'.repeat(8), 'second'.repeat(8)];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hostprobe-tokens-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** The file with this content, read again at once; `logged` are the messages of the log so far. */
async function opened(content: string | Buffer, path = join(folder(), 'tokens')) {
  writeFileSync(path, content);
  const logged: string[] = [];
  const log = pino({}, { write: (line: string) => void logged.push(JSON.parse(line).msg) });
  const file = await openTokenFile({ path, log, rereadEveryMs: 5 });
  onTestFinished(() => file.stop());
  return { path, file, logged };
}
const accepted = (file: { has(token: string): boolean }) => [first, second].filter((token) => file.has(token));
const open = (path: string) => openTokenFile({ path, log: pino({ enabled: false }) });

describe('at the start', () => {
  test('the tokens of the file are accepted, and no others', async () => {
    const { file } = await opened(`# dashboards\n${first}\n`);
    expect(accepted(file)).toEqual([first]);
  });

  test.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${first}\r\n`)],
    ['UTF-16, as > of Windows PowerShell writes', Buffer.from(`\ufeff${first}\r\n`, 'utf16le')],
  ])('the file may be in %s', async (_, bytes) => {
    expect(accepted((await opened(bytes)).file)).toEqual([first]);
  });

  test.each([
    ['', /contains no token: it must have one on each line; create one with openssl rand -hex 32/],
    ['# nobody yet\n', /contains no token/],
    ['secret\n', /line 1: a token must have at least 32 characters, but has 6/],
    ['x'.repeat(2 ** 16 + 1), /has more than 65536 bytes/],
  ])('an invalid file is an error that says why', async (content, complaint) => {
    const path = join(folder(), 'tokens');
    writeFileSync(path, content);
    await expect(open(path)).rejects.toThrow(complaint);
    await expect(open(path)).rejects.toMatchObject({ name: 'UserError' });
  });

  test('a file that is not there is an error that names it', async () => {
    const path = join(folder(), 'tokens');
    await expect(open(path)).rejects.toMatchObject({ name: 'UserError', message: expect.stringContaining(path) });
  });
});

describe('a file that changes', () => {
  test('gives and takes tokens', async () => {
    const { path, file, logged } = await opened(first);
    writeFileSync(path, `${first}\n${second}\n`);
    await expect.poll(() => accepted(file)).toEqual([first, second]);
    writeFileSync(path, second);
    await expect.poll(() => accepted(file)).toEqual([second]);
    expect(new Set(logged)).toEqual(new Set(['the token file was reloaded']));
  });

  test('is followed when a mounted Secret is replaced by a link that leads elsewhere', async () => {
    const mount = folder();
    const version = (name: string, content: string) => {
      mkdirSync(join(mount, name));
      writeFileSync(join(mount, name, 'tokens'), content);
    };
    version('..1', first);
    symlinkSync('..1', join(mount, '..data'));
    symlinkSync(join('..data', 'tokens'), join(mount, 'tokens'));
    const file = await openTokenFile({ path: join(mount, 'tokens'), log: pino({ enabled: false }), rereadEveryMs: 5 });
    onTestFinished(() => file.stop());
    expect(accepted(file)).toEqual([first]);
    version('..2', second);
    symlinkSync('..2', join(mount, '..data_tmp'));
    renameSync(join(mount, '..data_tmp'), join(mount, '..data'));
    rmSync(join(mount, '..1'), { recursive: true });
    await expect.poll(() => accepted(file)).toEqual([second]);
  });

  test.each([
    ['is spoilt', (path: string) => writeFileSync(path, `${second}\nno token\n`)],
    ['is taken away', (path: string) => rmSync(path)],
  ])('changes nothing when it %s, and the log says so once', async (_, spoil) => {
    const { path, file, logged } = await opened(first);
    spoil(path);
    await expect.poll(() => logged).toHaveLength(1);
    expect(logged).toEqual(['the token file is invalid; the tokens from before stay valid']);
    expect(accepted(file)).toEqual([first]);
    writeFileSync(path, second);
    await expect.poll(() => accepted(file)).toEqual([second]);
    expect(logged).toHaveLength(2);
  });

  test('takes all tokens back when it is emptied, and the log says so', async () => {
    const { path, file, logged } = await opened(first);
    writeFileSync(path, '# nobody any more\n');
    await expect.poll(() => accepted(file)).toEqual([]);
    expect(logged).toEqual(['the token file is empty, so no token is accepted']);
  });

  test('is not read after it is stopped', async () => {
    const { path, file } = await opened(first);
    file.stop();
    writeFileSync(path, second);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(accepted(file)).toEqual([first]);
  });
});
