import { expect, test } from 'vitest';
import { secretPatterns } from '../../../agent/redact.ts';
import { servedBy } from '../served.ts';

test('every pattern finds the secrets of two texts that somebody wrote without it; one that serves none or one goes', () => {
  const idle = secretPatterns.filter((one) => servedBy(one, 2).length < 2);
  expect(idle.map(({ id, pattern }) => `${id} ${pattern.source}`)).toEqual([]);
});
