import { expect, test } from 'vitest';
import { createTally } from '../../agent/messages/tally.ts';

test('a message that repeats is counted, with its first and last time', () => {
  const tally = createTally();
  const said = { source: 's', text: 'x', count: 1 };
  tally.add({ ...said, at: '2026-11-24T03:00:00.000Z' });
  tally.add({ ...said, at: '2026-11-24T05:00:00.000Z', count: 2 });
  tally.add({ ...said, at: '2026-11-24T04:00:00.000Z' });
  tally.add({ ...said, container: 'other' });
  expect(tally.messages()).toEqual([
    { ...said, count: 4, at: '2026-11-24T05:00:00.000Z', firstAt: '2026-11-24T03:00:00.000Z' },
    { ...said, container: 'other' },
  ]);
});
