import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { assess } from '../agent/assess.ts';
import type { FactValues } from '../agent/facts/index.ts';
import { openCluster } from '../agent/host/cluster.ts';
import { createLog, type Log } from '../agent/log.ts';
import { describeCondition } from '../agent/publish/condition.ts';
import { createPublisher } from '../agent/publish.ts';
import type { Report } from '../agent/report.ts';
import { publishAccess } from './access.ts';
import { everything, type KubernetesObject, serveKubernetes } from './kubernetes.ts';
import { got, snapshotWith } from './snapshot.ts';
import { snapshotOf } from './stories.ts';

const healthy = assess(snapshotWith(() => undefined));
const userAccount = (facts: FactValues) => {
  for (const process of facts['runtime-process'].containerd) {
    process.account = got({ sid: 'S-1-5-21-1-2-3-1001', name: 'WIN-NODE-1\\secret-name' });
  }
};
const unhealthy = assess(snapshotWith(userAccount));

const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: '' };
const node = (conditions: object[] = [ready]): KubernetesObject => ({
  kind: 'Node',
  metadata: { name: 'win-node-1' },
  status: { conditions },
});
const mayPublish = [...everything, ...publishAccess.map(({ verb, resource }) => `${verb} ${resource}`)];
const silent: Log = await createLog('silent');

/** A publisher to an API in this test, at a time that the test sets. */
async function publishing(conditions?: object[], { log = silent, chance = 0.5 } = {}) {
  const windowsNode = node(conditions);
  const api = await serveKubernetes([windowsNode]);
  api.allowed = mayPublish;
  const clock = { now: new Date('2026-11-01T12:00:00Z') };
  const publisher = createPublisher({
    open: async () => ({ cluster: openCluster(api.access), nodeName: 'win-node-1' }),
    now: () => clock.now,
    log,
    chance: () => chance,
  });
  const publish = (report: Report) => publisher(report, snapshotWith());
  const conditionsNow = () => (windowsNode.status as { conditions: object[] }).conditions;
  const events = () => api.objects.filter(({ kind }) => kind === 'Event');
  return { api, clock, publish, conditionsNow, events };
}

describe('the condition HostProcessReady', () => {
  test('is set next to the others, with an event', async () => {
    const { publish, conditionsNow, events } = await publishing();
    await publish(unhealthy);
    expect(conditionsNow()).toEqual([
      ready,
      {
        type: 'HostProcessReady',
        status: 'False',
        reason: 'ChecksFailed',
        message: expect.stringMatching(
          /^new HostProcess pods do not start [^;]+ \(containerd-account\); \d+ of \d+ checks passed; fail: containerd-account/,
        ),
        lastTransitionTime: '2026-11-01T12:00:00.000Z',
        lastHeartbeatTime: '2026-11-01T12:00:00.000Z',
      },
    ]);
    expect(events()).toMatchObject([
      {
        metadata: { namespace: 'default' },
        involvedObject: { kind: 'Node', name: 'win-node-1', uid: 'win-node-1' },
        type: 'Warning',
        reason: 'HostProcessNotReady',
        source: { component: 'hostprobe', host: 'win-node-1' },
      },
    ]);
  });

  test('is sent again after five minutes, and before that only when something changed', async () => {
    const { api, clock, publish, conditionsNow, events } = await publishing();
    await publish(healthy);
    const asked = api.requests.length;
    clock.now = new Date('2026-11-01T12:04:59Z');
    await publish(healthy);
    expect(api.requests).toHaveLength(asked);
    clock.now = new Date('2026-11-01T12:05:00Z');
    await publish(healthy);
    expect(conditionsNow()).toContainEqual(
      expect.objectContaining({
        type: 'HostProcessReady',
        status: 'True',
        lastTransitionTime: '2026-11-01T12:00:00.000Z',
        lastHeartbeatTime: '2026-11-01T12:05:00.000Z',
      }),
    );
    clock.now = new Date('2026-11-01T12:05:01Z');
    await publish(unhealthy);
    expect(conditionsNow()).toContainEqual(
      expect.objectContaining({ status: 'False', lastTransitionTime: '2026-11-01T12:05:01.000Z' }),
    );
    expect(events().map(({ reason }) => reason)).toEqual(['HostProcessReady', 'HostProcessNotReady']);
  });

  test.each([
    [0, 240],
    [1, 360],
  ])('is sent again sooner or later by chance (%s): after %i s', async (chance, seconds) => {
    const { api, clock, publish } = await publishing(undefined, { chance });
    await publish(healthy);
    const asked = api.requests.length;
    const at = clock.now.getTime();
    clock.now = new Date(at + seconds * 1000 - 1);
    await publish(healthy);
    expect(api.requests).toHaveLength(asked);
    clock.now = new Date(at + seconds * 1000 + 1);
    await publish(healthy);
    expect(api.requests.length).toBeGreaterThan(asked);
  });

  test('changes with an event each time, which warns only of a node that is not ready', async () => {
    const { publish, conditionsNow, events } = await publishing([{ type: 'HostProcessReady', status: 'Unknown' }]);
    for (const status of ['unhealthy', 'unknown', 'degraded', 'healthy'] as const)
      await publish({ ...healthy, status });
    expect(events().map(({ type, reason }) => [type, reason])).toEqual([
      ['Warning', 'HostProcessNotReady'],
      ['Normal', 'HostProcessUnknown'],
      ['Normal', 'HostProcessReady'],
    ]);
    expect(conditionsNow()).toMatchObject([{ reason: 'ChecksPassed', lastTransitionTime: '2026-11-01T12:00:00.000Z' }]);
  });

  test('keeps its start time over a restart of hostprobe, which is not an event', async () => {
    const began = '2026-10-01T00:00:00.000Z';
    const left = { type: 'HostProcessReady', status: 'False', reason: 'ChecksFailed', message: 'before' };
    const { publish, conditionsNow, events } = await publishing([ready, { ...left, lastTransitionTime: began }]);
    await publish(unhealthy);
    expect(conditionsNow()).toContainEqual(expect.objectContaining({ status: 'False', lastTransitionTime: began }));
    expect(events()).toEqual([]);
  });

  test('is sent one report at a time, and so no change twice', async () => {
    const { publish, conditionsNow, events } = await publishing();
    await Promise.all([publish(unhealthy), publish(unhealthy)]);
    expect(conditionsNow()).toHaveLength(2);
    expect(events()).toHaveLength(1);
  });

  test('carries ids only: nothing that was seen on the node', () => {
    const { message } = describeCondition(unhealthy);
    expect(message).toContain('containerd-account');
    expect(message).not.toContain('secret-name');
    expect(message).not.toContain('S-1-5');
  });

  test('names what failed first, because only so much of it is kept, then what warns, and all else that programs read', () => {
    const statuses = ['unknown', 'warn', 'fail', 'unknown', 'warn', 'fail'] as const;
    const findings = statuses.flatMap((status, at) =>
      healthy.findings.slice(at, at + 1).map((finding) => ({ ...finding, check: `check-${at}`, status })),
    );
    const diagnoses = assess(snapshotOf('containerd-user-account'))
      .diagnoses.slice(0, 1)
      .map((diagnosis) => ({
        ...diagnosis,
        causes: diagnosis.causes
          .slice(0, 2)
          .map((cause, at) => ({ ...cause, id: `cause-${at}`, weight: 'confirmed' as const })),
      }));
    const counts = { pass: 20, warn: 2, fail: 2, unknown: 2, skip: 7, hidden: 5 };
    expect(describeCondition({ ...healthy, counts, findings, diagnoses }).message).toMatch(
      /; 20 of 26 checks passed; fail: check-2, check-5; warn: check-1, check-4; unknown: check-0, check-3; causes: cause-0, cause-1; mode: bind; shim: hpc; account: LocalSystem$/,
    );
  });

  test('says nothing of what is not known, and no more than an event of Kubernetes holds', () => {
    const outline = { ...healthy.outline, newPods: { ...healthy.outline.newPods, mode: null, shim: null } };
    const little = { ...healthy, outline: { ...outline, containerd: { ...outline.containerd, account: null } } };
    expect(describeCondition(little).message).toMatch(/ checks passed$/);
    const findings = healthy.findings.flatMap((finding) =>
      [1, 2, 3].map(() => ({ ...finding, status: 'fail' as const })),
    );
    expect(describeCondition({ ...healthy, findings }).message).toHaveLength(1024);
  });

  test.each([
    ['healthy', 'True', 'ChecksPassed'],
    ['degraded', 'True', 'ChecksWarn'],
    ['unhealthy', 'False', 'ChecksFailed'],
    ['unknown', 'Unknown', 'NotAllJudged'],
  ] as const)('of a report that is %s is %s (%s)', (status, is, reason) => {
    expect(describeCondition({ ...healthy, status })).toMatchObject({ status: is, reason });
  });
});

describe('an API that refuses', () => {
  test('is asked again with the next report', async () => {
    const lines: { level: number }[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const { api, publish, conditionsNow } = await publishing(undefined, { log });
    api.allowed = everything;
    for (let times = 0; times < 3; times++) await publish(healthy);
    expect(conditionsNow()).toEqual([ready]);
    api.allowed = mayPublish;
    await publish(healthy);
    expect(conditionsNow()).toHaveLength(2);
    await publish(unhealthy);
    // A warning for the whole outage, and that it is over.
    expect(lines.map(({ level }) => level)).toEqual([40, 30]);
  });
});
