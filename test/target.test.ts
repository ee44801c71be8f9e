import { describe, expect, test } from 'vitest';
import { bindNodes, fallbackNodes, nodeKinds, showNodes, targeted, volumeNodes } from '../agent/target.ts';

describe('the nodes that are asked for', () => {
  test('are all, until they are narrowed', () => {
    expect(targeted({ containerd: null, bindFilter: null })).toEqual(nodeKinds);
  });

  test.each([
    ['1.6', null, ['1.6']],
    // Its shim does not look for the bind filter.
    ['1.6', true, ['1.6']],
    ['1.7', null, ['1.7 without bind filter', '1.7 with bind filter']],
    ['1.7', false, ['1.7 without bind filter']],
    ['2.x', true, ['2.x with bind filter']],
    [null, true, ['1.6', '1.7 with bind filter', '2.x with bind filter']],
    [null, false, ['1.6', '1.7 without bind filter', '2.x without bind filter']],
  ] as const)('containerd %s and bind filter %s', (containerd, bindFilter, nodes) => {
    expect(targeted({ containerd, bindFilter })).toEqual(nodes);
  });
});

test.each([
  [volumeNodes, 'containerd 1.6'],
  [bindNodes, 'containerd 1.7 and up with the bind filter'],
  [[...volumeNodes, ...fallbackNodes], 'containerd 1.6, and 1.7 and up without the bind filter'],
  [[...fallbackNodes, ...bindNodes], 'containerd 1.7 and up'],
  [
    [...fallbackNodes, '1.7 with bind filter'] as const,
    'containerd 1.7 and up without the bind filter, and 1.7 with the bind filter',
  ],
  [['2.x with bind filter'] as const, 'containerd 2.x with the bind filter'],
])('nodes are shown in words: %j', (nodes, words) => {
  expect(showNodes(nodes)).toBe(words);
});
