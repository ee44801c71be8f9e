import { expect, test } from 'vitest';
import { rowsOf, type Soak, soakTable } from '../../scripts/soak/results.ts';

const soak: Soak = {
  minutes: 1,
  requests: { 'GET /report': { held: 40, lost: 0 }, 'GET /bundle': { held: 2, lost: 1 } },
  livez: { asked: 600, failed: 0, p999Ms: 2100 },
  start: { memory: 200 * 2 ** 20, handles: 24 },
  end: { memory: 301 * 2 ** 20, handles: 24 },
  faults: [{ fault: 'the disk is full', times: 2, survived: false }],
  labFaults: [{ fault: 'lab: containerd hangs', times: 1, survived: true }],
};

test('a soak says what was lost, in the terminal and in README', () => {
  expect(rowsOf(soak).flatMap(({ what, lost }) => (lost ? [what] : []))).toEqual([
    'GET /bundle',
    'the disk is full (2 times)',
    'resident memory, start and end',
  ]);
  const table = soakTable({ commit: 'abc1234+', machine: '2 cores', ...soak });
  expect(table).toContain('| requests | 42 answered as promised, 1 lost **lost** |');
  expect(table).toContain('| not survived on Linux | the disk is full **lost** |');
  expect(table).toContain('| survived on a Windows node in Wine | containerd hangs |');
  expect(table).toContain('on 2 cores, at commit abc1234 with changes.');
});
