import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { saidOfNodes } from './said.ts';

test('the steps that fixes share say the same as ever of each kind of nodes', () => {
  const kept = readFileSync(new URL('said.txt', import.meta.url), 'utf8');
  expect(saidOfNodes(), 'if the new text is right: npm run golden').toBe(kept);
});
