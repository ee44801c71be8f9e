import { describe, expect, test } from 'vitest';
import { historyLines, isLogPath, readBundleMessages, readHistoryLines } from '../../agent/bundle/messages.ts';
import { openBundle } from '../../agent/bundle/read.ts';
import type { History } from '../../agent/history.ts';
import { nodeWith } from './node.ts';
import { snapshotOfLogs, sourceOf, take } from './take.ts';

test('logs and the event log are what programs wrote', () => {
  const paths = [
    'logs/kubelet-kubelet.log',
    'events/Application-containerd.jsonl',
    'events/kubernetes.json',
    'a/logs/b',
  ];
  expect(paths.map(isLogPath)).toEqual([true, true, false, false]);
});

const history: History = {
  schemaVersion: 1,
  since: null,
  begins: '2026-11-01T08:00:00.000Z',
  file: 'C:\\ProgramData\\hostprobe\\history.jsonl',
  problem: null,
  changes: [
    { at: '2026-11-01T09:00:00.000Z', after: null, what: 'finding disk-space', from: 'pass', to: 'warn' },
    {
      at: '2026-11-01T11:00:00.000Z',
      after: '2026-11-01T10:59:00.000Z',
      what: 'service kubelet state',
      from: null,
      to: 'running',
    },
  ],
};
const read = (text: string, since: string) =>
  readHistoryLines(text, { since: new Date(since), source: 'history.jsonl of b.zip' });

describe('a history as lines', () => {
  test('is read back from a time on, with where it begins', () => {
    const [, newest] = history.changes;
    expect(read(historyLines(history), '2026-11-01T10:00:00Z')).toEqual({
      ...history,
      since: '2026-11-01T10:00:00.000Z',
      changes: [newest],
    });
    expect(read(historyLines(history), '2026-11-01T09:00:00Z').changes).toEqual(history.changes);
  });

  test('says that nothing has changed', () => {
    expect(read(historyLines({ ...history, changes: [] }), '2026-11-01T09:00:00Z')).toMatchObject({
      begins: history.begins,
      changes: [],
    });
  });

  test.each([
    ['', 1],
    ['not json\n', 1],
    [historyLines(history).split('\n').slice(1).join('\n'), 1],
    [historyLines(history).replace('finding disk-space","from":"pass"', 'finding disk-space","from":5'), 2],
    [`${historyLines(history)}{"at":\n`, 4],
  ])('that is none is refused by its line: %j', (text, line) => {
    expect(() => read(text, '2026-11-01T09:00:00Z')).toThrow(
      `history.jsonl of b.zip, line ${line}, must be a history line from hostprobe bundle, but is not`,
    );
  });
});

// klog writes neither year nor zone: those of the file's last change are the nearest.
test('a line of a log has the year of its file and the zone of the node', async () => {
  const log = 'C:\\k\\kubelet.log';
  const line =
    'E1101 11:00:00.000000    1200 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to logon user: Access is denied."\n';
  const snapshot = snapshotOfLogs(log);
  if (snapshot.facts.os.ok) snapshot.facts.os.value.timeZone = 'Asia/Tokyo';
  const host = nodeWith({ [log]: { bytes: Buffer.from(line), modifiedAt: new Date('2024-11-02T00:00:00Z') } });
  const { bytes } = await take(sourceOf(snapshot, host));
  const { messages } = await readBundleMessages(await openBundle(bytes, 'b.zip'));
  expect(messages.find(({ source }) => source.startsWith('logs/kubelet'))?.at).toBe('2024-11-01T02:00:00.000Z');
});
