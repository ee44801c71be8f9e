import { expect, test } from 'vitest';
import { checks } from '../../../agent/checks/index.ts';
import { savedMonitor } from '../../../agent/monitor.ts';
import { runbookOf } from '../../../agent/server/routes/checks.ts';
import { describeStatus, showStatus } from '../../../agent/server/routes/status.ts';
import { toolVersion } from '../../../agent/version.ts';
import { snapshotOf } from '../../stories.ts';

const monitor = savedMonitor(snapshotOf('containerd-user-account'));

test('the status has the newest run, the state of each check, and the causes that are confirmed, each once', () => {
  const shown = describeStatus({ monitor, publishing: null });
  const report = monitor.newest()?.report;
  expect(shown.counts).toEqual(report?.counts);
  expect(shown.checks).toEqual(Object.fromEntries(report?.findings.map((one) => [one.check, one.status]) ?? []));
  const causes = report?.diagnoses.flatMap((one) => one.causes) ?? [];
  const confirmed = causes.filter(({ weight }) => weight === 'confirmed').map(({ id }) => id);
  expect(confirmed.length).toBeGreaterThan(0);
  expect(shown.causes).toEqual([...new Set(confirmed)]);
  const none = describeStatus({ monitor: { ...monitor, newest: () => null }, publishing: null });
  expect(none).toMatchObject({ status: null, headline: null, at: null, counts: null, checks: {}, causes: [] });
});

test('in text it has the worst first, and says when it is stale', () => {
  const shown = {
    ...describeStatus({ monitor, publishing: null }),
    ageSeconds: 12,
    stale: false,
    headline: 'one thing fails',
    checks: { a: 'unknown', b: 'warn', c: 'fail', d: 'pass', e: 'fail' } as const,
    causes: ['x', 'y'],
  };
  const lines = (more: Partial<ReturnType<typeof describeStatus>> = {}) =>
    showStatus({ ...shown, ...more }).split('\n');
  expect(lines().slice(0, 7)).toEqual([
    `hostprobe ${toolVersion}: ${shown.status}, 12 s old`,
    'One thing fails.',
    'FAIL    c e',
    'WARN    b',
    'UNKNOWN a',
    'CAUSE   x y',
    '',
  ]);
  expect(lines({ stale: true })[0]).toBe(`hostprobe ${toolVersion}: ${shown.status}, 12 s old, STALE`);
  const none = { status: null, headline: null, ageSeconds: null, checks: {}, causes: [] };
  expect(lines(none).slice(0, 2)).toEqual([`hostprobe ${toolVersion}: no report yet`, '']);
});

test.each(checks)(
  'the page of the check $id has why it matters, how to see it on the node, and where to read on',
  (check) => {
    const text = runbookOf(check, 4711);
    const flat = text.replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/^[a-z-]+: .+\n\n/);
    expect(flat).toContain(check.title);
    expect(flat).toContain(check.why.replaceAll(/\s+/g, ' '));
    expect(flat).toContain(`127.0.0.1:4711/report?check=${check.id}&format=text`);
    if (check.reference === undefined) expect(flat).not.toContain('See: ');
    else expect(flat).toContain(`See: ${check.reference}`);
  },
);

test('only what is confirmed is told to all, and whether the own node and its pods are told of it', () => {
  const run = monitor.newest();
  const [diagnosis] = run?.report.diagnoses ?? [];
  const [cause] = diagnosis?.causes ?? [];
  if (run === null || diagnosis === undefined || cause === undefined) throw new Error('the story has a cause');
  const causes = (['confirmed', 'likely', 'possible', 'ruled-out'] as const).map((weight) => ({
    ...cause,
    id: weight,
    weight,
  }));
  const newest = () => ({ ...run, report: { ...run.report, diagnoses: [{ ...diagnosis, causes }] } });
  expect(describeStatus({ monitor: { ...monitor, newest }, publishing: null }).causes).toEqual(['confirmed']);
  for (const refused of [null, 'the events were refused']) {
    const publishing = { ownNodePolicy: () => 'enforced' as never, refused: () => refused };
    expect(describeStatus({ monitor, publishing }).publishing?.podEvents).toBe(refused === null);
  }
});
