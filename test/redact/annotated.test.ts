import { expect, test } from 'vitest';
import { findAnnotated } from '../../agent/redact/annotated.ts';
import { createMemory } from '../../agent/redact/memory.ts';

test.each([
  ['in quotes', "    login(password)\n          │\n          └ 'Summer2024x'\n"],
  ['without quotes', '    login(password)\n          └ Summer2024x\n'],
])('a value that a traceback draws below its name is taken as it stands: %s', (_, text) => {
  const found = findAnnotated(text, createMemory());
  expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(['Summer2024x']);
});
