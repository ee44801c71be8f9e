import { expect, test } from 'vitest';
import { atOnce, createPace, type Steps } from '../../../agent/redact/memory.ts';

test('all steps are done at once', () => {
  function* threeSteps(): Steps<string> {
    yield;
    yield;
    return 'done';
  }
  expect(atOnce(threeSteps())).toBe('done');
});

test('it is time to pause after 4096 characters, counted from the last pause', () => {
  const isTimeToPause = createPace();
  expect([0, 4096, 4097, 4097 + 4096, 4097 + 4097, 4097 + 4098].map(isTimeToPause)).toEqual([
    false,
    false,
    true,
    false,
    true,
    false,
  ]);
});
