import { expect, test } from 'vitest';
import type { FactValues } from '../../agent/facts/index.ts';
import { denied, got } from '../snapshot.ts';
import { six } from './nodes.ts';
import { judge, provided, summaries } from './subject.ts';

test('depends on the bind filter only in bind mode', () => {
  expect(provided(judge('create', undefined))).toHaveLength(1);
  expect(provided(judge('create', undefined, six))).toEqual([]);
});

test.each<[string, FactValues['os']['disks'][number]['space'], string[]]>([
  [
    'less than a GiB',
    got({ sizeBytes: 2 ** 37, freeBytes: 2 ** 30 - 1 }),
    ['there is little free space for the layer of the container'],
  ],
  ['a GiB', got({ sizeBytes: 2 ** 37, freeBytes: 2 ** 30 }), []],
  ['an amount that is hidden', denied(), []],
  ['no answer', got(null), []],
])('warns of a full disk: %s', (_free, space, warned) => {
  const judged = judge('create', undefined, (facts) => {
    facts.os.disks = [{ path: 'C:\\', space }];
  });
  expect(summaries(judged, 'warns')).toEqual(warned);
});
