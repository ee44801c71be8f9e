import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framing, unframing } from '../../agent/reach/frame.ts';

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

test('what was framed comes out the same, wherever it is split on the way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(bytes), fc.array(fc.integer({ min: 1, max: 40 })), async (pieces, lengths) => {
      const all = Buffer.concat(pieces);
      expect((await unframed(await framed(pieces), lengths)).equals(all)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('what was cut anywhere before its end, or changed anywhere, is no answer', async () => {
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

test('a piece larger than a frame goes in several', async () => {
  const large = Buffer.alloc(2_500_000, 'hostprobe');
  expect((await unframed(await framed([large]))).equals(large)).toBe(true);
});

test('words instead of frames are refused at once, and not waited for', async () => {
  const frames = unframing();
  const failed = once(frames, 'error');
  frames.write('Defaulted container "hostprobe" out of: hostprobe\n');
  expect(String((await failed)[0])).toContain('is no answer of hostprobe connect');
});
