import { expect, test } from 'vitest';
import { requireSmall, sizesOf } from '../../image/size.ts';

const sizes = (rest: number) =>
  sizesOf(
    {
      layout: {
        'blobs/sha256/a': Buffer.alloc(1000),
        'blobs/sha256/b': Buffer.alloc(rest),
        'index.json': Buffer.alloc(50),
      },
    },
    { gzipped: Buffer.alloc(1000) },
  );

test('an image may be 1.15 times as large as node.exe', () => {
  expect(() => requireSmall(sizes(149))).not.toThrow();
  expect(() => requireSmall(sizes(151))).toThrow(/the image is too large: .* 1\.151 times node\.exe alone/);
});
