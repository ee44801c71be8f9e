import { expect, test } from 'vitest';
import { findColumns } from '../../agent/redact/columns.ts';
import { createMemory } from '../../agent/redact/memory.ts';

test('a table of columns ends with an empty line', () => {
  const text = 'Name    Password\n------- -----------\nadmin   Summer2024x\n\nbackup  Nightly2024x\n';
  const found = findColumns(text, [0], createMemory());
  expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(['Summer2024x']);
});
