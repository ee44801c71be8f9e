import { expect, test } from 'vitest';
import { createPlaceholder } from '../../agent/redact/placeholder.ts';

test('one secret has one placeholder, for every rule and every line break', () => {
  const placeholder = createPlaceholder();
  const first = placeholder('key', 'abcdef123456');
  expect(first).toMatch(/^\[redacted:key:[0-9a-f]{12}\]$/);
  expect(placeholder('flag', 'abcdef123456')).toBe(first);
  expect(placeholder('key', 'abcdef\n  123456')).toBe(first);
  expect(placeholder('key', 'a\0b\0c\0def123456')).toBe(first);
  expect(placeholder('key', 'abcdef123457')).not.toBe(first);
});

test('in the next bundle it has another, which depends on the key of that bundle', () => {
  expect(createPlaceholder()('key', 'a')).not.toBe(createPlaceholder()('key', 'a'));
  const key = Buffer.alloc(32, 7);
  expect(createPlaceholder(key)('key', 'a')).toBe(createPlaceholder(key)('key', 'a'));
});

test('the first 10,000 secrets keep the name of the rule that found them first', () => {
  const placeholder = createPlaceholder();
  for (let count = 1; count < 10_000; count++) placeholder('key', `secret ${count}`);
  const first = placeholder('key', 'the last');
  const beyond = placeholder('key', 'beyond');
  expect(placeholder('flag', 'the last')).toBe(first);
  expect(placeholder('flag', 'beyond')).toBe(beyond.replace(':key:', ':flag:'));
});
