import { expect, test } from 'vitest';
import { secretPatterns } from '../../agent/redact.ts';
import { servedBy } from './served.ts';

test('every pattern finds the secret of a text that somebody wrote without it; one that serves none goes', () => {
  const idle = secretPatterns.filter((one) => servedBy(one, 1).length === 0);
  expect(idle.map(({ id, pattern }) => `${id} ${pattern.source}`)).toEqual([]);
});
