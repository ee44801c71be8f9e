import { describe, expect, test } from 'vitest';
import { fileItem, statFile } from '../../../agent/bundle/contents/file-item.ts';
import { joinBytes, textOf } from '../../../agent/decode/bytes.ts';
import type { Host } from '../../../agent/host.ts';
import { redact } from '../../../agent/redact.ts';
import { fileStat, hostWith } from '../../host.ts';
import { type FileOfNode, file, locked, nodeWith } from '../node.ts';

const path = 'C:\\k\\kubelet.log';
const lines = (count: number, from = 0) => Array.from({ length: count }, (_, line) => `line ${from + line}\n`).join('');

const itemOf = (host: Host, { bytes, modifiedAt }: FileOfNode, isCut?: { first: boolean; last: boolean }) =>
  fileItem(host, {
    path: 'logs/a.log',
    source: path,
    stat: fileStat(path, bytes.length, modifiedAt),
    ...(isCut === undefined ? {} : { isCut }),
  });

/** What is taken of a file, and whether that is not all of it. */
async function taken(content: FileOfNode, { maxBytes = 1e7, isCut = { first: false, last: false } } = {}) {
  const pieces = itemOf(nodeWith({ [path]: content }), content, isCut).read(maxBytes, redact);
  const parts: Uint8Array[] = [];
  for (;;) {
    const piece = await pieces.next();
    if (piece.done) return { text: textOf(joinBytes(parts)), ...piece.value };
    if (!piece.value.isBefore) parts.push(piece.value.bytes);
  }
}

describe('a text file of the node', () => {
  test('is taken whole where there is room', async () => {
    expect(await taken(file(lines(100_000)))).toEqual({ text: lines(100_000), truncated: false });
    expect(await taken(file(''))).toEqual({ text: '', truncated: false });
  });

  test('else its end, from the beginning of a line on', async () => {
    expect(await taken(file('first\nsecond\nthird\n'), { maxBytes: 9 })).toEqual({ text: 'third\n', truncated: true });
  });

  test.each([
    ['UTF-16 with its mark', Buffer.from(`\ufeff${lines(50_000)}`, 'utf16le')],
    ['UTF-16 without', Buffer.from(lines(50_000), 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${lines(50_000)}`, 'utf16le').swap16()],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${lines(50_000)}`)],
  ])('in %s is taken as UTF-8', async (_what, bytes) => {
    expect((await taken(file(bytes))).text).toBe(lines(50_000));
    const { text } = await taken(file(bytes), { maxBytes: 1001 });
    expect(text).toMatch(/^line \d+\n(?:line \d+\n)+$/);
    expect(text.endsWith('line 49999\n')).toBe(true);
  });

  test('keeps a mark in the middle, where a file was joined to another', async () => {
    const text = `${'a'.repeat(128 * 1024 - 1)}\n\ufeffline\n`;
    expect((await taken(file(text))).text).toBe(text);
  });

  test('shows the half of a line that it leaves out to what looks for secrets', async () => {
    const log = file('rest of a line\nwhole\n');
    const before: string[] = [];
    const item = itemOf(nodeWith({ [path]: log }), log, { first: true, last: false });
    for await (const { isBefore, bytes } of item.read(1e7, redact)) if (isBefore) before.push(textOf(bytes));
    expect(before.join('')).toBe('rest of a line\n');
  });

  test('keeps letters that lie over the borders of what is read at once', async () => {
    const text = `${'ä日🙂'.repeat(100_000)}\n`;
    expect((await taken(file(text))).text).toBe(text);
  });

  test('is taken without the halves of a line that another file of the log has the rest of', async () => {
    const log = file('rest of a line\nwhole\nbeginning of a li');
    expect((await taken(log, { isCut: { first: true, last: true } })).text).toBe('whole\n');
    expect((await taken(log, { isCut: { first: true, last: false } })).text).toBe('whole\nbeginning of a li');
    expect((await taken(file('no line at all'), { isCut: { first: true, last: true } })).text).toBe('');
  });

  test('tells the times of its first and last line', async () => {
    const text = `I1101 09:00:00.000000    1200 a.go:1] one\n${lines(3000)}I1101 10:59:00.000000    1200 a.go:1] two\n`;
    const host = nodeWith({ [path]: file(text) });
    const times = itemOf(host, file(text)).times;
    expect(await times?.(1e6)).toEqual({ from: '2026-11-01T09:00:00.000Z', to: '2026-11-01T10:59:00.000Z' });
    expect(await times?.(1000)).toEqual({ from: '2026-11-01T10:59:00.000Z', to: '2026-11-01T10:59:00.000Z' });
  });

  test('tells the times of the first and the last of the lines that it is read for', async () => {
    const line = (minute: number) => `I1101 10:${minute}:00.000000    1200 a.go:1] one\n`;
    const text = [10, 20, 30].map(line).join('');
    const times = itemOf(nodeWith({ [path]: file(text) }), file(text)).times;
    expect(await times?.(1e6)).toEqual({ from: '2026-11-01T10:10:00.000Z', to: '2026-11-01T10:30:00.000Z' });
  });

  test('that is taken whole is read from the end of the older one on, where a secret may begin; one of which only the end fits is not', async () => {
    const read: string[] = [];
    const older = 'C:\\k\\kubelet.log.1';
    const host = nodeWith({ [path]: file(lines(10)), [older]: file(lines(5)) }, { onRead: (of) => void read.push(of) });
    const item = fileItem(host, {
      path: 'logs/a.log',
      source: path,
      stat: fileStat(path, lines(10).length, new Date(0)),
      older,
    });
    for await (const { isBefore, bytes } of item.read(1e6, redact)) if (isBefore) expect(textOf(bytes)).toBe(lines(5));
    expect(read).toContain(older);
    read.length = 0;
    for await (const _ of item.read(lines(10).length, redact));
    expect(read).toContain(older);
    read.length = 0;
    for await (const _ of item.read(lines(10).length - 1, redact));
    expect(read).not.toContain(older);
    read.length = 0;
    for await (const _ of item.read(20, redact));
    expect(read).not.toContain(older);
  });
});

describe('a file that changes while it is read', () => {
  const long = file(lines(200_000));

  /** Reads one piece, lets something happen, and reads on. */
  async function readWhile(change: (files: Map<string, FileOfNode>) => void) {
    const files = new Map([[path, long]]);
    const pieces = itemOf(nodeWith(files), long).read(1e7, redact);
    let text = '';
    for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
      if (text === '') change(files);
      text += textOf(piece.value.bytes);
    }
    return text;
  }

  test('may grow: its earlier content is taken', async () => {
    const grown = file(lines(300_000));
    expect(await readWhile((files) => files.set(path, grown))).toBe(lines(200_000));
  });

  test.each([
    ['deleted', (files: Map<string, FileOfNode>) => void files.delete(path), 'was deleted while it was read'],
    ['rotated', (files: Map<string, FileOfNode>) => void files.set(path, file('new\n')), 'was rotated or cut while'],
    ['cut', (files: Map<string, FileOfNode>) => void files.set(path, file(lines(199_999))), 'was rotated or cut while'],
    ['locked', (files: Map<string, FileOfNode>) => void files.set(path, file('', 0, { refuses: locked })), 'SHARING'],
  ])('or is %s, which is reported', async (_what, change, message) => {
    await expect(readWhile(change)).rejects.toThrow(message);
  });

  test('and one that disappeared earlier is reported too', async () => {
    await expect(itemOf(nodeWith({}), long).read(1e7, redact).next()).rejects.toThrow(`${path} no longer exists`);
  });
});

test('what has the name of a file and is a folder is not taken', async () => {
  const folder = async () => ({ ...fileStat(path, 0, new Date(0)), kind: 'directory' as const });
  const files = { stat: folder, readLink: async () => null };
  expect(await statFile(hostWith({ files }), path)).toEqual({ ok: true, value: null });
});
