import { expect, test } from 'vitest';
import { createMemory } from '../../agent/redact/memory.ts';
import { findNamed } from '../../agent/redact/named.ts';
import { atOnce } from '../../agent/redact/steps.ts';

const valuesIn = (text: string) =>
  atOnce(findNamed(text, createMemory())).spans.map(({ start, end }) => text.slice(start, end));

test('a name of several words has its value once', () => {
  expect(valuesIn('client_secret_password: Sum24x')).toEqual(['Sum24x']);
});
