import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framing, unframing } from '../../agent/reach/channel.ts';

const framed = (pieces: readonly Uint8Array[]) => buffer(Readable.from(pieces.map(Buffer.from)).pipe(framing()));

/** The bytes as they come in pieces of these lengths, the rest in one. */
function* inPieces(bytes: Buffer, lengths: readonly number[]) {
  let at = 0;
  for (const length of lengths) {
    yield bytes.subarray(at, at + length);
    at += length;
  }
  yield bytes.subarray(at);
}
const unframed = (bytes: Buffer, lengths: readonly number[] = []) => {
  const frames = unframing();
  return buffer(
    Readable.from(inPieces(bytes, lengths))
      .on('error', (error) => frames.destroy(error))
      .pipe(frames),
  );
};

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });

test('frames are decoded correctly, wherever the stream is split', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(bytes), fc.array(fc.integer({ min: 1, max: 40 })), async (pieces, lengths) => {
      const all = Buffer.concat(pieces);
      expect((await unframed(await framed(pieces), lengths)).equals(all)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('rejects an answer that was truncated or changed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(bytes, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (pieces, where, change) => {
        const whole = await framed(pieces);
        const at = where % whole.length;
        await expect(unframed(whole.subarray(0, at))).rejects.toThrow(/^exec: /);
        const changed = Buffer.from(whole);
        changed.writeUInt8((changed[at] ?? 0) ^ change, at);
        await expect(unframed(changed)).rejects.toThrow(/^exec: /);
      },
    ),
    { numRuns: 200 },
  );
});

test('splits a piece that is larger than a frame', async () => {
  const large = Buffer.alloc(2_500_000, 'hostprobe');
  expect((await unframed(await framed([large]))).equals(large)).toBe(true);
});

test('rejects text instead of frames at once', async () => {
  const frames = unframing();
  const failed = once(frames, 'error');
  frames.write('Defaulted container "hostprobe" out of: hostprobe\n');
  expect(String((await failed)[0])).toContain('is not from hostprobe connect');
});
