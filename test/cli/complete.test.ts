import { expect, test } from 'vitest';
import { run } from '../run.ts';

test.each([
  [['sta'], ['status']],
  [['report', '--stat'], ['--state-dir']],
  [
    ['report', '-o', 'j'],
    ['json', 'junit'],
  ],
  [['no-such', '--x'], []],
])('%j completes to %j, and to no file', async (words, wanted) => {
  const { code, stdout } = await run(['complete', '--', ...words]);
  expect({ code, lines: stdout.trimEnd().split('\n') }).toEqual({ code: 0, lines: [...wanted, ':4'] });
});
