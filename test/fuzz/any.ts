import fc from 'fast-check';
import { UserError } from '../../agent/error.ts';

/** FUZZ_RUNS=100000 looks longer; each failure prints the seed and the smallest input. */
export const runs = Number(process.env.FUZZ_RUNS ?? 200);

/** What went wrong with an input that may be refused; null: it was read, or refused with a message for its user. */
export async function faultOf(work: () => unknown): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message === '' ? 'refused without a word' : null;
    return error instanceof Error ? `${error.stack}` : `thrown: ${String(error)}`;
  }
}

/** A text of pieces that mean something to a reader, and of any characters. */
export const textOf = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: fc.string() }), {
      maxLength: 40,
    })
    .map((parts) => parts.join(''));

/** Bytes with some of them changed, left out, or doubled. */
export const damaged = (bytes: Uint8Array): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.record({
        at: fc.nat(Math.max(0, bytes.length - 1)),
        how: fc.constantFrom('set', 'cut', 'double'),
        to: fc.nat(255),
        length: fc.integer({ min: 1, max: 64 }),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((changes) => {
      let text = Buffer.from(bytes);
      for (const { at, how, to, length } of changes) {
        if (how === 'set' && at < text.length) text[at] = to;
        else if (how === 'cut') text = Buffer.concat([text.subarray(0, at), text.subarray(at + length)]);
        else text = Buffer.concat([text.subarray(0, at + length), text.subarray(at)]);
      }
      return text;
    });
