import { expect, test } from 'vitest';
import { alike, causesLeft, certaintyOf, type Diagnosis, seenBy, showPods, summaryOf } from '../agent/report.ts';
import { finding } from './renderers/reports.ts';

type Cause = Diagnosis['causes'][number];
const cause = (id: string, weight: Cause['weight']) => ({ id, weight }) as Cause;

test('the first cause is as sure as its weight, and says of how many that are as sure', () => {
  const said = (...weights: Exclude<Cause['weight'], 'ruled-out'>[]) =>
    certaintyOf(weights.map((weight) => ({ weight })));
  expect(said('confirmed', 'likely', 'possible')).toBe('Confirmed');
  expect(said('likely', 'likely', 'possible')).toBe('Likely, first of 2');
  expect(said('possible', 'possible', 'possible')).toBe('Possible, first of 3');
  expect(said('possible')).toBe('Possible');
});

test('a failure is summed up by its first cause that is left, its pods, each once, and how often it was seen', () => {
  const causes = [cause('out', 'ruled-out'), cause('first', 'likely'), cause('second', 'possible')];
  const seen = [
    { source: 'a', text: 'x', count: 3, pod: 'ns/b' },
    { source: 'b', text: 'x', count: 4, pod: 'ns/a' },
    { source: 'c', text: 'x', count: 5, pod: 'ns/b' },
    { source: 'd', text: 'x', count: 1 },
  ];
  const diagnosis = { signature: 's', causes, seen } as unknown as Diagnosis;
  expect(causesLeft(diagnosis).map(({ id }) => id)).toEqual(['first', 'second']);
  expect(summaryOf([diagnosis])).toEqual([
    { signature: 's', pods: ['ns/b', 'ns/a'], count: 13, cause: 'first', weight: 'likely' },
  ]);
  expect(summaryOf([{ ...diagnosis, causes: causes.slice(0, 1) }])).toMatchObject([{ cause: null, weight: null }]);
});

test.each([
  [[], '-'],
  [['a'], 'a'],
  [['a', 'b'], 'a and 1 more'],
  [['a', 'b', 'c'], 'a and 2 more'],
])('the pods %j are one and how many more', (pods, shown) => {
  expect(showPods(pods)).toBe(shown);
});

test('what is hidden could be seen by the least that sees any of it', () => {
  const by = (...seers: ('agent' | 'api-server' | 'system')[]) =>
    seenBy({ findings: seers.map((seen, at) => finding(`${at}`, { status: 'hidden', seenBy: seen })) });
  expect([by(), by('system'), by('api-server')]).toEqual(['SYSTEM', 'SYSTEM', 'access to the API server']);
  expect(by('system', 'api-server')).toBe('SYSTEM, or access to the API server');
  expect(by('system', 'agent', 'api-server')).toBe('an agent on the node');
});

test('findings that say the same of one kind stand together, in the order of the first of each', () => {
  const groups = alike([
    finding('a', { status: 'unknown', summary: 'denied' }),
    finding('b', { status: 'unknown', summary: 'late' }),
    finding('c', { status: 'unknown', summary: 'denied' }),
  ]);
  expect(groups.map((own) => own.map(({ check }) => check))).toEqual([['a', 'c'], ['b']]);
});
