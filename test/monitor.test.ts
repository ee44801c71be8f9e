import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Keeper } from '../agent/history/keeper.ts';
import { createMonitor, savedMonitor } from '../agent/monitor.ts';
import type { Gatherer } from '../agent/probe.ts';
import type { Snapshot } from '../agent/snapshot.ts';
import { historyWith } from './history/runs.ts';
import { snapshotWith } from './snapshot.ts';

function logTo(lines: Record<string, unknown>[]) {
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    lines.push(JSON.parse(chunk.toString()));
    done();
  };
  return pino({}, new Writable({ write }));
}

/** A node whose runs end by hand: each gather waits until it is given its snapshot, or its error. */
function byHand() {
  const waiting: PromiseWithResolvers<Snapshot>[] = [];
  const reasons: (string | undefined)[] = [];
  const gather = (whyNoCluster?: string) => {
    const run = Promise.withResolvers<Snapshot>();
    waiting.push(run);
    reasons.push(whyNoCluster);
    return run.promise;
  };
  return { waiting, reasons, gatherer: { gather } };
}

describe('a monitor', () => {
  test('counts its runs, and tells how long the newest took', async () => {
    const { waiting, gatherer } = byHand();
    const monitor = createMonitor({ gatherer, intervalSeconds: 60, log: logTo([]) });
    expect(monitor.runs).toEqual({ succeeded: 0, failed: 0, lastMs: null });
    const began = performance.now();
    const first = monitor.run();
    await wait(20);
    waiting[0]?.resolve(snapshotWith());
    await first;
    const most = Math.ceil(performance.now() - began);
    expect(monitor.runs).toMatchObject({ succeeded: 1, failed: 0 });
    expect(monitor.runs.lastMs).toBeGreaterThanOrEqual(19);
    expect(monitor.runs.lastMs).toBeLessThanOrEqual(most);
    const second = monitor.run();
    waiting[1]?.reject(new Error('no'));
    await second.catch(() => undefined);
    expect(monitor.runs).toMatchObject({ succeeded: 1, failed: 1 });
  });

  test('has nothing before the first run, and then the newest one', async () => {
    const { waiting, gatherer } = byHand();
    const monitor = createMonitor({ gatherer, intervalSeconds: 60, log: logTo([]) });
    monitor.start();
    expect(monitor.newest()).toBeNull();
    expect(monitor.ageSeconds()).toBeNull();
    const run = monitor.run();
    waiting[0]?.resolve(snapshotWith());
    expect((await run).report.node).toBe('win-node-1');
    expect(monitor.newest()).toBe(await run);
    expect(monitor.stale()).toBe(false);
    const next = monitor.run();
    waiting[1]?.resolve({ ...snapshotWith(), node: 'renamed' });
    await next;
    expect(monitor.newest()?.report.node).toBe('renamed');
    monitor.stop();
  });

  test('concurrent requests share one run', async () => {
    const { waiting, gatherer } = byHand();
    const monitor = createMonitor({ gatherer, intervalSeconds: 60, log: logTo([]) });
    const runs = [monitor.run(), monitor.run(), monitor.run()];
    expect(waiting).toHaveLength(1);
    waiting[0]?.resolve(snapshotWith());
    const [first, second, third] = await Promise.all(runs);
    expect(second).toBe(first);
    expect(third).toBe(first);
    monitor.stop();
  });

  test('keeps the last good report when a run fails, marked stale until one succeeds', async () => {
    const lines: Record<string, unknown>[] = [];
    const { waiting, gatherer } = byHand();
    const monitor = createMonitor({ gatherer, intervalSeconds: 60, log: logTo(lines) });
    const good = monitor.run();
    waiting[0]?.resolve(snapshotWith());
    await good;
    const bad = monitor.run();
    waiting[1]?.reject(new Error('broken'));
    await expect(bad).rejects.toThrow('broken');
    expect(monitor.newest()).toBe(await good);
    expect(monitor.stale()).toBe(true);
    expect(monitor.runs).toMatchObject({ succeeded: 1, failed: 1 });
    expect(lines).toMatchObject([
      { level: 30, msg: 'run complete', status: 'healthy' },
      { level: 50, err: { message: 'broken' } },
    ]);
    const again = monitor.run();
    waiting[2]?.resolve(snapshotWith());
    await again;
    expect(monitor.stale()).toBe(false);
    monitor.stop();
  });

  test('is stale when the newest run is older than two intervals and ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { waiting, gatherer } = byHand();
    const monitor = createMonitor({ gatherer, intervalSeconds: 60, log: logTo([]) });
    const run = monitor.run();
    waiting[0]?.resolve(snapshotWith());
    await run;
    vi.advanceTimersByTime(130_999);
    expect([monitor.ageSeconds(), monitor.stale()]).toEqual([130, false]);
    vi.advanceTimersByTime(1);
    expect([monitor.ageSeconds(), monitor.stale()]).toEqual([131, true]);
    await monitor.stop();
  });

  test('runs within a tenth of its interval, and the first time at some time within what it is given', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { waiting, gatherer } = byHand();
    const monitor = createMonitor({ gatherer, intervalSeconds: 100, firstWithinSeconds: 60, log: logTo([]) });
    monitor.start();
    expect(waiting).toHaveLength(0);
    vi.advanceTimersByTime(60_000);
    expect(waiting).toHaveLength(1);
    waiting[0]?.resolve(snapshotWith());
    await monitor.run();
    vi.advanceTimersByTime(89_999);
    expect(waiting).toHaveLength(1);
    vi.advanceTimersByTime(20_002);
    expect(waiting).toHaveLength(2);
    await monitor.stop();
  });

  describe('of agents that start together', () => {
    /** What each run left, and how many were published, with half of the chance. */
    function spread() {
      vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
      const random = Math.random;
      Math.random = () => 0.5;
      onTestFinished(() => {
        Math.random = random;
        vi.useRealTimers();
      });
      const left: (string | undefined)[] = [];
      let published = 0;
      const gather: Gatherer['gather'] = async (whyNoCluster) => {
        left.push(whyNoCluster);
        return snapshotWith();
      };
      const publisher = async () => {
        published += 1;
      };
      const within = { firstWithinSeconds: 10, clusterWithinSeconds: 480 };
      const options = { gatherer: { gather }, intervalSeconds: 200, ...within, publisher, log: logTo([]) };
      const monitor = createMonitor(options);
      onTestFinished(() => monitor.stop());
      monitor.start();
      return { monitor, left, published: () => published };
    }
    const notYet =
      'nothing is read from the API server yet: agents that start together read at some time within 480 s (--spread)';

    test('asks the API server nothing before its turn, and then at once', async () => {
      const { left, published } = spread();
      await vi.advanceTimersByTimeAsync(239_999);
      expect([left, published()]).toEqual([[notYet, notYet], 0]);
      await vi.advanceTimersByTimeAsync(1);
      expect([left, published()]).toEqual([[notYet, notYet, undefined], 1]);
      await vi.advanceTimersByTimeAsync(200_000);
      expect(left).toHaveLength(4);
    });

    test('gives somebody who waits a run of its own, not the one under way that leaves the API server alone', async () => {
      const { waiting, reasons, gatherer } = byHand();
      const monitor = createMonitor({ gatherer, intervalSeconds: 60, clusterWithinSeconds: 3600, log: logTo([]) });
      onTestFinished(() => monitor.stop());
      monitor.start();
      const runs = [monitor.run(), monitor.run()];
      waiting[0]?.resolve({ ...snapshotWith(), at: '2026-11-01T12:00:00Z' });
      await expect.poll(() => waiting.length).toBe(2);
      waiting[1]?.resolve({ ...snapshotWith(), at: '2026-11-01T12:00:01Z' });
      const times = (await Promise.all(runs)).map(({ snapshot }) => snapshot.at);
      expect(times).toEqual(['2026-11-01T12:00:01Z', '2026-11-01T12:00:01Z']);
      expect(reasons).toEqual([expect.stringMatching(/within 3600 s/), undefined]);
    });

    test('asks it sooner for somebody who waits', async () => {
      const { monitor, left, published } = spread();
      await vi.advanceTimersByTimeAsync(5_000);
      await monitor.run();
      expect([left, published()]).toEqual([[notYet, undefined], 1]);
    });
  });

  test('runs again by itself, until it is stopped', async () => {
    const { waiting, gatherer } = byHand();
    const monitor = createMonitor({ gatherer, intervalSeconds: 0.01, log: logTo([]) });
    monitor.start();
    while (waiting.length < 4) {
      waiting.at(-1)?.resolve(snapshotWith());
      await wait(1);
    }
    monitor.stop();
    waiting.at(-1)?.resolve(snapshotWith());
    const runs = waiting.length;
    await wait(50);
    expect(waiting).toHaveLength(runs);
  });

  test('passes each run to its history, and a failing history costs no report', async () => {
    const lines: Record<string, unknown>[] = [];
    const { waiting, gatherer } = byHand();
    const told: string[] = [];
    const history: Keeper = {
      record({ report }) {
        told.push(report.at);
        throw new Error('a bug in it');
      },
      changesSince: () => historyWith(),
      written: async () => undefined,
      revision: 0,
    };
    const monitor = createMonitor({ gatherer, intervalSeconds: 60, history, log: logTo(lines) });
    expect(monitor.history).toBe(history);
    const run = monitor.run();
    waiting[0]?.resolve(snapshotWith());
    const { report } = await run;
    expect(told).toEqual([report.at]);
    expect(monitor.runs).toMatchObject({ succeeded: 1, failed: 0 });
    expect(lines.at(-1)).toMatchObject({ level: 50, err: { message: 'a bug in it' } });
    monitor.stop();
  });

  test('with a saved snapshot has no age, is never stale, and never runs again', async () => {
    const monitor = savedMonitor(snapshotWith());
    monitor.start();
    expect(monitor.newest()?.report.status).toBe('healthy');
    expect(monitor).toMatchObject({ live: false, history: null });
    expect(monitor.ageSeconds()).toBeNull();
    expect(monitor.stale()).toBe(false);
    await expect(monitor.run()).rejects.toThrow('a saved snapshot cannot be run again');
  });
});
