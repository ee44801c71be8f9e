import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { madeItem } from '../../agent/bundle/contents/report-items.ts';
import { contentsOf } from '../../agent/bundle/contents.ts';
import { headOf } from '../../agent/bundle/file.ts';
import { transferDeadlineMs, usualLimits, writeBundle } from '../../agent/bundle/writer.ts';
import type { BundleItem, Contents } from '../../agent/bundle.ts';
import { utf8 } from '../../agent/decode/bytes.ts';
import { QueryError } from '../../agent/error.ts';
import { plainView } from '../../agent/renderer.ts';
import { rendererNamed } from '../../agent/renderers/index.ts';
import { snapshotWith } from '../snapshot.ts';
import { file, nodeWith } from './node.ts';
import { noDeadline, snapshotOfLogs, sourceOf, take } from './take.ts';

const log = 'C:\\k\\kubelet.log';
const quiet = snapshotWith();
const only = (...made: BundleItem[]): Contents => ({ made, find: async () => ({ items: [], errors: [] }) });
const endless = (): BundleItem => ({
  path: 'logs/endless.log',
  source: 'C:\\endless.log',
  size: 1e9,
  isWhole: false,
  async *read() {
    for (;;) yield { bytes: utf8(`${'a line that goes on and on '.repeat(4000)}\n`), isBefore: false };
  },
});
const hung = (): BundleItem => ({
  ...endless(),
  async *read() {
    yield { bytes: utf8('the first line\n'), isBefore: false };
    await new Promise(() => undefined);
    return { truncated: false };
  },
});

describe('a bundle', () => {
  test('has the facts as GET /facts and the report as report -o json gives them, byte for byte', async () => {
    const source = sourceOf(quiet, null);
    const { text } = await take(source);
    expect(text('snapshot.json')).toBe(`${JSON.stringify(quiet)}\n`);
    for (const [name, form] of [
      ['report.json', 'json'],
      ['report.txt', 'text'],
      ['report.html', 'html'],
    ] as const) {
      expect(text(name)).toBe(rendererNamed(form).render(source.report, plainView));
    }
  });

  test('gives each file of the node its own time, and what is made that of the snapshot', async () => {
    const host = nodeWith({ [log]: file('one line\n', 30) });
    const { bytes, manifest } = await take(sourceOf(snapshotOfLogs(log), host));
    // Date and time stand 18 and 20 bytes before the name in the header of a file. Source: APPNOTE.TXT 4.3.7, 4.4.6.
    const timeOf = (path: string) => {
      const at = bytes.indexOf(path);
      const [time, date] = [bytes.readUInt16LE(at - 20), bytes.readUInt16LE(at - 18)];
      const day = [1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31] as const;
      return new Date(Date.UTC(...day, time >> 11, (time >> 5) & 63, (time & 31) * 2)).toISOString();
    };
    const entry = manifest.entries.find(({ path }) => path === 'logs/kubelet-kubelet.log');
    expect(timeOf('logs/kubelet-kubelet.log')).toBe(entry?.modifiedAt);
    expect(timeOf('snapshot.json')).toBe(manifest.at);
    expect(timeOf('manifest.json')).toBe(manifest.at);
  });

  test('lists what is in it: size, hash, source and how many secrets of which kind were taken out', async () => {
    const host = nodeWith({ [log]: file('started with --password hunter2abc and token=abcdef123456\n') });
    const { manifest, files, names } = await take(sourceOf(snapshotOfLogs(log), host));
    expect(names).toEqual([...manifest.entries.map(({ path }) => path), 'manifest.json']);
    for (const { path, bytes, sha256 } of manifest.entries) {
      const content = files.get(path) ?? Buffer.alloc(0);
      expect([bytes, sha256], path).toEqual([content.length, createHash('sha256').update(content).digest('hex')]);
    }
    expect(manifest.entries.find(({ path }) => path === 'logs/kubelet-kubelet.log')).toMatchObject({
      source: log,
      modifiedAt: '2026-11-01T11:00:00.000Z',
      truncated: false,
      redactions: { flag: 1, key: 1 },
    });
  });

  test('counts each secret of a file that hostprobe makes', async () => {
    const made = madeItem('a.txt', (clean) => ['password: hunter2abc', 'password: other9xyz'].map(clean).join('\n'));
    const { manifest } = await take(sourceOf(quiet, null), { contents: only(made) });
    const entry = manifest.entries.find(({ path }) => path === 'a.txt');
    expect(Object.values(entry?.redactions ?? {})).toEqual([2]);
  });

  test('has one placeholder for one secret in all its files, and another in the next bundle', async () => {
    const second = 'C:\\k\\kubelet.err.log';
    const host = nodeWith({ [log]: file('token=abcdef123456\n'), [second]: file('{"token":"abcdef123456"}\n') });
    const source = sourceOf(snapshotOfLogs(log, second), host);
    const placeholders = async () => {
      const { text } = await take(source);
      const both = text('logs/kubelet-kubelet.log') + text('logs/kubelet-kubelet.err.log');
      return new Set(both.match(/\[redacted:\w+:[0-9a-f]{12}\]/g));
    };
    const [first, next] = [await placeholders(), await placeholders()];
    expect([first.size, next.size]).toEqual([1, 1]);
    expect(first).not.toEqual(next);
  });

  test('takes out what a pattern of the user finds', async () => {
    const more = [{ id: 'badge', pattern: /B\d{6}/g }];
    const host = nodeWith({ [log]: file('opened with B123456\n') });
    const { text } = await take(sourceOf(snapshotOfLogs(log), host), { more });
    expect(text('logs/kubelet-kubelet.log')).toMatch(/^opened with \[redacted:badge:[0-9a-f]{12}\]\n$/);
  });

  test.each([/[0-9]{5}/g, /[0-9a-f]{12}/g, /[0-9]/g])(
    'stays readable with any pattern of the user: %s',
    async (pattern) => {
      const snapshot = snapshotOfLogs(log);
      const host = nodeWith({ [log]: file('opened with 1234567890abcdef\n') });
      const { files, manifest, text } = await take(sourceOf(snapshot, host), {
        more: [{ id: 'digits', pattern }],
      });
      for (const { path, bytes, sha256 } of manifest.entries) {
        const content = files.get(path) ?? Buffer.alloc(0);
        expect([bytes, sha256], path).toEqual([content.length, createHash('sha256').update(content).digest('hex')]);
      }
      for (const [path] of files) if (path.endsWith('.json')) expect(() => JSON.parse(text(path)), path).not.toThrow();
      const ofSnapshot = manifest.entries.find(({ path }) => path === 'snapshot.json');
      expect(ofSnapshot?.redactions.digits).toBeGreaterThan(0);
    },
  );
});

describe('limits', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, line) => `line ${line}\n`).join('');

  test('of each file the end is taken, in whole lines, and the manifest says so', async () => {
    const host = nodeWith({ [log]: file(lines(10_000)) });
    const limits = { ...usualLimits, maxItemBytes: 1000 };
    const { text, manifest } = await take(sourceOf(snapshotOfLogs(log), host), { limits });
    expect(text('logs/kubelet-kubelet.log')).toMatch(/^line \d+\n(?:line \d+\n)*line 9999\n$/);
    expect(text('logs/kubelet-kubelet.log').length).toBeLessThanOrEqual(1000);
    expect(manifest.entries.find(({ path }) => path.startsWith('logs/'))?.truncated).toBe(true);
  });

  test('when the bundle is full, what is worth less is named in errors.json', async () => {
    const old = 'C:\\k\\kubelet.log.1';
    const host = nodeWith({ [log]: file(lines(90_000)), [old]: file(lines(90_000), 1) });
    const source = sourceOf(snapshotOfLogs(log), host);
    const { names, errors, manifest } = await take(source, { limits: { maxBytes: 1e6, maxItemBytes: 1e7 } });
    expect(names).toEqual(expect.arrayContaining(['snapshot.json', 'report.json', 'logs/kubelet-kubelet.log']));
    expect(names).not.toContain('logs/kubelet-kubelet.log.1');
    expect(errors).toContainEqual({
      path: 'logs/kubelet-kubelet.log.1',
      source: old,
      error: { kind: 'failed', message: 'not taken: the bundle is full' },
    });
    const bytes = manifest.entries.filter(({ path }) => path !== 'errors.json').map((entry) => entry.bytes);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(1.01e6);
  });

  test('a file that placeholders make much longer stays within them', async () => {
    const host = nodeWith({ [log]: file('pw=x7\n'.repeat(200_000)) });
    const limits = { ...usualLimits, maxItemBytes: 1_200_000 };
    const { manifest, errors } = await take(sourceOf(snapshotOfLogs(log), host), { limits });
    expect(manifest.entries.find(({ path }) => path.startsWith('logs/'))?.bytes).toBeLessThan(2.5e6);
    expect(errors.map(({ error }) => error.message)).toContain('cut short: redaction made it exceed the limit');
  });

  test('what is useless in part is there whole or not at all', async () => {
    const { names, errors } = await take(sourceOf(quiet, null), { limits: { maxBytes: 1000, maxItemBytes: 1e7 } });
    expect(names).not.toContain('snapshot.json');
    expect(errors[0]).toMatchObject({
      path: 'snapshot.json',
      error: { message: 'not taken: the bundle has no room for it' },
    });
  });
});

describe('when the time runs out', () => {
  test('what there is by then is written, and the rest is named', async () => {
    const deadline = new AbortController();
    const contents = only(
      madeItem('first.txt', () => 'first'),
      hung(),
      madeItem('last.txt', () => 'last'),
    );
    const taking = take(sourceOf(quiet, null), {
      contents,
      deadline: deadline.signal,
      onEntry: () => void setImmediate(() => deadline.abort()),
    });
    const { names, text, errors } = await taking;
    expect(names).toEqual(['first.txt', 'logs/endless.log', 'errors.json', 'manifest.json']);
    expect(text('logs/endless.log')).toBe('the first line\n');
    expect(errors.map(({ path, error }) => [path, error.message])).toEqual([
      ['logs/endless.log', 'cut short: the time for the bundle ran out'],
      ['last.txt', 'not taken: the time for the bundle ran out'],
      ['logs', 'the time for the bundle ran out'],
    ]);
  });

  test('a node whose files cannot even be listed gives what hostprobe has seen', async () => {
    const deadline = new AbortController();
    const { names, errors } = await take(sourceOf(quiet, null), {
      contents: { made: [madeItem('a.txt', () => 'a')], find: () => new Promise(() => undefined) },
      deadline: deadline.signal,
      onEntry: () => deadline.abort(),
    });
    expect(names).toEqual(['a.txt', 'errors.json', 'manifest.json']);
    expect(errors).toMatchObject([{ path: 'logs', error: { kind: 'timeout' } }]);
  });
});

describe('when something is wrong', () => {
  test('one file that cannot be read costs no other', async () => {
    const broken = madeItem('broken.json', () => {
      throw new QueryError('denied', 'OpenSCManager: ERROR_ACCESS_DENIED (5)', '5');
    });
    const { names, errors } = await take(sourceOf(quiet, null), {
      contents: only(
        broken,
        madeItem('whole.txt', () => 'whole'),
      ),
    });
    expect(names).toEqual(['whole.txt', 'errors.json', 'manifest.json']);
    expect(errors).toEqual([
      {
        path: 'broken.json',
        source: 'hostprobe',
        error: { kind: 'denied', message: 'OpenSCManager: ERROR_ACCESS_DENIED (5)', code: '5' },
      },
    ]);
  });

  test('a reader that stops reading ends it: nothing keeps running, and it is not an error', async () => {
    const { archive, done } = writeBundle({
      contents: only(endless(), endless()),
      head: headOf(quiet, null),
      limits: { maxBytes: 1e12, maxItemBytes: 1e12 },
      deadline: noDeadline,
      more: [],
    });
    await once(archive, 'data');
    archive.destroy();
    expect(await done).toBeNull();
  });

  test('a reader that never reads holds up at most one file in memory', async () => {
    let begun = 0;
    const counted = (path: string): BundleItem => ({
      ...endless(),
      path,
      async *read() {
        begun += 1;
        for (let piece = 0; piece < 100; piece++)
          yield { bytes: utf8(`${Math.sin(begun + piece)}\n`.repeat(5000)), isBefore: false };
        return { truncated: false };
      },
    });
    const { archive, done } = writeBundle({
      contents: only(...Array.from({ length: 20 }, (_, index) => counted(`logs/${index}.log`))),
      head: headOf(quiet, null),
      limits: usualLimits,
      deadline: noDeadline,
      more: [],
    });
    for (let count = 0; count < 200; count++) await turn();
    expect(begun).toBeLessThan(20);
    archive.destroy();
    expect(await done).toBeNull();
  });

  test('times that zip cannot store do no harm', async () => {
    const host = nodeWith({
      [log]: file('a\n', 0, { modifiedAt: new Date('1601-01-01T00:00:00Z') }),
      'C:\\k\\kubelet.log.1': file('b\n', 0, { modifiedAt: new Date('2201-01-01T00:00:00Z') }),
    });
    const { text } = await take(sourceOf(snapshotOfLogs(log), host));
    expect(text('logs/kubelet-kubelet.log') + text('logs/kubelet-kubelet.log.1')).toBe('a\nb\n');
  });

  test('the list of all that may be taken is asked of the node only when it is wanted', () => {
    const host = nodeWith({}, { onRead: () => Promise.reject(new Error('read')) });
    expect(contentsOf(sourceOf(quiet, host), null).made.map(({ path }) => path)).toContain('snapshot.json');
  });
});

test('--timeout is the deadline of a bundle: without it ten minutes, with 0 the longest that a timer has', () => {
  expect(transferDeadlineMs(null)).toBe(600_000);
  expect(transferDeadlineMs(2000)).toBe(2000);
  expect(transferDeadlineMs(0)).toBe(2 ** 31 - 1);
});
