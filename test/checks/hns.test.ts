import { expect, test } from 'vitest';
import { hns } from '../../agent/checks/hns.ts';
import { factsWith } from '../snapshot.ts';
import type { Edit } from '../variations.ts';

const judge = (edit: Edit) => hns.run(factsWith(edit), { at: new Date('2026-11-01T12:00:00Z'), node: 'win-1' });
const timeout = { ok: false, error: { kind: 'timeout', message: 'no answer within 5000 ms' } } as const;

test('an HNS that answers is named by its networks', () => {
  expect(judge(() => undefined)).toMatchObject({
    status: 'pass',
    summary: expect.stringContaining('Calico (Overlay)'),
  });
});

test.each(['networks', 'endpoints', 'loadBalancers'] as const)('no answer about %s in time is a failure', (part) => {
  const verdict = judge((facts) => {
    facts['pod-network'][part] = timeout;
  });
  expect(verdict).toMatchObject({ status: 'fail', summary: expect.stringContaining('no answer within 5000 ms') });
});

test('an HNS that is not installed, or does not run, is for others to judge', () => {
  const verdict = judge((facts) => {
    const error = {
      kind: 'unsupported',
      message: 'the Host Network Service (hns) is stopped, and was not asked',
    } as const;
    facts['pod-network'].networks = { ok: false, error };
  });
  expect(verdict).toMatchObject({ status: 'skip', summary: expect.stringContaining('is stopped') });
});
