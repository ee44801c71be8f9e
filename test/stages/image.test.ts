import { expect, test } from 'vitest';
import type { KnownImage } from '../../agent/shim/oci-process.ts';
import { imageWith } from '../image.ts';
import { container } from '../pod.ts';
import { both, containerd, windows } from './nodes.ts';
import { judge, provided } from './subject.ts';

test.each([
  ['v1.6.17', '0.9.6', 20_348, 'an index whose entry says os.version 10.0.20348'],
  ['v1.6.18', '0.9.6', 20_348, 'no os.version or 10.0.20348'],
  ['v1.6.22', '0.9.8', 25_398, 'no os.version or 10.0.25398'],
  ['v1.6.23', '0.9.10', 25_398, 'no os.version or one from 10.0.20348 to 10.0.25398'],
  ['v1.7.5', '0.10.0-rc.8', 25_398, 'no os.version or 10.0.25398'],
  ['v1.7.6', '0.11.0', 25_398, 'no os.version or one from 10.0.20348 to 10.0.25398'],
  ['v2.1.4', '0.13.0', 17_763, 'no os.version or 10.0.17763'],
])('containerd %s (shim %s) on build %d requires of an image: %s', (version, shim, build, wanted) => {
  const judged = judge('image', undefined, both(containerd(version, shim), windows(build)));
  expect(judged.verdict).toBe('passes');
  expect(provided(judged).join()).toContain(wanted);
});

test('an image that already runs on the node passes, also on Windows Server 2025', () => {
  const running = judge('image', container({ image: 'hostprobe:0.1.0' }), windows(26_100));
  expect([running.verdict, provided(running)]).toEqual(['passes', []]);
  expect(judge('image', container({ image: 'other:1' }), windows(26_100)).verdict).toBe('cannot-tell');
  const ended = both(windows(26_100), ({ runtime: { containers } }) => {
    for (const one of containers.ok ? containers.value : []) one.state = 'exited';
  });
  expect(judge('image', container({ image: 'hostprobe:0.1.0' }), ended).verdict).toBe('cannot-tell');
});

// containerd pull 8101 (platforms), windows-host-process-containers-base-image#14 (hives).
test('an image that was read is judged by its platform and its base layer', () => {
  const read = { ...imageWith({}), os: 'windows', architecture: 'amd64', osVersion: null } satisfies KnownImage;
  const on = (build: number, more: Partial<KnownImage> = {}, processor: 'x64' | 'arm64' = 'x64') => {
    const node = both(windows(build), (facts) => {
      facts.os.architecture = processor;
    });
    return judge('image', undefined, node, { ...read, hives: 'valid', ...more });
  };
  // Windows Server 2025 and all after it.
  expect(on(26_101, { hives: 'empty' }).verdict).toBe('fails');
  expect(on(26_101, { hives: 'unknown' }).verdict).toBe('cannot-tell');
  expect(on(26_101).verdict).toBe('passes');
  expect(on(26_099, { hives: 'empty' }).verdict).toBe('passes');
  expect(provided(on(26_099, { hives: 'unknown' }))).toEqual([]);
  expect(on(20_348, { architecture: 'arm64' }, 'arm64').verdict).toBe('passes');
  expect(on(20_348, {}, 'arm64').points[0]?.summary).toBe(
    'the image is for windows/amd64, and the node is windows/arm64',
  );
  expect([on(26_100).verdict, provided(on(26_100))]).toEqual(['passes', []]);
  expect(on(26_100, { hives: 'empty' }).points).toMatchObject([{ verdict: 'fails', cause: 'base-image-hives' }]);
  expect(on(20_348, { hives: 'empty' }).verdict).toBe('passes');
  expect(on(26_100, { hives: 'unknown' }).verdict).toBe('cannot-tell');
  expect(on(20_348, { os: 'linux' }).points).toMatchObject([
    {
      verdict: 'fails',
      cause: 'image-platform',
      summary: 'the image is for linux/amd64, and the node is windows/amd64',
    },
  ]);
  expect(on(20_348, { architecture: 'arm64' }).verdict).toBe('fails');
  expect(provided(on(20_348, { osVersion: '10.0.17763.1' }))).toHaveLength(1);
});

// Source: containerd/containerd#8101, in 1.7.6: from a build above that of Windows Server 2022 on an older image fits too.
test('of an index those entries are meant that this containerd takes for this Windows', () => {
  const of = (build: number, release: string) =>
    provided(judge('image', undefined, both(windows(build), containerd(release, '0.11.7'))));
  expect(of(20_348, 'v1.7.28')[0]).toMatch(/whose entry has no os\.version or 10\.0\.20348$/);
  expect(of(25_398, 'v1.7.28')[0]).toMatch(/whose entry has no os\.version or one from 10\.0\.20348 to 10\.0\.25398$/);
  expect(of(25_398, 'v1.7.5')[0]).toMatch(/whose entry has no os\.version or 10\.0\.25398$/);
});
