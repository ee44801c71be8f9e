import { expect, test } from 'vitest';
import { createMemory } from '../../agent/redact/memory.ts';
import { findByShape } from '../../agent/redact/shape.ts';
import { atOnce, type Steps } from '../../agent/redact/steps.ts';

// biome-ignore lint/correctness/useYield: nothing is found in what is encoded
function* nothing(): Steps<boolean> {
  return false;
}

const encoded = Buffer.from('kind: ConfigMap').toString('base64');
const random = 'aZ3kQ9xLm2pW8vT4yR6s';

test.each([
  ['behind', `${encoded}!!!${random}`],
  ['before', `${random}!!!${encoded}`],
])('random characters are found %s text in base64 that holds no secret', (_, text) => {
  const found = atOnce(findByShape(text, createMemory(), nothing));
  expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([random]);
});
