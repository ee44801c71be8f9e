import { expect, test } from 'vitest';
import { base64Lines, createBundleProgress, showBytes, transferOf } from '../../../agent/cli/bundle/write.ts';

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

test.each([[[0]], [[1]], [[57]], [[58]], [[100, 3, 0, 200, 1000]]])(
  '%j bytes become lines that any decoder takes',
  async (sizes) => {
    const chunks = sizes.map((size, index) => Buffer.alloc(size, index + 65));
    const archive = async function* () {
      yield* chunks;
    };
    let lines = '';
    for await (const piece of base64Lines(archive())) lines += piece;
    expect(Buffer.from(lines, 'base64')).toEqual(Buffer.concat(chunks));
    expect(lines).toMatch(/^(?:[A-Za-z0-9+/]{76}\n)*(?:[A-Za-z0-9+/]{1,75}={0,2}\n)?$/);
  },
);

test.each([
  [1, '1 kB'],
  [1000, '1 kB'],
  [1001, '2 kB'],
  [999_999, '1000 kB'],
  [1_000_000, '1.0 MB'],
])('%i bytes are shown as %s: a file is never smaller than it is said to be', (bytes, shown) => {
  expect(showBytes(bytes)).toBe(shown);
});

test('a bundle from afar may be twice as large as its files, and takes ten minutes where nothing is said', () => {
  const { query, limits } = transferOf({ since: null, 'max-size': 5, timeout: null });
  expect([`${query}`, limits]).toEqual(['max-size=5', { deadlineMs: 600_000, maxBytes: 10 }]);
  expect(`${transferOf({ since: { agoMs: 5_400_000 }, 'max-size': 5, timeout: 1 }).query}`).toBe(
    'max-size=5&since=5400s',
  );
});
