import { expect, test } from 'vitest';
import { got } from '../snapshot.ts';
import { six } from './nodes.ts';
import { judge, provided, summaries } from './subject.ts';

test('depends on the bind filter only in bind mode', () => {
  expect(provided(judge('create', undefined))).toHaveLength(1);
  expect(provided(judge('create', undefined, six))).toEqual([]);
});

test('warns of a full disk', () => {
  const full = judge('create', undefined, (facts) => {
    facts.os.disks = [{ path: 'C:\\', space: got({ sizeBytes: 2 ** 37, freeBytes: 2 ** 28 }) }];
  });
  expect(summaries(full, 'warns')).toEqual(['there is little free space for the layer of the container']);
});
