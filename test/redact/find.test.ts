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

test('the shortest text with a secret has seven characters, also where it is encoded', () => {
  const encoded = (text: string) => Buffer.from(text, 'utf16le').toString('base64');
  const isFound = (text: string) => createRedactor().find(text).length > 0;
  expect([isFound('pwd=a1b'), isFound(`see ${encoded('pwd=a1b')}`)]).toEqual([true, true]);
  expect([isFound('pwd=a1'), isFound(`see ${encoded('pwd=a1')}`)]).toEqual([false, false]);
});
