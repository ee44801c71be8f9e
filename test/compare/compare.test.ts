import { describe, expect, test } from 'vitest';
import { compareNode } from '../../agent/compare/comparison.ts';
import { askBroken, askHealthy, figuresOf } from './exam.ts';
import { toldIn } from './told.ts';

/** Not one by which the comparison was written. */
const seed = 20_261_201;

describe('nodes broken at a place drawn from all that a snapshot holds', () => {
  const answers = askBroken({ seed, count: 500 }, (node, peers) => toldIn(compareNode(node, peers)));

  test('the change is among the first three differences of 90 %, and the first of 70 %', () => {
    const { first, inFirstThree } = figuresOf(answers);
    expect(inFirstThree).toBeGreaterThanOrEqual(0.9);
    expect(first).toBeGreaterThanOrEqual(0.7);
  });

  test('no kind of change and no size of pool is left to chance', () => {
    for (const [kind, of] of Map.groupBy(answers, ({ fault }) => fault.kind)) {
      if (of.length >= 20) expect(figuresOf(of).inFirstThree, kind).toBeGreaterThan(0.6);
    }
    for (const [size, of] of Map.groupBy(answers, (answer) => answer.size)) {
      expect(figuresOf(of).inFirstThree, `${size} nodes`).toBeGreaterThan(0.75);
    }
  });
});

describe('healthy nodes', () => {
  const told = askHealthy({ seed, count: 200 }, (node, peers) => toldIn(compareNode(node, peers)));

  test('of 200 pairs and pools, half of them in a rolling update, 99 % are silent', () => {
    expect(told.filter((one) => one.length === 0).length / told.length).toBeGreaterThanOrEqual(0.99);
  });
});
