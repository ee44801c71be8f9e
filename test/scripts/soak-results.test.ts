import { expect, test } from 'vitest';
import { rowsOf, type Soak, soakTable } from '../../scripts/soak/results.ts';

const soak: Soak = {
  minutes: 1,
  requests: { 'GET /report': { answered: 40, later: 3, lost: 0 }, 'GET /bundle': { answered: 2, later: 0, lost: 1 } },
  livez: { asked: 600, failed: 0, p999Ms: 2100 },
  start: { memory: 200 * 2 ** 20, handles: 24 },
  end: { memory: 301 * 2 ** 20, handles: 24 },
  mostPrivate: 200 * 2 ** 20,
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
  expect(table).toContain('| requests | 42 answered as promised, 3 told to come later, 1 lost **lost** |');
  expect(table).toContain('| not survived on Linux | the disk is full **lost** |');
  expect(table).toContain(
    '| survived on a Windows node in Wine, whose containerd, kubelet and API server this project wrote | containerd hangs |',
  );
  expect(table).toContain('on 2 cores, at commit abc1234 with changes.');
});

test('a server that tells everybody to come later, or takes more memory than its pod may, did not hold', () => {
  const busy = {
    ...soak,
    requests: { 'GET /report': { answered: 0, later: 40, lost: 0 } },
    mostPrivate: 257 * 2 ** 20,
  };
  const lost = rowsOf(busy).flatMap(({ what, lost }) => (lost ? [what] : []));
  expect(lost).toContain('GET /report');
  expect(lost).toContain('private memory at most, of the limit of the pod');
  expect(rowsOf(soak).some(({ what, lost }) => lost && what.startsWith('private'))).toBe(false);
});
