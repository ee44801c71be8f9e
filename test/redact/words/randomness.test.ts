import { expect, test } from 'vitest';
import { noiseOf } from '../../../agent/redact/words/randomness.ts';

/** As noise.ts weighs them. */
const [rare, common, change, same] = [1.6, -0.85, 1.2, -0.45];

test.each([
  ['ab', common + same],
  ['aq', rare + same],
  ['Ab', common + same],
  ['aB', common + change],
  ['AB', common + same],
  ['az', rare + same],
  ['za', rare + same],
  ['ze', common + same],
  // The alphabet in order, or one letter repeated.
  ['xy', common + same],
  ['qq', common + same],
  ['yx', rare + same],
  ['a1', change],
  ['1a', change],
  ['A0', change],
  ['z9', change],
  ['09', same],
  ['ab1', common + same + change],
  // The changes of few kinds of characters count -2 at least.
  ['aaaaaa', 5 * common - 2],
  ['00000000', -2],
  // Punctuation, and what stands beside the ranges of letters and digits.
  ['a-b', 0],
  ['-', 0],
  ['--', 0],
  ['a-', 0],
  ['-a', 0],
  ['z{', 0],
  ['`a', 0],
  ['Z[', 0],
  ['@A', 0],
  ['9:', 0],
  ['/0', 0],
  ['a', 0],
  ['', 0],
])('the noise of %j is %d', (text, noise) => {
  expect(noiseOf(text)).toBeCloseTo(noise, 9);
});

test('only a part of a text is looked at', () => {
  expect(noiseOf('1ab2', 1, 3)).toBeCloseTo(common + same, 9);
  expect(noiseOf('1ab2', 2)).toBeCloseTo(change, 9);
});
