import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { snapshotShapes } from '../../scripts/generated/snapshot-shapes.ts';

// A snapshot outlives the agent that wrote it: who changes what a fact may hold changes what all readers of saved files take.
test('what each fact may hold is what readers of saved snapshots take', async () => {
  const kept = readFileSync(new URL('../../agent/snapshot/shapes.json', import.meta.url), 'utf8');
  expect(kept, 'if it is right: npm run generate').toBe(await snapshotShapes());
});
