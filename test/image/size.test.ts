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
    { compressed: Buffer.alloc(1000) },
  );

test('an image may be 1.1 times as large as node.exe', () => {
  expect(() => requireSmall(sizes(99))).not.toThrow();
  expect(() => requireSmall(sizes(101))).toThrow(/the image is too large: .* 1\.101 times node\.exe alone/);
});
