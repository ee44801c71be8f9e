import { expect, test } from 'vitest';
import { createRedactor } from '../../agent/redact.ts';

test('a secret is found below three encodings, and is looked for no deeper', () => {
  let text = 'password=Summer2024x and more';
  const found = Array.from({ length: 6 }, () => {
    const isFound = createRedactor().find(text).length > 0;
    text = `see ${Buffer.from(text).toString('base64')}`;
    return isFound;
  });
  expect(found).toEqual([true, true, true, true, false, false]);
});
