import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readInput } from '../../../agent/cli/explain/input.ts';
import { bundleByHand, bundleOf, manifestOf, snapshotPart } from '../../bundle/bundles.ts';
import { snapshotWith } from '../../snapshot.ts';

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
    const { messages } = await readInput(file(content), null);
    expect(messages.map(({ text, count }) => [/task "(.)"/.exec(text)?.[1], count])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  test('is read the same by one who waits, hears how much of it is read, and may end it', async () => {
    const content = big + chatter.repeat(60_000);
    const heard: number[] = [];
    const waiting = { signal: new AbortController().signal, onBytes: (read: number) => void heard.push(read) };
    expect(await readInput(file(content), null, waiting)).toMatchObject({
      messages: (await readInput(file(content), null)).messages.map(({ text, count }) => ({ text, count })),
    });
    expect(heard.length).toBeGreaterThan(2);
    expect(heard.at(-1)).toBe(content.length);

    const ended = new AbortController();
    let last = 0;
    const onBytes = (read: number) => {
      last = read;
      ended.abort();
    };
    await expect(readInput(file(content), null, { signal: ended.signal, onBytes })).rejects.toThrow(/abort/i);
    expect(last).toBeLessThan(content.length / 2);
  });

  test.each([
    ['gzip', gzipSync(big)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${big}`, 'utf16le')],
    ['UTF-16 without one', Buffer.from(big, 'utf16le')],
    ['gzip of UTF-16', gzipSync(Buffer.from(big, 'utf16le'))],
    ['Windows line ends', big.replaceAll('\n', '\r\n')],
  ])('is read as %s', async (_form, content) => {
    expect((await readInput(file(content), null)).messages).toHaveLength(2);
  });

  test.each([2 ** 22, 2 ** 24])('is read to its end after a line of %i characters', async (length) => {
    const { messages } = await readInput(file(`${'x'.repeat(length)}\n${line('a')}`), null);
    expect(messages).toHaveLength(1);
  });

  test.each([
    ['whole', ']}'],
    ['cut off', ''],
    ['cut off within an object', ',{"apiVersion":"v1","kind":"Ev'],
  ])('that is JSON of Kubernetes is read object by object, %s', async (_how, end) => {
    const event = (name: string, message: string) =>
      JSON.stringify({ apiVersion: 'v1', kind: 'Event', involvedObject: { kind: 'Pod', name }, message }, null, 4);
    const quiet = Array(25_000).fill(event('quiet', 'all is well with the world')).join();
    const failure = 'failed to create user process token: failed to logon user: Access is denied.';
    const { messages } = await readInput(
      file(`{"apiVersion":"v1","items":[${quiet},${event('a', failure)},${quiet},${event('b', failure)}${end}`),
      null,
    );
    expect(messages.map(({ pod }) => pod)).toEqual(['a', 'b']);
  });

  test.each([
    ['is empty', '', 'is empty; name another file'],
    ['has blank lines alone', '\r\n \n', 'is empty; name another file'],
    [
      'is a program',
      Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0', 'latin1'),
      'is a binary file; name a log or another text',
    ],
    [
      'is an event log of Windows',
      Buffer.from(`ElfFile\0${'\0'.repeat(8)}\x18\0`, 'latin1'),
      'is an event log of Windows; turn it into text: wevtutil qe PATH /lf:true /f:text > events.txt',
    ],
  ])('that %s is no text, and says so', async (_what, content, trouble) => {
    const path = file(content);
    const said = await readInput(path, null);
    expect([said.node, await said.trouble?.()]).toEqual([
      null,
      `${path} must be an error text, a log or a bundle, but ${trouble.replace('PATH', path)}`,
    ]);
  });

  test.each([
    ['plain', chatter],
    ['in gzip', gzipSync(chatter)],
  ])('that is a text without a known error is no trouble: %s', async (_how, content) => {
    expect(await readInput(file(content), null)).toMatchObject({ messages: [], trouble: null });
  });

  test.each([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ["UTF-16 of PowerShell's >", (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('that is a snapshot in %s is a node and what it says, not a log', async (_form, encoded) => {
    const snapshot = snapshotWith((facts) => {
      facts.logs.lines.push({ component: 'containerd', source: 'containerd.log', text: line('a').trimEnd(), count: 1 });
    });
    const path = file(encoded(JSON.stringify(snapshot, null, 2)));
    const { messages, node, trouble } = await readInput(path, null);
    expect([messages.map(({ source }) => source), node]).toEqual([['containerd.log'], snapshot]);
    expect(await trouble?.()).toMatch(
      /is a snapshot of the node win-node-1, .*: hostprobe report --facts .*containerd\.log$/,
    );
  });

  test('that is a report says that a snapshot is needed', async () => {
    const report = file('{"schemaVersion": 1, "tool": {"name": "hostprobe"}, "findings": []}');
    await expect(readInput(report, null)).rejects.toThrow(`${report} is a report, which is made from a snapshot`);
  });
});

describe('a bundle', () => {
  const klog = (clock: string) =>
    `E1101 ${clock}    1234 pod_workers.go:1298] "Error syncing pod" err="failed to create user process token: failed to logon user: Access is denied." pod="a/b"\n`;
  const event = (record: number, text: string) =>
    `${JSON.stringify({ record, at: '2026-11-01T09:00:00.000Z', source: 'containerd', text })}\n`;

  test('is read log by log, each named by its path in the bundle, with the node', async () => {
    const path = file(
      await bundleOf({
        files: {
          'logs/containerd-containerd.log': chatter + line('a') + line('a'),
          'logs/kubelet-kubelet.log': klog('08:00:00.000000'),
          'events/Application-containerd.jsonl': event(7, line('b').trimEnd()),
          'config/containerd.toml': line('no log'),
        },
      }),
    );
    const { messages, node } = await readInput(path, null);
    expect(messages.map(({ source, count, at }) => [source, count, at])).toEqual([
      ['logs/containerd-containerd.log', 2, '2026-11-24T03:12:45.000Z'],
      ['logs/kubelet-kubelet.log', 1, '2026-11-01T08:00:00.000Z'],
      ['events/Application-containerd.jsonl', 1, '2026-11-24T03:12:45.000Z'],
    ]);
    expect(node).toEqual(snapshotWith());
  });

  test('gives the messages of Kubernetes and the runtime from its snapshot, and those of logs from the log files', async () => {
    const said = 'failed to create user process token: failed to logon user: Access is denied.';
    const snapshot = snapshotWith((facts) => {
      facts.logs.lines.push({ component: 'kubelet', source: 'kubelet.log', text: said, count: 1 });
      if (facts.runtime.containers.ok) {
        const [container] = facts.runtime.containers.value;
        if (container) container.exit = { code: 1, reason: 'Error', message: said, finishedAt: null };
      }
    });
    const { messages } = await readInput(file(await bundleOf({ snapshot })), null);
    expect(messages.map(({ source }) => source)).toEqual(['containerd']);
  });

  test('that was modified is refused', async () => {
    const log = { name: 'logs/a.log', content: line('a') };
    const manifest = manifestOf([snapshotPart, { ...log, content: line('b') }]);
    await expect(readInput(file(bundleByHand([log], manifest)), null)).rejects.toThrow(
      'its file logs/a.log is not the one that its manifest.json lists',
    );
  });
});
