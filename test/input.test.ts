import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readInput } from '../agent/input.ts';

const line = (id: string) =>
  `time="2026-11-24T03:12:45Z" level=error msg="StartContainer failed" error="failed to start containerd task \\"${id}\\": failed to create user process token: failed to logon user: Access is denied.: unknown"\n`;
const chatter = 'time="2026-11-24T03:12:45Z" level=info msg="all is well with the world"\n';

function file(content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'hostprobe-input-')), 'containerd.log');
  writeFileSync(path, content);
  return path;
}

describe('a file of any size', () => {
  const big = chatter.repeat(20_000) + line('a') + chatter.repeat(20_000) + line('b') + line('b');

  test.each([
    ['as a whole', big],
    ['as a log', chatter.repeat(60_000) + big + chatter.repeat(60_000)],
    ['as a log in gzip', gzipSync(chatter.repeat(60_000) + big + chatter.repeat(60_000))],
    ['as a log in UTF-16', Buffer.from(`\ufeff${chatter.repeat(60_000)}${big}`, 'utf16le')],
  ])('is read %s, and what repeats is counted', async (_how, content) => {
    const { messages } = await readInput(file(content));
    expect(messages.map(({ text, count }) => [/task "(.)"/.exec(text)?.[1], count])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  test.each([
    ['gzip', gzipSync(big)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${big}`, 'utf16le')],
    ['UTF-16 without one', Buffer.from(big, 'utf16le')],
    ['gzip of UTF-16', gzipSync(Buffer.from(big, 'utf16le'))],
    ['Windows line ends', big.replaceAll('\n', '\r\n')],
  ])('is read as %s', async (_form, content) => {
    expect((await readInput(file(content))).messages).toHaveLength(2);
  });

  test.each([2 ** 22, 2 ** 24])('with a line of %i characters is read beyond it', async (length) => {
    const { messages } = await readInput(file(`${'x'.repeat(length)}\n${line('a')}`));
    expect(messages).toHaveLength(1);
  });

  test('that is empty holds nothing', async () => {
    expect(await readInput(file(''))).toEqual({ messages: [], node: null });
  });
});
