import { describe, expect, test } from 'vitest';
import { assess } from '../agent/assess.ts';
import { healthyNodes, lookAlikes } from './pod-network/healthy.ts';
import { snapshotOf } from './pod-network/node.ts';
import { threads } from './pod-network/threads.ts';

const bad = ['warn', 'fail', 'unknown'];

describe('what operators met, replayed as HNS, files and cluster answer', () => {
  test.each(threads)('$source', async ({ check, says, node }) => {
    const { findings } = assess(await snapshotOf(node));
    const [first] = findings
      .filter(({ status, follows }) => bad.includes(status) && follows === undefined)
      .toSorted((a, b) => Number(b.status === 'fail') - Number(a.status === 'fail'));
    expect(first?.check).toBe(check);
    const text = JSON.stringify([first?.summary, first?.evidence, first?.fix]);
    for (const words of says) expect(text).toMatch(words);
  });
});

describe('a healthy pod network accuses nobody', () => {
  test.each(Object.entries({ ...healthyNodes, ...lookAlikes }))('%s', async (_name, node) => {
    const { findings } = assess(await snapshotOf(node));
    const accused = findings.filter(({ status }) => bad.includes(status));
    expect(accused.map(({ check, summary }) => `${check}: ${summary}`)).toEqual([]);
  });
});
