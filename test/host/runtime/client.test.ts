import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { askEach, openRuntime } from '../../../agent/host/runtime/client.ts';
import { ImageService } from '../../../agent/host/runtime/cri.pb.ts';
import { describeRuntime } from './behaviour.ts';
import { answer, framed, serveStreams } from './endpoint.ts';

const directory = mkdtempSync(join(tmpdir(), 'hostprobe-cri-'));
afterAll(() => rmSync(directory, { recursive: true }));

let made = 0;
describeRuntime('a unix socket', () => join(directory, `${made++}.sock`));

const items = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id }));

test('an item about which nothing can be learned is left out, and costs no other', async () => {
  const answers = await askEach(items, async ({ id }) => {
    if (id === 'c') throw new Error('gone');
    return id.toUpperCase();
  });
  expect(Object.fromEntries(answers)).toEqual({ a: 'A', b: 'B', d: 'D', e: 'E', f: 'F' });
});

test('no question gets more time than all of them have', async () => {
  const given: number[] = [];
  await askEach(items, async (_, timeoutMs) => given.push(timeoutMs));
  expect(given).toHaveLength(items.length);
  expect(Math.max(...given)).toBeLessThanOrEqual(2000);
});

test('what is not asked in time is left out: the time is that of all together', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const asked: string[] = [];
  const answers = askEach(items, async ({ id }) => {
    asked.push(id);
    await new Promise((resume) => setTimeout(resume, 2000));
    return id;
  });
  await vi.advanceTimersByTimeAsync(2000);
  expect([...(await answers).keys()]).toEqual(['a', 'b', 'c', 'd']);
  expect(asked).toEqual(['a', 'b', 'c', 'd']);
});

test('images have their tags and digests, and their size as a number', async () => {
  const path = join(directory, 'images.sock');
  const { output } = ImageService.method.listImages;
  const image = { id: 'sha256:a', repoTags: ['r/x:1'], repoDigests: ['r/x@sha256:b'], size: 2n ** 40n };
  await serveStreams(path, (stream) =>
    answer(stream, framed(toBinary(output, create(output, { images: [image] }))), { 'grpc-status': '0' }),
  );
  const runtime = openRuntime(path);
  onTestFinished(() => runtime.close());
  expect(await runtime.images()).toEqual([
    { id: 'sha256:a', tags: ['r/x:1'], digests: ['r/x@sha256:b'], bytes: 2 ** 40 },
  ]);
});
