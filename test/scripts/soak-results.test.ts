import { expect, test } from 'vitest';
import { type Fault, injectFaults, type Outcome, type Verdict, verdictOf, withTime } from '../../scripts/soak/fault.ts';
import { rowsOf, type Soak, soakTable } from '../../scripts/soak/results.ts';

const came = { times: 1, served: 0, refused: 0, servedNobody: 0, lost: [], notRun: null };
const soak: Soak = {
  minutes: 1,
  requests: { 'GET /report': { answered: 40, later: 3, lost: 0 }, 'GET /bundle': { answered: 2, later: 0, lost: 1 } },
  livez: { asked: 600, failed: 0, p999Ms: 2100 },
  start: { memory: 200 * 2 ** 20, handles: 24 },
  end: { memory: 301 * 2 ** 20, handles: 24 },
  mostPrivate: 200 * 2 ** 20,
  memoryLimit: { how: 'cgroup v2', killed: 0 },
  faults: [
    { ...came, fault: 'the disk is full', times: 2, served: 8, refused: 1, lost: ['two runs', 'a change'] },
    { ...came, fault: 'a flood', times: 2, served: 5, refused: 3, servedNobody: 1 },
  ],
  labFaults: [{ ...came, fault: 'lab: containerd hangs', served: 7 }],
};

test('a soak says what was lost, in the terminal and in README', () => {
  expect(rowsOf(soak).flatMap(({ what, lost }) => (lost ? [what] : []))).toEqual([
    'GET /bundle',
    'the disk is full (2 times)',
    'a flood (2 times)',
    'resident memory, start and end',
  ]);
  const table = soakTable({ commit: 'abc1234+', machine: '2 cores', ...soak });
  expect(table).toContain('| requests | 42 answered as promised, 3 told to come later, 1 lost **not held** |');
  expect(table).toContain(
    '| the disk is full (2 times) | LOST: two runs; a change; 8 served, 1 refused **not held** |\n' +
      '| a flood (2 times) | refused: 5 served, 3 refused **not held** |\n' +
      '| **On a Windows node in Wine, whose containerd, kubelet and API server are programs of this project:** |  |\n' +
      '| containerd hangs | held: 7 served, 0 refused |\n',
  );
  expect(table).toContain(
    '| the kernel holds the agent under load to the 256 MiB of its pod, by cgroup v2 | held: 42 served, 4 refused |',
  );
  expect(table).toContain('on 2 cores, at commit abc1234 with changes.');
});

test.each<[Verdict, Partial<Outcome>]>([
  ['held', { served: 1 }],
  ['held', { served: 1, refused: 2000 }],
  ['refused', { refused: 3 }],
  ['refused', {}],
  ['refused', { times: 2, served: 9, refused: 4, servedNobody: 1 }],
  ['lost', { served: 9, lost: ['a run'] }],
  ['lost', { refused: 9, servedNobody: 1, lost: ['a run'] }],
  ['not run', { served: 9, notRun: 'only root may' }],
  ['not run', { notRun: 'only root may' }],
])('a fault is %s after %j', (verdict, seen) => {
  expect(verdictOf({ ...came, ...seen })).toBe(verdict);
});

test('a time in which nobody was served is not outweighed by the others', () => {
  const lost: ReadonlySet<string> = new Set();
  const once = withTime({ ...came, fault: 'a flood', times: 0 }, { served: 9, refused: 1, lost });
  expect(once).toEqual({ ...came, fault: 'a flood', served: 9, refused: 1 });
  const twice = withTime(once, { served: 0, refused: 4, lost });
  expect(twice).toEqual({ ...came, fault: 'a flood', times: 2, served: 9, refused: 5, servedNobody: 1 });
  expect([once, twice].map(verdictOf)).toEqual(['held', 'refused']);
});

test('a limit of memory counts the processes that it killed, and is never held where nothing enforces it', () => {
  const shown = (memoryLimit: Soak['memoryLimit']) =>
    rowsOf({ ...soak, memoryLimit }).find(({ what }) => what.startsWith('the kernel'));
  expect(shown({ how: 'cgroup v1', killed: 2 })).toMatchObject({
    value: 'LOST: 2 of its processes were killed; 42 served, 4 refused',
    lost: true,
  });
  expect(shown({ notRun: 'no cgroups' })).toMatchObject({ value: 'not run: no cgroups', lost: false });
});

test('what is asked while a fault lasts is counted, and a fault that nobody is served in is not held', async () => {
  const faults: Fault[] = [
    {
      fault: 'a storm',
      async inject(watch) {
        for (const isServed of [true, true, false]) watch.answered(isServed);
        watch.expect(true, 'nothing');
      },
    },
    { fault: 'a wall', inject: async (watch) => void watch.answered(false) },
    { fault: 'a thief', inject: async (watch) => watch.expect(watch.answered(true) === false, 'the silver') },
    { fault: 'a crash', inject: () => Promise.reject(new Error('it fell')) },
  ];
  const outcomes = await injectFaults(faults, 0);
  expect(outcomes.map((outcome) => [verdictOf(outcome), outcome.served, outcome.refused, outcome.lost])).toEqual([
    ['held', 2, 1, []],
    ['refused', 0, 1, []],
    ['lost', 1, 0, ['the silver']],
    ['lost', 0, 0, ['it fell']],
  ]);
});

test('the reader of a soak is asked as long as a fault lasts', async () => {
  const [outcome] = await injectFaults([{ fault: 'quiet', inject: async () => undefined }], 0, async () => true);
  expect(outcome).toMatchObject({ times: 1, served: 1, refused: 0 });
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
