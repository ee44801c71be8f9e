import { describe, expect, test } from 'vitest';
import { readSize } from '../../agent/config/size.ts';

describe('a size', () => {
  test.each([
    ['100MB', 100_000_000],
    ['100 mb', 100_000_000],
    ['1.5GB', 1_500_000_000],
    ['2000K', 2_000_000],
    ['5000000', 5_000_000],
    ['4G', 4_000_000_000],
  ])('%s is %i bytes', (text, bytes) => {
    expect(readSize(text)).toBe(bytes);
  });

  test.each(['', '10', '999KB', '11GB', '1TB', '-5MB', '1e8', '100MiB', 'MB', '1.2345GB', '0x10MB'])(
    'is not %j',
    (text) => {
      expect(readSize(text)).toBeNull();
    },
  );
});
