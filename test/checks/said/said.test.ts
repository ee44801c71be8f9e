import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { saidOfChecks } from './said.ts';

test('each check says the same as ever of the nodes that it knows', () => {
  const kept = readFileSync(new URL('said.txt', import.meta.url), 'utf8');
  expect(saidOfChecks(), 'if the new text is right: npm run golden').toBe(kept);
});
