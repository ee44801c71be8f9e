import { expect, test } from 'vitest';
import { createBundleProgress } from '../../../agent/cli/bundle/write.ts';

const entry = (path: string, bytes: number) => ({
  path,
  bytes,
  sha256: '',
  source: '',
  truncated: false,
  redactions: {},
});

function shownOn(isTTY: boolean): string {
  let shown = '';
  const progress = createBundleProgress({ isTTY, write: (text) => (shown += text) });
  progress.add(entry('snapshot.json', 100_000));
  progress.add(entry('logs/kubelet.log', 2_400_000));
  progress.end();
  return shown;
}

test('a terminal shows the progress of a bundle in one line, which is removed at the end', () => {
  const [, first, second, end] = shownOn(true).split('\r\u001b[K');
  expect([first, second, end]).toEqual(['1 file, 0.1 MB: snapshot.json', '2 files, 2.5 MB: logs/kubelet.log', '']);
});

test('other outputs show nothing', () => {
  expect(shownOn(false)).toBe('');
});
